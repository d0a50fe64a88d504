"""What the evaluator may ask of a tree and of the world, and the static tree of our own.

Live interview nodes satisfy `Node` in their own way; `Element` is the fixed one, for secondary
instances and whole documents.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from fieldkit.xpath.syntax import LocationPath
from fieldkit.xpath.values import plain_number

OrderKey = tuple[int, ...]
Ordered = tuple[tuple[float, ...], tuple[int, ...]]

_FEW = 8  # children that are sooner looked through than indexed
_FIRST = -1_000_000  # places attributes after their element and before its children


class Node(Protocol):
    """A node of the XPath data model (XPath 1.0 section 5).

    The read-only members may be plain attributes. `kind` is "element", "attribute", "text" or
    "root"; `name` is the local name, empty for text and root.
    """

    @property
    def kind(self) -> str:
        """Return element, attribute, text or root."""
        ...

    @property
    def name(self) -> str:
        """Return the local name."""
        ...

    @property
    def namespace(self) -> str:
        """Return the namespace URI, blank for none."""
        ...

    @property
    def parent(self) -> "Node | None":
        """Return the parent; None above the document or the form's root element."""
        ...

    @property
    def is_relevant(self) -> bool:
        """Whether the node and all its ancestors are relevant; others drop out of results."""
        ...

    def children(self) -> "Sequence[Node]":
        """Return the element children in document order; not relevant ones too."""
        ...

    def named(self, name: str) -> "Sequence[Node]":
        """Return the element children with that local name, in document order."""
        ...

    def content(self) -> "Sequence[Node]":
        """Return element and text children in document order; see `leaf_content`."""
        ...

    def attributes(self) -> "Sequence[Node]":
        """Return the attribute nodes."""
        ...

    def string(self) -> str:
        """Return the string value; asked only of nodes that are relevant."""
        ...

    def number(self) -> float:
        """Return `values.plain_number(self.string())`, kept by the node if it can be.

        Dates are the evaluator's affair, since their number depends on the time zone.
        """
        ...

    def order(self) -> OrderKey:
        """Return a key that sorts the nodes of one document in document order.

        A parent's key is a proper prefix of, or less than, its children's. Called only for
        unions, reverse axes and `//`, so it may be slow.
        """
        ...


