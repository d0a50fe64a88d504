"""What an expression depends on, stated as paths without predicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.errors import Known
from fieldkit.xpath import grammar
from fieldkit.xpath.library import FUNCTIONS
from fieldkit.xpath.syntax import (
    INSTANCE_PREFIX,
    RELATIVE,
    Axis,
    Call,
    FilterPath,
    Literal,
    LocationPath,
    Negation,
    NodeTest,
    Operation,
    Step,
    Syntax,
    TestKind,
    parts,
)


class Purpose(StrEnum):
    """What of the nodes is looked at."""

    VALUE = "value"  # their text, and so that of everything inside
    PRESENCE = "presence"  # only whether they exist, are relevant, and in which order
    CHOICES = "choices"  # the choices of the question (jr:choice-name)


@dataclass(frozen=True, slots=True)
class Read:
    """One dependency: every node that the steps can reach.

    `origin` is as in `LocationPath` ("absolute", "relative", "current", "instance:<id>", and
    "instance:*" when the id is computed). "relative" starts at the expression's own context node,
    as "current" does. Paths inside predicates are reads of their own, prefixed by the outer path.
    """

    origin: str
    steps: tuple[Step, ...]
    purpose: Purpose = Purpose.VALUE


_Place = tuple[str, tuple[Step, ...]]
_HERE: tuple[_Place, ...] = ((RELATIVE, ()),)
# Functions that look at existence and order, not at texts; index is the argument.
_PRESENCE: dict[str, tuple[int, ...]] = {
    "count": (0,),
    "position": (0,),
    "indexed-repeat": (1, 3, 5),
}
_OWN_NODE = frozenset(["string", "number", "normalize-space", "string-length"])
_PASSES_NODES = frozenset(["randomize", "indexed-repeat"])
# How XLSForms call `jr://instance/last-saved`: `${last-saved#name}`.
_LAST_SAVED = f"{INSTANCE_PREFIX}__last-saved"


def reads(tree: Syntax) -> tuple[Read, ...]:
    """Return the dependencies, each once, in the order written."""
    gatherer = _Gatherer()
    gatherer.visit(tree, _HERE, Purpose.VALUE)
    return tuple(gatherer.found)


def kinds_of_change(tree: Syntax) -> tuple[bool, bool]:
    """Return whether evaluating twice may differ, and whether `once()` looks at the own node."""
    is_volatile = reads_self = False
    for part in parts(tree):
        if isinstance(part, LocationPath) and part.origin == _LAST_SAVED:
            is_volatile = True  # another record, which is another one next time
        if isinstance(part, Call):
            function = FUNCTIONS[part.name]
            reads_self = reads_self or function.reads_self
            if function.is_volatile or (part.name == "randomize" and len(part.arguments) == 1):
                is_volatile = True
    return is_volatile, reads_self


class _Gatherer:
    """Walks the tree with the places that the context node may be."""

    def __init__(self) -> None:
        self.found: dict[Read, None] = {}

    def visit(self, tree: Syntax, here: Sequence[_Place], purpose: Purpose) -> None:
        match tree:
            case LocationPath() | FilterPath():
                for origin, steps in self.places(tree, here, purpose):
                    self._add(origin, steps, purpose)
            case Operation(operator):
                parts = parts_of(tree)
                inner = purpose if operator == "|" else Purpose.VALUE
                for part in parts:
                    self.visit(part, here, inner)
            case Negation(operand):
                self.visit(operand, here, Purpose.VALUE)
            case Call():
                self._call(tree, here, purpose)

    def places(self, tree: Syntax, here: Sequence[_Place], purpose: Purpose) -> Sequence[_Place]:
        """Return where the nodes of an expression are; adds what its predicates read."""
        match tree:
            case LocationPath(origin, steps):
                start = here if origin == RELATIVE else ((origin, ()),)
                return self._walk(start, steps)
            case FilterPath(base, predicates, steps):
                start = self.places(base, here, purpose)
                for predicate in predicates:
                    self.visit(predicate, start, Purpose.VALUE)
                return self._walk(start, steps)
            case Operation("|"):
                return [
                    place for part in parts_of(tree) for place in self.places(part, here, purpose)
                ]
            case Call(name, arguments) if name == "instance":
                self.visit(arguments[0], here, Purpose.VALUE)
                return ((INSTANCE_PREFIX + "*", ()),)
            case Call(name, arguments) if name in _PASSES_NODES:
                present = _PRESENCE.get(name, ())
                for place, argument in enumerate(arguments[1:], 1):
                    inner = Purpose.PRESENCE if place in present else Purpose.VALUE
                    self.visit(argument, here, inner)
                return self.places(arguments[0], here, purpose)
            case Call("if", (test, yes, no)):
                self.visit(test, here, Purpose.VALUE)
                return [*self.places(yes, here, purpose), *self.places(no, here, purpose)]
        return ()

    def _walk(self, start: Sequence[_Place], steps: Sequence[Step]) -> Sequence[_Place]:
        here = list(start)
        for step in steps:
            if step.axis is Axis.NAMESPACE:
                break  # what is declared never changes
            bare = Step(step.axis, step.test)
            here = [(origin, _extended(before, bare)) for origin, before in here]
            for predicate in step.predicates:
                for origin, before in here:
                    self._add(origin, before, Purpose.PRESENCE)
                self.visit(predicate, here, Purpose.VALUE)
        return here

    def _call(self, call: Call, here: Sequence[_Place], purpose: Purpose) -> None:
        name, arguments = call.name, call.arguments
        if not arguments and name in _OWN_NODE:
            for origin, steps in here:
                self._add(origin, steps, Purpose.VALUE)
        if name in _PASSES_NODES or name == "instance":
            for origin, steps in self.places(call, here, purpose):
                self._add(origin, steps, purpose)
            return
        if name == "pulldata":
            self._pulldata(arguments)
        if name == "jr:choice-name":
            self._choices(arguments[1], here)
        present = _PRESENCE.get(name, ())
        for place, argument in enumerate(arguments):
            inner = Purpose.PRESENCE if place in present else Purpose.VALUE
            self.visit(argument, here, inner)

    def _choices(self, path: Syntax, here: Sequence[_Place]) -> None:
        # The second argument is a path in quotes: '/data/q' or ' ../q '.
        if not isinstance(path, Literal):
            return
        try:
            tree = grammar.parse(path.value)
        except Known:
            return  # not a path: the label is blank, and nothing is read
        for origin, steps in self.places(tree, here, Purpose.CHOICES):
            self._add(origin, steps, Purpose.CHOICES)

    def _pulldata(self, arguments: Sequence[Syntax]) -> None:
        instance, column, key = arguments[:3]
        name = instance.value if isinstance(instance, Literal) else "*"
        root = (Step(Axis.CHILD, NodeTest(TestKind.ANY)), _child("item"))
        for cell in (key, column):
            steps = (*root, _child(cell.value)) if isinstance(cell, Literal) else root
            self._add(INSTANCE_PREFIX + name, steps, Purpose.VALUE)

    def _add(self, origin: str, steps: tuple[Step, ...], purpose: Purpose) -> None:
        self.found[Read(origin, steps, purpose)] = None


def parts_of(tree: Operation) -> list[Syntax]:
    """Return the operands of a chain of operators that leans to the left, first one first."""
    parts: list[Syntax] = []
    node: Syntax = tree
    while isinstance(node, Operation):
        parts.append(node.right)
        node = node.left
    parts.append(node)
    parts.reverse()
    return parts


def _extended(steps: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
    if step.axis is Axis.SELF and step.test.kind is TestKind.NODE and steps:
        return steps
    return (*steps, step)


def _child(name: str) -> Step:
    return Step(Axis.CHILD, NodeTest(TestKind.NAME, name))
