"""A session as text: the submission, the complete state, the answers, the indicators."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from fieldkit.interview import texts
from fieldkit.interview.changes import is_derived
from fieldkit.interview.choices import SELECTS
from fieldkit.interview.environment import labelled
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.submission import META, OPENROSA, SPECIAL, fk_namespace
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import violations
from fieldkit.records import Address, Answer, Status
from fieldkit.xforms.model import Group, Question
from fieldkit.xforms.xml import Writer

_XFORMS = "http://www.w3.org/2002/xforms"
_INDICATOR_VALUES = frozenset({"1", "0"})

State = dict[str, dict[str, Any]]


def submission_xml(session: InterviewSession) -> str:
    """The record as it is sent: what is not relevant is left out, an instanceID is always there.

    OpenRosa metadata schema: `meta/instanceID` in OpenRosa's namespace if the form declares it,
    else in the form's own; `deprecatedID` beside it in a corrected one. Ours: a special answer
    stands as the attribute `fk:special` of its blank element.
    """
    definition = session.definition
    writer = _SubmissionWriter(session)
    name = writer.name(session.root.name, session.root.namespace)
    writer.open(name, _attributes(writer, session.root))
    _write_children(writer, session.root)
    if not any(child.name == META for child in session.root.children()):
        is_known = OPENROSA in definition.namespaces.values()
        _write_meta(writer, OPENROSA if is_known else "")
    writer.close(name)
    default = definition.initial.namespace
    return writer.finish("" if default == _XFORMS else default)


def state(session: InterviewSession, refused: Mapping[str, str] | None = None) -> State:
    """The whole draft as `form play` prints it (command-line contract); `refused` of the step."""
    found: State = {name: {} for name in _STATE_KEYS}
    found["refused"] = dict(refused or {})
    compiler = session.definition.graph.compiler
    for live in session.root.walk():
        ref = str(live.ref)
        found["relevant"][ref] = live.is_relevant
        found["required"][ref] = live.required
        found["readonly"][ref] = live.readonly
        model = live.model
        if model.label is not None:
            found["labels"][ref] = texts.render(model.label, live, session.language, compiler)
        if model.hint is not None:
            found["hints"][ref] = texts.render(model.hint, live, session.language, compiler)
        if not isinstance(model, Question):
            continue
        found["values"][ref] = live.shown
        if live.special is not None and live.is_relevant:
            found["special"][ref] = live.special.value
        if model.control in SELECTS:
            pairs = labelled(live, session.language, compiler)
            found["choices"][ref] = [value for value, _ in pairs]
            found["choice_labels"][ref] = [label for _, label in pairs]
    for violation in violations(session):
        found["invalid"][violation.ref] = violation.code
        if violation.message:
            found["messages"][violation.ref] = violation.message
    found["indicators"] = dict(indicators(session))
    return found


def indicators(session: InterviewSession) -> Mapping[str, str]:
    """Each indicator that the form feeds: "1" present, "0" absent, "" unknown."""
    found = {}
    for code, ref in session.definition.indicators.items():
        live = session.root.flat[session.definition.nodes[ref].index]
        text = live.shown if live is not None else ""
        found[code] = text if text in _INDICATOR_VALUES else ""
    return found


def answers(session: InterviewSession) -> tuple[Answer, ...]:
    """Everything that `InterviewSession.resume` needs to give this session again."""
    graph = session.definition.graph
    found: list[Answer] = []
    for live in session.root.walk_all():
        if live.place >= 0:
            found.append(Answer(live.address, Status.ADDED))
        elif live.stored is not None and not is_derived(live, graph):
            found.append(live.stored)
    for name, text in _names_without_node(session).items():
        address = Address(f"/{session.root.model.name}/{META}/{name}")
        found.append(Answer(address, Status.ANSWERED, text))
    return tuple(found)


class _SubmissionWriter(Writer):
    """A writer that knows the names of the submission, those that its form has no node for."""

    def __init__(self, session: InterviewSession) -> None:
        definition = session.definition
        self.fk = fk_namespace(definition)
        super().__init__({"fk": self.fk, **definition.namespaces})
        self._names = _names_without_node(session)

    def names(self, namespace: str) -> None:
        """Write the names that the meta block has no node for."""
        for name, text in self._names.items():
            _write_leaf(self, self.name(name, namespace), text)


def attachments(session: InterviewSession) -> tuple[str, ...]:
    """The names of the files that go with the submission, in the order of the form."""
    return tuple(
        live.text
        for live in session.root.walk()
        if live.is_relevant and live.text and live.model.bind.data_type == "binary"
    )


def _names_without_node(session: InterviewSession) -> dict[str, str]:
    """The submission's own name and that of the one it corrects, where the form keeps neither."""
    placed = {child.name for meta in session.root.named(META) for child in meta.children()}
    names = {"instanceID": session.instance_id, "deprecatedID": session.deprecated_id}
    return {name: text for name, text in names.items() if text and name not in placed}


def _write_children(writer: "_SubmissionWriter", live: LiveNode) -> None:
    """Write what is relevant inside."""
    for child in live.children():
        if not child.is_relevant:
            continue
        name = writer.name(child.name, child.namespace)
        writer.open(name, _attributes(writer, child))
        if isinstance(child.model, Group):
            _write_children(writer, child)
        else:
            # Composed characters, so that equal words are equal bytes wherever they were typed.
            writer.text(unicodedata.normalize("NFC", child.text))
        if child.name == META and live.parent is None:
            writer.names(child.namespace)
        writer.close(name)


def _attributes(writer: "_SubmissionWriter", live: LiveNode) -> dict[str, str]:
    written = {
        writer.name(name, namespace): value
        for (namespace, name), value in live.model.attributes.items()
    }
    for attribute in live.bound:
        if attribute.is_relevant:
            written[writer.name(attribute.name, attribute.namespace)] = attribute.text
    if live.special is not None:
        written[writer.name(SPECIAL, writer.fk)] = live.special.value
    return written


def _write_meta(writer: "_SubmissionWriter", namespace: str) -> None:
    meta = writer.name(META, namespace)
    writer.open(meta, {})
    writer.names(namespace)
    writer.close(meta)


def _write_leaf(writer: Writer, name: str, text: str) -> None:
    writer.open(name, {})
    writer.text(text)
    writer.close(name)


_STATE_KEYS = (
    "values",
    "relevant",
    "required",
    "readonly",
    "invalid",
    "refused",
    "choices",
    "choice_labels",
    "labels",
    "hints",
    "messages",
    "special",
    "indicators",
)
