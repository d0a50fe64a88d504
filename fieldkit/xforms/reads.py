"""Which nodes of the definition an expression reads; names that reach nothing are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fieldkit.errors import Code, Known
from fieldkit.xforms.compiler import calls, path_text
from fieldkit.xforms.model import Group, Node, Question
from fieldkit.xforms.places import Places
from fieldkit.xpath.evaluate import Expression
from fieldkit.xpath.nodes import Element
from fieldkit.xpath.reads import Purpose, Read
from fieldkit.xpath.syntax import INSTANCE_PREFIX, Axis, LocationPath


@dataclass(frozen=True, slots=True)
class NodeRead:
    """One node that a vertex reads; `pivot` as in `places.Reach`, the root for the document."""

    node: Node
    pivot: Node
    purpose: Purpose


def node_reads(
    expression: Expression,
    column: str,
    node: Node,
    places: Places,
    instances: Mapping[str, Element],
) -> list[NodeRead]:
    """The nodes that an expression reads; refuses names that reach nothing."""
    found: list[NodeRead] = []
    for read in expression.reads:
        if read.origin.startswith(INSTANCE_PREFIX):
            name = read.origin[len(INSTANCE_PREFIX) :]
            if name not in {"*", *instances}:
                raise _nothing(name, node, column, "no such list")
            continue
        reached = places.reach(read.origin, read.steps, node)
        if not reached:
            raise _nothing(path_text(read), node, column, "no such node")
        is_attribute = any(step.axis is Axis.ATTRIBUTE for step in read.steps)
        for reach in reached:
            said = read
            if is_attribute and not _is_bound(reach.node):
                # As written it never changes; only whether its element counts may.
                said = replace(read, purpose=Purpose.PRESENCE)
            found.extend(_of_one(said, reach.node, reach.pivot or places.root, places))
    for call in calls(expression.syntax) if "indexed-repeat" in expression.text else ():
        if call.name == "indexed-repeat":
            _check_indexed_repeat(call.arguments, node, column, places)
    return found


def _is_bound(node: Node | None) -> bool:
    return isinstance(node, Question) and node.is_attribute


def _of_one(read: Read, node: Node | None, pivot: Node, places: Places) -> Iterator[NodeRead]:
    if node is None:
        return
    yield NodeRead(node, pivot, read.purpose)
    if read.purpose is Purpose.VALUE and isinstance(node, Group):
        # The text of a group is the text of all inside.
        for inner in places.inside(node):
            yield NodeRead(inner, pivot, Purpose.VALUE)


def _nothing(name: str, node: Node, column: str, detail: str) -> Known:
    return Known(Code.FORM_REFERENCE, name=name, ref=node.ref, column=column, detail=detail)


def _check_indexed_repeat(
    arguments: tuple[object, ...], node: Node, column: str, places: Places
) -> None:
    """Decision F18: what is fetched must stand inside the first repeat named."""
    first, second = arguments[0], arguments[1]
    if not isinstance(first, LocationPath) or not isinstance(second, LocationPath):
        return
    repeats = [reach.node for reach in places.reach(second.origin, second.steps, node)]
    for reach in places.reach(first.origin, first.steps, node):
        if reach.node is not None and not any(
            group in repeats for group in places.ancestors(reach.node)
        ):
            raise _nothing(reach.node.ref, node, column, "not inside the repeat")
