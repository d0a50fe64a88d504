"""The core function library of XPath 1.0 (section 4), as ODK changes it."""

import math
import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from fieldkit.xpath import dates
from fieldkit.xpath.closures import (
    NumberOf,
    Piece,
    Static,
    StringOf,
    from_boolean,
    from_nodes,
    from_number,
    from_string,
    node_number,
)
from fieldkit.xpath.functions import (
    Function,
    boolean_of_texts,
    number_of_numbers,
    self_string,
    text_of_texts,
)
from fieldkit.xpath.nodes import Context, Getter, Node
from fieldkit.xpath.values import NAN, number_text, plain_number, round_half_up

_OTHER_WHITE: Final = re.compile(r"[^\S \t\r\n]")  # Python's white space that is not XML's
_FINEST_DIGIT: Final = 400  # no double has a digit beyond, so the number stays as it is
_COARSEST_DIGIT: Final = -400


def _last(_: Sequence[Piece]) -> Piece:
    return from_number(lambda ctx: float(ctx.size))


def _position(arguments: Sequence[Piece]) -> Piece:
    """ODK: with a node, its place among the siblings of the same name (repeat instances)."""
    if not arguments:
        return from_number(lambda ctx: float(ctx.position))
    raw = arguments[0].raw_set()

    def position(ctx: Context) -> float:
        for node in raw(ctx):
            return float(_place(node))
        return NAN

    return from_number(position)


def _place(node: Node) -> int:
    parent = node.parent
    if parent is None:
        return 1
    siblings = parent.named(node.name)
    return siblings.index(node) + 1 if node in siblings else 1


def _count(arguments: Sequence[Piece]) -> Piece:
    nodes = arguments[0].node_set()
    return from_number(lambda ctx: float(len(nodes(ctx))))


def _sum(arguments: Sequence[Piece]) -> Piece:
    """Decision 18: NaN with a blank, since the total is not known; 0 of no nodes."""
    nodes = arguments[0].node_set()

    def total(ctx: Context) -> float:
        value = 0.0
        for node in nodes(ctx):
            value += node_number(node, ctx)
        return value

    return from_number(total)


def _string(arguments: Sequence[Piece]) -> Piece:
    return from_string(arguments[0].string if arguments else self_string)


def _number(arguments: Sequence[Piece]) -> Piece:
    if not arguments:
        return from_number(lambda ctx: node_number(ctx.node, ctx) if ctx.node.is_relevant else NAN)
    argument = arguments[0]
    piece = from_number(argument.number)
    if argument.static in (Static.STRING, Static.NODES):
        piece.string = _number_text(argument)
    return piece


def _number_text(argument: Piece) -> StringOf:
    number, string = argument.number, argument.string

    def text(ctx: Context) -> str:
        value = number(ctx)
        if value == value and math.isnan(plain_number(string(ctx))):
            # A date: as a text, number() of one reads as whole days in both engines.
            value = dates.whole_days(value)
        return number_text(value)

    return text


def _boolean(arguments: Sequence[Piece]) -> Piece:
    return from_boolean(arguments[0].boolean)


def _not(arguments: Sequence[Piece]) -> Piece:
    boolean = arguments[0].boolean
    return from_boolean(lambda ctx: not boolean(ctx))


def _true(_: Sequence[Piece]) -> Piece:
    return from_boolean(lambda _: True)


def _false(_: Sequence[Piece]) -> Piece:
    return from_boolean(lambda _: False)


def _normalize_space(arguments: Sequence[Piece]) -> Piece:
    string = arguments[0].string if arguments else self_string
    return from_string(lambda ctx: normalized(string(ctx)))


def normalized(text: str) -> str:
    """Return the text with XML white space trimmed and collapsed."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Return what XML white space sets apart; a no-break space is part of a word."""
    if _OTHER_WHITE.search(text) is None:
        return text.split()
    for white in "\t\r\n":
        text = text.replace(white, " ")
    return [word for word in text.split(" ") if word]


def _string_length(arguments: Sequence[Piece]) -> Piece:
    string = arguments[0].string if arguments else self_string
    return from_number(lambda ctx: float(len(string(ctx))))


def _substring(arguments: Sequence[Piece]) -> Piece:
    string, start = arguments[0].string, arguments[1].number
    length = arguments[2].number if len(arguments) > 2 else None

    def substring(ctx: Context) -> str:
        first = round_half_up(start(ctx))
        end = math.inf if length is None else first + round_half_up(length(ctx))
        if first != first or end != end:
            return ""
        text = string(ctx)
        low = int(max(first, 1.0)) if first <= len(text) else len(text) + 1
        high = int(max(end, 1.0)) if end <= len(text) else len(text) + 1
        return text[low - 1 : high - 1] if low < high else ""

    return from_string(substring)


def _substring_before(text: str, part: str) -> str:
    return text.partition(part)[0] if part and part in text else ""


def _substring_after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


