"""ODK functions over texts: patterns, parts, digests (ODK XForms specification, functions)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Final

from fieldkit.xpath import patterns
from fieldkit.xpath.closures import Piece, Static, StringOf, from_boolean, from_string
from fieldkit.xpath.core import words
from fieldkit.xpath.functions import Function, boolean_of_texts, text_of_texts
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.tokens import syntax_error

_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def _regex(arguments: Sequence[Piece]) -> Piece:
    """Look for the pattern anywhere, as the specification's `/[0-9]+/` does and web-forms.

    JavaRosa wants all of the text to match, so a form for both has ^ and $.
    """
    string, pattern = arguments[0].string, arguments[1]
    if isinstance(pattern.constant, str):
        compiled = patterns.compiled(pattern.constant)
        if compiled is None:
            raise syntax_error("malformed regular expression", 1)
        search = compiled.search
        return from_boolean(lambda ctx: search(string(ctx)))
    pattern_text = pattern.string

    def matches(ctx: Context) -> bool:
        found = patterns.compiled(pattern_text(ctx))
        return found is not None and found.search(string(ctx))

    return from_boolean(matches)


def _substr(arguments: Sequence[Piece]) -> Piece:
    """Positions count from 0, negative ones from the end; the end is excluded."""
    string, start = arguments[0].string, arguments[1].number
    end = arguments[2].number if len(arguments) > 2 else None

    def substr(ctx: Context) -> str:
        text = string(ctx)
        size = len(text)
        first = _bounded(start(ctx), size)
        return text[first : size if end is None else _bounded(end(ctx), size)]

    return from_string(substr)


def _bounded(place: float, size: int) -> int:
    if place != place:
        return 0
    whole = int(max(-float(size), min(place, float(size))))
    return whole if whole >= 0 else size + whole


def _coalesce(arguments: Sequence[Piece]) -> Piece:
    first, second = arguments
    filled, other = _filled(first), second.string
    piece = from_string(lambda ctx: filled(ctx) or other(ctx))
    if first.static is Static.NODES and isinstance(second.constant, float):
        # `coalesce(${n}, 0) + …`: the node keeps its number, so its text is not read again.
        given, instead = first.number, second.constant
        piece.number = lambda ctx: given(ctx) if filled(ctx) else instead
    return piece


def _filled(argument: Piece) -> StringOf:
    """Return the text, blank where a number is not one."""
    string = argument.string
    if argument.static != "number":
        return string

    def filled(ctx: Context) -> str:
        text = string(ctx)
        return "" if text == "NaN" else text

    return filled


def _join(arguments: Sequence[Piece]) -> Piece:
    """Return the texts of every node and value after the first argument, joined by it."""
    separator = arguments[0].string
    parts = [texts(argument) for argument in arguments[1:]]

    def join(ctx: Context) -> str:
        return separator(ctx).join([text for part in parts for text in part(ctx)])

    return from_string(join)


def texts(argument: Piece) -> Callable[[Context], Sequence[str]]:
    """Return the closure for the texts of an argument: one, or one for each node."""
    nodes, string = argument.nodes, argument.string
    if nodes is None:
        return lambda ctx: (string(ctx),)
    return lambda ctx: [node.string() for node in nodes(ctx)]


def _digest(data: str, algorithm: str, encoding: str = "base64") -> str:
    name = _ALGORITHMS.get(algorithm.strip().upper())
    if name is None:
        return ""
    found = hashlib.new(name, data.encode(), usedforsecurity=False).digest()
    is_hex = encoding.strip().lower() == "hex"
    return found.hex() if is_hex else base64.b64encode(found).decode()


def _base64_decode(text: str) -> str:
    """White space may stand anywhere (RFC 2045 section 6.8); what is no base64 is blank."""
    packed = "".join(words(text))
    if len(packed) % 4 or _BASE64.fullmatch(packed) is None:
        return ""
    try:
        return base64.b64decode(packed, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def _boolean_from_string(text: str) -> bool:
    return text in ("true", "1")


FUNCTIONS: Final = (
    Function("regex", 2, 2, "boolean", _regex),
    Function("substr", 2, 3, "string", _substr),
    Function("coalesce", 2, 2, "string", _coalesce),
    Function("join", 1, None, "string", _join),
    Function("digest", 2, 3, "string", text_of_texts(_digest)),
    Function("base64-decode", 1, 1, "string", text_of_texts(_base64_decode)),
    Function("boolean-from-string", 1, 1, "boolean", boolean_of_texts(_boolean_from_string)),
)
