"""Which answers an indicator rests on: what its calculation reads, through other calculations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from fieldkit.interview import texts
from fieldkit.interview.environment import labelled
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref, Special
from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import Control, FormDefinition, Node, Question, Repeat

_ASKED: Final = frozenset(Control) - {Control.NOTE}
_MINUTES: Final = len("05:30")


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One answer that was read, or a question that could be: then `value_text` is blank.

    `value_text` is `value` in words: the labels of choices, a time by hour and minute. A repeat
    that was counted has the number of its instances.
    """

    ref: Ref
    label: str
    value: str
    value_text: str
    choice_labels: tuple[str, ...]
    special: Special | None

    @property
    def answer_text(self) -> str:
        """`value_text`, by the name that the command line's JSON has for it."""
        return self.value_text


def evidence(session: InterviewSession, code: str, language: str = "") -> tuple[EvidenceItem, ...]:
    """The answers behind an indicator in the order they are asked; () if the form lacks it.

    Here and below the words are those of the session's language unless another of the form's is
    named. Only words: nothing is computed anew, so no score hangs on who reads it.
    """
    ref = session.definition.indicators.get(code)
    return () if ref is None else evidence_of(session, ref, language)


def evidence_of(
    session: InterviewSession, ref: Ref, language: str = ""
) -> tuple[EvidenceItem, ...]:
    """The answers behind any calculation, by its pattern ref, in the order they are asked."""
    sources = source_nodes(session.definition, session.definition.nodes[ref])
    wanted = {node.index for node in sources}
    counted = [node for node in sources if isinstance(node, Repeat)]
    with _in_words_of(session, language):
        found = [
            _item(session, live)
            for live in session.root.walk()
            if live.model.index in wanted and not isinstance(live.model, Repeat)
        ]
        return (*found, *(_count(session, node) for node in counted))


def items(session: InterviewSession, language: str = "") -> Iterator[tuple[Question, EvidenceItem]]:
    """Every question that is put now, in document order, with its definition."""
    for live in session.root.walk():
        model = live.model
        if isinstance(model, Question) and live.is_relevant and model.control in _ASKED:
            with _in_words_of(session, language):
                item = _item(session, live)
            yield model, item


def source_nodes(definition: FormDefinition, start: Node) -> tuple[Node, ...]:
    """The questions and repeats that a calculation rests on, in document order."""
    graph = definition.graph
    seen: dict[int, Node] = {}
    waiting = [start]
    found: dict[int, Node] = {}
    while waiting:
        node = waiting.pop()
        vertex = graph.vertex(node, Kind.CALCULATE)
        for read in vertex.reads if vertex else ():
            if read.node.index in seen:
                continue
            seen[read.node.index] = read.node
            if graph.vertex(read.node, Kind.CALCULATE) is not None:
                waiting.append(read.node)
            elif _is_source(read.node):
                found[read.node.index] = read.node
    return tuple(found[index] for index in sorted(found))


def _is_source(node: Node) -> bool:
    return isinstance(node, Repeat) or (isinstance(node, Question) and node.control is not None)


@contextmanager
def _in_words_of(session: InterviewSession, language: str) -> Iterator[None]:
    own = session.language
    session.environment.language = language or own
    try:
        yield
    finally:
        session.environment.language = own


def _item(session: InterviewSession, live: LiveNode) -> EvidenceItem:
    compiler = session.definition.graph.compiler
    label = texts.render(live.model.label, live, session.language, compiler)
    value = live.shown
    labels: tuple[str, ...] = ()
    if value:
        choices = dict(labelled(live, session.language, compiler))
        chosen = value.split() if choices else []
        labels = tuple(choices[part] or part for part in chosen if part in choices)
    special = live.special if live.is_relevant else None
    words = "; ".join(labels) or _clock_words(live.model.bind.data_type, value)
    return EvidenceItem(live.ref, label, value, words, labels, special)


def _clock_words(data_type: str, value: str) -> str:
    """A time of day as people write it: without seconds and zone; anything else as it is."""
    if data_type == "time":
        return value[:_MINUTES]
    if data_type == "dateTime":
        day, _, clock = value.partition("T")
        return f"{day} {clock[:_MINUTES]}".strip()
    return value


def _count(session: InterviewSession, repeat: Node) -> EvidenceItem:
    instances = [live for live in session.root.walk() if live.model is repeat and live.is_relevant]
    text = str(len(instances))
    compiler = session.definition.graph.compiler
    label = texts.render(repeat.label, session.root, session.language, compiler)
    return EvidenceItem(Ref(repeat.ref), label, text, text, (), None)
