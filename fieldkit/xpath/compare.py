"""Comparison operators, one closure per pair of static types (XPath 1.0 section 3.4)."""

import operator
from collections.abc import Callable, Sequence

from fieldkit.xpath.closures import (
    BooleanOf,
    NodesOf,
    NumberOf,
    Piece,
    Static,
    from_string,
    node_number,
)
from fieldkit.xpath.nodes import Context, Getter, Node
from fieldkit.xpath.values import NAN

Order = Callable[[float, float], bool]
_ORDERS: dict[str, Order] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _number(piece: Piece, other: Piece) -> NumberOf:
    """Return how to get the number to compare: of a date its day.

    Beside a number or a moment a date is a moment too: `date-time(0) = date('1970-01-01T00:00Z')`.
    """
    is_exact = other.static is Static.NUMBER or (other.static is Static.DATE and other.day is None)
    return piece.number if is_exact else piece.reckoned()


def comparison(symbol: str, left: Piece, right: Piece) -> BooleanOf:
    """Return the closure for = != < <= > >=; of an `if` by the type of the branch taken."""
    if left.branches is not None:
        test, yes, no = left.branches
        return _either(test, comparison(symbol, yes, right), comparison(symbol, no, right))
    if right.branches is not None:
        test, yes, no = right.branches
        return _either(test, comparison(symbol, left, yes), comparison(symbol, left, no))
    if symbol in _ORDERS:
        return _ordering(symbol, left, right)
    return _equality(left, right, wants_equal=symbol == "=")


def _either(test: BooleanOf, yes: BooleanOf, no: BooleanOf) -> BooleanOf:
    return lambda ctx: yes(ctx) if test(ctx) else no(ctx)


