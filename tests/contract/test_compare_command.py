"""`fieldkit compare` as a script calls it: from one version of a ruleset to another, n of N."""

import json
from pathlib import Path

import openpyxl
import pytest

from fieldkit.records import Ref
from fieldkit.services import interviews, library, workspaces
from tests.contract.conftest import Run

FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "beside.md"
RULESET = Path(__file__).resolve().parents[2] / "forms" / "rulesets" / "ilo2012-adult.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two finished interviews, shut in and hit or hit alone; a draft; a visit without consent."""
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        for agrees, shut, is_finished in (
            ("yes", "yes", True),
            ("yes", "no", True),
            ("yes", "yes", False),
            ("no", "", True),
        ):
            opened = interviews.start(made, library.load_form(FORM), language="", site="S1")
            answers = {"agrees": agrees, "shut": shut, "hit_who": "foreman" if shut else ""}
            for name, value in answers.items():
                changes = opened.session.answer(Ref(f"/data/{name}"), value)
                ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
                interviews.save(made, ticket)
            if is_finished:
                _, closing = interviews.closing(opened.session)
                interviews.finish(made, opened.interview.interview_id, closing)
    return tmp_path / "w"


@pytest.fixture
def milder(tmp_path: Path) -> Path:
    """The same ruleset with no strong grade left: nothing can meet a dimension any more."""
    path = tmp_path / "milder.toml"
    text = RULESET.read_text("utf-8").replace('strength = "strong"', 'strength = "medium"')
    version = library.find_ruleset("ilo2012-adult").version
    path.write_text(text.replace(f'version = "{version}"', 'version = "mild"'), "utf-8")
    return path


def test_a_case_that_changed_is_named_with_its_cause(
    run: Run, folder: Path, milder: Path, tmp_path: Path
) -> None:
    words = ("compare", folder, "--from", "ilo2012-adult", "--to", milder)

    code, said = run(*words, "--json", "--out", tmp_path / "c.xlsx")
    _, shown = run(*words)

    found = json.loads(said)
    assert code == 0
    assert (found["from"]["id"], found["to"]["version"]) == ("ilo2012-adult", "mild")
    assert found["cases"] == 2
    assert found["left_out"] == {"draft": 1, "declined": 1}
    duress = [c for c in found["changes"] if c["name"] == "work_and_life_under_duress"]
    assert {(c["before"], c["after"], c["cause"]) for c in duress} == {
        ("met", "not_met", "grades"),
        ("undetermined", "not_met", "grades"),
    }
    assert "duress.penalty.physical_violence" in duress[0]["indicators"]
    assert {d["aspect"] for d in found["differences"]} == {"grade"}
    whole = [f for f in found["flows"] if f["name"] == "determination"]
    assert sum(flow["cases"] for flow in whole) == 2
    assert "cases with another result 2 of 2" in shown
    assert "because of what the ruleset says of indicators" in shown
    sheets = openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames
    assert sheets == ["changes", "counts", "differences"]


def test_a_ruleset_against_itself_changes_nothing(run: Run, folder: Path) -> None:
    _, said = run("compare", folder, "--from", "ilo2012-adult", "--to", "ilo2012-adult", "--json")

    found = json.loads(said)
    assert (found["changed"], found["changes"], found["differences"]) == (0, [], [])


def test_an_unknown_ruleset_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    unknown, _ = run("compare", folder, "--from", "ilo2012-adult", "--to", "nonsense")
    missing, _ = run("compare", folder, "--from", tmp_path / "no.toml", "--to", "ilo2012-adult")

    assert (unknown, missing) == (1, 1)


def test_a_table_of_the_cases_is_made_under_a_ruleset_from_a_file(
    run: Run, folder: Path, milder: Path, tmp_path: Path
) -> None:
    """No strong grade is left in it, so that nothing is met that the shipped one finds met."""
    pool, book = tmp_path / "p", tmp_path / "e.xlsx"
    assert run("pool", "create", pool, "--practice")[0] == 0
    assert run("export", folder, book)[0] == 0
    assert run("pool", "add", pool, book)[0] == 0

    found = [
        json.loads(run("analyse", pool, "--ruleset", name, "--json")[1])
        for name in ("ilo2012-adult", milder)
    ]

    met = [
        {row["criterion"]: row["met"] for row in table["rows"]}["work_and_life_under_duress"]
        for table in found
    ]
    assert met == [1, 0]
