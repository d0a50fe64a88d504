"""A session as text: the submission, the complete state, the answers, the indicators."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from fieldkit.interview import texts
from fieldkit.interview.changes import is_derived
from fieldkit.interview.choices import SELECTS
from fieldkit.interview.environment import labelled
from fieldkit.interview.session import INSTANCE_ID, InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import violations
from fieldkit.records import Address, Answer, Status
from fieldkit.xforms.model import Group, Question
from fieldkit.xforms.xml import Writer

_OPENROSA = "http://openrosa.org/xforms"
_XFORMS = "http://www.w3.org/2002/xforms"
_INDICATOR_VALUES = frozenset({"1", "0"})

State = dict[str, dict[str, Any]]


def submission_xml(session: InterviewSession) -> str:
    """The record as it is sent: what is not relevant is left out, an instanceID is always there.

    OpenRosa metadata schema: `meta/instanceID` in OpenRosa's namespace if the form declares it,
    else in the form's own.
    """
    definition = session.definition
    writer = Writer(definition.namespaces)
    name = writer.name(session.root.name, session.root.namespace)
    writer.open(name, _attributes(writer, session.root))
    has_id = definition.instance_id_ref is not None
    _write_children(writer, session.root, "" if has_id else session.instance_id)
    if not any(child.name == "meta" for child in session.root.children()):
        is_known = _OPENROSA in definition.namespaces.values()
        _write_meta(writer, session.instance_id, _OPENROSA if is_known else "")
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
    if session.definition.instance_id_ref is None:
        ref = f"/{session.root.model.name}/{INSTANCE_ID}"
        found.append(Answer(Address(ref), Status.ANSWERED, session.instance_id))
    return tuple(found)


def _write_children(writer: Writer, live: LiveNode, instance_id: str = "") -> None:
    """Write what is relevant inside; `instance_id` goes into a meta block that lacks one."""
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
        if instance_id and child.name == "meta":
            _write_leaf(writer, writer.name("instanceID", child.namespace), instance_id)
        writer.close(name)


def _attributes(writer: Writer, live: LiveNode) -> dict[str, str]:
    written = {
        writer.name(name, namespace): value
        for (namespace, name), value in live.model.attributes.items()
    }
    for attribute in live.bound:
        if attribute.is_relevant:
            written[writer.name(attribute.name, attribute.namespace)] = attribute.text
    return written


def _write_meta(writer: Writer, instance_id: str, namespace: str) -> None:
    meta, name = writer.name("meta", namespace), writer.name("instanceID", namespace)
    writer.open(meta, {})
    _write_leaf(writer, name, instance_id)
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
