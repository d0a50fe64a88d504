"""Where ODK Collect (JavaRosa) would give something else, and how to write it so that both agree.

The rows are those of the project's decisions on differences between the engines: blanks in sums,
exact comparison of decimals, halves below zero, repeat counts that go down, paths that only full
XPath 1.0 has. Patterns are of the specification: it looks for them anywhere in a text. Arithmetic
with operators needs no row: over a blank both engines give no number.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from fieldkit.xforms.check_reach import COLUMNS
from fieldkit.xforms.findings import Finding
from fieldkit.xforms.graph import Kind, Vertex
from fieldkit.xforms.model import FormDefinition, Group, Node, Question, Repeat
from fieldkit.xpath.syntax import (
    Axis,
    Call,
    FilterPath,
    Literal,
    LocationPath,
    Number,
    Operation,
    Syntax,
    TestKind,
    children,
    parts,
)

_SKIPPING: Final = frozenset({"sum", "max", "min"})
_NEVER_BLANK: Final = frozenset(
    {"count", "count-selected", "count-non-empty", "string-length", "position", "today", "now",
     "true", "false", "random", "pi", "checklist", "weighted-checklist"}
)  # fmt: skip
_OWN_NODE: Final = frozenset({"normalize-space", "string-length", "number", "string"})
_ARITHMETIC: Final = frozenset({"+", "-", "*", "div"})
# What may hide a bracket, a bar or an end in a pattern: an escape, a class.
_HIDING: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_PLAIN_AXES: Final = frozenset({Axis.CHILD, Axis.PARENT, Axis.SELF, Axis.ATTRIBUTE})


def differences(definition: FormDefinition) -> Iterator[Finding]:
    """Every difference that the expressions and actions of the form can meet."""
    for vertex in definition.graph.vertices:
        if vertex.kind is not Kind.TEXTS:
            # One word of advice a cell is enough, however often it is needed there.
            yield from {found.message: found for found in _of_vertex(definition, vertex)}.values()
    yield from _of_repeats(definition)
    for action in definition.actions:
        node = definition.nodes[action.target]
        if node.bind.calculate and "odk-instance-first-load" in action.events:
            yield Finding("form.differs_setvalue", node.ref, "calculation")


def _of_vertex(definition: FormDefinition, vertex: Vertex) -> Iterator[Finding]:
    node, column = vertex.node, COLUMNS[vertex.kind]
    for part in parts(vertex.expression.syntax):
        if isinstance(part, Call):
            for code, slots in _of_call(definition, part, node):
                yield Finding(code, node.ref, column, slots)
        if isinstance(part, Operation) and _is_computed_equality(definition, part, node):
            yield Finding("form.differs_equality", node.ref, column)
        detail = _beyond_collect(part)
        if detail and vertex.kind is not Kind.CHOICES:
            yield Finding("form.differs_path", node.ref, column, {"detail": detail})
        if isinstance(part, LocationPath) and any(
            isinstance(predicate, Number) and predicate.value == 0
            for step in part.steps
            for predicate in step.predicates
        ):
            yield Finding("form.differs_position", node.ref, column)


def _of_call(
    definition: FormDefinition, call: Call, node: Node
) -> Iterator[tuple[str, dict[str, str]]]:
    name, arguments = call.name, call.arguments
    if name in _SKIPPING:
        for argument in arguments:
            blank = _blank_in(definition, argument, node)
            if blank is not None:
                yield (
                    "form.differs_blank",
                    {"function": name, "question": blank.name, "path": f"${{{blank.name}}}"},
                )
                break
    if name in _OWN_NODE and not arguments:
        yield "form.differs_arguments", {"function": name}
    counted = _reached(definition, arguments[0], node) if name == "count-non-empty" else []
    if any(isinstance(found, Group) for found in counted):
        yield "form.differs_group", {}
    written = arguments[0] if name in {"date", "date-time"} and arguments else None
    if isinstance(written, Literal) and not _is_date(written.value):
        yield "form.differs_date", {"value": written.value}
    pattern = arguments[1] if name == "regex" else None
    if isinstance(pattern, Literal) and not _is_for_the_whole(pattern.value):
        yield "form.differs_regex", {"pattern": pattern.value}
    if name.startswith("fk:"):
        yield "form.differs_special", {}


def _is_for_the_whole(pattern: str) -> bool:
    """Whether each alternative of a pattern says itself that it is for all of the text."""
    ways, depth = [""], 0
    for letter in _HIDING.sub("x", pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += letter
    trimmed = [way.strip("()") for way in ways]
    return all(way.startswith(("^", ".*")) and way.endswith(("$", ".*")) for way in trimmed)


def _blank_in(definition: FormDefinition, syntax: Syntax, context: Node) -> Question | None:
    """A question that may be blank among those that an argument adds up."""
    if _leaves_blanks_out(syntax):
        return None
    for found in _reached(definition, syntax, context):
        if isinstance(found, Question) and _may_be_blank(definition, found, set()):
            return found
    return None


def _leaves_blanks_out(syntax: Syntax) -> bool:
    """Whether a path's predicates look at the value itself, as in `x[. != '']`."""
    if not isinstance(syntax, LocationPath | FilterPath):
        return False
    predicates = [p for step in syntax.steps for p in step.predicates]
    predicates += list(syntax.predicates) if isinstance(syntax, FilterPath) else []
    return any(
        isinstance(part, Operation) and part.operator in {"!=", ">", ">=", "<", "<="}
        for predicate in predicates
        for part in parts(predicate)
    )


