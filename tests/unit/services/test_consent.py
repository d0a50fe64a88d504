"""A purpose that was refused or taken back keeps a case out of what is done for that purpose."""

import json
import random
from pathlib import Path

import pytest

from fieldkit.cli.main import main
from fieldkit.errors import Code, Known
from fieldkit.records import InterviewState, Ref
from fieldkit.services import (
    codings,
    consent,
    erasure,
    exchange,
    interviews,
    pooling,
    reporting,
    workspaces,
)
from fieldkit.services.library import find_ruleset
from fieldkit.services.workspaces import Workspace
from fieldkit.store import interviews as stored
from fieldkit.store.answers import revisions
from tests.e2e import figures
from tests.unit.services.conftest import Begin, finish

SEED = 20261121
CASES = 100


def standings(pool: Workspace) -> dict[str, str]:
    """What each case may be used for, by its code."""
    held = stored.interviews(pool)
    table = pooling.pooled_table(pool, "ilo2012-adult")
    return {i.case_code: str(row["standing"]) for i, row in zip(held, table.rows, strict=True)}


def exported(workspace: Workspace, out: Path, pool: Workspace, purpose: str = "") -> set[str]:
    """The cases that a pool gets from an export."""
    exchange.export_workbook(workspace, out, purpose=purpose)
    exchange.pool_add(pool, [out])
    return {interview.case_code for interview in stored.interviews(pool)}


def test_a_hundred_cases_leave_for_a_purpose_as_their_persons_said(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    chance = random.Random(SEED)
    agreed, denied, silent = set(), set(), set()
    for _ in range(CASES):
        said = chance.choice(["yes", "no", ""])
        takes_back = chance.random() < 0.3
        opened = begin(workspace, agrees="yes", shut="yes", **({"counted": said} if said else {}))
        finish(workspace, opened)
        code = opened.interview.case_code
        if takes_back:
            erasure.withdraw(workspace, code, purpose="statistics")
        if said == "no" or takes_back:
            denied.add(code)
        else:
            (agreed if said else silent).add(code)

    left = exported(workspace, tmp_path / "counted.xlsx", pool, "statistics")

    assert left == agreed
    assert agreed
    assert denied
    assert silent
    figures.record("23.consent", cases=CASES, denied=len(denied), denied_that_left=0)


def test_what_is_taken_back_later_is_heard_in_every_pool_and_table(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    codes = []
    for _ in range(3):
        opened = begin(workspace, agrees="yes", counted="yes", shut="yes", lock="yes")
        finish(workspace, opened)
        codes.append(opened.interview.case_code)
    exported(workspace, tmp_path / "before.xlsx", pool)
    assert set(standings(pool).values()) == {"scored"}

    erasure.withdraw(workspace, codes[1], purpose="statistics")
    exported(workspace, tmp_path / "after.xlsx", pool)

    assert standings(pool) == {codes[0]: "scored", codes[1]: "not_counted", codes[2]: "scored"}
    table = reporting.analyse(pool, "ilo2012-adult", kind="criteria")
    assert "not_counted:1" in table.notes
    ruleset = find_ruleset("ilo2012-adult")
    assert {i.case_code for i in codings._codable(pool, ruleset)} == {codes[0], codes[2]}


def test_without_a_purpose_everything_that_may_be_kept_leaves(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    """The control: the same denial does not keep a case from the organisation's own pool."""
    opened = begin(workspace, agrees="yes", counted="no")
    finish(workspace, opened)

    assert exported(workspace, tmp_path / "all.xlsx", pool) == {opened.interview.case_code}
    figures.record("23.consent", control_left=1)


def test_consent_given_anew_counts_and_a_no_in_the_answers_stays_a_no(
    workspace: Workspace, begin: Begin
) -> None:
    for said, expected in (("yes", True), ("no", False)):
        opened = begin(workspace, agrees="yes", counted=said)
        finish(workspace, opened)
        found = stored.interview(workspace, opened.interview.case_code)
        erasure.withdraw(workspace, found.case_code, purpose="statistics")
        assert not consent.is_given(workspace, found, opened.session, "statistics")

        stored.set_consent(workspace, found.interview_id, "statistics", "given")

        assert consent.is_given(workspace, found, opened.session, "statistics") is expected


def test_a_purpose_that_no_form_asks_for_is_refused_with_those_that_are(
    tmp_path: Path, workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="yes")

    with pytest.raises(Known) as refused:
        erasure.withdraw(workspace, opened.interview.case_code, purpose="statistic")
    with pytest.raises(Known) as refused_too:
        exchange.export_workbook(workspace, tmp_path / "x.xlsx", purpose="statistic")

    for each in (refused, refused_too):
        assert each.value.code is Code.CONSENT_PURPOSE
        assert set(each.value.slots["names"]) == {"interview", "statistics"}  # type: ignore[arg-type]
    assert not (tmp_path / "x.xlsx").exists()
    assert "statistic" not in stored.consents(workspace, opened.interview.interview_id)


def test_the_commands_take_a_purpose(
    tmp_path: Path, workspace: Workspace, begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = []
    for _ in range(2):
        opened = begin(workspace, agrees="yes", counted="yes")
        finish(workspace, opened)
        codes.append(opened.interview.case_code)
    folder = str(workspace.folder)
    workspace.close()

    assert main(["workspace", "withdraw", folder, codes[0], "--purpose", "statistics"]) == 0
    capsys.readouterr()
    out = str(tmp_path / "counted.xlsx")
    assert main(["export", folder, out, "--purpose", "statistics", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["interviews"], told["left_out"], told["purpose"]) == (1, 1, "statistics")
    assert main(["export", folder, str(tmp_path / "b.xlsx"), "--purpose", "other", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "consent.purpose"


def test_what_was_said_before_a_no_stays_in_the_history_until_the_visit_is_erased(
    workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace, agrees="yes", shut="yes")
    case = opened.interview
    changes = opened.session.answer(Ref("/data/agrees"), "no")
    interviews.save(workspace, interviews.ticket(case.interview_id, changes.answers))
    finish(workspace, opened)
    assert stored.interview(workspace, case.case_code).state is InterviewState.DECLINED
    assert "/data/shut" in {each.address for each in revisions(workspace)}

    erasure.withdraw(workspace, case.case_code)

    assert [each for each in revisions(workspace) if each.interview_id == case.interview_id] == []
    assert workspaces.verify(workspace).ok