def _equality(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    kinds = {left.static, right.static}
    if Static.BOOLEAN in kinds:
        a, b = left.boolean, right.boolean
        if wants_equal:
            return lambda ctx: a(ctx) == b(ctx)
        return lambda ctx: a(ctx) != b(ctx)
    if left.static is not Static.NODES and right.static is Static.NODES:
        left, right = right, left
    if Static.DATE in kinds and Static.NUMBER not in kinds:
        return _dates_equal(left, right, wants_equal=wants_equal)
    return _values_equal(left, right, wants_equal=wants_equal)


def _dates_equal(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    """Compare with a date, which is blank where there is none: then texts are compared."""
    date = right.string if right.static is Static.DATE else left.string
    words = left if left.static is Static.NODES else from_string(left.string)
    texts = _values_equal(words, from_string(right.string), wants_equal=wants_equal)
    if _is_many(left):
        days = _values_equal(left, right, wants_equal=wants_equal)
        return lambda ctx: days(ctx) if date(ctx) else texts(ctx)
    a, b = _number(left, right), _number(right, left)

    def compare(ctx: Context) -> bool:
        one, other = a(ctx), b(ctx)
        if one != one or other != other:
            return texts(ctx)
        return (one == other) is wants_equal

    return compare


def _values_equal(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    kinds = {left.static, right.static}
    if left.static is Static.NODES:
        if right.static in (Static.NUMBER, Static.DATE):
            return _nodes_equal_number(left, right, wants_equal=wants_equal)
        if right.static is Static.STRING:
            return _nodes_equal_string(left, right, wants_equal=wants_equal)
        return _nodes_equal_nodes(left, right, wants_equal=wants_equal)
    if kinds & {Static.NUMBER, Static.DATE}:
        return _numbers_equal(left, right, wants_equal=wants_equal)
    s, t = left.string, right.string
    if wants_equal:
        return lambda ctx: s(ctx) == t(ctx)
    return lambda ctx: s(ctx) != t(ctx)


def _numbers_equal(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    a, b = _number(left, right), _number(right, left)
    if wants_equal:
        return lambda ctx: a(ctx) == b(ctx)
    return lambda ctx: a(ctx) != b(ctx)


def _nodes_equal_string(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    get, text = left.single, right.constant
    if get is not None and isinstance(text, str):
        return _single_equals_constant(get, text, wants_equal=wants_equal)
    other = right.string
    if get is not None:
        if wants_equal:
            return lambda ctx: (n := get(ctx)) is not None and _blankable(n) == other(ctx)
        return lambda ctx: (n := get(ctx)) is not None and _blankable(n) != other(ctx)
    values = strings(left.raw_set())
    if wants_equal:
        return lambda ctx: other(ctx) in values(ctx)

    def differs(ctx: Context) -> bool:
        wanted = other(ctx)
        return any(value != wanted for value in values(ctx))

    return differs


def _single_equals_constant(get: Getter, text: str, *, wants_equal: bool) -> BooleanOf:
    blank = text == ""

    def equals(ctx: Context) -> bool:
        node = get(ctx)
        if node is None:
            return False
        return node.string() == text if node.is_relevant else blank

    def differs(ctx: Context) -> bool:
        node = get(ctx)
        if node is None:
            return False
        return node.string() != text if node.is_relevant else not blank

    return equals if wants_equal else differs


def _nodes_equal_number(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    a, b, get = left.number, _number(right, left), left.single
    if get is not None:
        if wants_equal:
            return lambda ctx: a(ctx) == b(ctx)
        return lambda ctx: get(ctx) is not None and a(ctx) != b(ctx)
    raw = left.raw_set()

    def compare(ctx: Context) -> bool:
        wanted = b(ctx)
        numbers = _numbers(raw(ctx), ctx)
        if wants_equal:  # not `in`: that takes a NaN for equal to itself
            return any(value == wanted for value in numbers)
        return any(value != wanted for value in numbers)

    return compare


def _nodes_equal_nodes(left: Piece, right: Piece, *, wants_equal: bool) -> BooleanOf:
    get, other = left.single, right.single
    if get is not None and other is not None:

        def both(ctx: Context) -> bool:
            a, b = get(ctx), other(ctx)
            if a is None or b is None:
                return False
            return (_blankable(a) == _blankable(b)) is wants_equal

        return both
    if get is not None:
        return _one_of_many(get, right, wants_equal=wants_equal)
    if other is not None:
        return _one_of_many(other, left, wants_equal=wants_equal)
    lefts, rights = strings(left.raw_set()), strings(right.raw_set())

    def compare(ctx: Context) -> bool:
        a, b = set(lefts(ctx)), set(rights(ctx))
        if wants_equal:
            return not a.isdisjoint(b)
        return bool(a) and bool(b) and (len(a) > 1 or len(b) > 1 or a != b)

    return compare


def _one_of_many(one: Getter, many: Piece, *, wants_equal: bool) -> BooleanOf:
    values = strings(many.raw_set())

    def compare(ctx: Context) -> bool:
        node = one(ctx)
        if node is None:
            return False
        wanted = _blankable(node)
        found = values(ctx)
        return wanted in found if wants_equal else any(value != wanted for value in found)

    return compare


def _ordering(symbol: str, left: Piece, right: Piece) -> BooleanOf:
    order = _ORDERS[symbol]
    is_boolean = Static.BOOLEAN in (left.static, right.static)
    if not is_boolean and left.static is not Static.NODES and right.static is Static.NODES:
        left, right, order = right, left, _ORDERS[MIRRORED[symbol]]
    if is_boolean:
        # XPath 1.0 section 3.4: a node-set beside a boolean is converted to a boolean first.
        p, q = left.boolean, right.boolean
        m = left.number if left.static is not Static.NODES else lambda ctx: float(p(ctx))
        n = right.number if right.static is not Static.NODES else lambda ctx: float(q(ctx))
        return lambda ctx: order(m(ctx), n(ctx))
    if _is_many(left) or _is_many(right):
        return _many_ordered(order, left, right)
    a, b, limit = _number(left, right), _number(right, left), right.constant
    if isinstance(limit, float):
        return lambda ctx: order(a(ctx), limit)
    return lambda ctx: order(a(ctx), b(ctx))


def _is_many(piece: Piece) -> bool:
    return piece.static is Static.NODES and piece.single is None


def _many_ordered(order: Order, left: Piece, right: Piece) -> BooleanOf:
    raw = left.raw_set()
    if right.static is not Static.NODES or right.single is not None:
        b = _number(right, left)

        def against_one(ctx: Context) -> bool:
            limit = b(ctx)
            return any(order(value, limit) for value in _numbers(raw(ctx), ctx))

        return against_one
    other = right.raw_set()
    # Only the extremes matter: some a < some b exactly when the least a < the greatest b.
    low, high = (min, max) if order in (operator.lt, operator.le) else (max, min)

    def against_many(ctx: Context) -> bool:
        a = [value for value in _numbers(raw(ctx), ctx) if value == value]
        b = [value for value in _numbers(other(ctx), ctx) if value == value]
        return bool(a) and bool(b) and order(low(a), high(b))

    return against_many


def _blankable(node: Node) -> str:
    return node.string() if node.is_relevant else ""


def strings(raw: NodesOf) -> Callable[[Context], Sequence[str]]:
    """Return the closure for the texts of relevant nodes.

    Decision F4: nodes that exist but are not relevant read as blank, not as nothing.
    """

    def values(ctx: Context) -> Sequence[str]:
        found = raw(ctx)
        relevant = [node.string() for node in found if node.is_relevant]
        return relevant or ([""] if found else [])

    return values


def _numbers(nodes: Sequence[Node], ctx: Context) -> list[float]:
    """Return the numbers of relevant nodes; that of a blank, as `strings`, where all are others."""
    found = [node_number(node, ctx) for node in nodes if node.is_relevant]
    return found or [NAN] * bool(nodes)
