"""What can never happen in a form: questions never asked, choices never offered, indicators."""

from collections.abc import Iterator
from typing import Final

from fieldkit.records import Ref
from fieldkit.xforms.conditions import Conditions, compare, constant
from fieldkit.xforms.findings import Finding
from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import Choice, Control, FormDefinition, Node, Question
from fieldkit.xforms.reach import every
from fieldkit.xpath.syntax import (
    INSTANCE_PREFIX,
    RELATIVE,
    Axis,
    Call,
    Literal,
    LocationPath,
    Negation,
    Operation,
    Syntax,
    parts,
)

MOST_CHOICES: Final = 2_000  # of a filtered list; longer ones are registers, not questions
COLUMNS: Final = {
    Kind.RELEVANT: "relevant",
    Kind.COUNT: "repeat_count",
    Kind.CALCULATE: "calculation",
    Kind.CHOICES: "choice_filter",
    Kind.REQUIRED: "required",
    Kind.READONLY: "read_only",
    Kind.CONSTRAINT: "constraint",
    Kind.TEXTS: "label",
}
_SELECTS: Final = frozenset({Control.SELECT_ONE, Control.SELECT, Control.RANK})


def never_asked(definition: FormDefinition, conditions: Conditions) -> Iterator[Finding]:
    """Conditions that never hold, always hold, or fight those of the groups around them."""
    shut: set[int] = set()
    for node in definition.nodes.values():
        around = definition.graph.places.ancestors(node)
        vertex = definition.graph.vertex(node, Kind.RELEVANT)
        if vertex is None or any(group.index in shut for group in around):
            continue
        syntax = vertex.expression.syntax
        own = conditions.relevance(node)
        written = _truth(syntax)
        if not conditions.can_hold([own]):
            shut.add(node.index)
            code = "form.never_relevant" if written is False else "form.unreachable"
            yield Finding(code, node.ref, "relevant")
        elif not conditions.can_hold([own, conditions.around(node)]):
            shut.add(node.index)
            yield Finding("form.contradiction", node.ref, "relevant")
        elif written is True or not conditions.can_hold(
            [conditions.formula(syntax, node, holds=False)]
        ):
            yield Finding("form.always_relevant", node.ref, "relevant")


def can_fire(definition: FormDefinition, conditions: Conditions, node: Node) -> bool:
    """Whether some interview makes an indicator present (`1`)."""
    there = [conditions.relevance(node), conditions.around(node)]
    if definition.graph.vertex(node, Kind.CALCULATE) is None:
        is_given = isinstance(node, Question) and (node.control is not None or node.default == "1")
        return is_given and conditions.can_hold(there)
    return conditions.can_hold([*there, conditions.gives(node, "1")])


def unknown_choices(definition: FormDefinition) -> Iterator[Finding]:
    """Comparisons of a select with a value that is not among its choices."""
    for vertex in definition.graph.vertices:
        if vertex.kind is Kind.TEXTS:
            continue
        seen: set[tuple[Ref, str]] = set()
        for question, value in _compared(definition, vertex.expression.syntax, vertex.node):
            if (question.ref, value) not in seen:
                seen.add((question.ref, value))
                yield Finding(
                    "form.unknown_choice",
                    vertex.node.ref,
                    COLUMNS[vertex.kind],
                    {"value": value, "question": question.name},
                )


def _compared(
    definition: FormDefinition, syntax: Syntax, context: Node
) -> Iterator[tuple[Question, str]]:
    for part in parts(syntax):
        pairs: list[tuple[Syntax, Syntax]] = []
        if isinstance(part, Operation) and part.operator in {"=", "!="}:
            pairs = [(part.left, part.right), (part.right, part.left)]
        elif isinstance(part, Call) and part.name == "selected" and len(part.arguments) == 2:
            pairs = [(part.arguments[0], part.arguments[1])]
        for path, written in pairs:
            question, value = _question(definition, path, context), constant(written)
            if question is None or value is None or not question.choices:
                continue
            if question.control in _SELECTS and not _is_among(question, value):
                yield question, value if isinstance(value, str) else f"{value:g}"


def _question(definition: FormDefinition, path: Syntax, context: Node) -> Question | None:
    """The question that a path reaches, in whatever instance."""
    if not isinstance(path, LocationPath) or path.origin.startswith(INSTANCE_PREFIX):
        return None
    reached = definition.graph.places.reach(path.origin, path.steps, context)
    node = reached[0].node if len(reached) == 1 else None
    return node if isinstance(node, Question) else None


