"""`form check` and `form convert` as a person and a script meet them."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.main import main
from fieldkit.xforms import tables

BROKEN = """
| survey |
|  | type | name | label | relevant | calculation |
|  | text | a | A |  |  |
|  | txet | b | B | ${zz} = 1 |  |
|  | calculate | c |  |  | substr() |
"""
ODD = """
| survey |
|  | type | name | label | relevant | calculation | bind::fk:indicator |
|  | select_one yn | a | A |  |  | |
|  | text | b | B | ${a} = 'perhaps' |  | |
|  | calculate | c |  |  | if(${a} = 'y' and ${a} = 'n', '1', '0') | ilo2012-adult/INDICATOR |
|  | calculate | d |  |  | if(${a} = 'y', '1', '0') | ilo2012-adult/OTHER |
| choices |
|  | list_name | name | label |
|  | yn | y | Yes |
|  | yn | n | No |
| settings |
|  | form_id | version | form_title | namespaces |
|  | odd | 1 | Odd | fk="urn:fieldkit:form:1" |
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    return tmp_path


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    if path.suffix == ".xlsx":
        path.write_bytes(tables.workbook(tables.read_markdown(text)))
    else:
        path.write_text(text, "utf-8")
    return str(path)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("ending", [".md", ".xlsx"])
def test_a_refused_form_prints_the_first_error_and_every_problem(
    folder: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    code, report = asked(capsys, "form", "check", written(folder, f"b{ending}", BROKEN))

    assert code == 1
    assert report["error"]["kind"] in {"type", "reference"}
    places = [(p["where"]["row"], p["where"]["column"], p["kind"]) for p in report["problems"]]
    assert sorted(places) == [
        (3, "relevant", "reference"),
        (3, "type", "type"),
        (4, "calculation", "type"),
    ]
    assert {p["severity"] for p in report["problems"]} == {"error"}


def test_rows_are_those_of_the_author_even_with_blank_ones_between(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import load_workbook

    path = written(folder, "b.xlsx", BROKEN)
    book = load_workbook(path)
    book["survey"].insert_rows(3, amount=2)
    book.save(path)

    _, report = asked(capsys, "form", "check", path)

    assert sorted({p["where"]["row"] for p in report["problems"]}) == [5, 6]


def test_play_refuses_with_the_same_first_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = written(folder, "b.md", BROKEN)
    steps = written(folder, "s.json", '{"steps": []}')

    _, checked = asked(capsys, "form", "check", form)
    code, played = asked(capsys, "form", "play", form, "--script", steps)

    assert code == 1
    assert played["error"] == checked["error"]


def test_a_form_that_can_be_used_is_not_refused_for_its_warnings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from fieldkit.services import library

    ruleset = library.find_ruleset("ilo2012-adult")
    text = ODD.replace("INDICATOR", ruleset.codes[0]).replace("OTHER", ruleset.codes[1])
    code, report = asked(capsys, "form", "check", written(folder, "odd.md", text))

    assert code == 0
    assert report["rulesets"]["ilo2012-adult"]["unreachable"] == [ruleset.codes[0]]
    assert [p["code"] for p in report["problems"]] == [
        "form.unreachable",
        "form.unknown_choice",
        "form.indicator_unreachable",
    ]
    assert {p["severity"] for p in report["problems"]} == {"warning"}
    assert report["problems"][2]["where"]["row"] == 4


def test_an_indicator_that_its_ruleset_has_not_is_said_in_its_cell(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from fieldkit.services import library

    code = library.find_ruleset("ilo2012-adult").codes[0]
    text = ODD.replace("INDICATOR", code).replace("OTHER", "duress.penalty.treats")
    status, report = asked(capsys, "form", "check", written(folder, "odd.md", text))

    (found,) = (p for p in report["problems"] if p["code"] == "form.indicator_unknown")
    assert status == 0
    assert "no indicator duress.penalty.treats" in found["message"]
    assert found["where"]["row"] == 5
    assert found["where"]["column"] == "bind::fk:indicator"


def test_a_person_reads_the_problems_by_place_with_a_verdict(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["form", "check", written(folder, "b.md", BROKEN)]) == 1
    text = capsys.readouterr().out

    assert "sheet survey row 3 column type\n  error: " in text
    assert text.rstrip().endswith("Refused: errors 3.")


@pytest.mark.parametrize("ending", [".xml", ".xlsx", ".md", ".html", ".pdf"])
def test_a_form_is_written_in_every_format(
    folder: Path, capsys: pytest.CaptureFixture[str], qapp: object, ending: str
) -> None:
    out = folder / f"out{ending}"

    code, answer = asked(capsys, "form", "convert", "follow-up", str(out))

    assert code == 0
    assert answer["file"] == out.name
    assert out.stat().st_size > 1_000
