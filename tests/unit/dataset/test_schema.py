"""Tables and variables of a form."""

from fieldkit.dataset.schema import CellType, Table, Variable, form_tables, language_suffix
from fieldkit.records import Special
from tests.unit.dataset.examples import EN, RU, definition


def tables() -> dict[str, Table]:
    return {table.name: table for table in form_tables(definition())}


def variable(table: str, pattern: str) -> Variable:
    return next(v for v in tables()[table].variables if v.pattern == pattern)


def test_the_root_and_each_repeat_are_tables_with_their_parents() -> None:
    found = {name: table.parent for name, table in tables().items()}

    assert found == {"cases": None, "child": "cases", "toy": "child"}


def test_a_question_keeps_its_own_name_where_no_other_has_it() -> None:
    assert variable("cases", "/data/pay/amount").name == "amount"


def test_questions_of_one_name_are_told_apart_by_their_paths() -> None:
    names = (
        variable("cases", "/data/pay/name").name,
        variable("child", "/data/child/name").name,
    )

    assert names == ("pay/name", "child/name")


def test_a_question_named_like_a_fact_of_the_case_gives_way() -> None:
    assert variable("cases", "/data/site").name == "data/site"


def test_a_calculation_that_feeds_an_indicator_stands_on_the_sheet_of_indicators_only() -> None:
    patterns = {v.pattern for v in tables()["cases"].variables}

    assert "/data/withheld" not in patterns


def test_a_note_has_no_column() -> None:
    patterns = {v.pattern for v in tables()["cases"].variables}

    assert "/data/pay/thanks" not in patterns


def test_several_choices_are_codes_and_one_choice_is_a_code() -> None:
    kinds = (
        variable("cases", "/data/pay/by").cell_type,
        variable("cases", "/data/pay/paid").cell_type,
    )

    assert kinds == (CellType.CODES, CellType.CODE)


def test_choices_carry_their_words_in_every_language() -> None:
    assert variable("cases", "/data/pay/paid").choices["no"] == {EN: "No", RU: "Нет"}


def test_the_special_answers_that_a_question_offers_are_kept() -> None:
    assert variable("cases", "/data/pay/paid").specials == tuple(Special)


def test_a_label_column_ends_with_the_code_of_its_language() -> None:
    endings = [language_suffix(name) for name in ("Русский (ru)", "Kyrgyz", "")]

    assert endings == ["ru", "Kyrgyz", "label"]
