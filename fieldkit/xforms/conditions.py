"""The conditions of a form as formulas about its questions (see `reach`).

Only what is certain is read: comparisons of one question with a written value, choices that are
selected, and calculations that are written out as `if(…)`. All else may hold and may not.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import isnan, nan
from typing import Final

from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import Control, FormDefinition, Node, Question, Repeat
from fieldkit.xforms.reach import Atom, Formula, Mark, every, satisfiable, some
from fieldkit.xpath.syntax import (
    INSTANCE_PREFIX,
    Call,
    Literal,
    LocationPath,
    Negation,
    Number,
    Operation,
    Syntax,
)

MOST_PARTS: Final = 2_000  # of one condition with the calculations it reads written out
_MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE: Final = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
_NOT: Final = "not "
_NUMERIC: Final = frozenset({"int", "decimal"})
Constant = str | float


class Conditions:
    """Formulas of one form, each made once."""

    def __init__(self, definition: FormDefinition) -> None:
        self._definition = definition
        self._graph = definition.graph
        self._set_elsewhere = {action.target for action in definition.actions}
        self._parts = 0
        self.implied = cache(self._implied)

    def can_hold(self, formulas: Iterable[Formula]) -> bool:
        """Whether all may hold at once, with what their questions' own conditions demand."""
        return satisfiable(formulas, self.implied)

    def relevance(self, node: Node) -> Formula:
        """The node's own condition."""
        vertex = self._graph.vertex(node, Kind.RELEVANT)
        return True if vertex is None else self.formula(vertex.expression.syntax, node)

    def around(self, node: Node) -> Formula:
        """The conditions of the groups that the node stands in."""
        return every(self.relevance(group) for group in self._graph.places.ancestors(node))

    def gives(self, node: Node, text: str) -> Formula:
        """That a calculation comes to this text."""
        vertex = self._graph.vertex(node, Kind.CALCULATE)
        if vertex is None:
            return True
        return self._compared(vertex.expression.syntax, "=", text, node)

    def formula(self, syntax: Syntax, context: Node, *, holds: bool = True) -> Formula:
        """That an expression at a node is true, or with `holds` False that it is not."""
        before, self._parts = self._parts, 0
        found = self._truth(syntax, context, holds=holds)
        self._parts += before
        return found

    def variable(self, path: Syntax, context: Node) -> Question | None:
        """The one question that a path reads, the same one for every instance of the context."""
        if not isinstance(path, LocationPath) or path.origin.startswith(INSTANCE_PREFIX):
            return None
        if any(step.predicates for step in path.steps):
            return None
        places = self._graph.places
        reached = places.reach(path.origin, path.steps, context)
        if len(reached) != 1 or not isinstance(reached[0].node, Question):
            return None
        node, pivot = reached[0].node, reached[0].pivot
        repeats = [g for g in places.ancestors(node) if isinstance(g, Repeat)]
        if repeats and places.depth(repeats[0]) > places.depth(pivot):
            return None
        return node

    def _implied(self, node: Node) -> Formula:
        """What must hold for a question to have an answer that may stand."""
        constraint = self._graph.vertex(node, Kind.CONSTRAINT)
        own = True if constraint is None else self.formula(constraint.expression.syntax, node)
        return every([self.around(node), self.relevance(node), own])

    def _truth(self, syntax: Syntax, context: Node, *, holds: bool) -> Formula:
        self._parts += 1
        if self._parts > MOST_PARTS:
            return True
        if isinstance(syntax, Operation):
            return self._of_operation(syntax, context, holds=holds)
        if isinstance(syntax, Call):
            return self._of_call(syntax, context, holds=holds)
        if isinstance(syntax, LocationPath):
            node = self.variable(syntax, context)
            is_plain = node is not None and self._is_answer(node)
            return Atom(node, Mark.FILLED) if node and is_plain and holds else True
        known = constant(syntax)
        return True if known is None else (bool(known) and known == known) is holds

    def _of_operation(self, syntax: Operation, context: Node, *, holds: bool) -> Formula:
        operator = syntax.operator
        if operator in {"and", "or"}:
            join = every if (operator == "and") is holds else some
            sides = (syntax.left, syntax.right)
            return join(self._truth(side, context, holds=holds) for side in sides)
        if operator not in _MIRRORED:
            return True
        left, right = syntax.left, syntax.right
        known = constant(right)
        if known is None:
            known, left, operator = constant(left), right, _MIRRORED[operator]
        if known is None:
            return True
        if holds:
            return self._compared(left, operator, known, context)
        if operator in {"=", "!="}:
            return self._compared(left, _OPPOSITE[operator], known, context)
        # An order with a blank or a word is false, and so is its opposite.
        return self._compared(left, f"{_NOT}{operator}", known, context)

    def _compared(self, syntax: Syntax, operator: str, known: Constant, context: Node) -> Formula:
        self._parts += 1
        if self._parts > MOST_PARTS:
            return True
        written = constant(syntax)
        if written is not None:
            return compare(written, operator, known)
        if isinstance(syntax, LocationPath):
            node = self.variable(syntax, context)
            return True if node is None else self._of_node(node, operator, known)
        if not isinstance(syntax, Call):
            return True
        if syntax.name == "if" and len(syntax.arguments) == 3:
            test, yes, no = syntax.arguments
            return some(
                every(
                    [
                        self._truth(test, context, holds=is_yes),
                        self._compared(end, operator, known, context),
                    ]
                )
                for is_yes, end in ((True, yes), (False, no))
            )
        if syntax.name in {"string", "number"} and len(syntax.arguments) == 1:
            return self._compared(syntax.arguments[0], operator, known, context)
        if syntax.name in {"count-selected", "string-length"} and syntax.arguments:
            node = self.variable(syntax.arguments[0], context)
            asks_for_some = compare(0.0, operator, known) is False
            if node is not None and self._is_answer(node) and asks_for_some:
                return Atom(node, Mark.FILLED)
        return True

    def _of_node(self, node: Question, operator: str, known: Constant) -> Formula:
        calculation = self._graph.vertex(node, Kind.CALCULATE)
        if calculation is not None:
            if node.ref in self._set_elsewhere or node.control is not None:
                return True
            inner = self._compared(calculation.expression.syntax, operator, known, node)
            if compare("", operator, known) is True:
                return True  # it is blank while it is not relevant
            return every([inner, self.relevance(node), self.around(node)])
        if not self._is_answer(node):
            return True
        if known == "" and operator in {"=", "!="}:
            return Atom(node, Mark.BLANK if operator == "=" else Mark.FILLED)
        if operator in {"=", "!="} and isinstance(known, str) and not _is_numeric(node):
            if operator == "!=" and node.control in {Control.SELECT, Control.RANK}:
                return True
            return Atom(node, Mark(operator), known)
        number = _number(known)
        if isnan(number):
            return True  # dates and words have an order of their own
        if operator.startswith(_NOT):
            opposite = Atom(node, Mark(_OPPOSITE[operator.removeprefix(_NOT)]), number=number)
            return some([opposite, Atom(node, Mark.BLANK)]) if _is_numeric(node) else True
        return Atom(node, Mark(operator), number=number)

    def _is_answer(self, node: Question) -> bool:
        """Whether the value is a person's answer, and so one that the question admits."""
        is_asked = node.control is not None and node.control is not Control.NOTE
        return is_asked and node.ref not in self._set_elsewhere and not node.bind.calculate

    def _of_call(self, syntax: Call, context: Node, *, holds: bool) -> Formula:
        name, arguments = syntax.name, syntax.arguments
        if name in {"true", "false"}:
            return (name == "true") is holds
        if name == "not" and len(arguments) == 1:
            return self._truth(arguments[0], context, holds=not holds)
        if name in {"boolean", "string"} and len(arguments) == 1:
            return self._truth(arguments[0], context, holds=holds)
        if name == "selected" and len(arguments) == 2:
            known, node = constant(arguments[1]), self.variable(arguments[0], context)
            if node is None or not isinstance(known, str) or not self._is_answer(node):
                return True
            if not known.strip() or " " in known.strip():
                return True
            is_select = node.control in {Control.SELECT_ONE, Control.SELECT, Control.RANK}
            mark = Mark.HAS if holds else Mark.LACKS
            return Atom(node, mark, known.strip()) if is_select else True
        if name == "if" and len(arguments) == 3:
            return some(
                every([self._truth(arguments[0], context, holds=is_yes),
                       self._truth(end, context, holds=holds)])
                for is_yes, end in ((True, arguments[1]), (False, arguments[2]))
            )  # fmt: skip
        return True


def constant(syntax: Syntax) -> Constant | None:
    """The value of an expression that is written out, else None."""
    if isinstance(syntax, Literal):
        return syntax.value
    if isinstance(syntax, Number):
        return syntax.value
    if isinstance(syntax, Negation):
        inner = constant(syntax.operand)
        return None if inner is None else -_number(inner)
    return None


def compare(left: Constant, operator: str, right: Constant) -> bool:
    """XPath 1.0, 3.4: texts as texts, and as numbers where one is or the operator orders."""
    if operator.startswith(_NOT):
        return not compare(left, operator.removeprefix(_NOT), right)
    is_text = isinstance(left, str) and isinstance(right, str) and operator in {"=", "!="}
    if is_text:
        return (left == right) is (operator == "=")
    one, other = _number(left), _number(right)
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: one == other,
        "!=": lambda: one != other,
        "<": lambda: one < other,
        "<=": lambda: one <= other,
        ">": lambda: one > other,
        ">=": lambda: one >= other,
    }
    return tests[operator]()


def _number(known: Constant) -> float:
    if isinstance(known, float | int):
        return float(known)
    try:
        return float(known)
    except ValueError:
        return nan


def _is_numeric(node: Node) -> bool:
    return node.bind.data_type in _NUMERIC
