"""Location paths as chains of closures: one per step, ordered and indexed at compile time."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from fieldkit.xpath.axes import REVERSE, Document, Walk
from fieldkit.xpath.closures import BooleanOf, NodesOf, NumberOf, Piece, Static
from fieldkit.xpath.nodes import Context, Element, Node, Ordered
from fieldkit.xpath.syntax import ABSOLUTE, CURRENT, INSTANCE_PREFIX, RELATIVE, Axis

Filter = Callable[[Sequence[Node], Context], Sequence[Node]]
StepOf = Callable[[Sequence[Node], Context], Sequence[Node]]


class Shape(IntEnum):
    """What is known of a node-set before it exists; decides whether a step must sort."""

    ONE = 0  # at most one node
    LEVEL = 1  # in document order, none inside another
    SORTED = 2  # in document order


@dataclass(frozen=True, slots=True)
class Lookup:
    """A predicate `child = texts` whose texts do not depend on the node that is tested."""

    child: str
    texts: Callable[[Context], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Span:
    """A predicate `child > number` (or <, <=, >=) whose number does not depend on the node."""

    child: str
    symbol: str
    number: NumberOf


_FLAT: Final = frozenset([Axis.CHILD, Axis.ATTRIBUTE, Axis.SELF])


def origin_nodes(origin: str) -> NodesOf:
    """Return the closure for where a path starts."""
    if origin == RELATIVE:
        return lambda ctx: (ctx.node,)
    if origin == CURRENT:
        return lambda ctx: (ctx.current,)
    if origin == ABSOLUTE:
        return _document
    instance_id = origin.removeprefix(INSTANCE_PREFIX)

    def instance(ctx: Context) -> Sequence[Node]:
        node = ctx.environment.instance(instance_id)
        return () if node is None else (node,)

    return instance


def _document(ctx: Context) -> Sequence[Node]:
    root = ctx.root
    return (root if root.kind == "root" else Document(root),)


def chain(start: NodesOf, steps: Sequence[StepOf]) -> NodesOf:
    """Return the closure that runs the steps one after another."""
    if len(steps) == 1:
        only = steps[0]
        return lambda ctx: only(start(ctx), ctx)

    def run(ctx: Context) -> Sequence[Node]:
        nodes = start(ctx)
        for step in steps:
            nodes = step(nodes, ctx)
        return nodes

    return run


def step_shape(shape: Shape, axis: Axis) -> Shape:
    """Return the shape after a step."""
    if axis in _FLAT:
        return Shape.LEVEL if shape is Shape.ONE and axis is not Axis.SELF else shape
    if axis is Axis.PARENT:
        return Shape.ONE if shape is Shape.ONE else Shape.SORTED
    return Shape.SORTED


def plain_step(shape: Shape, axis: Axis, reach: Walk) -> StepOf:
    """Return the closure of a step without predicates."""
    if shape is Shape.ONE and axis not in REVERSE:
        return lambda nodes, _: reach(nodes[0]) if nodes else ()
    if shape is Shape.LEVEL and axis in _FLAT:
        return lambda nodes, _: [found for node in nodes for found in reach(node)]
    return lambda nodes, _: in_order([found for node in nodes for found in reach(node)])


def filtered_step(shape: Shape, axis: Axis, reach: Walk, filters: Sequence[Filter]) -> StepOf:
    """Return the closure of a step with predicates, applied per context node in axis order."""
    is_ordered = axis not in REVERSE and (
        shape is Shape.ONE or (shape is Shape.LEVEL and axis in _FLAT)
    )

    def step(nodes: Sequence[Node], ctx: Context) -> Sequence[Node]:
        found: list[Node] = []
        for node in nodes:
            reached = reach(node)
            for keep in filters:
                reached = keep(reached, ctx)
            found.extend(reached)
        return found if is_ordered else in_order(found)

    return step


def indexed_step(name: str, lookup: Lookup, fallback: StepOf, filters: Sequence[Filter]) -> StepOf:
    """Return the closure of `name[child = text]…` on a level: by hash on static elements."""
    child, texts = lookup.child, lookup.texts

    def step(nodes: Sequence[Node], ctx: Context) -> Sequence[Node]:
        found: list[Node] = []
        wanted: Sequence[str] | None = None
        for node in nodes:
            if not isinstance(node, Element):
                return fallback(nodes, ctx)
            if wanted is None:
                wanted = texts(ctx)
            index = node.lookup(name, child)
            reached = [item for text in wanted for item in index.get(text, ())]
            kept: Sequence[Node] = reached if len(wanted) < 2 else in_order(reached)
            for keep in filters:
                kept = keep(kept, ctx)
            found.extend(kept)
        return found

    return step


def spanned_step(name: str, span: Span, fallback: StepOf, filters: Sequence[Filter]) -> StepOf:
    """Return the closure of `name[child > number]…` on a level: by order on static elements."""

    def step(nodes: Sequence[Node], ctx: Context) -> Sequence[Node]:
        found: list[Node] = []
        for node in nodes:
            order = _ordered(node, name, span.child) if isinstance(node, Element) else None
            if order is None:
                return fallback(nodes, ctx)
            items = node.named(name)
            kept: Sequence[Node] = [items[n] for n in _within(order, span.symbol, span.number(ctx))]
            for keep in filters:
                kept = keep(kept, ctx)
            found.extend(kept)
        return found

    return step


def _ordered(element: Element, name: str, key: str) -> Ordered | None:
    """Return the numbers in `key` of the children called `name`, ascending, and their places.

    None where some text is no number, for it may be a date, whose number depends on the zone. Made
    once for an element.
    """
    if element.orders is None:
        element.orders = {}
    if (name, key) not in element.orders:
        cells = sorted(
            (child.number(), place)
            for place, item in enumerate(element.named(name))
            for child in item.named(key)
            if child.string()
        )
        is_plain = all(number == number for number, _ in cells)
        order = tuple(number for number, _ in cells), tuple(place for _, place in cells)
        element.orders[name, key] = order if is_plain else None
    return element.orders[name, key]


def _within(order: Ordered, symbol: str, limit: float) -> list[int]:
    numbers, places = order
    if limit != limit:
        return []
    if symbol.startswith(">"):
        start = bisect_right(numbers, limit) if symbol == ">" else bisect_left(numbers, limit)
        return sorted(set(places[start:]))
    end = bisect_left(numbers, limit) if symbol == "<" else bisect_right(numbers, limit)
    return sorted(set(places[:end]))


def predicate(piece: Piece) -> Filter:
    """Return the filter of one predicate (XPath 1.0 section 2.4)."""
    if piece.static is Static.NUMBER:
        if isinstance(piece.constant, float):
            return _at(piece.constant)
        return _by_position(piece.number)
    return _by_truth(piece.boolean)


def _at(position: float) -> Filter:
    place = int(position) if position.is_integer() and position >= 1 else 0
    if not place:
        return lambda _nodes, _ctx: ()
    return lambda nodes, _: nodes[place - 1 : place]


def _by_truth(test: BooleanOf) -> Filter:
    def keep(nodes: Sequence[Node], ctx: Context) -> Sequence[Node]:
        size = len(nodes)
        inner = Context(ctx.node, ctx.root, ctx.environment, ctx.current, 0, size)
        found = []
        for place, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = place
            if test(inner):
                found.append(node)
        return found

    return keep


def _by_position(number: NumberOf) -> Filter:
    def keep(nodes: Sequence[Node], ctx: Context) -> Sequence[Node]:
        size = len(nodes)
        inner = Context(ctx.node, ctx.root, ctx.environment, ctx.current, 0, size)
        found = []
        for place, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = place
            if number(inner) == place:
                found.append(node)
        return found

    return keep


def in_order(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return the nodes once each, in document order."""
    if len(nodes) < 2:
        return nodes
    # Text nodes of live leaves are made on demand, so the key tells equal nodes, not identity;
    # the oldest ancestor tells documents apart.
    keyed = {(_top(node), node.order()): node for node in nodes}
    return [keyed[key] for key in sorted(keyed)]


def union(parts: Sequence[NodesOf]) -> NodesOf:
    """Return the closure of `a | b | …`."""
    return lambda ctx: in_order([node for part in parts for node in part(ctx)])


def _top(node: Node) -> int:
    top = node
    while top.parent is not None:
        top = top.parent
    return id(top.root if isinstance(top, Document) else top)
