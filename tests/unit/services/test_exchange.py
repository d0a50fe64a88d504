"""Workbooks out, pools in: order, conflicts, edits, refusals, full disks."""

import io
import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from fieldkit.cli.main import main
from fieldkit.errors import Code, Known
from fieldkit.records import InterviewState
from fieldkit.scoring.truth import Outcome
from fieldkit.services import (
    assessment,
    erasure,
    exchange,
    interviews,
    pooling,
    reporting,
    workspaces,
)
from fieldkit.services.workspaces import Workspace
from tests.unit.services.conftest import Begin, finish, give


def test_two_orders_and_a_repetition_give_one_pool(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    finish(workspace, begin(workspace, agrees="yes", shut="yes", lock="yes"))
    exchange.export_workbook(workspace, tmp_path / "a.xlsx")
    with workspaces.create(tmp_path / "other", passphrase=None, practice=True) as other:
        begin(other, agrees="yes")
        exchange.export_workbook(other, tmp_path / "b.xlsx")
    files = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]

    first = exchange.pool_add(pool, files)
    again = exchange.pool_add(pool, files)
    with workspaces.create_pool(tmp_path / "p2", passphrase=None, practice=True) as second:
        for file in reversed(files):
            last = exchange.pool_add(second, [file])

    assert first.new == first.records_in > 0
    assert (again.new, again.known) == (0, first.records_in)
    assert first.content_sha256 == again.content_sha256 == last.content_sha256
    status = exchange.pool_status(pool)
    assert status.by_state == {"finished": 1, "draft": 1}


def test_a_copied_laptop_that_went_on_twice_leaves_a_conflict_for_a_person(
    tmp_path: Path, begin: Begin, pool: Workspace
) -> None:
    """The answer in conflict counts as unknown until somebody settles it: never as one of both."""
    with workspaces.create(tmp_path / "one", passphrase=None, practice=True) as one:
        case = begin(one, agrees="yes", shut="yes").interview.case_code
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    for name, said in (("one", "yes"), ("copy", "no")):
        with workspaces.open_workspace(tmp_path / name, passphrase=None) as laptop:
            opened = interviews.resume(laptop, case)
            give(laptop, opened, "lock", said)
            finish(laptop, opened)
            exchange.export_workbook(laptop, tmp_path / f"{name}.xlsx")

    report = exchange.pool_add(pool, [tmp_path / "one.xlsx", tmp_path / "copy.xlsx"])

    assert report.conflicts == 1
    ((interview, conflict),) = exchange.pool_conflicts(pool)
    assert {head.value for head in conflict.heads} == {"yes", "no"}
    judged = assessment.determinations(interviews.session_of(pool, interview))["ilo2012-adult"]
    assert judged.criterion("work_and_life_under_duress").status is Outcome.UNDETERMINED


