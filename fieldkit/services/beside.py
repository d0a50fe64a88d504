"""What stands beside a score and never enters it: words, articles, flags, contradictions.

A form marks such questions and calculations with `fk:beside`, so that no code knows their names.
The respondent's word and the official article are shown as they were written. A record of another
form that names the case (`fk:case`), as a follow-up does, adds what it marks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldkit.interview.evidence import EvidenceItem, evidence_of, items
from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS, Interview
from fieldkit.services import interviews
from fieldkit.services.library import definition_of
from fieldkit.services.withheld import withhold
from fieldkit.store import forms as stored_forms
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store
from fieldkit.xforms.model import FormDefinition, Question

ATTRIBUTE: Final = "beside"
CASE: Final = "case"


class Kind(StrEnum):
    """Where a thing beside the score is shown."""

    WORD = "word"  # the word that the respondent used
    ARTICLE = "article"  # the article and body of an official case, as written
    AGAINST = "against"  # facts that the interviewer set down as speaking against
    OPINION = "opinion"  # what the interviewer wrote down at the end of the talk
    FLAG = "flag"  # whoever did it: somebody may need protection
    CONTRADICTION = "contradiction"  # two answers that do not go together
    TOLD = "told"  # the account is another's, not that of the person it is about


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing beside the score.

    `about` is the rest of the form's mark after a dot (`flag.family` → `family`), "" without one.
    `told` are the answers: the question itself, or those that a raised flag was computed from.
    `source` is the case code of another record that it comes from, "" for the interview itself.
    """

    kind: Kind
    about: str
    told: tuple[EvidenceItem, ...]
    source: str = ""


def beside(session: InterviewSession, source: str = "", language: str = "") -> tuple[Beside, ...]:
    """What an interview says beside its score, in the order of the form; unanswered ones not.

    `language` is the reader's; the words are the interview's where the form lacks it.
    """
    words = interviews.language_for(session, language)
    return tuple(_questions(session, source, words)) + tuple(_raised(session, source, words))


def of_case(
    store: Store, interview: Interview, session: InterviewSession, language: str = ""
) -> tuple[Beside, ...]:
    """The same, with what records of other forms say that name this case."""
    found = list(beside(session, language=language))
    for other in stored.interviews(store):
        if other.interview_id == interview.interview_id or other.state in WITHOUT_ANSWERS:
            continue
        definition = definition_of(stored_forms.form(store, other.form_sha256))
        if any(map(_is_case, definition.questions())):
            record = interviews.session_of(store, other)
            if _names(record, interview.case_code):
                found += beside(record, other.case_code, language)
    return tuple(found)


def is_told_by_another(session: InterviewSession) -> bool:
    """Whether the form says that somebody else than the person it is about gave the account."""
    return any(
        _mark(node)[0] is Kind.TOLD and live is not None and live.shown == "1"
        for node in _calculations(session.definition)
        for live in (session.root.flat[node.index],)
    )


def _questions(session: InterviewSession, source: str, language: str) -> Iterator[Beside]:
    for question, item in items(session, language):
        kind, about = _mark(question)
        if kind is not None and (item.value_text or item.special):
            yield Beside(kind, about, withhold(session, (item,)), source)


def _raised(session: InterviewSession, source: str, language: str) -> Iterator[Beside]:
    """Flags are calculations that give 1; what they were computed from tells why."""
    for node in _calculations(session.definition):
        kind, about = _mark(node)
        live = session.root.flat[node.index]  # none inside a repeat: a flag is of the case
        if kind is not None and live is not None and live.shown == "1":
            told = [each for each in evidence_of(session, node.ref, language) if each.value_text]
            yield Beside(kind, about, withhold(session, told), source)


def _calculations(definition: FormDefinition) -> Iterator[Question]:
    for node in definition.questions():
        if node.control is None and ATTRIBUTE in node.bind.fk:
            yield node


def _mark(question: Question) -> tuple[Kind | None, str]:
    kind, _, about = question.bind.fk.get(ATTRIBUTE, "").partition(".")
    return (Kind(kind), about) if kind in set(Kind) else (None, "")


def _names(record: InterviewSession, case_code: str) -> bool:
    wanted = case_code.replace("-", "")
    return any(
        _is_case(question) and _plain(item.value) == wanted for question, item in items(record)
    )


def _is_case(question: Question) -> bool:
    return question.bind.fk.get(CASE, "") in {"yes", "true", "true()", "1"}


def _plain(code_text: str) -> str:
    return "".join(c for c in code_text.upper() if c not in " -")
