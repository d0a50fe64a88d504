"""Words of a form on the screen: untrusted, so plain, with bold and italic as the only marks.

A workbook could otherwise put links, pictures or an imitation of our own messages into a label.
"""

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.interview.marks import BOLD, ITALIC, tidy
from fieldkit.interview.marks import plain_words as plain_words  # one of the ways to show words

_LONG = re.compile(r"\S{24}(?=\S)")


def show_words(label: QLabel, text: str) -> None:
    """Show a text of the form: as it is, or with its bold and italic when it has any."""
    shown = breakable(tidy(text))
    marked = marked_up(shown)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    if marked is None:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(shown)
    else:
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(marked)


def breakable(text: str) -> str:
    """The text with invisible places to break a line in words that no line could hold."""
    return _LONG.sub("\\g<0>\u200b", text)


def marked_up(text: str) -> str | None:
    """The text as HTML that holds nothing but `<b>`, `<i>` and `<br>`; None when it is plain."""
    if not (BOLD.search(text) or ITALIC.search(text)):
        return None
    escaped = html.escape(text, quote=True)
    marked = ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", escaped))
    return marked.replace("\n", "<br>")
