"""The tree of a definition as paths walk it: which nodes a path can reach, and from where.

A reached node is stated with its *pivot*: the highest node that the path climbed to. Whatever the
live tree looks like, a path from one instance of the context reaches only nodes below that
context's own instance of the pivot.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.records import Ref
from fieldkit.xforms.model import ATTRIBUTE, Group, Node, Repeat
from fieldkit.xpath.nodes import Context, Getter
from fieldkit.xpath.nodes import Node as XPathNode
from fieldkit.xpath.syntax import (
    ABSOLUTE,
    INSTANCE_PREFIX,
    Axis,
    LocationPath,
    NodeTest,
    Step,
    TestKind,
)

_PLAIN_PATH: Final = re.compile(r"(?:/[\w.:-]+)+")


@dataclass(frozen=True, slots=True)
class Reach:
    """A node that a path reaches, and the pivot of the way; None is the document above the root."""

    node: Node | None
    pivot: Node | None


class Places:
    """Parents, depths and names over a definition's nodes."""

    def __init__(self, root: Group, nodes: Mapping[Ref, Node], namespaces: Mapping[str, str]):
        self.root = root
        self.nodes = nodes
        self._namespaces = namespaces
        self._parents: dict[int, Node] = {}
        self._depths: dict[int, int] = {root.index: 1}
        self._in_repeat: set[int] = set()
        self._by_name: dict[tuple[int, str], list[Node]] = {}  # by parent's index, local name
        for node in nodes.values():
            if isinstance(node, Repeat):
                self._in_repeat.add(node.index)
            if isinstance(node, Group):
                for child in node.children:
                    self._place(child, node)
                    local = child.name.rpartition(":")[2]
                    self._by_name.setdefault((node.index, local), []).append(child)
            for attribute in node.bound:
                self._place(attribute, node)

    def _place(self, node: Node, parent: Node) -> None:
        self._parents[node.index] = parent
        self._depths[node.index] = self._depths[parent.index] + 1
        if parent.index in self._in_repeat:
            self._in_repeat.add(node.index)

    def parent(self, node: Node) -> Node | None:
        """The group around a node, the owner of an attribute; None for the root."""
        return self._parents.get(node.index)

    def ancestors(self, node: Node) -> Iterable[Node]:
        """The groups around a node, innermost first; an attribute begins with its owner."""
        above = self._parents.get(node.index)
        while above is not None:
            yield above
            above = self._parents.get(above.index)

    def beside(self, path: str, node: Node) -> str:
        """A path as words mean it: inside a repeat an absolute one stays in the same instance.

        pyxform writes such paths into the labels of repeats and of choices; Collect reads them so
        (ODK XForms specification, Repeats, "A Big Deviation").
        """
        if node.index not in self._in_repeat or not _PLAIN_PATH.fullmatch(path):
            return path
        own, other = node.ref.split("/")[1:], path.split("/")[1:]
        shared = 0
        for one, two in zip(own, other, strict=False):
            if one != two:
                break
            shared += 1
        repeats = [found for found in (node, *self.ancestors(node)) if isinstance(found, Repeat)]
        if all(found.ref.count("/") > shared for found in repeats):
            return path
        return "/".join([".."] * (len(own) - shared) + other[shared:]) or "."

    def is_single(self, node: Node) -> bool:
        """Whether a session has exactly one such node: no repeat at or above it."""
        return node.index not in self._in_repeat

    def depth(self, node: Node | None) -> int:
        """1 for the root; 0 for the document."""
        return 0 if node is None else self._depths[node.index]

    def down(self, pivot: Node, node: Node) -> tuple[Node, ...]:
        """The nodes on the way from below the pivot to a node, both ends as said: ] ]."""
        way = [node]
        for group in self.ancestors(node):
            if group is pivot:
                break
            way.append(group)
        return tuple(reversed(way)) if node is not pivot else ()

    def inside(self, group: Group) -> list[Node]:
        """Every node below a group, in document order."""
        return self._descendants(group)

    def reach(self, origin: str, steps: tuple[Step, ...], context: Node) -> tuple[Reach, ...]:
        """Every node that the steps can reach from a context node; () for other instances."""
        if origin.startswith(INSTANCE_PREFIX):
            return ()
        simple = self._simple(origin, steps, context)
        if simple is not None:
            return (simple,)
        start = Reach(None, None) if origin == ABSOLUTE else Reach(context, context)
        found = {start: None}
        for step in steps:
            if step.test.kind is TestKind.TEXT:
                break
            if step.axis is Axis.ATTRIBUTE:
                # An attribute that never changes stands for its element.
                found = {after: None for before in found for after in self._attribute(before, step)}
                break
            found = {after: None for before in found for after in self._step(before, step)}
        return tuple(found)

    def getter(self, path: LocationPath, context: Node) -> Getter | None:
        """A look-up by slots for a path that reaches at most one node, else None."""
        if path.origin.startswith(INSTANCE_PREFIX):
            return None
        if any(step.axis not in _PLAIN or step.predicates for step in path.steps):
            return None
        if any(step.test.kind not in {TestKind.NAME, TestKind.NODE} for step in path.steps):
            return None
        reached = self.reach(path.origin, path.steps, context)
        if len(reached) != 1 or reached[0].node is None:
            return None
        node, pivot = reached[0].node, reached[0].pivot
        if self.is_single(node):
            return _flat_getter(node.index)
        if pivot is None:
            return None
        way = self.down(pivot, node)
        if any(isinstance(step, Repeat) for step in way):
            return None
        climb = self.depth(context) - self.depth(pivot)
        return _slot_getter(climb, tuple(step.slot for step in way))

    def _simple(self, origin: str, steps: tuple[Step, ...], context: Node) -> Reach | None:
        """What names and `..` alone lead to, as nearly every path does; None: walk step by step."""
        node: Node | None = None if origin == ABSOLUTE else context
        pivot = node
        for step in steps:
            test = step.test
            if step.axis is Axis.CHILD and test.kind is TestKind.NAME and not test.prefix:
                if node is None:
                    node = self.root if self.root.name == test.name else None
                else:
                    named = self._by_name.get((node.index, test.name), ())
                    node = named[0] if len(named) == 1 else None
            elif step.axis is Axis.PARENT and test.kind is TestKind.NODE and node is not None:
                node = self._parents.get(node.index)
                if self.depth(node) < self.depth(pivot):
                    pivot = node
            else:
                return None
            if node is None:
                return None
        return Reach(node, pivot) if node is not None else None

    def _step(self, before: Reach, step: Step) -> Iterable[Reach]:
        for node in self._candidates(before, step):
            if node is None:
                if step.test.kind is TestKind.NODE:
                    yield Reach(None, None)
            elif self._matches(node, step.test):
                yield Reach(node, self._pivot(before, node, step.axis))

    def _attribute(self, before: Reach, step: Step) -> Iterable[Reach]:
        bound = () if before.node is None else before.node.bound
        matching = [node for node in bound if _names_attribute(step.test, node)]
        return [Reach(node, before.pivot) for node in matching] or [before]

    def _candidates(self, before: Reach, step: Step) -> Iterable[Node | None]:
        if step.axis is Axis.CHILD and step.test.kind is TestKind.NAME and before.node is not None:
            return self._by_name.get((before.node.index, step.test.name), ())
        return self._axis(before, step.axis)

    def _pivot(self, before: Reach, node: Node, axis: Axis) -> Node | None:
        top = self.parent(node) if axis in _SIDEWAYS else node
        return top if self.depth(top) < self.depth(before.pivot) else before.pivot

    def _axis(self, before: Reach, axis: Axis) -> Iterable[Node | None]:
        node = before.node
        parent = None if node is None else self.parent(node)
        if axis is Axis.SELF:
            return (node,)
        if axis is Axis.PARENT:
            return (parent,) if node is not None else ()
        if axis is Axis.CHILD:
            return self._children(node)
        if axis is Axis.DESCENDANT:
            return self._descendants(node)
        if axis is Axis.DESCENDANT_OR_SELF:
            return (node, *self._descendants(node))
        if axis in _SIDEWAYS:
            return parent.children if isinstance(parent, Group) else ()
        if axis is Axis.ANCESTOR:
            return (*self.ancestors(node), None) if node is not None else ()
        if axis is Axis.ANCESTOR_OR_SELF:
            return (node, *self.ancestors(node), None) if node is not None else (None,)
        return self.nodes.values()

    def _children(self, node: Node | None) -> tuple[Node, ...]:
        if node is None:
            return (self.root,)
        return node.children if isinstance(node, Group) else ()

    def _descendants(self, node: Node | None) -> list[Node]:
        found: list[Node] = []
        for child in self._children(node):
            found.append(child)
            found.extend(self._descendants(child))
        return found

    def _matches(self, node: Node, test: NodeTest) -> bool:
        if test.kind is TestKind.NODE:
            return True
        local = node.name.rpartition(":")[2]
        if test.kind is TestKind.NAME and test.name != local:
            return False
        if test.kind not in {TestKind.NAME, TestKind.ANY}:
            return False
        return not test.prefix or self._namespaces.get(test.prefix, "") == node.namespace


