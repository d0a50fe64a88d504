"""`case score --explain`, `case judge` and `coding …` as a script calls them, in this process."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fieldkit.records import Ref
from fieldkit.services import interviews, library, workspaces
from tests.contract.conftest import Run

FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "beside.md"
RULESET = Path(__file__).resolve().parents[2] / "forms" / "rulesets" / "ilo2012-adult.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice workspace with four finished interviews of the small form."""
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        for said in ("yes", "no", "yes", "no"):
            opened = interviews.start(made, library.load_form(FORM), language="", site="S1")
            answers = {"agrees": "yes", "shut": said, "hit_who": "foreman", "word": "slavery"}
            for name, value in answers.items():
                changes = opened.session.answer(Ref(f"/data/{name}"), value)
                ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
                interviews.save(made, ticket)
            _, closing = interviews.closing(opened.session)
            interviews.finish(made, opened.interview.interview_id, closing)
    return tmp_path / "w"


def first_case(folder: Path) -> str:
    with workspaces.open_workspace(folder, passphrase=None) as opened:
        return interviews.listed(opened)[0].case_code


def test_the_explanation_speaks_russian_where_asked(run: Run, folder: Path) -> None:
    code, said = run("case", "score", folder, first_case(folder), "--explain", "--language", "ru")

    assert code == 0
    assert "Итог по этому набору правил: выполнен" in said
    assert "Result by this ruleset" not in said


def test_the_tree_is_drawn_where_asked(run: Run, folder: Path) -> None:
    _, said = run("case", "score", folder, first_case(folder), "--explain", "--format", "tree")

    assert "\u251c\u2500 \u25a0 Result by this ruleset: met" in said


def test_a_page_needs_a_file_and_is_written_there(run: Run, folder: Path, tmp_path: Path) -> None:
    case = first_case(folder)

    refused, _ = run("case", "score", folder, case, "--explain", "--format", "html")
    done, said = run("case", "score", folder, case, "--out", tmp_path / "p.html", "--json")

    assert (refused, done) == (2, 0)
    assert json.loads(said)["cases"][0]["case_code"] == case
    assert case in (tmp_path / "p.html").read_text("utf-8")


def test_a_judgement_is_kept_and_shown_with_the_score(run: Run, folder: Path) -> None:
    case = first_case(folder)
    words = ["--says", "not_met", "--by", "M4", "--reason", "The door was never shut."]

    code, said = run("case", "judge", folder, case, *words, "--json")
    _, scored = run("case", "score", folder, case, "--json")

    assert code == 0
    judged: dict[str, Any] = json.loads(said)
    assert (judged["says"], judged["computed"]) == ("not_met", "met")
    (entry,) = json.loads(scored)["cases"]
    assert entry["judgements"] == [judged]
    assert entry["determination"] == "met"


def test_a_judgement_without_a_reason_is_wrong_use(run: Run, folder: Path) -> None:
    case = first_case(folder)

    missing, _ = run("case", "judge", folder, case, "--says", "met", "--by", "M4")
    blank, _ = run("case", "judge", folder, case, "--says", "met", "--by", "M4", "--reason", " ")

    assert (missing, blank) == (2, 2)


def test_a_case_is_scored_by_a_ruleset_from_a_file(run: Run, folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    version = library.find_ruleset("ilo2012-adult").version
    old.write_text(RULESET.read_text("utf-8").replace(version, "2020.01"), "utf-8")

    _, said = run("case", "score", folder, first_case(folder), "--ruleset", old, "--json")
    code, refused = run("case", "score", folder, "--all", "--ruleset", "nonsense", "--json")

    assert json.loads(said)["cases"][0]["ruleset"]["version"] == "2020.01"
    assert code == 1
    assert json.loads(refused)["error"]["code"] == "ruleset.unknown"


def test_a_sample_is_coded_a_second_time_and_compared(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    _, drawn = run("coding", "sample", folder, "--n", "4", "--seed", "3", "--json")
    done, _ = run("coding", "template", folder, path)
    book = openpyxl.load_workbook(path)
    for row in book["coding"].iter_rows(min_row=2):
        row[5].value = 1
    filled = io.BytesIO()
    book.save(filled)
    path.write_bytes(filled.getvalue())

    _, added = run("coding", "add", folder, path, "--coder", "C2", "--json")
    _, said = run("coding", "report", folder, "--out", tmp_path / "r.xlsx", "--json")
    code, shown = run("coding", "report", folder)

    assert len(json.loads(drawn)["cases"]) == 4
    assert done == 0
    assert json.loads(added) == {"coder": "C2", "cases": 4, "codes": 8, "known": 0}
    report: dict[str, Any] = json.loads(said)
    by_code = {line["code"]: line for line in report["indicators"]}
    limited = by_code["duress.involuntariness.limited_freedom"]
    assert (limited["n"], limited["observed"]["n"]) == (4, 2)
    assert (limited["kappa"], limited["gap"]) == (0, "few_cases")
    assert by_code["duress.penalty.physical_violence"]["gap"] == "one_code"
    assert len(report["disagreements"]) == 2
    assert report["disagreements"][0]["refs"] == ["/data/shut"]
    sheets = openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames
    assert sheets == ["agreement", "disagreements"]
    assert code == 0
    assert "too few cases for an interval" in shown
