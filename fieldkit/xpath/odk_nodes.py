"""ODK functions over node-sets: repeats, order, look-ups (ODK XForms specification)."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from fieldkit.xpath.closures import Piece, from_nodes, from_number, from_string
from fieldkit.xpath.functions import Function
from fieldkit.xpath.nodes import Context, Element, Node
from fieldkit.xpath.paths import StepOf
from fieldkit.xpath.values import plain_number

_MODULUS: Final = 2_147_483_647  # 2^31 - 1; Park and Miller, CACM 31(10), 1988
_MULTIPLIER: Final = 16_807
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1


def _count_non_empty(arguments: Sequence[Piece]) -> Piece:
    nodes = arguments[0].node_set()
    return from_number(lambda ctx: float(sum(node.string() != "" for node in nodes(ctx))))


def _indexed_repeat(arguments: Sequence[Piece]) -> Piece:
    return indexed_repeat(arguments, None)


def indexed_repeat(arguments: Sequence[Piece], inside: Sequence[StepOf] | None) -> Piece:
    """Return the nodes of the first argument inside the chosen instance of each repeat.

    A blank, 0 or too large index gives nothing. Where several parents hold instances, those
    beside or around the own node are meant, as in JavaRosa. The pairs may come in any order:
    outer repeats are chosen first. `inside` are the steps from the innermost repeat to the nodes
    where the paths say so: then no other instance is looked into.
    """
    targets = arguments[0].raw_set()
    levels = [
        (repeat.raw_set(), index.number)
        for repeat, index in zip(arguments[1::2], arguments[2::2], strict=True)
    ]

    def nodes(ctx: Context) -> Sequence[Node]:
        scope: Node | None = None
        found = [(repeat(ctx), index) for repeat, index in levels]
        if len(found) > 1:
            found.sort(key=lambda level: _depth(level[0]))
        for instances, index in found:
            if scope is not None:
                instances = [node for node in instances if _is_inside(node, scope)]
            instances = _nearest(instances, ctx.current, is_level=inside is not None)
            place = index(ctx)
            if not 1 <= place < len(instances) + 1:
                return ()
            scope = instances[int(place) - 1]
        if scope is None or inside is None:
            return [node for node in targets(ctx) if scope is None or _is_inside(node, scope)]
        reached: Sequence[Node] = (scope,)
        for step in inside:
            reached = step(reached, ctx)
        return reached

    return from_nodes(nodes)


def _depth(instances: Sequence[Node]) -> int:
    depth = 0
    node = instances[0] if instances else None
    while node is not None:
        depth, node = depth + 1, node.parent
    return depth


def _is_inside(node: Node, outer: Node) -> bool:
    found: Node | None = node
    while found is not None:
        if found is outer:
            return True
        found = found.parent
    return False


def _nearest(instances: Sequence[Node], own: Node, *, is_level: bool) -> Sequence[Node]:
    # On one level and in document order all are siblings when the first and the last are.
    ends = (instances[0], instances[-1]) if is_level and instances else instances
    if len(instances) < 2 or all(node.parent is instances[0].parent for node in ends):
        return instances
    ancestor: Node | None = own
    while ancestor is not None:
        beside = [node for node in instances if node.parent is ancestor]
        if beside:
            return beside
        ancestor = ancestor.parent
    return instances


def _randomize(arguments: Sequence[Piece]) -> Piece:
    """Shuffle; with a seed in the order that ODK and Enketo give, by Park and Miller's numbers."""
    nodes = arguments[0].node_set()
    if len(arguments) == 1:

        def unseeded(ctx: Context) -> Sequence[Node]:
            seed = _seed(ctx.environment.shuffle_seed(ctx.current))
            return _shuffled(nodes(ctx), _ParkMiller(seed).random)

        return from_nodes(unseeded)
    seed = arguments[1].string

    def seeded(ctx: Context) -> Sequence[Node]:
        return _shuffled(nodes(ctx), _ParkMiller(_seed(seed(ctx))).random)

    return from_nodes(seeded)


class _ParkMiller:
    def __init__(self, seed: int) -> None:
        # Java's remainder has the sign of the dividend.
        state = abs(seed) % _MODULUS * (1 if seed >= 0 else -1)
        self._state = state if state > 0 else state + _MODULUS - 1

    def random(self) -> float:
        self._state = self._state * _MULTIPLIER % _MODULUS
        return (self._state - 1) / (_MODULUS - 1)


def _seed(text: str) -> int:
    """A number is cut to a whole one; of another text, the first eight bytes of SHA-256."""
    if not text:
        return 0
    number = plain_number(text)
    if number == number:
        return int(max(float(_LONG_MIN), min(number, float(_LONG_MAX))))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def _shuffled(nodes: Sequence[Node], random: Callable[[], float]) -> Sequence[Node]:
    """Fisher and Yates's shuffle from the inside out, a number drawn for the first place too.

    So JavaRosa and web-forms do it; another variant gives another order for the same seed.
    """
    found: list[Node] = []
    for place, node in enumerate(nodes):
        other = int(random() * (place + 1))
        found.append(node)
        found[place], found[other] = found[other], node
    return found


def _pulldata(arguments: Sequence[Piece]) -> Piece:
    """Return the column of the first row of a list whose key column has the text.

    Columns are children of a row or, written `@name`, its attributes: the call is short for
    `instance(list)/root/item[key = text]/column`.
    """
    instance, column, key, value = [argument.string for argument in arguments]

    def pulldata(ctx: Context) -> str:
        node = ctx.environment.instance(instance(ctx))
        wanted, key_name = value(ctx), key(ctx)
        for root in () if node is None else node.children():
            for item in _rows(root, key_name, wanted):
                for cell in _cells(item, column(ctx)):
                    return cell.string()
                return ""
        return ""

    return from_string(pulldata)


def _rows(root: Node, key: str, wanted: str) -> Sequence[Node]:
    if isinstance(root, Element) and not key.startswith("@"):
        return root.lookup("item", key).get(wanted, ())
    return [
        item
        for item in root.named("item")
        if any(cell.string() == wanted for cell in _cells(item, key))
    ]


def _cells(item: Node, column: str) -> Sequence[Node]:
    if not column.startswith("@"):
        return item.named(column)
    return [node for node in item.attributes() if node.name == column[1:]]


def _special(arguments: Sequence[Piece]) -> Piece:
    """Ours: the code stored beside an answer that was not given (dont_know, refused, …)."""
    nodes = arguments[0].node_set()

    def special(ctx: Context) -> str:
        for node in nodes(ctx):
            return ctx.environment.special(node)
        return ""

    return from_string(special)


FUNCTIONS: Final = (
    Function("count-non-empty", 1, 1, "number", _count_non_empty),
    Function("randomize", 1, 2, "nodes", _randomize),
    Function("pulldata", 4, 4, "string", _pulldata),
    Function("fk:special", 1, 1, "string", _special),
    Function("indexed-repeat", 3, 7, "nodes", _indexed_repeat, before_pairs=1),
)