def _names_attribute(test: NodeTest, node: Node) -> bool:
    local = node.name.removeprefix(ATTRIBUTE).rpartition(":")[2]
    return test.kind is TestKind.ANY or test.name == local


class PlaceResolver:
    """Hands the evaluator look-ups for one context node."""

    def __init__(self, places: Places, context: Node) -> None:
        self._places = places
        self._context = context

    def resolve(self, path: LocationPath) -> Getter | None:
        """A look-up by slots, or None for the general walk."""
        return self._places.getter(path, self._context)


def _flat_getter(index: int) -> Getter:
    def get(context: Context) -> XPathNode | None:
        # The root of a live tree keeps every node that occurs once, by index.
        node: XPathNode = context.root.flat[index]  # type: ignore[attr-defined]
        return node

    return get


def _slot_getter(climb: int, slots: tuple[int, ...]) -> Getter:
    # Live nodes keep their children by slot; `Node` of the evaluator does not say so.
    if climb == 1 and len(slots) == 1:
        slot = slots[0]

        def beside(context: Context) -> XPathNode | None:
            node: XPathNode = context.current.parent.slots[slot]  # type: ignore[union-attr]
            return node

        return beside

    def get(context: Context) -> XPathNode | None:
        node = context.current
        for _ in range(climb):
            node = node.parent  # type: ignore[assignment]
        for slot in slots:
            node = node.slots[slot]  # type: ignore[attr-defined]
        return node

    return get


_PLAIN = frozenset({Axis.CHILD, Axis.PARENT, Axis.SELF})
_SIDEWAYS = frozenset({Axis.FOLLOWING_SIBLING, Axis.PRECEDING_SIBLING})
