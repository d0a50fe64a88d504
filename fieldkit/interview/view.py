"""What a screen shows of one question: texts, choices and flags, ready to draw."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldkit.interview import texts
from fieldkit.interview.environment import labelled
from fieldkit.interview.tree import LiveNode, find
from fieldkit.interview.validate import Violation, message, violation
from fieldkit.records import Ref, Special
from fieldkit.xforms.itext import is_right_to_left
from fieldkit.xforms.model import Control, Node, Question, Repeat, Text

if TYPE_CHECKING:
    from fieldkit.interview.navigate import Page
    from fieldkit.interview.session import InterviewSession

Kind = Literal["question", "group", "repeat", "note"]
_SOFT_SIGN = "!"  # a soft check without words of its own


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One choice as offered now: what is stored and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question, note, group heading or repeat heading; texts are in the session's language.

    `value` is blank while the node is not relevant or has a special answer. `violation` is what
    would stop finishing now. `soft_message` is "" unless a soft check fails: the answer stands and
    a reason is asked for.
    """

    ref: Ref
    kind: Kind
    control: Control | Literal[""]  # "" for groups and repeats
    data_type: str
    appearance: str
    label: str
    hint: str
    guidance: str
    value: str
    special: Special | None
    choices: tuple[ChoiceView, ...]
    required: bool
    readonly: bool
    relevant: bool
    violation: Violation | None
    message: str  # the constraint's text when it is broken, the required text when it is blank
    fk_class: str
    is_private: bool
    specials_offered: tuple[Special, ...]
    soft_message: str = ""
    parameters: tuple[tuple[str, str], ...] = ()  # of a range: start, end, step
    is_right_to_left: bool = False  # how the language of the words is written


def page_items(session: "InterviewSession", page: "Page") -> tuple[Item, ...]:
    """The items of a page that are there and relevant now, in order."""
    found = (item(session, ref) for ref in page.refs if find(session.root, ref) is not None)
    return tuple(shown for shown in found if shown.relevant)


def item(session: "InterviewSession", ref: Ref) -> Item:
    """One node as it is to be shown; INTERVIEW_REF if it is not there."""
    live = session.node(ref)
    model = live.model
    graph, language = session.definition.graph, session.language
    standing = violation(live, graph, language)

    def words(text: Text | None) -> str:
        return texts.render(text, live, language, graph.compiler)

    question = model if isinstance(model, Question) else None
    pairs = labelled(live, language, graph.compiler) if question else []
    return Item(
        ref=live.ref,
        kind=_kind(model),
        control=(question.control or "") if question else "",
        data_type=model.bind.data_type,
        appearance=model.appearance,
        label=words(model.label),
        hint=words(model.hint),
        guidance=words(model.guidance),
        value=live.shown,
        special=live.special if live.is_relevant else None,
        choices=tuple(ChoiceView(value, label) for value, label in pairs),
        required=live.required,
        readonly=live.readonly,
        relevant=live.is_relevant,
        violation=standing,
        message=message(live, "constraint" if live.text else "required", graph, language),
        fk_class=model.bind.fk.get("class", ""),
        is_private=model.bind.fk.get("private", "") in {"yes", "true", "1", "true()"},
        specials_offered=model.specials,
        soft_message=_soft_message(live, session),
        parameters=tuple(question.parameters.items()) if question else (),
        is_right_to_left=is_right_to_left(language),
    )


def _kind(model: Node) -> Kind:
    if isinstance(model, Repeat):
        return "repeat"
    if not isinstance(model, Question):
        return "group"
    return "note" if model.control is Control.NOTE else "question"


def _soft_message(live: LiveNode, session: "InterviewSession") -> str:
    """What a soft check says: `fk:soft-message`, else the constraint's words, else a sign.

    A message that names a question, such as the one that asks for the reason, is said in its words.
    """
    bind = live.model.bind
    soft = bind.fk.get("soft", "")
    if not soft or not live.shown:
        return ""
    compiler = session.definition.graph.compiler
    if compiler.expression(soft, live.model).boolean(live.context):
        return ""
    said = bind.fk.get("soft-message", "")
    named = session.definition.nodes.get(Ref(said.strip()))
    if named is not None:
        said = texts.render(named.label, live, session.language, compiler)
    return (
        said
        or message(live, "constraint", session.definition.graph, session.language)
        or (_SOFT_SIGN)
    )
