"""Pre-coded cases in workbooks: the template, and what is refused before anything reads it."""

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from fieldkit.errors import Code, Known
from fieldkit.paths import shipped
from fieldkit.scoring.ruleset import Ruleset, load
from fieldkit.scoring.table import columns
from fieldkit.scoring.truth import Truth
from fieldkit.services.coded_tables import read_cases, write_template
from fieldkit.services.scores import score_file

RULESETS = sorted(path.stem for path in shipped("forms", "rulesets").glob("*.toml"))
LOCKED = "duress.penalty.locked_in"
DAY = date(2017, 11, 30)


@pytest.fixture(scope="module")
def adult() -> Ruleset:
    return load(shipped("forms", "rulesets", "ilo2012-adult.toml"))


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    path.write_bytes(content.getvalue())
    return path


@pytest.mark.parametrize("name", RULESETS)
def test_the_template_of_a_ruleset_is_a_table_without_cases(tmp_path: Path, name: str) -> None:
    ruleset = load(shipped("forms", "rulesets", f"{name}.toml"))
    out = tmp_path / "template.xlsx"

    write_template(ruleset, out)

    assert read_cases(out, ruleset) == ()


def test_a_filled_template_is_scored(tmp_path: Path, adult: Ruleset) -> None:
    header = list(columns(adult))
    row: list[object] = ["K1", *(0 for _ in adult.codes)]
    row[header.index(LOCKED)] = 1
    row[header.index("duress.involuntariness.limited_freedom")] = 1
    path = _workbook(
        tmp_path / "cases.xlsx", {"about": [["x"]], "cases": [header, row, ["K2", "", 1]]}
    )

    first, second = score_file(path, adult, DAY)

    assert (first.case_id, first.determination.determination) == ("K1", "met")
    assert second.determination.determination == "undetermined"


def test_numbers_of_a_workbook_are_read_as_a_spreadsheet_shows_them(
    tmp_path: Path, adult: Ruleset
) -> None:
    path = _workbook(tmp_path / "x.xlsx", {"any": [["case_id", LOCKED], [12, 1.0], ["B", "0"]]})

    first, second = read_cases(path, adult)

    assert (first.case_id, first.values[LOCKED]) == ("12", Truth.TRUE)
    assert second.values[LOCKED] is Truth.FALSE


def _refused(path: Path, ruleset: Ruleset) -> Known:
    with pytest.raises(Known) as caught:
        read_cases(path, ruleset)
    return caught.value


def test_formulas_are_refused_since_their_cells_hold_something_else(
    tmp_path: Path, adult: Ruleset
) -> None:
    path = _workbook(tmp_path / "x.xlsx", {"cases": [["case_id", LOCKED], ["A", "=1"]]})

    refused = _refused(path, adult)

    assert refused.code is Code.DATA_TABLE
    assert str(refused.slots["detail"]).startswith("formulas")


def test_a_cell_that_is_neither_is_refused_with_its_place(tmp_path: Path, adult: Ruleset) -> None:
    path = _workbook(tmp_path / "x.xlsx", {"cases": [["case_id", LOCKED], ["A", 1], ["B", True]]})

    refused = _refused(path, adult)

    assert refused.code is Code.DATA_CELL
    assert refused.slots == {"row": 3, "column": LOCKED}


def test_several_sheets_without_one_called_cases_are_refused(
    tmp_path: Path, adult: Ruleset
) -> None:
    path = _workbook(tmp_path / "x.xlsx", {"a": [["case_id"]], "b": [["case_id"]]})

    assert _refused(path, adult).code is Code.DATA_TABLE


@pytest.mark.parametrize("content", [b"", b"case_id\nA\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_only_calls_itself_a_workbook_is_refused_in_words(
    tmp_path: Path, adult: Ruleset, content: bytes
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    refused = _refused(path, adult)

    assert refused.code is Code.DATA_TABLE
    assert "CSV" in str(refused.slots["detail"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path, adult: Ruleset) -> None:
    assert _refused(tmp_path / "none.csv", adult).slots == {"file": "none.csv"}


def test_a_template_has_to_be_a_workbook(tmp_path: Path, adult: Ruleset) -> None:
    with pytest.raises(Known) as caught:
        write_template(adult, tmp_path / "x.csv")

    assert caught.value.code is Code.FILE_UNWRITABLE
