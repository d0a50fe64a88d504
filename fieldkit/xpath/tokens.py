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
# After an operand only an operator can stand, so `1and1` reads as it looks.
_WORD = re.compile(r"(?:and|or|div|mod)(?![^\W\d])")
_SPACE = re.compile(r"[ \t\r\n]*")
_OPERATORS = frozenset(["|", "+", "-", "=", "!=", "<", "<=", ">", ">="])
_OPENING = frozenset(["(", "[", ",", "@", "::", "/", "//"])


def tokens(text: str) -> list[Token]:
    """Return the tokens and an END; raises FORM_SYNTAX at what no token begins with."""
    found: list[Token] = []
    place = _space(text, 0)
    while place < len(text):
        after_operand = bool(found) and _ends_operand(found[-1])
        match = (_WORD.match(text, place) if after_operand else None) or _TOKEN.match(text, place)
        if match is None:
            raise syntax_error("unexpected character", place + 1)
        group = match.lastgroup or "operator"
        found.append(_token(group, match.group(), place + 1, after_operand=after_operand))
        place = _space(text, match.end())
    found.append(Token(Kind.END, "", len(text) + 1))
    return found


def syntax_error(detail: str, column: int) -> Known:
    """Return the error for a text that is not an expression."""
    return Known(Code.FORM_SYNTAX, detail=detail, column=column)


def _space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return place if match is None else match.end()


def _token(group: str, word: str, column: int, *, after_operand: bool) -> Token:
    if group == "number":
        return Token(Kind.NUMBER, word, column)
    if group == "literal":
        return Token(Kind.LITERAL, word[1:-1], column)
    if group == "name":
        return Token(Kind.NAME, word, column)
    if word == "*":
        return Token(Kind.OPERATOR if after_operand else Kind.SYMBOL, word, column)
    is_operator = group == "operator" or word in _OPERATORS
    return Token(Kind.OPERATOR if is_operator else Kind.SYMBOL, word, column)


def _ends_operand(before: Token) -> bool:
    # XPath 1.0 section 3.7: after an operand, `*` and the words are operators.
    if before.kind is Kind.OPERATOR:
        return False
    return not (before.kind is Kind.SYMBOL and before.text in _OPENING)
