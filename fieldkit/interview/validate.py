"""What would stop finishing now: required questions without an answer, broken constraints."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldkit.interview import texts
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref
from fieldkit.xforms.graph import Graph
from fieldkit.xforms.model import Question

if TYPE_CHECKING:
    from fieldkit.interview.session import InterviewSession


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing to put right; `message` is the form's own text in the session's language or ""."""

    ref: Ref
    code: Literal["required", "constraint"]
    message: str = ""


def violations(session: "InterviewSession") -> tuple[Violation, ...]:
    """Everything that would stop finishing now, in document order."""
    graph = session.definition.graph
    found = (violation(live, graph, session.language) for live in session.root.walk())
    return tuple(item for item in found if item is not None)


def violation_code(live: LiveNode, graph: Graph) -> Literal["", "required", "constraint"]:
    """What stands against a leaf now, as a word."""
    if not live.is_relevant or not isinstance(live.model, Question):
        return ""
    if live.text:
        vertex = graph.constraint_of[live.model.index]
        return "constraint" if vertex is not None and not vertex.test(live.context) else ""
    return "required" if live.required and live.special is None else ""


def violation(live: LiveNode, graph: Graph, language: str) -> Violation | None:
    """What stands against a leaf now, with the form's message."""
    code = violation_code(live, graph)
    if code == "":
        return None
    return Violation(live.ref, code, message(live, code, graph, language))


def message(live: LiveNode, code: str, graph: Graph, language: str) -> str:
    """The form's own text for a violation; "" when it has none."""
    bind = live.model.bind
    text = bind.constraint_message if code == "constraint" else bind.required_message
    return texts.render(text, live, language, graph.compiler)
