"""Expression text to tokens (XPath 1.0 section 3.7)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.errors import Code, Known


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"  # prefix:name, name, prefix:*
    SYMBOL = "symbol"  # punctuation, and `*` as a name test
    OPERATOR = "operator"  # and or div mod * + - | = != < <= > >=
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `column` counts from 1."""

    kind: Kind
    text: str
    column: int


_NC = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>{_NC}(?::(?!:)(?:{_NC}|\*))?)
    |(?P<symbol>::|\.\.|//|!=|<=|>=|[/()\[\],.@|+\-*=<>])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_OPERATORS = frozenset(["|", "+", "-", "=", "!=", "<", "<=", ">", ">="])
_WORDS = frozenset(["and", "or", "div", "mod"])
_OPENING = frozenset(["(", "[", ",", "@", "::", "/", "//"])


def tokens(text: str) -> list[Token]:
    """Return the tokens and an END; raises FORM_SYNTAX at what no token begins with."""
    found: list[Token] = []
    place = _space(text, 0)
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise syntax_error("unexpected character", place + 1)
        word = match.group()
        found.append(_token(match.lastgroup or "", word, place + 1, found[-1] if found else None))
        place = _space(text, match.end())
    found.append(Token(Kind.END, "", len(text) + 1))
    return found


def syntax_error(detail: str, column: int) -> Known:
    """Return the error for a text that is not an expression."""
    return Known(Code.FORM_SYNTAX, detail=detail, column=column)


def _space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return place if match is None else match.end()


def _token(group: str, word: str, column: int, before: Token | None) -> Token:
    if group == "number":
        return Token(Kind.NUMBER, word, column)
    if group == "literal":
        return Token(Kind.LITERAL, word[1:-1], column)
    if group == "name":
        is_operator = word in _WORDS and _ends_operand(before)
        return Token(Kind.OPERATOR if is_operator else Kind.NAME, word, column)
    if word == "*":
        return Token(Kind.OPERATOR if _ends_operand(before) else Kind.SYMBOL, word, column)
    return Token(Kind.OPERATOR if word in _OPERATORS else Kind.SYMBOL, word, column)


def _ends_operand(before: Token | None) -> bool:
    # XPath 1.0 section 3.7: after an operand, `*` and the words are operators.
    if before is None or before.kind is Kind.OPERATOR:
        return False
    return not (before.kind is Kind.SYMBOL and before.text in _OPENING)
