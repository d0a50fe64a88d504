"""The help window: pages of `resources/help/<language>`, and the keys from their one table."""

import html
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from fieldkit.paths import shipped
from fieldkit.ui import a11y
from fieldkit.ui.actions import native, words
from fieldkit.ui.parts import Button, Rows, row
from fieldkit.ui.shortcuts import KEYS, Scope, of_scope
from fieldkit.ui.theme import GRID, text_scale

KEY_PAGE: Final = "keys"
PAGES: Final = (
    *("start", "interview", KEY_PAGE, "score"),
    *("safety", "promises", "limits", "authors"),
)


class HelpDialog(QDialog):
    """A list of pages and the page; arrows choose, Tab goes into the text."""

    def __init__(self, language: str, parent: QWidget, page: str = "start") -> None:
        super().__init__(parent)
        self._language = language
        self.setWindowTitle(QCoreApplication.translate("help", "Help"))
        self.resize(int(900 * text_scale()), int(640 * text_scale()))
        self._list = Rows()
        self._list.setFixedWidth(int(260 * text_scale()))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        a11y.name(self._list, QCoreApplication.translate("help", "Pages"))
        for name in PAGES:
            entry = QListWidgetItem(_title(language, name))
            entry.setData(Qt.ItemDataRole.UserRole, name)
            self._list.addItem(entry)
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.document().setDocumentMargin(2 * GRID)
        a11y.name(self._text, QCoreApplication.translate("help", "Text"))
        close = Button(QCoreApplication.translate("help", "Close"), "plain", "Esc")
        close.clicked.connect(self.reject)
        body = QHBoxLayout()
        body.addWidget(self._list)
        body.addWidget(self._text, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(body, 1)
        layout.addLayout(row(close))
        self._list.currentItemChanged.connect(self._show)
        self._list.setCurrentRow(PAGES.index(page) if page in PAGES else 0)
        self._list.setFocus()

    def _show(self, entry: QListWidgetItem | None) -> None:
        if entry is None:
            return
        name = str(entry.data(Qt.ItemDataRole.UserRole))
        if name == KEY_PAGE:
            self._text.setHtml(keys_html())
        else:
            # Our own pages; HTML inside Markdown is off all the same.
            features = QTextDocument.MarkdownFeature
            self._text.document().setMarkdown(
                page_text(self._language, name),
                QTextDocument.MarkdownFeature(
                    features.MarkdownDialectGitHub | features.MarkdownNoHTML
                ),
            )
        self._text.moveCursor(QTextCursor.MoveOperation.Start)


def page_text(language: str, name: str) -> str:
    """The Markdown of a page, in English where a language lacks it."""
    path = shipped("resources", "help", language, f"{name}.md")
    if not path.is_file():
        path = shipped("resources", "help", "en", f"{name}.md")
    return path.read_text("utf-8")


def keys_html() -> str:
    """The page of keys, drawn from the table that the actions are made from."""
    titles = {
        Scope.FIELD: QCoreApplication.translate("help", "In a question"),
        Scope.INTERVIEW: QCoreApplication.translate("help", "In an interview"),
        Scope.LIST: QCoreApplication.translate("help", "In the list"),
        Scope.SCORE: QCoreApplication.translate("help", "At the score"),
        Scope.EVERYWHERE: QCoreApplication.translate("help", "Everywhere"),
    }
    parts = [f"<h1>{html.escape(QCoreApplication.translate('help', 'Keys'))}</h1>"]
    for scope, title in titles.items():
        parts.append(f"<h3>{html.escape(title)}</h3><table cellpadding='4'>")
        parts += [
            f"<tr><td><b>{html.escape(_keys(key.name))}</b></td>"
            f"<td>{html.escape(words(key.name))}</td></tr>"
            for key in of_scope(scope)
        ]
        parts.append("</table>")
    return "".join(parts)


def _keys(name: str) -> str:
    return ", ".join(native(text) for text in KEYS[name].keys)


def _title(language: str, name: str) -> str:
    if name == KEY_PAGE:
        return QCoreApplication.translate("help", "Keys")
    return page_text(language, name).partition("\n")[0].lstrip("# ").strip()
