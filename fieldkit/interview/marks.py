"""The marks that authors of XLSForms put into texts: bold, italic, headings, inline tags."""

import re
from typing import Final

BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
ITALIC: Final = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_HEADING: Final = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_TAG: Final = re.compile(r"</?(?:span|b|i|u|em|strong|p|br|font|div)\b[^<>]{0,200}>", re.IGNORECASE)


def tidy(text: str) -> str:
    """A text without the heading marks and inline tags that are there for looks."""
    return _HEADING.sub("", _TAG.sub("", text)).strip()


def plain_words(text: str) -> str:
    """A text of the form without marks, on one line: for lists, pages and screen readers."""
    return " ".join(ITALIC.sub(r"\1", BOLD.sub(r"\1", tidy(text))).split())
