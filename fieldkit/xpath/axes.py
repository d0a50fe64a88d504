"""Axes and node tests over the node protocol (XPath 1.0 sections 2.2 and 2.3)."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from fieldkit.xpath.nodes import Node, OrderKey
from fieldkit.xpath.syntax import Axis, NodeTest, TestKind
from fieldkit.xpath.tokens import syntax_error

Walk = Callable[[Node], Sequence[Node]]
Test = Callable[[Node], bool]

REVERSE: Final = frozenset(
    [Axis.ANCESTOR, Axis.ANCESTOR_OR_SELF, Axis.PRECEDING, Axis.PRECEDING_SIBLING]
)
_XMLNS: Final = "http://www.w3.org/XML/1998/namespace"
_FIRST_NAMESPACE: Final = -2_000_000  # places namespaces before attributes


class Document:
    """The virtual document above a form's root element."""

    __slots__ = ("root",)
    kind = "root"
    name = ""
    namespace = ""
    parent: Node | None = None
    is_relevant = True

    def __init__(self, root: Node) -> None:
        self.root = root

    def children(self) -> Sequence[Node]:
        """Return the root element."""
        return (self.root,)

    def named(self, name: str) -> Sequence[Node]:
        """Return the root element if that is its name."""
        return (self.root,) if self.root.name == name else ()

    def content(self) -> Sequence[Node]:
        """Return the root element."""
        return (self.root,)

    def attributes(self) -> Sequence[Node]:
        """Return nothing."""
        return ()

    def string(self) -> str:
        """Return the root element's text."""
        return self.root.string()

    def number(self) -> float:
        """Return the root element's number."""
        return self.root.number()

    def order(self) -> OrderKey:
        """Return the least of all keys."""
        return ()


class Namespace:
    """A namespace in scope of an element (XPath 1.0 section 5.4): its prefix and its URI.

    Prefixes are those that the form declares, as ODK forms do, on its outermost element.
    """

    __slots__ = ("_place", "_uri", "name", "parent")
    kind = "namespace"
    namespace = ""

    def __init__(self, prefix: str, uri: str, parent: Node, place: int) -> None:
        self.name = prefix
        self.parent: Node | None = parent
        self._uri = uri
        self._place = place

    @property
    def is_relevant(self) -> bool:
        """Whether its element is."""
        return self.parent is not None and self.parent.is_relevant

    def children(self) -> Sequence[Node]:
        """Return nothing."""
        return ()

    def named(self, name: str) -> Sequence[Node]:
        """Return nothing."""
        return [child for child in self.children() if child.name == name]

    def content(self) -> Sequence[Node]:
        """Return nothing."""
        return ()

    def attributes(self) -> Sequence[Node]:
        """Return nothing."""
        return ()

    def string(self) -> str:
        """Return the URI."""
        return self._uri

    def number(self) -> float:
        """Return that a URI is no number."""
        return math.nan

    def order(self) -> OrderKey:
        """Return a key after the element and before its attributes."""
        above = () if self.parent is None else self.parent.order()
        return (*above, _FIRST_NAMESPACE + self._place)


def namespace_of(prefix: str, namespaces: Mapping[str, str]) -> str | None:
    """Return the URI of a prefix; None for no prefix where any namespace will do."""
    if prefix == "xml":
        return _XMLNS
    uri = namespaces.get(prefix)
    if uri is None and prefix:
        raise syntax_error("unbound prefix", 1)
    return uri


def walk(axis: Axis, test: NodeTest, namespaces: Mapping[str, str]) -> Walk:
    """Return the closure from a node to what the axis and test reach, in axis order."""
    if axis is Axis.NAMESPACE:
        return _namespaces(test, namespaces)
    principal = "attribute" if axis is Axis.ATTRIBUTE else "element"
    if test.kind in (TestKind.NAME, TestKind.ANY):
        prefix = test.prefix
        # Attributes without prefix have no namespace (Namespaces in XML 6.2).
        uri = "" if principal == "attribute" and not prefix else namespace_of(prefix, namespaces)
        if test.kind is TestKind.ANY and not prefix:
            uri = None
        if axis is Axis.CHILD:
            return _children(test.name, uri)
        return _tested(_AXES[axis], _named_test(principal, test.name, uri))
    if axis is Axis.CHILD and test.kind is TestKind.NODE:
        return lambda node: node.content()
    if test.kind is TestKind.NODE:
        return _AXES[axis]
    kind = test.kind.value
    return _tested(_AXES[axis], lambda node: node.kind == kind)


