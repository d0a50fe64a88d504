from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from fieldkit.errors import Code, Known
from fieldkit.xforms.check import check, coverage
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes, compile_workbook

HEAD = """
| survey |
||type|name|label|relevant|constraint|calculation|choice_filter|bind::fk:indicator|repeat_count|
"""
TAIL = """
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| settings |
| | form_id | version | namespaces |
| | f | 1 | fk="urn:fieldkit:form:1" |
"""
A = "| | text | a | A | | | | | | |\n"


def refusal(rows: str) -> Known:
    with pytest.raises(Known) as caught:
        compile_bytes((HEAD + rows + TAIL).encode(), ".md", "f")
    return caught.value


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        (A + "| | txet | b | B |", Code.FORM_TYPE, 3, "type"),
        (A + "| | text | b | B | ${c} = '1' |", Code.FORM_REFERENCE, 3, "relevant"),
        (A + "| | select_one no | b | B | |", Code.FORM_REFERENCE, 3, "type"),
        (A + "| | text | b | B | ${a} = ( |", Code.FORM_SYNTAX, 3, "relevant"),
        (A + "| | text | b | B | | foo(.) |", Code.FORM_FUNCTION, 3, "constraint"),
        (A + "| | calculate | b | | | | substr() |", Code.FORM_ARITY, 3, "calculation"),
        (A + "| | select_one yn | b | B | | | | f(name) |", Code.FORM_FUNCTION, 3, "choice_filter"),
        (A + "| | select_one yn | b | B | | | | x = ${a |", Code.FORM_SYNTAX, 3, "choice_filter"),
        ("| | text | a | A | ${a} = '' |", Code.FORM_CYCLE, 2, "relevant"),
        ("| | text | a | A | /data/no = 1 |", Code.FORM_REFERENCE, 2, "relevant"),
        (A + A, Code.FORM_STRUCTURE, 3, "name"),
        (
            "| | begin_repeat | g | G | | | | | | 1 + |\n| | text | b | B |\n| | end_repeat | | |",
            Code.FORM_SYNTAX,
            2,
            "repeat_count",
        ),
        (
            "| | begin_group | g | G |\n| | text | b | B | 1 + |\n| | end_group | | |",
            Code.FORM_SYNTAX,
            3,
            "relevant",
        ),
        (
            "| | calculate | a | | | | '1' | | x/y |\n| | calculate | b | | | | '1' | | x/y |",
            Code.FORM_STRUCTURE,
            3,
            "bind::fk:indicator",
        ),
    ],
)
def test_a_refused_form_names_its_cell(rows: str, code: Code, row: int, column: str) -> None:
    found = refusal(rows)

    assert found.code is code
    assert (found.slots["sheet"], found.slots["row"], found.slots["column"]) == (
        "survey",
        row,
        column,
    )


def test_a_loop_names_every_question_of_it() -> None:
    found = refusal(
        "| | calculate | a | | | | ${b} + 1 |\n| | calculate | b | | | | ${c} |\n"
        "| | calculate | c | | | | ${a} |\n| | calculate | d | | | | ${a} |"
    )

    assert found.slots["name"] == ("/data/a", "/data/b", "/data/c")


def test_a_group_may_not_depend_on_what_it_holds() -> None:
    found = refusal(
        "| | begin_group | g | G | ${b} = '' |\n| | text | b | B |\n| | end_group | | |"
    )

    assert found.code is Code.FORM_CYCLE


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"zzz", ".xlsx"), (b"zzz", ".md"), (b"\xff\xfe", ".md"), (b"zzz", ".doc"), (b"", ".md")],
)
def test_what_is_no_form_is_refused(content: bytes, ending: str) -> None:
    with pytest.raises(Known) as caught:
        compile_bytes(content, ending, "f")

    assert caught.value.code is Code.FORM_FILE


def test_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Known) as caught:
        compile_workbook(tmp_path / "gone.xlsx")

    assert (caught.value.code, caught.value.slots["file"]) == (Code.FILE_MISSING, "gone.xlsx")


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_the_form_of_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    path.write_bytes(workbook([["type", "name", "label"], ["text", "a", "A"]]))

    definition = parse_form(compile_workbook(path).xform)

    assert [q.name for q in definition.questions()] == ["a", "instanceID"]


def test_empty_rows_of_a_workbook_count() -> None:
    content = workbook(
        [["type", "name", "label", "relevant"], ["text", "a", "A"], [], ["text", "b", "B", "(("]]
    )

    with pytest.raises(Known) as caught:
        compile_bytes(content, ".xlsx", "f")

    assert caught.value.slots["row"] == 4


