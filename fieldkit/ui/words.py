"""Words of a form on the screen: untrusted, so plain, with bold and italic as the only marks.

A workbook could otherwise put links, pictures or an imitation of our own messages into a label.
"""

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_LONG = re.compile(r"\S{24}(?=\S)")
_TAG = re.compile(r"</?(?:span|b|i|u|em|strong|p|br|font|div)\b[^<>]{0,200}>", re.IGNORECASE)


def show_words(label: QLabel, text: str) -> None:
    """Show a text of the form: as it is, or with its bold and italic when it has any."""
    tidy = breakable(_tidy(text))
    marked = marked_up(tidy)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    if marked is None:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(tidy)
    else:
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(marked)


def plain_words(text: str) -> str:
    """A text of the form without marks, on one line: for lists and for the screen reader."""
    without = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", _tidy(text)))
    return " ".join(without.split())


def breakable(text: str) -> str:
    """The text with invisible places to break a line in words that no line could hold."""
    return _LONG.sub("\\g<0>\u200b", text)


def marked_up(text: str) -> str | None:
    """The text as HTML that holds nothing but `<b>`, `<i>` and `<br>`; None when it is plain."""
    if not (_BOLD.search(text) or _ITALIC.search(text)):
        return None
    escaped = html.escape(text, quote=True)
    marked = _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", escaped))
    return marked.replace("\n", "<br>")


def _tidy(text: str) -> str:
    """Without the heading marks and inline tags that XLSForm authors use for looks."""
    return _HEADING.sub("", _TAG.sub("", text)).strip()
