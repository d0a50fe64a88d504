"""What an act changed, for the screen and for the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.interview.recalculate import Round
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import Violation, violation, violation_code
from fieldkit.records import Answer, Ref, Status
from fieldkit.xforms.graph import Graph
from fieldkit.xforms.model import Question


@dataclass(frozen=True, slots=True)
class Changes:
    """What one act changed, by ref as it stands after the act; empty means: draw and save nothing.

    `values` holds what is shown: blank for a leaf that is not relevant. `relevance`, `required`
    and `readonly` are inherited. `texts` and `choices` name questions whose words or choices must
    be drawn again. `violations` maps to None where one went away. `refused` says why an answer
    was not taken ("type" or "choice"); its node is blank. `answers` is exactly what must be
    appended to the store.
    """

    values: Mapping[Ref, str] = field(default_factory=dict)
    relevance: Mapping[Ref, bool] = field(default_factory=dict)
    required: Mapping[Ref, bool] = field(default_factory=dict)
    readonly: Mapping[Ref, bool] = field(default_factory=dict)
    texts: frozenset[Ref] = frozenset()
    choices: frozenset[Ref] = frozenset()
    violations: Mapping[Ref, Violation | None] = field(default_factory=dict)
    added: tuple[Ref, ...] = ()
    removed: tuple[Ref, ...] = ()
    refused: Mapping[Ref, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(slots=True)
class Ledger:
    """What one act must hand to the store besides changed leaves; emptied by `collect`.

    `by_hand` are calculated leaves that got a value otherwise: from then on they are stored.
    """

    answers: list[Answer] = field(default_factory=list)
    added: list[LiveNode] = field(default_factory=list)
    removed: list[Ref] = field(default_factory=list)
    by_hand: dict[LiveNode, None] = field(default_factory=dict)


def collect(
    ended: Round, ledger: Ledger, graph: Graph, language: str, refused: Mapping[Ref, str]
) -> Changes:
    """The changes of a round that has ended."""
    values: dict[Ref, str] = {}
    relevance: dict[Ref, bool] = {}
    required: dict[Ref, bool] = {}
    readonly: dict[Ref, bool] = {}
    answers = ledger.answers
    for live, (text, was_relevant, was_required, was_readonly) in ended.touched.items():
        if not live.is_attached:
            continue
        is_relevant = live.is_relevant
        shown = live.text if is_relevant else ""
        if shown != text and isinstance(live.model, Question):
            values[live.ref] = shown
        if is_relevant is not was_relevant:
            relevance[live.ref] = is_relevant
        if live.required is not was_required:
            required[live.ref] = live.required
        if live.readonly is not was_readonly:
            readonly[live.ref] = live.readonly
    for live in ended.written:
        answer = _to_store(live, ledger, graph) if live.is_attached else None
        if answer is not None:
            live.stored = answer
            answers.append(answer)
    changes = Changes(
        values,
        relevance,
        required,
        readonly,
        frozenset(live.ref for live in ended.texts if live.is_attached),
        frozenset(live.ref for live in ended.choices if live.is_attached),
        _violations(ended, graph, language),
        tuple(live.ref for live in ledger.added if live.is_attached),
        tuple(ledger.removed),
        refused,
        tuple(answers),
    )
    ledger.answers, ledger.added, ledger.removed, ledger.by_hand = [], [], [], {}
    return changes


def is_derived(live: LiveNode, graph: Graph) -> bool:
    """Whether the leaf's text follows from other answers alone, so that it need not be stored."""
    return live.stored is None and graph.is_derived[live.model.index]


def _to_store(live: LiveNode, ledger: Ledger, graph: Graph) -> Answer | None:
    if not isinstance(live.model, Question):
        return None
    if live not in ledger.by_hand and is_derived(live, graph):
        return None
    stored = live.stored
    if live.special is not None:
        status = Status(live.special.value)
    elif live.text:
        status = Status.ANSWERED
    elif stored is None:
        return None
    else:
        status = Status.CLEARED
    if stored is not None and stored.status is status and stored.value == live.text:
        return None
    return Answer(live.address, status, live.text, live.model.bind.data_type)


def _violations(ended: Round, graph: Graph, language: str) -> dict[Ref, Violation | None]:
    found: dict[Ref, Violation | None] = {}
    constraint_of = graph.constraint_of
    marked = ended.check | ended.texts
    for live in ended.touched | marked if marked else ended.touched:
        if not live.violation and not live.required and constraint_of[live.model.index] is None:
            continue  # nothing stood and nothing can stand: most of what a gate touches
        if not live.is_attached or not isinstance(live.model, Question):
            continue
        code = violation_code(live, graph)
        if code != live.violation or (code and live in ended.texts):
            live.violation = code
            found[live.ref] = violation(live, graph, language)
    return found