class Environment(Protocol):
    """The world outside the form: time, chance, lists, languages."""

    @property
    def timezone(self) -> tzinfo:
        """Return the zone in which a date without a time begins."""
        ...

    @property
    def language(self) -> str:
        """Return the active language."""
        ...

    def instance(self, instance_id: str) -> Node | None:
        """Return the `<instance>` element itself (its child is the first step), or None."""
        ...

    def now(self) -> datetime:
        """Return the present, aware of its zone."""
        ...

    def random(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        ...

    def uuid(self) -> str:
        """Return a fresh version 4 UUID."""
        ...

    def shuffle_seed(self, node: Node) -> str:
        """Return what an order without a seed of its own is drawn from: one text for each node.

        The same as long as the interview lasts, so that choices keep their places while looked at.
        """
        ...

    def itext(self, text_id: str, form: str | None, context: "Context") -> str:
        """Return a text in the active language; blank if there is none."""
        ...

    def choice_label(self, value: str, path_text: str, context: "Context") -> str:
        """Return the label of a choice of the question that `path_text` names."""
        ...

    def special(self, node: Node) -> str:
        """Return the special code of an answer ("dont_know", …), blank if it has none."""
        ...


class Context:
    """Where an expression is evaluated; made fresh for each node of a predicate.

    `root` is the element that an absolute path's first step names: `/data` matches `root` itself,
    whose parent is the virtual document. When `root` has kind "root" it is the document. At the
    top of an expression `node is current`.
    """

    __slots__ = ("current", "environment", "node", "position", "root", "size")

    def __init__(
        self,
        node: Node,
        root: Node,
        environment: Environment,
        current: Node | None = None,
        position: int = 1,
        size: int = 1,
    ) -> None:
        self.node = node
        self.root = root
        self.environment = environment
        self.current = node if current is None else current
        self.position = position
        self.size = size


Getter = Callable[[Context], Node | None]


class Resolver(Protocol):
    """Turns paths into look-ups at compile time."""

    def resolve(self, path: LocationPath) -> Getter | None:
        """Return a closure that finds the at most one node a path reaches, else None.

        Asked only for paths without predicates whose context node is the expression's own
        (`ctx.current`), for `current()/…` and for absolute ones; inside predicates only for the
        last two. The closure starts from `ctx.current` or `ctx.root`, never from `ctx.node`, and
        returns the node whether relevant or not: the evaluator drops it.
        """
        ...


def leaf_content(node: Node) -> Sequence[Node]:
    """Return `content()` for a node that has either elements or one text, never both."""
    children = node.children()
    if children:
        return children
    text = node.string()
    return (Text(text, node, 0),) if text else ()


class Text:
    """A text or attribute node: a value with a parent and no children."""

    __slots__ = ("_number", "_place", "_value", "kind", "name", "namespace", "parent")

    def __init__(
        self, value: str, parent: Node, place: int, name: str = "", namespace: str = ""
    ) -> None:
        self._value = value
        self._place = place
        self._number: float | None = None
        self.kind = "attribute" if name else "text"
        self.name = name
        self.namespace = namespace
        self.parent: Node | None = parent

    @property
    def is_relevant(self) -> bool:
        """Follow the element."""
        return self.parent is None or self.parent.is_relevant

    def children(self) -> Sequence[Node]:
        """Return nothing: a leaf has no children."""
        return ()

    def named(self, name: str) -> Sequence[Node]:  # noqa: ARG002 - the protocol's signature
        """Return nothing: a leaf has no children."""
        return ()

    def content(self) -> Sequence[Node]:
        """Return nothing: a leaf has no children."""
        return ()

    def attributes(self) -> Sequence[Node]:
        """Return nothing: a leaf has no attributes."""
        return ()

    def string(self) -> str:
        """Return the value."""
        return self._value

    def number(self) -> float:
        """Return the value as a number, computed once."""
        if self._number is None:
            self._number = plain_number(self._value)
        return self._number

    def order(self) -> OrderKey:
        """Return the parent's key and the place in it."""
        parent = () if self.parent is None else self.parent.order()
        place = _FIRST + self._place if self.kind == "attribute" else self._place
        return (*parent, place)


class Element:
    """An element, or with kind "root" a whole document, that does not change once it is read.

    Build from the top: `child = parent.add(name)`, `parent.add_text(text)`. Indexes over children
    are kept, so nothing may be added after the first evaluation; `orders` is the one of `paths`.
    """

    __slots__ = (
        "_attributes", "_children", "_content", "_indexes", "_named", "_number", "_place",
        "_string", "kind", "name", "namespace", "orders", "parent",
    )  # fmt: skip
    is_relevant = True

    def __init__(
        self,
        name: str,
        namespace: str = "",
        attributes: Mapping[tuple[str, str], str] | None = None,
        *,
        kind: str = "element",
    ) -> None:
        """Take attributes as (namespace, local name) to value."""
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.parent: Element | None = None
        self._place = 0
        self._children = _CHILDLESS
        self._content: list[Element | Text] = []
        self._attributes = tuple(
            Text(value, self, place, local, space)
            for place, ((space, local), value) in enumerate((attributes or {}).items())
        )
        self._named: dict[str, list[Element]] | None = None
        self._string: str | None = None
        self._number: float | None = None
        self._indexes: dict[tuple[str, str], dict[str, list[Element]]] | None = None
        self.orders: dict[tuple[str, str], Ordered | None] | None = None

    @classmethod
    def document(cls) -> "Element":
        """Return an empty document node."""
        return cls("", kind="root")

    def add(
        self,
        name: str,
        namespace: str = "",
        attributes: Mapping[tuple[str, str], str] | None = None,
    ) -> "Element":
        """Append a child element and return it."""
        child = Element(name, namespace, attributes)
        child.parent = self
        child._place = len(self._content)
        self._content.append(child)
        if self._children is _CHILDLESS:
            self._children = []
        self._children.append(child)
        return child

    def add_text(self, text: str) -> None:
        """Append a text node; adjacent texts must be joined by the caller."""
        self._content.append(Text(text, self, len(self._content)))

    def children(self) -> "Sequence[Element]":
        """Return the element children."""
        return self._children

    def named(self, name: str) -> "Sequence[Element]":
        """Return the element children with that local name; of many through an index."""
        if self._named is None:
            if len(self._children) < _FEW:
                return [child for child in self._children if child.name == name]
            found: dict[str, list[Element]] = {}
            for child in self._children:
                found.setdefault(child.name, []).append(child)
            self._named = found
        return self._named.get(name, ())

    def content(self) -> "Sequence[Element | Text]":
        """Return element and text children."""
        return self._content

    def attributes(self) -> Sequence[Text]:
        """Return the attribute nodes in the order written."""
        return self._attributes

    def attribute(self, name: str, namespace: str = "") -> str | None:
        """Return one attribute's value, or None."""
        for node in self._attributes:
            if node.name == name and node.namespace == namespace:
                return node.string()
        return None

    def string(self) -> str:
        """Return all text inside, computed once."""
        if self._string is None:
            content = self._content
            only = content[0] if len(content) == 1 else None
            # Most elements are cells of lists: without the walk a list is read a fifth faster.
            self._string = only.string() if isinstance(only, Text) else "".join(_texts(self))
        return self._string

    def number(self) -> float:
        """Return the text as a number, computed once."""
        if self._number is None:
            self._number = plain_number(self.string())
        return self._number

    def order(self) -> OrderKey:
        """Return the places on the way down from the document."""
        places: list[int] = []
        node: Element | None = self
        while node is not None:
            places.append(node._place)
            node = node.parent
        places.reverse()
        return tuple(places)

    def lookup(self, name: str, key: str) -> "Mapping[str, Sequence[Element]]":
        """Return the children called `name` by the text of their child `key`, indexed once."""
        if self._indexes is None:
            self._indexes = {}
        index = self._indexes.get((name, key))
        if index is None:
            index = self._indexes[name, key] = {}
            for item in self.named(name):
                for text in {child.string(): None for child in item.named(key)}:
                    index.setdefault(text, []).append(item)
        return index


# Shared by the cells of lists, which are most elements; nothing is ever put into it.
_CHILDLESS: list[Element] = []


def _texts(element: Element) -> Iterator[str]:
    # Iterative: foreign documents may be nested deeper than Python's stack.
    stack: list[Element | Text] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            yield node.string()
        else:
            stack.extend(reversed(node.content()))
