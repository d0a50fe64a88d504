"""The command line is a contract: JSON on stdout, errors with kind and code, exit 0, 1 or 2."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

FORM = """\
| survey |                  |        |                |          |            |                 |
|        | type             | name   | label          | relevant | constraint | calculation     |
|        | text             | who    | Who            |          |            |                 |
|        | integer          | age    | Age            |          | . < 100    |                 |
|        | select_one yn    | kept   | Papers kept?   | ${age} > 17 |         |                 |
|        | begin_repeat     | child  | Child          |          |            |                 |
|        | text             | name   | Name           |          |            |                 |
|        | end_repeat       |        |                |          |            |                 |
|        | calculate        | twice  |                |          |            | ${age} * 2      |
| choices |                 |        |                |          |            |                 |
|        | list_name        | name   | label          |          |            |                 |
|        | yn               | yes    | Yes            |          |            |                 |
|        | yn               | no     | No             |          |            |                 |
| settings |                |        |                |          |            |                 |
|        | form_id          | version | form_title    |          |            |                 |
|        | small            | 1      | Small          |          |            |                 |
"""

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run one command as a stranger's script would: its own process, no terminal."""

    def command(
        *words: str | Path, expect_json: bool = True, **environment: str
    ) -> tuple[int, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "fieldkit", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        out = done.stdout.decode("utf-8")
        if not expect_json:
            return done.returncode, out
        return done.returncode, json.loads(out)

    return command


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "small.md"
    path.write_text(FORM, "utf-8")
    return path


def script(tmp_path: Path, *steps: dict[str, Any], name: str = "steps.json") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps({"steps": list(steps)}), "utf-8")
    return path


def test_form_check_says_what_a_form_is(run: Run, form: Path) -> None:
    code, report = run("form", "check", form, "--json")

    assert code == 0
    assert report["form_id"] == "small"
    assert report["version"] == "1"
    assert report["questions"] == 4
    assert report["rulesets"] == {}


def test_the_shipped_interview_feeds_every_indicator_of_its_ruleset(run: Run) -> None:
    code, report = run("form", "check", "adult-worker", "--json")

    assert code == 0
    assert [p for p in report["problems"] if p["severity"] == "error"] == []
    assert report["rulesets"]["ilo2012-adult"] == {
        "fed": 78,
        "declared_uncovered": 0,
        "missing": [],
        "unreachable": [],
    }