def _is_among(question: Question, value: str | float) -> bool:
    values = [choice.value for choice in question.choices]
    if isinstance(value, str):
        words = [value] if question.control is Control.SELECT_ONE else value.split()
        return all(word.strip() in {"", question.default, *values} for word in words)
    return any(compare(each, "=", value) for each in values)


def never_offered(definition: FormDefinition, conditions: Conditions) -> Iterator[Finding]:
    """Choices that every filter of their list shuts out whatever is answered."""
    users: dict[str, list[Question]] = {}
    for question in definition.questions():
        if question.itemset and question.choices and question.control in _SELECTS:
            users.setdefault(question.itemset.list_name, []).append(question)
    for list_name, questions in users.items():
        choices = questions[0].choices
        if len(choices) > MOST_CHOICES or not list_name:
            continue
        left = list(choices)
        for question in questions:
            offered = _offered(definition, conditions, question)
            left = [choice for choice in left if not offered(choice)]
            if not left:
                break
        for choice in left:
            yield Finding(
                "form.choice_never_offered",
                questions[0].ref,
                "choice_filter",
                {"value": choice.value, "list": list_name},
            )


class _Offered:
    """Whether a question can offer a choice; rows with equal columns are looked at once."""

    def __init__(
        self, conditions: Conditions, question: Question, filters: tuple[Syntax, ...]
    ) -> None:
        self._conditions = conditions
        self._question = question
        self._filters = filters
        self._columns = sorted({_column(part) for f in filters for part in parts(f)} - {""})
        self._known: dict[tuple[str, ...], bool] = {}

    def __call__(self, choice: Choice) -> bool:
        row = tuple(choice.columns.get(name, "") for name in self._columns)
        if row not in self._known:
            cells = dict(zip(self._columns, row, strict=True))
            written = (_with_cells(each, cells) for each in self._filters)
            conditions, question = self._conditions, self._question
            own = [conditions.formula(each, question) for each in written]
            self._known[row] = conditions.can_hold(
                [every(own), conditions.relevance(question), conditions.around(question)]
            )
        return self._known[row]


def _offered(definition: FormDefinition, conditions: Conditions, question: Question) -> _Offered:
    vertex = definition.graph.vertex(question, Kind.CHOICES)
    syntax = vertex.expression.syntax if vertex else None
    if isinstance(syntax, Call) and syntax.name == "randomize":
        syntax = syntax.arguments[0]
    filters: tuple[Syntax, ...] = ()
    if isinstance(syntax, LocationPath) and syntax.steps:
        filters = syntax.steps[-1].predicates
    return _Offered(conditions, question, filters)


def _column(part: Syntax) -> str:
    """The name of a column of the list, as a filter writes it; "" for anything else."""
    if not isinstance(part, LocationPath) or part.origin != RELATIVE or len(part.steps) != 1:
        return ""
    step = part.steps[0]
    return step.test.name if step.axis is Axis.CHILD and not step.predicates else ""


def _with_cells(syntax: Syntax, cells: dict[str, str]) -> Syntax:
    """A filter with the cells of one row written in; numbers alone are positions and stay."""
    column = _column(syntax)
    if column:
        return Literal(cells[column])
    if isinstance(syntax, LocationPath) and syntax.origin == RELATIVE:
        return Call("position", (), 0)  # something of the row that we do not follow
    if isinstance(syntax, Operation):
        return Operation(
            syntax.operator, _with_cells(syntax.left, cells), _with_cells(syntax.right, cells)
        )
    if isinstance(syntax, Negation):
        return Negation(_with_cells(syntax.operand, cells))
    if isinstance(syntax, Call):
        return Call(
            syntax.name, tuple(_with_cells(a, cells) for a in syntax.arguments), syntax.column
        )
    return syntax


def _truth(syntax: Syntax) -> bool | None:
    """The truth of an expression that is written out, else None."""
    if isinstance(syntax, Call) and syntax.name in {"true", "false"}:
        return syntax.name == "true"
    if isinstance(syntax, Call) and syntax.name == "not" and len(syntax.arguments) == 1:
        inner = _truth(syntax.arguments[0])
        return None if inner is None else not inner
    if isinstance(syntax, Operation) and syntax.operator in {"=", "!=", "<", ">", "<=", ">="}:
        left, right = constant(syntax.left), constant(syntax.right)
        if left is not None and right is not None:
            return compare(left, syntax.operator, right)
    known = constant(syntax)
    return None if known is None else bool(known)
