"""Whether a ruleset fits an interview: whether the person was led to the questions that feed it."""

from collections.abc import Iterator, Mapping

from fieldkit.interview import serialise
from fieldkit.interview.evidence import source_nodes
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.scoring.determine import determine, read_fed
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import FormDefinition, Node, Question


def fed(session: InterviewSession, ruleset: Ruleset) -> Mapping[str, Truth]:
    """What a form tells a ruleset; a code that it lacks is no reason to hold back a case."""
    known = {f"{ruleset.id}/{code}" for code in ruleset.stated}
    told = serialise.indicators(session)
    return read_fed({code: text for code, text in told.items() if code in known}, ruleset)


def fits(session: InterviewSession, ruleset: Ruleset) -> bool:
    """Whether there is a determination by this ruleset, an open one too.

    A child in the form for adults, a tenant without an employer, a child whose guardian said no:
    none was asked what the rules need. That is no open result of theirs, but none at all.
    """
    values = fed(session, ruleset)
    if any(values.get(code, Truth.UNKNOWN) is not Truth.UNKNOWN for code in ruleset.codes):
        return True
    # A fact alone may settle it: nothing is scored of a child that does not work, and it is no.
    whole = determine(values, ruleset).determination
    return whole not in {None, Outcome.UNDETERMINED} or _is_any_asked(session, ruleset)


def _is_any_asked(session: InterviewSession, ruleset: Ruleset) -> bool:
    refs = session.definition.indicators
    asked = {live.model.index for live in session.root.walk() if live.is_relevant}
    return any(
        _is_asked(session.definition, ref, asked)
        for code in ruleset.codes
        if (ref := refs.get(f"{ruleset.id}/{code}")) is not None
    )


def _is_asked(definition: FormDefinition, ref: Ref, asked: set[int]) -> bool:
    """Whether its questions were put, but for those that wait for the answer to another of them."""
    sources = source_nodes(definition, definition.nodes[ref])
    own = {node.index for node in sources}
    unasked = [n for n in sources if isinstance(n, Question) and n.index not in asked]
    return bool(own) and all(
        any(gate.index in own for gate in _gates(definition, node)) for node in unasked
    )


def _gates(definition: FormDefinition, node: Node) -> Iterator[Node]:
    """The questions on whose answers it hangs whether this one is put."""
    for each in (node, *definition.graph.places.ancestors(node)):
        vertex = definition.graph.vertex(each, Kind.RELEVANT)
        for read in vertex.reads if vertex else ():
            yield read.node
            yield from source_nodes(definition, read.node)