def test_a_cell_changed_in_excel_is_listed_and_not_merged(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    finish(workspace, begin(workspace, agrees="yes", shut="yes", lock="yes"))
    path = tmp_path / "a.xlsx"
    exchange.export_workbook(workspace, path)
    book = openpyxl.load_workbook(path)
    sheet = book["cases"]
    column = next(c.column for c in sheet[1] if c.value == "shut")
    sheet.cell(row=2, column=column).value = "no"
    changed = io.BytesIO()
    book.save(changed)
    path.write_bytes(changed.getvalue())

    report = exchange.pool_add(pool, [path])

    assert [(e.sheet, e.row, e.column, e.before, e.after) for e in report.edits] == [
        ("cases", 2, "shut", "yes", "no")
    ]
    table = reporting.analyse(pool, "ilo2012-adult", kind="indicators")
    rows = {row[0]: row for row in table.rows}
    assert rows["duress.involuntariness.limited_freedom"][2:5] == (1, 0, 0)


def test_a_declined_visit_leaves_without_any_answer(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    finish(workspace, begin(workspace, agrees="no"))

    report = exchange.export_workbook(workspace, tmp_path / "a.xlsx")
    exchange.pool_add(pool, [tmp_path / "a.xlsx"])

    assert (report.interviews, report.revisions) == (1, 0)
    (held,) = interviews.listed(pool)
    assert held.state is InterviewState.DECLINED
    assert interviews.current(pool, held) == ()


def test_practice_data_does_not_enter_a_real_pool(
    tmp_path: Path, workspace: Workspace, begin: Begin
) -> None:
    begin(workspace, agrees="yes")
    exchange.export_workbook(workspace, tmp_path / "a.xlsx")
    with workspaces.create_pool(tmp_path / "real", passphrase="plain words for a test") as real:
        before = exchange.pool_status(real)

        report = exchange.pool_add(real, [tmp_path / "a.xlsx"])

        assert [refusal.error.code for refusal in report.refusals] == [Code.WORKSPACE_KIND]
        assert exchange.pool_status(real) == before


def test_a_full_disk_leaves_no_part_of_an_export(
    tmp_path: Path, workspace: Workspace, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(workspace, agrees="yes")
    folder = tmp_path / "out"
    folder.mkdir()

    def no_room(_handle: int) -> None:
        raise OSError(28, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_room)
        with pytest.raises(Known) as caught:
            exchange.export_workbook(workspace, folder / "a.xlsx")

    assert caught.value.code is Code.FILE_FULL
    assert list(folder.iterdir()) == []


def test_a_sealed_export_opens_only_for_its_recipient(
    tmp_path: Path, workspace: Workspace, pool: Workspace, begin: Begin
) -> None:
    import pyrage

    begin(workspace, agrees="yes")
    right, wrong = (pyrage.x25519.Identity.generate() for _ in range(2))
    path = tmp_path / "a.xlsx.age"
    exchange.export_workbook(workspace, path, recipients=[str(right.to_public())])

    refused = exchange.pool_add(pool, [path], identities=[str(wrong)])
    taken = exchange.pool_add(pool, [path], identities=[str(right)])

    assert [refusal.error.code for refusal in refused.refusals] == [Code.WORKBOOK_SEALED]
    assert taken.files == 1
    assert b"PK" not in path.read_bytes()[:4]


def test_a_pool_says_how_many_interviews_a_withdrawal_erased_in_it(
    workspace: Workspace,
    pool: Workspace,
    begin: Begin,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, later, folder = tmp_path / "a.xlsx", tmp_path / "b.xlsx", str(pool.folder)
    case = begin(workspace, agrees="yes", shut="yes").interview
    begin(workspace, agrees="yes", shut="yes")
    exchange.export_workbook(workspace, first)
    before = exchange.pool_add(pool, [first])
    erasure.withdraw(workspace, case.case_code)
    exchange.export_workbook(workspace, later)
    pool.close()

    assert main(["pool", "add", folder, str(later)]) == 0
    said = capsys.readouterr().out
    assert main(["pool", "add", folder, str(later), str(first), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)

    assert before.withdrawn == 0
    assert "consent was taken back for 1 interviews" in said
    assert (again["withdrawn"], again["new"]) == (0, 0)
    assert again["known"] == again["records_in"] > 0


def test_a_table_keeps_the_reasons_for_a_blank_apart(workspace: Workspace, begin: Begin) -> None:
    """Not asked, refused and left open are three things in the last table too."""
    from fieldkit.records import Special

    begin(workspace, agrees="no")
    begin(workspace, agrees="yes")
    refusing = begin(workspace, agrees="yes")
    marked = refusing.session.mark("/data/shut", Special.REFUSED)
    interviews.save(workspace, interviews.ticket(refusing.interview.interview_id, marked.answers))

    table = pooling.pooled_table(workspace, "ilo2012-adult")

    assert [row["shut"] for row in table.rows] == ["(not_asked)", "(no_answer)", "(refused)"]


def test_who_asked_not_to_be_counted_is_in_no_share(workspace: Workspace, begin: Begin) -> None:
    finish(workspace, begin(workspace, agrees="yes", counted="no", shut="yes", lock="yes"))
    finish(workspace, begin(workspace, agrees="yes", counted="yes", shut="no"))

    table = reporting.analyse(workspace, "ilo2012-adult", kind="criteria")

    duress = next(row for row in table.rows if row[0] == "work_and_life_under_duress")
    assert duress[2:5] == (0, 0, 1)
    assert "not_counted:1" in table.notes