def _translate(text: str, before: str, after: str) -> str:
    table: dict[int, str] = {}
    for place, letter in enumerate(before):
        table.setdefault(ord(letter), after[place : place + 1])
    return text.translate(table)


def _concat(arguments: Sequence[Piece]) -> Piece:
    """ODK: a node-set contributes every node; none at all gives a blank."""
    strings = [_every_string(argument) for argument in arguments]
    if len(strings) == 2:
        first, second = strings
        return from_string(lambda ctx: first(ctx) + second(ctx))
    return from_string(lambda ctx: "".join([string(ctx) for string in strings]))


def _every_string(argument: Piece) -> StringOf:
    if argument.nodes is None or argument.single is not None:
        return argument.string
    nodes = argument.nodes
    return lambda ctx: "".join([node.string() for node in nodes(ctx)])


def _round(arguments: Sequence[Piece]) -> Piece:
    number = arguments[0].number
    if len(arguments) == 1:
        return from_number(lambda ctx: round_half_up(number(ctx)))
    return from_number(_rounded(number, arguments[1].number))


def _rounded(number: NumberOf, digits: NumberOf) -> NumberOf:
    """Decisions 8 and 9: halves go up also with digits; the digits are truncated."""

    def rounded(ctx: Context) -> float:
        value, places = number(ctx), digits(ctx)
        if places != places or math.isinf(value) or value != value or places > _FINEST_DIGIT:
            return NAN if places != places else value
        if places < _COARSEST_DIGIT:
            return math.copysign(0.0, value)
        shift = Decimal(1).scaleb(int(places))
        # Decimal of the shortest text: 2.15 is a half although its double is a little less.
        scaled = Decimal(repr(value)) * shift + Decimal("0.5")
        whole = scaled.to_integral_value(rounding=ROUND_FLOOR)
        return math.copysign(float(whole / shift), value)

    return rounded


def _floor(value: float) -> float:
    return math.copysign(float(math.floor(value)), value) if math.isfinite(value) else value


def _ceiling(value: float) -> float:
    return math.copysign(float(math.ceil(value)), value) if math.isfinite(value) else value


def _current(_: Sequence[Piece]) -> Piece:
    # The parser turns current() into a path; this entry gives its arity and type.
    return from_nodes(lambda ctx: (ctx.current,))


def _instance(arguments: Sequence[Piece]) -> Piece:
    string = arguments[0].string

    def nodes(ctx: Context) -> Sequence[Node]:
        node = ctx.environment.instance(string(ctx))
        return () if node is None else (node,)

    return from_nodes(nodes)


def _local_name(arguments: Sequence[Piece]) -> Piece:
    first = _first(arguments)
    return from_string(lambda ctx: "" if (node := first(ctx)) is None else node.name)


def _namespace_uri(arguments: Sequence[Piece]) -> Piece:
    first = _first(arguments)
    return from_string(lambda ctx: "" if (node := first(ctx)) is None else node.namespace)


def _first(arguments: Sequence[Piece]) -> Getter:
    if not arguments:
        return lambda ctx: ctx.node
    nodes = arguments[0].node_set()

    def first(ctx: Context) -> Node | None:
        for node in nodes(ctx):
            return node
        return None

    return first


FUNCTIONS: Final = (
    Function("last", 0, 0, "number", _last),
    Function("position", 0, 1, "number", _position),
    Function("count", 1, 1, "number", _count),
    Function("sum", 1, 1, "number", _sum),
    Function("string", 0, 1, "string", _string),
    Function("number", 0, 1, "number", _number),
    Function("boolean", 1, 1, "boolean", _boolean),
    Function("not", 1, 1, "boolean", _not),
    Function("true", 0, 0, "boolean", _true),
    Function("false", 0, 0, "boolean", _false),
    Function("concat", 0, None, "string", _concat),
    Function("starts-with", 2, 2, "boolean", boolean_of_texts(str.startswith)),
    Function("ends-with", 2, 2, "boolean", boolean_of_texts(str.endswith)),
    Function("contains", 2, 2, "boolean", boolean_of_texts(lambda text, part: part in text)),
    Function("substring", 2, 3, "string", _substring),
    Function("substring-before", 2, 2, "string", text_of_texts(_substring_before)),
    Function("substring-after", 2, 2, "string", text_of_texts(_substring_after)),
    Function("string-length", 0, 1, "number", _string_length),
    Function("normalize-space", 0, 1, "string", _normalize_space),
    Function("translate", 3, 3, "string", text_of_texts(_translate)),
    Function("floor", 1, 1, "number", number_of_numbers(_floor)),
    Function("ceiling", 1, 1, "number", number_of_numbers(_ceiling)),
    Function("round", 1, 2, "number", _round),
    Function("local-name", 0, 1, "string", _local_name),
    Function("namespace-uri", 0, 1, "string", _namespace_uri),
    Function("current", 0, 0, "nodes", _current),
    Function("instance", 1, 1, "nodes", _instance),
)
