"""Expression text to tokens (XPath 1.0 section 3.7)."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from fieldkit.errors import Code, Known


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"  # prefix:name, name, prefix:*
    SYMBOL = "symbol"  # punctuation, and `*` as a name test
    OPERATOR = "operator"  # and or div mod * + - | = != < <= > >=
    END = "end"


class Token(NamedTuple):
    """One token; `column` counts from 1."""

    kind: Kind
    text: str
    column: int


# XML 1.0 section 2.3 without the colon: vowel signs, as of Hindi or Arabic, are no letters for
# Python but may stand in names.
_FIRST: Final = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NC_NAME: Final = rf"[{_FIRST}][{_FIRST}0-9.\-\u00b7\u0300-\u036f\u203f\u2040]*"
_TOKEN = re.compile(
    rf"""[ \t\r\n]*(?:
     (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>{NC_NAME}(?::(?!:)(?:{NC_NAME}|\*))?)
    |(?P<operator>!=|<=|>=|[|+\-=<>])
    |(?P<symbol>::|\.\.|//|[/()\[\],.@*])
    |(?P<end>\Z))""",
    re.VERBOSE,
)
# After an operand only an operator can stand, so `1and1` reads as it looks.
_WORD = re.compile(rf"[ \t\r\n]*(?P<operator>(?:and|or|div|mod)(?![{_FIRST}])|\*)")
_KINDS = {kind.value: kind for kind in Kind}
_OPENING = frozenset(["(", "[", ",", "@", "::", "/", "//"])


def tokens(text: str) -> list[Token]:
    """Return the tokens and an END; raises FORM_SYNTAX at what no token begins with."""
    found: list[Token] = []
    place = 0
    # XPath 1.0 section 3.7: after an operand, `*` and the words are operators.
    after_operand = False
    while True:
        match = (_WORD.match(text, place) if after_operand else None) or _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise syntax_error("unexpected character", _column(text, place))
        group = match.lastgroup
        word = match[group]
        found.append(Token(_KINDS[group], word, match.start(group) + 1))
        if group == "end":
            return found
        place = match.end()
        after_operand = group != "operator" and not (group == "symbol" and word in _OPENING)


def literal_text(token: Token) -> str:
    """Return the text between the quotes of a literal."""
    return token.text[1:-1]


def syntax_error(detail: str, column: int) -> Known:
    """Return the error for a text that is not an expression."""
    return Known(Code.FORM_SYNTAX, detail=detail, column=column)


def _column(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place + 1