def test_a_broken_form_is_refused_with_its_sheet_row_and_column(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    path.write_text(FORM.replace("${age} * 2", "${age} * nonsense(2"), "utf-8")

    code, answer = run("form", "check", path, "--json")

    assert code == 1
    error = answer["error"]
    assert error["kind"] == "syntax"
    assert error["where"]["sheet"] == "survey"
    assert error["where"]["row"] == 8
    assert error["where"]["column"] == "calculation"


def test_a_loop_is_refused_and_every_node_of_it_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "loop.md"
    last = next(line for line in FORM.splitlines() if "twice" in line)
    one = last.replace("twice", "one  ").replace("${age} * 2", "${two} + 1")
    two = last.replace("twice", "two  ").replace("${age} * 2", "${one} + 1")
    looped = FORM.replace(last, f"{one}\n{two}")
    path.write_text(looped, "utf-8")

    code, answer = run("form", "play", path, "--script", script(tmp_path))

    assert code == 1
    assert answer["error"]["kind"] == "cycle"
    said = json.dumps(answer["error"])
    assert "/data/one" in said
    assert "/data/two" in said


def test_play_prints_a_state_after_load_and_after_each_step(
    run: Run, form: Path, tmp_path: Path
) -> None:
    steps = script(
        tmp_path,
        {"set": {"/data/age": "30"}},
        {"add": "/data/child"},
        {"set": {"/data/child[2]/name": "Practice Child"}},
        {"set": {"/data/kept": "perhaps"}},
        {"special": {"/data/kept": "refused"}},
        {"set": {"/data/age": "150"}},
        {"finalise": True},
    )

    code, played = run("form", "play", form, "--script", steps)

    assert code == 0
    states = played["states"]
    assert len(states) == 8
    assert states[0]["relevant"]["/data/kept"] is False
    assert states[1]["values"]["/data/twice"] == "60"
    assert states[3]["values"]["/data/child[2]/name"] == "Practice Child"
    assert states[4]["refused"] == {"/data/kept": "choice"}
    assert states[4]["values"]["/data/kept"] == ""
    assert states[5]["special"] == {"/data/kept": "refused"}
    assert states[6]["invalid"] == {"/data/age": "constraint"}
    assert states[6]["values"]["/data/age"] == "150"


def test_eval_answers_case_by_case(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    cases.write_text(
        json.dumps(
            [
                {"expr": "1 + 1"},
                {"expr": "1 div 0", "type": "number"},
                {"expr": "count(/a/b)", "context_xml": "<a><b/><b/></a>", "type": "number"},
                {"expr": "explode()"},
                {"expr": "'x' = 'x'", "type": "boolean"},
            ]
        ),
        "utf-8",
    )

    code, values = run("form", "eval", "--cases", cases)

    assert code == 0
    assert values[0] == {"type": "number", "value": 2}
    assert values[1]["value"] == "Infinity"
    assert values[2]["value"] == 2
    assert values[3]["error"]
    assert values[4] == {"type": "boolean", "value": True}


def test_scores_are_printed_as_the_contract_says(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text(
        "case_id,duress.involuntariness.limited_freedom,duress.penalty.locked_in\nP1,1,1\nP2,,0\n",
        "utf-8",
    )

    code, scored = run("score", table, "--ruleset", "ilo2012-adult", "--json")

    assert code == 0
    first, second = scored["cases"]
    assert first["criteria"]["work_and_life_under_duress"]["status"] == "met"
    assert first["determination"] == "met"
    assert second["determination"] == "undetermined"
    assert second["settled_by"]


def test_a_column_that_is_no_indicator_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case_id,duress.nonsense\nP1,1\n", "utf-8")

    code, answer = run("score", table, "--ruleset", "ilo2012-adult", "--json")

    assert code == 1
    assert answer["error"]["kind"] == "ruleset"
    assert "duress.nonsense" in answer["error"]["message"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_scores_can_be_written_to_a_file(run: Run, tmp_path: Path, ending: str) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case_id,duress.penalty.locked_in\nP1,1\n", "utf-8")
    out = tmp_path / f"scores.{ending}"

    code, _ = run("score", table, "--ruleset", "ilo2012-adult", "--out", out, expect_json=False)

    assert code == 0
    assert out.stat().st_size > 100


def test_wrong_usage_ends_with_2(run: Run) -> None:
    assert run("form", "nonsense", expect_json=False)[0] == 2
    assert run("score", expect_json=False)[0] == 2


def test_the_job_from_script_to_table(run: Run, form: Path, tmp_path: Path) -> None:
    """Two practice laptops, one pool: every number on the way is the expected one."""
    exports = []
    for name in ("a", "b"):
        folder = tmp_path / name
        assert run("workspace", "create", folder, "--practice", "--json")[0] == 0
        steps = script(
            tmp_path,
            {"set": {"/data/age": "30", "/data/kept": "yes"}},
            {"special": {"/data/who": "refused"}},
            {"finalise": True},
        )
        code, out = run(
            "interview", "run", folder, "--form", form, "--script", steps, expect_json=False
        )
        lines = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert "interview" in lines[0]
        saved = [line for line in lines if "saved" in line]
        assert [line["saved"] for line in saved][-3:] == ["/data/age", "/data/kept", "/data/who"]
        assert [line["seq"] for line in saved] == sorted(line["seq"] for line in saved)

        shown = run("case", "show", folder, "--all", "--json")[1]["cases"][0]
        answers = {a["ref"]: a for a in shown["answers"]}
        assert answers["/data/age"]["value"] == "30"
        assert answers["/data/who"]["special"] == "refused"
        assert answers["/data/who"]["value"] == ""

        assert run("workspace", "verify", folder, "--json")[1]["ok"] is True
        exports.append(tmp_path / f"{name}.xlsx")
        assert run("export", folder, exports[-1], "--json")[1]["interviews"] == 1

    hashes = []
    for name, order in (("p1", exports), ("p2", exports[::-1])):
        pool = tmp_path / name
        assert run("pool", "create", pool, "--practice", "--json")[0] == 0
        code, report = run("pool", "add", pool, *order, "--json")
        assert code == 0
        assert report["files"] == 2
        assert report["new"] == report["records_in"]
        again = run("pool", "add", pool, *order, "--json")[1]
        assert again["new"] == 0
        hashes.append(run("pool", "status", pool, "--json")[1]["content_sha256"])
    assert hashes[0] == hashes[1]


def test_a_passphrase_is_needed_and_a_wrong_one_is_told_and_changes_nothing(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "w"
    assert run("workspace", "create", folder, "--json")[1]["error"]["code"] == "key.no_passphrase"
    right = {"FIELDKIT_PASSPHRASE": "six plain words are long enough"}
    assert run("workspace", "create", folder, "--json", **right)[0] == 0
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}

    code, answer = run("case", "list", folder, "--json", FIELDKIT_PASSPHRASE="something else")

    assert code == 1
    assert answer["error"]["kind"] == "key"
    assert answer["error"]["code"] == "key.wrong_passphrase"
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


def test_a_foreign_workbook_is_refused_and_the_pool_stays_as_it_was(
    run: Run, tmp_path: Path
) -> None:
    pool = tmp_path / "pool"
    run("pool", "create", pool, "--practice", "--json")
    before = run("pool", "status", pool, "--json")[1]
    foreign = tmp_path / "holiday.xlsx"
    foreign.write_bytes(b"PK\x03\x04 not really")

    code, report = run("pool", "add", pool, foreign, "--json")

    assert code == 1
    assert report["refusals"][0]["kind"] == "workbook"
    assert run("pool", "status", pool, "--json")[1] == before
