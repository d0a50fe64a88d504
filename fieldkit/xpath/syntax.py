"""The syntax tree of an expression: frozen values, without any meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ABSOLUTE: Final = "absolute"
RELATIVE: Final = "relative"
CURRENT: Final = "current"
INSTANCE_PREFIX: Final = "instance:"


class Axis(StrEnum):
    """The axes of XPath 1.0 section 2.2 that a form can walk."""

    CHILD = "child"
    PARENT = "parent"
    SELF = "self"
    ATTRIBUTE = "attribute"
    DESCENDANT = "descendant"
    DESCENDANT_OR_SELF = "descendant-or-self"
    ANCESTOR = "ancestor"
    ANCESTOR_OR_SELF = "ancestor-or-self"
    FOLLOWING_SIBLING = "following-sibling"
    PRECEDING_SIBLING = "preceding-sibling"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    NAMESPACE = "namespace"


class TestKind(StrEnum):
    """What a node test asks for."""

    NAME = "name"  # prefix:name or name
    ANY = "any"  # * or prefix:*
    NODE = "node"  # node()
    TEXT = "text"  # text()
    COMMENT = "comment"  # comment(): the node protocol has none, so it finds nothing
    INSTRUCTION = "processing-instruction"  # as comment()


@dataclass(frozen=True, slots=True)
class NodeTest:
    """A node test as written; `prefix` is empty when there is none."""

    kind: TestKind
    name: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `predicates` is empty in the steps of a `Read`."""

    axis: Axis
    test: NodeTest
    predicates: tuple["Syntax", ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPath:
    """A path and where it starts.

    `origin` is "absolute" (`/a`, with no steps: `/`), "relative" (`a`, `../b`, `.`), "current"
    (`current()/a`) or "instance:<id>" (`instance('id')/a`, with a literal id).
    """

    origin: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class FilterPath:
    """An expression used as a node-set: `(a | b)[1]/c`."""

    base: "Syntax"
    predicates: tuple["Syntax", ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A binary operator: or and = != < <= > >= + - * div mod |."""

    operator: str
    left: "Syntax"
    right: "Syntax"


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: "Syntax"


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `name` holds the prefix as written, `column` counts from 1."""

    name: str
    arguments: tuple["Syntax", ...]
    column: int


Syntax = LocationPath | FilterPath | Number | Literal | Operation | Negation | Call


def parts(tree: Syntax) -> list[Syntax]:
    """Return the tree and everything in it."""
    found: list[Syntax] = []
    stack: list[Syntax] = [tree]
    while stack:
        part = stack.pop()
        found.append(part)
        stack.extend(children(part))
    return found


def children(tree: Syntax) -> Sequence[Syntax]:
    """Return the direct parts of a syntax node, predicates included."""
    match tree:
        case Operation(_, left, right):
            return (left, right)
        case Negation(operand):
            return (operand,)
        case Call(_, arguments):
            return arguments
        case LocationPath(_, steps):
            return [each for step in steps for each in step.predicates]
        case FilterPath(base, predicates, steps):
            return [base, *predicates, *(each for step in steps for each in step.predicates)]
    return ()
