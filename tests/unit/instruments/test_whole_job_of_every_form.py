"""Every form goes through the real command line: script, workspace, export, pool."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.unit.instruments.playing import ROOT, SCRIPTS

ALONE = ("maternity", "farm-observation", "statement")
FOLLOWED = "PR4C-0001-K"
CHILD_CASE = "k55"


def fieldkit(*words: str | Path) -> str:
    """What one command prints; it must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "fieldkit", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")[-2000:]
    return done.stdout.decode("utf-8")


def asked(*words: str | Path) -> Any:
    """The answer of one command as data."""
    return json.loads(fieldkit(*words, "--json"))


def interview(folder: Path, form: str, script: Path) -> str:
    """Play a script into a workspace; the id of the interview."""
    out = fieldkit("interview", "run", folder, "--form", form, "--script", script)
    lines = [json.loads(line) for line in out.splitlines()]
    assert not [line for line in lines if "error" in line]
    found: str = lines[0]["interview"]
    return found


def case_codes(folder: Path) -> dict[str, str]:
    """Form → case code."""
    return {case["form_id"]: case["case_code"] for case in asked("case", "list", folder)["cases"]}


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """One workspace with an interview of every form; its cases, its export and a pool of it."""
    tmp = tmp_path_factory.mktemp("job")
    folder, book, pool = tmp / "workspace", tmp / "export.xlsx", tmp / "pool"
    asked("workspace", "create", folder, "--practice")
    interview(folder, "child-worker", SCRIPTS / f"{CHILD_CASE}.json")
    interview(folder, "adult-worker", SCRIPTS / "k14.json")
    for form in ALONE:
        interview(folder, form, SCRIPTS / f"{form}.json")
    adult = case_codes(folder)["adult-worker"]
    words = (SCRIPTS / "follow-up.json").read_text(encoding="utf-8")
    follow = tmp / "follow-up.json"
    follow.write_text(words.replace(FOLLOWED, adult), encoding="utf-8")
    interview(folder, "follow-up", follow)
    codes = case_codes(folder)
    exported = asked("export", folder, book)
    asked("pool", "create", pool, "--practice")
    pooled = asked("pool", "add", pool, book)
    return {"folder": folder, "codes": codes, "book": book, "exported": exported, "pooled": pooled}


def shown(job: Mapping[str, Any]) -> Mapping[str, Any]:
    cases: Sequence[Any] = asked("case", "show", job["folder"], "--all")["cases"]
    return {case["form_id"]: case for case in cases}


def test_every_form_is_exported_and_pooled(job: Mapping[str, Any]) -> None:
    assert job["exported"]["interviews"] == 6
    assert job["pooled"]["new"] == job["pooled"]["records_in"] > 0


def test_the_interviews_of_the_four_forms_are_finished(job: Mapping[str, Any]) -> None:
    states = {
        case["form_id"]: case["state"] for case in asked("case", "list", job["folder"])["cases"]
    }

    assert {states[form] for form in (*ALONE, "follow-up")} == {"finished"}


def test_a_visit_without_findings_is_complete_and_in_the_workbook(job: Mapping[str, Any]) -> None:
    """Trap 71: such visits are the denominator."""
    sheets = CalamineWorkbook.from_path(str(job["book"]))
    code = job["codes"]["farm-observation"]

    found = [
        name
        for name in sheets.sheet_names
        if any(code in row for row in sheets.get_sheet_by_name(name).to_python())
    ]

    assert found
    answers = {a["ref"].rpartition("/")[2]: a for a in shown(job)["farm-observation"]["answers"]}
    assert {answers[name]["value"] for name in ("so_fence", "so_gate", "so_guard")} == {"no"}
    assert answers["so_lack"]["value"] == "none"
    assert answers["sp_children_girls"]["value"] == "0"


def test_the_four_stay_apart_after_the_way_through_the_store(job: Mapping[str, Any]) -> None:
    answers = {a["ref"].rpartition("/")[2]: a for a in shown(job)["maternity"]["answers"]}

    assert answers["mp_sub"]["special"] == "dont_know"
    assert answers["ref_share_any"]["special"] == "refused"
    assert "mc_cost_words" not in answers


def test_trap_60_a_denial_stands_in_the_workbook_beside_the_cases(job: Mapping[str, Any]) -> None:
    sheets = CalamineWorkbook.from_path(str(job["book"]))
    code = job["codes"]["statement"]
    rows = {name: sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names}

    case = next(row for row in rows["cases"] if row[0] == code)
    assert "nobody is kept here, everybody may leave" in case
    assert not [row for row in rows["scores"] if row[0] == code]
    assert [row for row in rows["scores"] if row[0] == job["codes"]["adult-worker"]]


def test_trap_98_the_payments_of_a_claim_are_rows_of_their_own(job: Mapping[str, Any]) -> None:
    rows = CalamineWorkbook.from_path(str(job["book"])).get_sheet_by_name("fr_paid").to_python()
    column = {name: number for number, name in enumerate(rows[0])}

    found = [row for row in rows if row[0] == job["codes"]["follow-up"]]

    assert [row[column["fr_payment_amount"]] for row in found] == [100000, 50000]
    assert len({row[column["fr_payment_date"]] for row in found}) == 2