FORM = (
    HEAD
    + (
        "| | select_one yn | a | A | | | | | | |\n"
        "| | calculate | one | | | | if(${a} = 'y', '1', '0') | | r/one | |\n"
        "| | calculate | two | | | | if(${a} = 'y', '', '0') | | r/two | |\n"
        "| | calculate | three | | false() | | if(${a} = 'y', '1', '0') | | r/three | |\n"
    )
    + TAIL
)


def test_our_columns_survive_the_compilation() -> None:
    definition = parse_form(compile_bytes(FORM.encode(), ".md", "f").xform)

    assert definition.indicators == {
        "r/one": "/data/one",
        "r/two": "/data/two",
        "r/three": "/data/three",
    }
    assert (definition.form_id, definition.version) == ("f", "1")


def test_coverage_says_what_is_missing_and_what_can_never_fire() -> None:
    definition = parse_form(compile_bytes(FORM.encode(), ".md", "f").xform)

    found = coverage(definition, "r", ["one", "two", "three", "four"])

    assert (found.fed, found.missing) == (3, ("four",))
    assert found.unreachable == ("two", "three")


def test_a_question_that_can_never_be_asked_is_a_warning() -> None:
    definition = parse_form(compile_bytes(FORM.encode(), ".md", "f").xform)

    problems = check(definition).problems

    assert [(p.code, p.where["ref"]) for p in problems] == [("form.never_relevant", "/data/three")]


@pytest.mark.parametrize(
    "text",
    ["| survey |\n", "| survey |\n| |  |\n", "| survey |\n| | type | name | label |\n"],
    ids=["no table", "a blank row", "headers alone"],
)
def test_a_form_without_questions_is_refused_as_such(text: str) -> None:
    with pytest.raises(Known) as caught:
        compile_bytes(text.encode(), ".md", "f")

    assert caught.value.code is Code.FORM_STRUCTURE
    assert caught.value.slots["sheet"] == "survey"


def test_a_form_without_a_survey_sheet_is_refused_as_such() -> None:
    text = "| choices |\n| | list_name | name | label |\n| | c | a | A |\n"

    with pytest.raises(Known) as caught:
        compile_bytes(text.encode(), ".md", "f")

    assert caught.value.code is Code.FORM_STRUCTURE


def test_a_form_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    text = "\ufeff" + (HEAD.strip() + "\n" + A + TAIL.strip()).replace("\n", "\r\n")

    assert "/data/a" in compile_bytes(text.encode(), ".md", "f").xform


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ("| | text | | B |", Code.FORM_STRUCTURE, "name"),
        ("| | | b | B |", Code.FORM_STRUCTURE, "type"),
        ("| | calculate | b | |", Code.FORM_STRUCTURE, "calculation"),
        ("| | end_group | | |", Code.FORM_STRUCTURE, "type"),
    ],
    ids=["no name", "no type", "no calculation", "an end without a beginning"],
)
def test_what_a_row_lacks_is_said_with_its_column(rows: str, code: Code, column: str) -> None:
    found = refusal(A + rows)

    assert (found.code, found.slots["row"], found.slots["column"]) == (code, 3, column)
    assert "{" not in str(found.slots["detail"])


def test_a_list_is_missed_by_name_when_the_form_has_no_lists_at_all() -> None:
    text = HEAD + A + "| | select_one crop | b | B |\n"

    with pytest.raises(Known) as caught:
        compile_bytes(text.encode(), ".md", "f")

    assert caught.value.code is Code.FORM_REFERENCE
    assert (caught.value.slots["row"], caught.value.slots["name"]) == (3, "crop")


@pytest.mark.parametrize(
    "rows", ["| | txet | b | B |", "| | text | b | B | ${c} = '1' |", "| | select_one no | b | B |"]
)
def test_a_refusal_names_the_question_besides_what_it_lacks(rows: str) -> None:
    assert refusal(A + rows).slots["question"] == "b"


def test_a_wrong_parameter_is_no_unknown_type() -> None:
    text = "| survey |\n||type|name|label|parameters|\n| | range | b | B | start=x end=3 |\n"

    with pytest.raises(Known) as caught:
        compile_bytes(text.encode(), ".md", "f")

    assert caught.value.code is Code.FORM_STRUCTURE
    assert (caught.value.slots["row"], caught.value.slots["column"]) == (2, "parameters")


def test_a_loop_through_a_group_names_the_question_inside_it_too() -> None:
    found = refusal(
        "| | begin_group | g | G | ${b} = '1' |\n| | text | b | B |\n| | end_group | | |"
    )

    assert found.code is Code.FORM_CYCLE
    assert found.slots["name"] == ("/data/g", "/data/g/b")
