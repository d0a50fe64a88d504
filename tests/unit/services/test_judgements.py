"""A person's judgement stands beside the score: kept, carried, and never changing it."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from fieldkit.errors import Code, Known
from fieldkit.records import InterviewState
from fieldkit.scoring.judgement import WHOLE, Judgement
from fieldkit.scoring.truth import Outcome
from fieldkit.services import assessment, exchange, interviews, judgements, workspaces
from fieldkit.services.interviews import OpenInterview
from fieldkit.services.judgements import JudgementTicket
from fieldkit.services.workspaces import Workspace
from fieldkit.store import answers as stored_answers
from tests.unit.services.conftest import Begin, finish

DURESS = "work_and_life_under_duress"


def ticket(opened: OpenInterview, **changes: object) -> JudgementTicket:
    (assessed,) = assessment.assess(opened.session)
    made = JudgementTicket(
        opened.interview.interview_id,
        WHOLE,
        Outcome.MET,
        "The foreman kept the key and said so.",
        "M4",
        assessed.ruleset,
        assessed.determination,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of a ticket, by name


def judge(workspace: Workspace, opened: OpenInterview, **changes: object) -> Judgement:
    return judgements.record(workspace, opened.interview, ticket(opened, **changes))


def test_a_judgement_keeps_who_when_why_and_what_was_computed(
    workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="yes", shut="no")

    judged = judge(workspace, opened, about=DURESS)

    assert judgements.of_case(workspace, opened.interview.interview_id) == (judged,)
    assert (judged.by, judged.says, judged.reason) == (
        "M4",
        Outcome.MET,
        "The foreman kept the key and said so.",
    )
    assert judged.computed is Outcome.UNDETERMINED
    assert judged.wall_utc
    assert judged.differs


def test_earlier_judgements_stay_in_the_order_they_were_made(
    workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="yes")

    judge(workspace, opened, says=Outcome.MET)
    judge(workspace, opened, says=Outcome.NOT_MET, reason="I read the papers again.")

    found = judgements.of_case(workspace, opened.interview.interview_id)
    assert [each.says for each in found] == [Outcome.MET, Outcome.NOT_MET]


def test_a_judgement_tried_again_is_written_once(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="yes")
    same = ticket(opened)

    first = judgements.record(workspace, opened.interview, same)
    again = judgements.record(workspace, opened.interview, same)

    assert first == again
    assert len(judgements.of_case(workspace, opened.interview.interview_id)) == 1


def test_a_judgement_never_changes_the_determination(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="yes", shut="yes")
    before = assessment.determinations(interviews.session_of(workspace, opened.interview))

    judge(workspace, opened, says=Outcome.MET)

    after = assessment.determinations(interviews.session_of(workspace, opened.interview))
    assert before == after
    assert workspaces.verify(workspace).ok


def test_a_finished_interview_can_be_judged(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="yes")
    finish(workspace, opened)

    assert judge(workspace, opened).says is Outcome.MET


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"by": ""},
        {"about": "no_such_criterion"},
        {"reason": "x" * (judgements.LONGEST + 1)},
    ],
    ids=["no reason", "nobody", "no criterion", "endless"],
)
def test_a_judgement_without_reason_person_or_object_is_refused(
    workspace: Workspace, begin: Begin, changes: dict[str, object]
) -> None:
    opened = begin(workspace, agrees="yes")

    with pytest.raises(Known) as refused:
        judge(workspace, opened, **changes)

    assert refused.value.code is Code.USAGE_WRONG
    assert judgements.of_case(workspace, opened.interview.interview_id) == ()


def test_a_visit_without_consent_is_not_judged(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="no")
    finish(workspace, opened)
    declined = interviews.find(workspace, opened.interview.interview_id)

    with pytest.raises(Known) as refused:
        judgements.record(workspace, declined, ticket(opened))

    assert refused.value.code is Code.USAGE_WRONG


def test_judgements_reach_the_workbook_and_the_pool(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="yes")
    made = judge(workspace, opened, reason="=1+1 is no formula here")
    exchange.export_workbook(workspace, tmp_path / "a.xlsx")

    report = exchange.pool_add(pool, [tmp_path / "a.xlsx", tmp_path / "a.xlsx"])

    assert report.edits == ()
    assert judgements.of_case(pool, opened.interview.interview_id) == (made,)
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "a.xlsx").read_bytes()))
    rows = list(book["judgements"].iter_rows(values_only=True))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["case_code"] == opened.interview.case_code
    assert (row["says"], row["by"], row["about"]) == ("met", "M4", None)
    assert row["reason"] == "=1+1 is no formula here"


def test_a_workbook_without_judgements_has_no_sheet_for_them(
    tmp_path: Path, workspace: Workspace, begin: Begin
) -> None:
    begin(workspace, agrees="yes")

    exchange.export_workbook(workspace, tmp_path / "a.xlsx")

    assert "judgements" not in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames


def test_what_was_judged_before_consent_was_refused_stays_behind(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="no")
    judge(workspace, opened)
    finish(workspace, opened)
    exchange.export_workbook(workspace, tmp_path / "a.xlsx")

    exchange.pool_add(pool, [tmp_path / "a.xlsx"])

    kinds = {e.kind for e in stored_answers.events(pool, opened.interview.interview_id)}
    assert kinds
    assert judgements.EVENT not in kinds


@pytest.mark.parametrize("state", [InterviewState.SEALED, InterviewState.WITHDRAWN])
def test_of_a_case_whose_answers_have_left_it_is_said_that_they_have(
    workspace: Workspace, begin: Begin, state: InterviewState
) -> None:
    opened = begin(workspace, agrees="yes")
    gone = replace(opened.interview, state=state)

    with pytest.raises(Known) as refused:
        judgements.record(workspace, gone, ticket(opened))

    assert refused.value.code is Code.INTERVIEW_ERASED
