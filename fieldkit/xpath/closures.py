"""A compiled piece of an expression: one closure per way of asking, chosen by static type."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from fieldkit.errors import Known
from fieldkit.xpath.dates import date_number
from fieldkit.xpath.nodes import Context, Getter, Node
from fieldkit.xpath.tokens import syntax_error
from fieldkit.xpath.values import (
    NAN,
    boolean_text,
    number_boolean,
    number_text,
    plain_number,
)

StringOf = Callable[[Context], str]
NumberOf = Callable[[Context], float]
BooleanOf = Callable[[Context], bool]
NodesOf = Callable[[Context], Sequence[Node]]


class Static(StrEnum):
    """The type of an expression, known before it runs."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NODES = "nodes"
    DATE = "date"  # compares as a number of days, reads as a text


class Piece:
    """A compiled expression: how to ask it for each type.

    `nodes` holds what is relevant, `raw` all that a path reaches. `single` is set when a resolver
    found the path; `constant` when the value is a literal. `day` is the number of a date for
    comparing and reckoning where `number` may hold a time too. `branches` are the test and the
    pieces of an `if` whose branches differ in type: which one is compared is known when it runs.
    """

    __slots__ = (
        "boolean",
        "branches",
        "constant",
        "day",
        "nodes",
        "number",
        "raw",
        "single",
        "static",
        "string",
    )

    def __init__(
        self,
        static: Static,
        string: StringOf,
        number: NumberOf,
        boolean: BooleanOf,
        *,
        nodes: NodesOf | None = None,
        raw: NodesOf | None = None,
        single: Getter | None = None,
        constant: str | float | None = None,
        day: NumberOf | None = None,
    ) -> None:
        self.static = static
        self.string = string
        self.number = number
        self.boolean = boolean
        self.nodes = nodes
        self.raw = raw
        self.single = single
        self.constant = constant
        self.day = day
        self.branches: tuple[BooleanOf, Piece, Piece] | None = None

    def reckoned(self) -> NumberOf:
        """Return the closure for the number that is reckoned with: of a date whole days."""
        return self.day or self.number

    def node_set(self) -> NodesOf:
        """Return the closure for relevant nodes; raises FORM_SYNTAX for another type."""
        if self.nodes is None:
            raise not_nodes()
        return self.nodes

    def raw_set(self) -> NodesOf:
        """Return the closure for all nodes; raises FORM_SYNTAX for another type."""
        if self.raw is None:
            raise not_nodes()
        return self.raw


def not_nodes() -> Known:
    """Return the error for a value where only nodes make sense."""
    return syntax_error("not a node-set", 1)


def text_number(text: str, ctx: Context) -> float:
    """Return the number of a text, which may be a date."""
    value = plain_number(text)
    if value == value or not text:
        return value
    return date_number(text, ctx.environment.timezone)


def node_number(node: Node, ctx: Context) -> float:
    """Return the number of a node, which may hold a date."""
    value = node.number()
    if value == value:
        return value
    return date_number(node.string(), ctx.environment.timezone)


def from_string(string: StringOf) -> Piece:
    """Return a piece whose value is a text."""

    def number(ctx: Context) -> float:
        return text_number(string(ctx), ctx)

    def boolean(ctx: Context) -> bool:
        return string(ctx) != ""

    return Piece(Static.STRING, string, number, boolean)


def from_number(number: NumberOf) -> Piece:
    """Return a piece whose value is a number."""

    def string(ctx: Context) -> str:
        return number_text(number(ctx))

    def boolean(ctx: Context) -> bool:
        return number_boolean(number(ctx))

    return Piece(Static.NUMBER, string, number, boolean)


def from_boolean(boolean: BooleanOf) -> Piece:
    """Return a piece whose value is true or false."""

    def string(ctx: Context) -> str:
        return boolean_text(boolean(ctx))

    def number(ctx: Context) -> float:
        return 1.0 if boolean(ctx) else 0.0

    return Piece(Static.BOOLEAN, string, number, boolean)


def from_date(number: NumberOf, string: StringOf, day: NumberOf | None = None) -> Piece:
    """Return a piece whose value is a date: days as a number, blank and NaN together.

    `day` is given for a date without time, and is the number of its midnight.
    """

    def boolean(ctx: Context) -> bool:
        return string(ctx) != ""

    return Piece(Static.DATE, string, number, boolean, day=day)


def from_single(get: Getter) -> Piece:
    """Return a piece for a path that reaches at most one node."""

    def string(ctx: Context) -> str:
        node = get(ctx)
        return "" if node is None or not node.is_relevant else node.string()

    def number(ctx: Context) -> float:
        node = get(ctx)
        if node is None or not node.is_relevant:
            return NAN
        value = node.number()
        if value == value:
            return value
        return date_number(node.string(), ctx.environment.timezone)

    def boolean(ctx: Context) -> bool:
        node = get(ctx)
        return node is not None and node.is_relevant

    def nodes(ctx: Context) -> Sequence[Node]:
        node = get(ctx)
        return () if node is None or not node.is_relevant else (node,)

    def raw(ctx: Context) -> Sequence[Node]:
        node = get(ctx)
        return () if node is None else (node,)

    return Piece(Static.NODES, string, number, boolean, nodes=nodes, raw=raw, single=get)


def from_nodes(raw: NodesOf) -> Piece:
    """Return a piece for a node-set; nodes that are not relevant are dropped (decision F4)."""

    def nodes(ctx: Context) -> Sequence[Node]:
        return [node for node in raw(ctx) if node.is_relevant]

    def first(ctx: Context) -> Node | None:
        for node in raw(ctx):
            if node.is_relevant:
                return node
        return None

    def string(ctx: Context) -> str:
        node = first(ctx)
        return "" if node is None else node.string()

    def number(ctx: Context) -> float:
        node = first(ctx)
        return NAN if node is None else node_number(node, ctx)

    def boolean(ctx: Context) -> bool:
        return first(ctx) is not None

    return Piece(Static.NODES, string, number, boolean, nodes=nodes, raw=raw)


def constant_string(text: str) -> Piece:
    """Return a piece for a string literal."""
    value = plain_number(text)
    truth = text != ""

    def number(ctx: Context) -> float:
        return value if value == value else text_number(text, ctx)

    return Piece(Static.STRING, lambda _: text, number, lambda _: truth, constant=text)


def constant_number(value: float) -> Piece:
    """Return a piece for a number literal."""
    text, truth = number_text(value), number_boolean(value)
    return Piece(Static.NUMBER, lambda _: text, lambda _: value, lambda _: truth, constant=value)