def _namespaces(test: NodeTest, namespaces: Mapping[str, str]) -> Walk:
    scope = sorted({"xml": _XMLNS, **namespaces}.items())
    if test.kind is TestKind.NAME:
        scope = [(prefix, uri) for prefix, uri in scope if prefix == test.name and not test.prefix]
    elif test.kind not in (TestKind.ANY, TestKind.NODE):
        scope = []
    return lambda node: (
        [Namespace(prefix, uri, node, place) for place, (prefix, uri) in enumerate(scope)]
        if node.kind == "element"
        else ()
    )


def _children(name: str, uri: str | None) -> Walk:
    if not name:
        if uri is None:
            return lambda node: node.children()
        return lambda node: [child for child in node.children() if child.namespace == uri]
    if uri is None:
        return lambda node: node.named(name)
    return lambda node: [child for child in node.named(name) if child.namespace == uri]


def _named_test(kind: str, name: str, uri: str | None) -> Test:
    if not name:
        if uri is None:
            return lambda node: node.kind == kind
        return lambda node: node.kind == kind and node.namespace == uri
    if uri is None:
        return lambda node: node.name == name and node.kind == kind
    return lambda node: node.name == name and node.namespace == uri and node.kind == kind


def _tested(axis: Walk, test: Test) -> Walk:
    return lambda node: [found for found in axis(node) if test(found)]


def _self(node: Node) -> Sequence[Node]:
    return (node,)


def _parent(node: Node) -> Sequence[Node]:
    parent = node.parent
    return () if parent is None else (parent,)


def _content(node: Node) -> Sequence[Node]:
    return node.content()


def _attributes(node: Node) -> Sequence[Node]:
    return node.attributes()


def _descendants(node: Node) -> Sequence[Node]:
    found: list[Node] = []
    stack = list(reversed(node.content()))
    while stack:
        top = stack.pop()
        found.append(top)
        stack.extend(reversed(top.content()))
    return found


def _descendants_or_self(node: Node) -> Sequence[Node]:
    return [node, *_descendants(node)]


def _ancestors(node: Node) -> Sequence[Node]:
    return list(_up(node.parent))


def _ancestors_or_self(node: Node) -> Sequence[Node]:
    return list(_up(node))


def _up(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _siblings(node: Node) -> tuple[Sequence[Node], int]:
    parent = node.parent
    if parent is None or node.kind == "attribute":
        return (), 0
    siblings = parent.content()
    for place, sibling in enumerate(siblings):
        if sibling is node or (sibling.kind == "text" and sibling.order() == node.order()):
            return siblings, place
    return (), 0


def _following_siblings(node: Node) -> Sequence[Node]:
    siblings, place = _siblings(node)
    return siblings[place + 1 :]


def _preceding_siblings(node: Node) -> Sequence[Node]:
    siblings, place = _siblings(node)
    return siblings[:place][::-1]


def _following(node: Node) -> Sequence[Node]:
    found: list[Node] = []
    if node.kind == "attribute" and node.parent is not None:
        found.extend(_descendants(node.parent))
    for ancestor in _up(node):
        for sibling in _following_siblings(ancestor):
            found.extend(_descendants_or_self(sibling))
    return found


def _preceding(node: Node) -> Sequence[Node]:
    found: list[Node] = []
    for ancestor in _up(node):
        for sibling in _preceding_siblings(ancestor):
            found.extend(reversed(_descendants_or_self(sibling)))
    return found


_AXES: Final[dict[Axis, Walk]] = {
    Axis.CHILD: _content,
    Axis.PARENT: _parent,
    Axis.SELF: _self,
    Axis.ATTRIBUTE: _attributes,
    Axis.DESCENDANT: _descendants,
    Axis.DESCENDANT_OR_SELF: _descendants_or_self,
    Axis.ANCESTOR: _ancestors,
    Axis.ANCESTOR_OR_SELF: _ancestors_or_self,
    Axis.FOLLOWING_SIBLING: _following_siblings,
    Axis.PRECEDING_SIBLING: _preceding_siblings,
    Axis.FOLLOWING: _following,
    Axis.PRECEDING: _preceding,
}
