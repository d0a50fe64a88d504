"""Interviews as rows: what each cell holds and why it may be blank."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.dataset.codebook import codebook
from fieldkit.dataset.export import ExportCase
from fieldkit.dataset.flatten import cell, data_sheets
from fieldkit.dataset.schema import CellType
from fieldkit.dataset.sheets import CellValue, Sheet
from fieldkit.records import Interview, InterviewState, Ref, Special
from fieldkit.scoring.determine import Counts, CriterionResult, Determination, Listing
from fieldkit.scoring.truth import Outcome
from tests.unit.dataset.examples import case, definition, export, interview, values

PAID = Ref("/data/pay/paid")


def sheets(*cases: ExportCase) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in data_sheets(export(*cases))}


def cells(sheet: Sheet, row: int = 0) -> dict[str, CellValue]:
    names = (column.name for column in sheet.columns)
    return dict(zip(names, sheet.rows[row].cells, strict=True))


def paid_status(made: ExportCase) -> CellValue:
    return cells(sheets(made)["cases"])["paid.status"]


def test_codes_stand_in_the_column_and_words_beside_them() -> None:
    row = cells(sheets()["cases"])

    assert (row["by"], row["by.en"], row["by.ru"]) == (
        "boss agent",
        "Employer; Agent",
        "Работодатель; Посредник",
    )


def test_each_repetition_is_a_row_that_names_its_parent() -> None:
    toy = cells(sheets()["toy"])

    assert (toy["key"], toy["parent_key"]) == (
        "K7Q2-0001-A/k7q2ab/t5t5t5",
        "K7Q2-0001-A/k7q2ab",
    )


def test_the_first_level_of_repeats_names_the_case() -> None:
    assert cells(sheets()["child"], 1)["parent_key"] == "K7Q2-0001-A"


def test_a_repetition_without_any_answer_still_has_its_row() -> None:
    bare = case(values={Ref("/data/site"): "x"})

    assert len(sheets(bare)["child"].rows) == 2


def test_the_reasons_for_a_blank_stay_six_different_things() -> None:
    blank = values(__data__pay__paid="")
    made = [
        case(),
        *(case(values=blank, specials={PAID: special}) for special in Special),
        case(values=blank),
        case(values=blank, relevant={PAID: False}),
    ]

    assert [paid_status(each) for each in made] == [
        "answered",
        "dont_know",
        "refused",
        "not_applicable",
        "no_answer",
        "not_asked",
    ]


def test_an_answer_to_a_question_that_is_no_longer_asked_is_not_shown() -> None:
    row = cells(sheets(case(relevant={PAID: False}))["cases"])

    assert (row["paid"], row["paid.en"], row["paid.status"]) == (None, None, "not_asked")


def test_a_special_answer_leaves_the_value_blank() -> None:
    row = cells(sheets(case(specials={PAID: Special.REFUSED}))["cases"])

    assert row["paid"] is None


def test_a_declined_visit_keeps_its_row() -> None:
    declined = case(
        interview=interview(5, InterviewState.DECLINED), values={}, addresses={}, indicators={}
    )

    assert cells(sheets(declined)["cases"])["state"] == "declined"


def test_an_unknown_indicator_is_blank_and_never_zero() -> None:
    unknown = case(indicators={"some-rules/a": "", "some-rules/b": "0"})

    row = cells(sheets(unknown)["indicators"])

    assert (row["some-rules/a"], row["some-rules/b"]) == (None, 0)


def test_scores_say_what_is_present_absent_and_unknown() -> None:
    result = CriterionResult(
        "duress", Outcome.UNDETERMINED, Counts(1, 2, 3), Counts(0, 0, 4), 0.5, (("work.held",),)
    )
    settling, listed = (("work.held",),), Listing((), (), ("work.held",))
    of_rules = ("some-rules", "1", "0" * 64)
    judged = Determination((result,), Outcome.UNDETERMINED, settling, (), None, listed, *of_rules)

    row = cells(sheets(case(scores={"some-rules": judged}))["scores"])

    assert (row["duress"], row["duress.strong.unknown"], row["settled_by"]) == (
        "undetermined",
        3,
        "work.held",
    )


def test_two_versions_of_a_form_share_the_sheet_of_cases() -> None:
    other = "f" * 64
    old: Interview = replace(interview(2), form_sha256=other, form_version="0")
    made = export(case(1), case(2, interview=old))
    both = replace(made, definitions=dict(made.definitions) | {other: definition()})

    found = next(sheet for sheet in data_sheets(both) if sheet.name == "cases")

    assert [row.cells[4] for row in found.rows] == ["1", "0"]


@pytest.mark.parametrize(
    ("text", "cell_type", "expected"),
    [
        ("12", CellType.INTEGER, 12),
        ("0012", CellType.INTEGER, "0012"),
        ("9" * 16, CellType.INTEGER, "9" * 16),
        ("1200.50", CellType.DECIMAL, 1200.5),
        ("0.1234567890123456", CellType.DECIMAL, "0.1234567890123456"),
        ("1e5", CellType.DECIMAL, "1e5"),
        ("2026-04-01", CellType.DATE, date(2026, 4, 1)),
        ("1899-12-31", CellType.DATE, "1899-12-31"),
        ("2026-02-30", CellType.DATE, "2026-02-30"),
        ("2014", CellType.DATE, "2014"),
        ("007", CellType.CODE, "007"),
        ("87710000000", CellType.TEXT, "87710000000"),
        ("", CellType.TEXT, None),
    ],
)
def test_a_cell_has_a_type_only_where_that_is_exact(
    text: str, cell_type: CellType, expected: CellValue
) -> None:
    found = cell(text, cell_type)

    assert (type(found), found) == (type(expected), expected)


def test_the_codebook_has_every_variable_and_every_choice() -> None:
    lines = [row.cells for row in codebook(export()).rows]

    entries = {(line[1], line[3]) for line in lines}
    assert {("paid", None), ("paid", "yes"), ("paid", "no"), ("age", None)} <= entries


def test_the_codebook_explains_every_reason_for_a_blank() -> None:
    lines = [row.cells for row in codebook(export()).rows]

    codes = {line[3] for line in lines if line[1] == "….status"}
    assert codes == {
        "answered",
        "dont_know",
        "refused",
        "not_applicable",
        "no_answer",
        "not_asked",
    }
