"""The workbook that a second coder gets: questions and answers of a sample, no code, no score."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fieldkit.errors import Code, Known
from fieldkit.interview.evidence import EvidenceItem, evidence, items
from fieldkit.interview.marks import plain_words
from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS, Interview
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.services import interviews, leaving
from fieldkit.services.leaving import Left
from fieldkit.services.withheld import withhold
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.dataset.coding_workbook import Asked, Said

ENDINGS: Final = (".xlsx",)


def write(
    store: Store,
    out: Path,
    ruleset: Ruleset,
    *,
    interview_ids: Sequence[str],
    sample_id: str = "",
    language: str = "en",
    recipients: Sequence[str] = (),
    overwrite: bool = False,
) -> Left:
    """Write the template for these interviews, sealed when the name ends in `.age`.

    A row for each indicator that the form of the case feeds, in the order of the ruleset. Answers
    of direct identifiers are withheld. Raises as `leaving.check`, INTERVIEW_UNKNOWN, and
    USAGE_WRONG for a visit without consent.
    """
    from fieldkit.dataset import coding_workbook
    from fieldkit.dataset.coding_workbook import Facts

    leaving.check(out, ENDINGS, recipients=recipients, overwrite=overwrite)
    chosen = [stored.interview(store, interview_id) for interview_id in interview_ids]
    asked: list[Asked] = []
    said: list[Said] = []
    for interview in chosen:
        if interview.state in WITHOUT_ANSWERS:
            raise Known(Code.USAGE_WRONG, name=interview.case_code, detail="no consent")
        session = interviews.session_of(store, interview)
        asked += _asked(interview, session, ruleset, language)
        said += _said(interview, session)
    data = coding_workbook.write(
        Facts(ruleset.id, ruleset.version, ruleset.sha256, sample_id),
        asked,
        said,
        is_practice=store.is_practice,
    )
    return leaving.write(
        store,
        out,
        data,
        what="coding template",
        cases=chosen,
        recipients=recipients,
        overwrite=overwrite,
    )


def _asked(
    interview: Interview, session: InterviewSession, ruleset: Ruleset, language: str
) -> "Iterator[Asked]":
    from fieldkit.dataset.coding_workbook import Asked

    for indicator in ruleset.indicators:
        code = f"{ruleset.id}/{indicator.code}"
        if code in session.definition.indicators:
            told = withhold(session, evidence(session, code))
            yield Asked(
                interview.case_code,
                indicator.code,
                indicator.labels.get(language) or indicator.labels["en"],
                indicator.definitions.get(language) or indicator.definition,
                "\n".join(_line(item) for item in told),
            )


def _said(interview: Interview, session: InterviewSession) -> "Iterator[Said]":
    from fieldkit.dataset.coding_workbook import Said

    for item in withhold(session, (item for _, item in items(session))):
        if item.value_text or item.special:
            yield Said(interview.case_code, _question(item), _answer(item), str(item.ref))


def _line(item: EvidenceItem) -> str:
    return f"{_question(item)} \u2190 {_answer(item)}"


def _question(item: EvidenceItem) -> str:
    return plain_words(item.label) or item.ref.rpartition("/")[2]


def _answer(item: EvidenceItem) -> str:
    if item.special is not None:
        return f"({item.special.value})"
    return plain_words(item.value_text) or "(no answer)"
