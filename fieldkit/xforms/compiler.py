"""Compiles the expressions of a form, each once per place where it stands."""

import math
from collections.abc import Callable, Iterator, Mapping

from fieldkit.errors import Known
from fieldkit.xforms.model import Node
from fieldkit.xforms.places import PlaceResolver, Places
from fieldkit.xforms.values import INT_LIMIT, from_calculation
from fieldkit.xpath import evaluate
from fieldkit.xpath.evaluate import Expression
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.nodes import Node as XPathNode
from fieldkit.xpath.reads import Read
from fieldkit.xpath.syntax import (
    ABSOLUTE,
    Axis,
    Call,
    FilterPath,
    LocationPath,
    Negation,
    Operation,
    Step,
    Syntax,
    TestKind,
)
from fieldkit.xpath.values import number_text

_NUMERIC = frozenset({"int", "decimal", "boolean"})
_AS_COMPUTED = frozenset({"string", "decimal"})
_SMALLEST = -INT_LIMIT - 1


class Compiler:
    """Expressions by text and context node; closures know the slots of that node's surroundings."""

    def __init__(self, places: Places, namespaces: Mapping[str, str]) -> None:
        self._places = places
        self._namespaces = namespaces
        self._compiled: dict[tuple[str, int], Expression] = {}

    def expression(self, text: str, node: Node, column: str = "") -> Expression:
        """The expression as evaluated at a node of the definition.

        An error names the node and the column of the survey sheet it stands in.
        """
        key = (text, node.index)
        found = self._compiled.get(key)
        if found is None:
            resolver = PlaceResolver(self._places, node)
            found = self._compiled[key] = self._compile(text, resolver, node, column)
        return found

    def output(self, text: str, node: Node) -> Expression:
        """The expression of a value in the words of a node."""
        return self.expression(self._places.beside(text, node), node)

    def item_expression(self, text: str) -> Expression:
        """An expression evaluated at a row of a list, which has no fixed surroundings."""
        key = (text, -1)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = evaluate.compile(text, namespaces=self._namespaces)
        return found

    def _compile(self, text: str, resolver: PlaceResolver, node: Node, column: str) -> Expression:
        try:
            return evaluate.compile(text, resolver=resolver, namespaces=self._namespaces)
        except Known as problem:
            slots = dict(problem.slots)
            place = slots.pop("column", None)
            if place is not None:
                slots["character"] = place
            slots.setdefault("name", node.name)
            slots["ref"] = node.ref
            if column:
                slots["column"] = column
            raise Known(problem.code, **slots) from problem


def bind_condition(expression: Expression) -> Callable[[Context], bool]:
    """The truth of a bind condition.

    Decision F3: one that is only a reference is the value of its first node: blank is false; a
    number or boolean is true unless 0 or false; other text is true.
    """
    if not isinstance(expression.syntax, LocationPath):
        return expression.boolean

    def first_value(context: Context) -> bool:
        nodes = expression.nodes(context)
        return bool(nodes) and _is_true(nodes[0])

    return first_value


def _is_true(node: XPathNode) -> bool:
    text = node.string()
    model = getattr(node, "model", None)  # nodes of lists have none; their text counts
    if model is None or model.bind.data_type not in _NUMERIC:
        return bool(text)
    return text not in {"", "false"} and node.number() != 0


def calculation(expression: Expression, data_type: str) -> Callable[[Context], str]:
    """The text of a calculation as a node of a type stores it: `from_calculation`, decided once."""
    string, number = expression.string, expression.number
    if expression.static_type == "number" and data_type == "int":

        def whole(context: Context) -> str:
            value = number(context)
            if not _SMALLEST < value < INT_LIMIT:  # NaN too
                return ""
            return str(int(value))

        return whole
    # The text of number() is its own: a date or moment counts whole days there.
    is_plain = not (isinstance(expression.syntax, Call) and expression.syntax.name == "number")
    if expression.static_type == "number" and data_type in _AS_COMPUTED and is_plain:

        def finite(context: Context) -> str:
            value = number(context)
            return number_text(value) if -math.inf < value < math.inf else ""

        return finite
    return lambda context: from_calculation(string(context), data_type)


def calls(syntax: Syntax) -> Iterator[Call]:
    """Every function call in an expression, predicates included."""
    stack: list[Syntax] = [syntax]
    while stack:
        part = stack.pop()
        if isinstance(part, Call):
            yield part
            stack.extend(part.arguments)
        elif isinstance(part, Operation):
            stack.extend((part.left, part.right))
        elif isinstance(part, Negation):
            stack.append(part.operand)
        elif isinstance(part, FilterPath):
            stack.extend((part.base, *part.predicates, *_predicates(part.steps)))
        elif isinstance(part, LocationPath):
            stack.extend(_predicates(part.steps))


def path_text(read: Read) -> str:
    """A read as a path that a person recognises."""
    start = "/" if read.origin == ABSOLUTE else ""
    return start + "/".join(_step_text(step) for step in read.steps)


def _predicates(steps: tuple[Step, ...]) -> Iterator[Syntax]:
    return (predicate for step in steps for predicate in step.predicates)


def _step_text(step: Step) -> str:
    if step.axis is Axis.PARENT:
        return ".."
    if step.axis is Axis.SELF:
        return "."
    prefix = f"{step.test.prefix}:" if step.test.prefix else ""
    name = step.test.name if step.test.kind is TestKind.NAME else "*"
    return ("" if step.axis is Axis.CHILD else f"{step.axis}::") + prefix + name
