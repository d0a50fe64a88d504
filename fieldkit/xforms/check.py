"""What can be said of a form before fieldwork: odd places, and which indicators it can reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import Control, FormDefinition, Node, Question, Repeat
from fieldkit.xpath.evaluate import Expression
from fieldkit.xpath.syntax import Call, Number, Operation, Syntax
from fieldkit.xpath.syntax import Literal as LiteralSyntax

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One finding: `code` is stable, `message` technical English, `where` a cell or a ref."""

    severity: Severity
    code: str
    message: str
    where: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything found in one form."""

    problems: tuple[FormProblem, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a form feeds one ruleset; codes are without the ruleset's name."""

    fed: int
    missing: tuple[str, ...]
    unreachable: tuple[str, ...]


def check(definition: FormDefinition) -> CheckReport:
    """Findings in document order; a form that is refused never gets this far."""
    found = [
        FormProblem("warning", warn.code, warn.detail, {"ref": warn.ref})
        for warn in definition.warnings
    ]
    for node in definition.nodes.values():
        found.extend(_of_node(definition, node))
    return CheckReport(tuple(found))


def coverage(definition: FormDefinition, ruleset_id: str, codes: Iterable[str]) -> Coverage:
    """Which codes of a ruleset the form feeds, lacks, or feeds in a way that can never be 1."""
    wanted = tuple(codes)
    fed = {
        code.partition("/")[2]: definition.nodes[ref]
        for code, ref in definition.indicators.items()
        if code.partition("/")[0] == ruleset_id
    }
    return Coverage(
        sum(code in fed for code in wanted),
        tuple(code for code in wanted if code not in fed),
        tuple(code for code in wanted if code in fed and not _can_fire(definition, fed[code])),
    )


def _of_node(definition: FormDefinition, node: Node) -> Iterable[FormProblem]:
    where: Mapping[str, str | int] = {"ref": node.ref}
    if isinstance(node, Question):
        is_select = node.control in {Control.SELECT_ONE, Control.SELECT, Control.RANK}
        if is_select and not node.choices and node.itemset is None:
            yield FormProblem("warning", "form.no_choices", "a select without choices", where)
        if node.control is not None and node.label is None:
            yield FormProblem("warning", "form.no_label", "a question without a label", where)
    if node.bind.fk.get("indicator") and _repeat_around(definition, node):
        yield FormProblem(
            "error", "form.indicator_in_repeat", "an indicator inside a repeat", where
        )
    if node.in_body and node.label is not None:
        said = set(node.label.by_language)
        for language in definition.languages:
            if said and "" not in said and language not in said:
                yield FormProblem(
                    "warning", "form.no_translation", f"no label in {language}", where
                )
    relevant = definition.graph.vertex(node, Kind.RELEVANT)
    if relevant is not None and constant(relevant.expression) is False:
        yield FormProblem("warning", "form.never_relevant", "can never be asked", where)


def _repeat_around(definition: FormDefinition, node: Node) -> bool:
    return any(isinstance(group, Repeat) for group in definition.graph.places.ancestors(node))


def _can_fire(definition: FormDefinition, node: Node) -> bool:
    around = (node, *definition.graph.places.ancestors(node))
    for place in around:
        relevant = definition.graph.vertex(place, Kind.RELEVANT)
        if relevant is not None and constant(relevant.expression) is False:
            return False
    calculation = definition.graph.vertex(node, Kind.CALCULATE)
    if calculation is None:
        return isinstance(node, Question) and (node.control is not None or node.default == "1")
    results = possible_texts(calculation.expression.syntax)
    return results is None or "1" in results


def constant(expression: Expression) -> bool | None:
    """The truth of an expression that reads nothing; None when it depends on anything."""
    return _truth(expression.syntax)


def possible_texts(syntax: Syntax) -> frozenset[str] | None:
    """Every text that an expression can give when all its ends are written out, else None."""
    if isinstance(syntax, LiteralSyntax):
        return frozenset({syntax.value})
    if isinstance(syntax, Number):
        return frozenset({f"{syntax.value:g}"})
    if isinstance(syntax, Call) and syntax.name == "if" and len(syntax.arguments) == 3:
        condition, first, second = syntax.arguments
        truth = _truth(condition)
        ends = [possible_texts(first)] if truth is not False else []
        ends += [possible_texts(second)] if truth is not True else []
        known = [end for end in ends if end is not None]
        return frozenset().union(*known) if len(known) == len(ends) else None
    return None


def _truth(syntax: Syntax) -> bool | None:
    if isinstance(syntax, Call):
        if syntax.name in {"true", "false"} and not syntax.arguments:
            return syntax.name == "true"
        if syntax.name == "not" and len(syntax.arguments) == 1:
            inner = _truth(syntax.arguments[0])
            return None if inner is None else not inner
    if isinstance(syntax, LiteralSyntax):
        return bool(syntax.value)
    if isinstance(syntax, Number):
        return syntax.value != 0
    if isinstance(syntax, Operation):
        return _truth_of_operation(syntax)
    return None


def _truth_of_operation(syntax: Operation) -> bool | None:
    sides = (_truth(syntax.left), _truth(syntax.right))
    if syntax.operator == "and":
        return False if False in sides else (True if sides == (True, True) else None)
    if syntax.operator == "or":
        return True if True in sides else (False if sides == (False, False) else None)
    ends = (syntax.left, syntax.right)
    if syntax.operator in {"=", "!="} and all(
        isinstance(end, LiteralSyntax | Number) for end in ends
    ):
        left, right = (possible_texts(end) for end in ends)
        return (left == right) is (syntax.operator == "=")
    return None
