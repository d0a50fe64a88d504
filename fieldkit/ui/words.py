"""Words of a form on the screen: untrusted, so plain but for the few marks of `interview.marks`.

A workbook could otherwise put links, pictures or an imitation of our own messages into a label.
"""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldkit.interview.marks import html_words, tidy
from fieldkit.interview.marks import plain_words as plain_words  # one of the ways to show words

_LONG = re.compile(r"\S{24}(?=\S)")


def show_words(label: QLabel, text: str) -> None:
    """Show a text of the form: as it is, or with its marks when it has any."""
    marked = marked_up(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    if marked is None:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(breakable(tidy(text)))
    else:
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(marked)


def breakable(text: str) -> str:
    """The text with invisible places to break a line in words that no line could hold."""
    return _LONG.sub("\\g<0>\u200b", text)


def marked_up(text: str) -> str | None:
    """The text as HTML that holds only marks of the forms' language; None when it is plain."""
    return html_words(text, breakable)