def _reached(definition: FormDefinition, syntax: Syntax, context: Node) -> list[Node]:
    if isinstance(syntax, Operation) and syntax.operator == "|":
        sides = (syntax.left, syntax.right)
        return [node for side in sides for node in _reached(definition, side, context)]
    if isinstance(syntax, FilterPath):
        return _reached(definition, syntax.base, context) if not syntax.steps else []
    if not isinstance(syntax, LocationPath):
        return []
    reached = definition.graph.places.reach(syntax.origin, syntax.steps, context)
    return [reach.node for reach in reached if reach.node is not None]


def _may_be_blank(definition: FormDefinition, node: Question, seen: set[int]) -> bool:
    """Whether a question that is asked, or a calculation, can be without a value at the end."""
    if node.index in seen:
        return True
    calculation = definition.graph.vertex(node, Kind.CALCULATE)
    if calculation is not None:
        return _gives_blank(definition, calculation.expression.syntax, node, {*seen, node.index})
    if node.control is None:
        return not node.default
    required = definition.graph.vertex(node, Kind.REQUIRED)
    is_always = required is not None and _is_true(required.expression.syntax)
    return not is_always


def _gives_blank(definition: FormDefinition, syntax: Syntax, node: Node, seen: set[int]) -> bool:
    def blank(part: Syntax) -> bool:
        return _gives_blank(definition, part, node, seen)

    if isinstance(syntax, Number):
        return False
    if isinstance(syntax, Literal):
        return not syntax.value.strip()
    if isinstance(syntax, Call):
        if syntax.name in _NEVER_BLANK:
            return False
        if syntax.name == "if" and len(syntax.arguments) == 3:
            return any(blank(part) for part in syntax.arguments[1:])
        if syntax.name == "coalesce" and syntax.arguments:
            return all(blank(part) for part in syntax.arguments)
        if syntax.name in {"int", "round", "abs", "number", "once", "string"}:
            return any(blank(part) for part in syntax.arguments)
        if syntax.name == "sum" and syntax.arguments:
            return _blank_in(definition, syntax.arguments[0], node) is not None
        return True
    if isinstance(syntax, Operation):
        if syntax.operator not in _ARITHMETIC - {"div"}:
            return syntax.operator in {"div", "mod", "|"}
        return any(blank(part) for part in children(syntax))
    found = _reached(definition, syntax, node)
    one = found[0] if len(found) == 1 else None
    return not isinstance(one, Question) or _may_be_blank(definition, one, seen)


def _is_computed_equality(definition: FormDefinition, part: Operation, node: Node) -> bool:
    if part.operator not in {"=", "!="}:
        return False
    return any(
        isinstance(inner, Operation)
        and inner.operator in _ARITHMETIC
        and _is_decimal(definition, inner, node)
        for inner in (part.left, part.right)
    )


def _is_decimal(definition: FormDefinition, syntax: Syntax, node: Node) -> bool:
    """Whether a computed number may have decimals that binary fractions do not hold exactly."""
    for part in parts(syntax):
        if isinstance(part, Number) and part.value != int(part.value):
            return True
        if isinstance(part, Operation) and part.operator == "div":
            return True
        reached = _reached(definition, part, node) if isinstance(part, LocationPath) else []
        if any(found.bind.data_type == "decimal" for found in reached):
            return True
    return False


def _beyond_collect(part: Syntax) -> str:
    """What of a path JavaRosa does not read; "" for one that it does."""
    if isinstance(part, FilterPath):
        return "a path that begins with brackets"
    if isinstance(part, Operation) and part.operator == "|":
        return "a union"
    if isinstance(part, LocationPath):
        for step in part.steps:
            if step.axis not in _PLAIN_AXES:
                return f"the axis {step.axis}"
            if step.test.kind in {TestKind.TEXT, TestKind.COMMENT, TestKind.INSTRUCTION}:
                return "a test for text or comments"
    return ""


def _of_repeats(definition: FormDefinition) -> Iterator[Finding]:
    for node in definition.nodes.values():
        vertex = definition.graph.vertex(node, Kind.COUNT)
        if not isinstance(node, Repeat) or vertex is None:
            continue
        if isinstance(vertex.expression.syntax, Number):
            yield Finding("form.differs_count_number", node.ref, "repeat_count")
            continue
        asked = next((n for n in _inputs(definition, vertex) if n.control is not None), None)
        if asked is not None:
            yield Finding("form.differs_count", node.ref, "repeat_count", {"question": asked.name})


def _inputs(definition: FormDefinition, vertex: Vertex) -> Iterator[Question]:
    """The questions that an expression reads, through calculations too."""
    work, seen = [vertex], set()
    while work:
        for read in work.pop().reads:
            if read.node.index in seen or not isinstance(read.node, Question):
                continue
            seen.add(read.node.index)
            inner = definition.graph.vertex(read.node, Kind.CALCULATE)
            if inner is not None:
                work.append(inner)
            else:
                yield read.node


def _is_true(syntax: Syntax) -> bool:
    return isinstance(syntax, Call) and syntax.name == "true"


def _is_date(text: str) -> bool:
    day = text.strip().partition("T")[0]
    try:
        date(*(int(part) for part in day.split("-")))
    except (ValueError, TypeError):
        return not text.strip()
    return True
