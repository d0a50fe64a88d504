"""Every problem of a form in one go, each in its cell, in the author's words."""

import zipfile
from io import BytesIO
from typing import Any

import pytest

from fieldkit import wording
from fieldkit.errors import Code, Known
from fieldkit.xforms import guard
from fieldkit.xforms.xlsform import compile_bytes

BROKEN = """
| survey |
|  | type | name | label | relevant | calculation | bind::fk:class | constraint |
|  | text | a | A |  |  | safe | |
|  | txet | b | B |  |  |  | |
|  | select_one nolist | c | C | ${zz} = 1 |  |  | |
|  | calculate | d |  |  | ${e} + 1 |  | |
|  | calculate | e |  |  | ${d} + 1 |  | |
|  | text | a | A again |  |  |  | foo(.) |
|  | text | g | G | substr() = '' |  | secret | |
|  | text | h h | H | |  |  | |
|  | text | i | I ${nn} | |  |  | . = ( |
| choices |
|  | list_name | name | label |
|  | yn | y | Yes |
|  | yn | y | Yes |
| settings |
|  | form_id | version | namespaces | public_key |
|  | f | 1 | fk="urn:fieldkit:form:1" | abc |
"""


def refusals(text: str, ending: str = ".md") -> list[Known]:
    with pytest.raises(Known) as caught:
        compile_bytes(text.encode(), ending, "f")
    return [caught.value, *caught.value.also]


def places(found: list[Known]) -> dict[tuple[Any, ...], str]:
    return {
        (p.slots.get("sheet"), p.slots.get("row"), p.slots.get("column")): p.code.value
        for p in found
    }


def test_all_problems_of_a_form_are_said_at_once_each_in_its_cell() -> None:
    assert places(refusals(BROKEN)) == {
        ("choices", 3, "name"): "form.structure",
        ("survey", 3, "type"): "form.type",
        ("survey", 4, "type"): "form.reference",
        ("survey", 4, "relevant"): "form.reference",
        ("survey", 5, "calculation"): "form.cycle",
        ("survey", 7, "name"): "form.structure",
        ("survey", 7, "constraint"): "form.function",
        ("survey", 8, "relevant"): "form.arity",
        ("survey", 8, "bind::fk:class"): "form.column",
        ("survey", 9, "name"): "form.structure",
        ("survey", 10, "label"): "form.reference",
        ("survey", 10, "constraint"): "form.syntax",
        ("settings", 2, "public_key"): "form.unsupported",
    }


def test_what_stands_behind_a_mistake_is_not_itself_one() -> None:
    """A question whose type is wrong is still there for those who name it."""
    found = refusals(
        "| survey |\n|  | type | name | label | relevant |\n"
        "|  | txet | a | A | |\n|  | text | b b | B | |\n|  | text | c | C | ${a} = '1' |\n"
    )

    assert sorted(p.slots["row"] for p in found) == [2, 3]


def test_a_name_in_any_script_is_none_of_the_problems() -> None:
    found = refusals(
        "| survey |\n|  | type | name | label | relevant |\n|  | text | नाम | A | |\n"
        "|  | text | عُمر | B | ${नाम} = '1' |\n|  | txet | c | C | |\n"
    )

    assert [p.code for p in found] == [Code.FORM_TYPE]


def test_each_loop_of_a_form_is_named_whole() -> None:
    rows = "".join(f"|  | calculate | {a} |  | ${{{b}}} |\n" for a, b in ["ab", "ba", "cd", "dc"])
    found = refusals("| survey |\n|  | type | name | label | calculation |\n" + rows)

    assert [p.code for p in found] == [Code.FORM_CYCLE] * 2
    assert {p.slots["name"] for p in found} == {("/data/a", "/data/b"), ("/data/c", "/data/d")}


def test_what_other_programs_let_pass_is_refused_with_its_clause() -> None:
    found = {p.code: p for p in refusals(BROKEN)}

    assert "Recalculation Sequence" in str(found[Code.FORM_CYCLE].slots["clause"])
    assert "Encryption" in str(found[Code.FORM_UNSUPPORTED].slots["clause"])
    assert "clause" not in found[Code.FORM_TYPE].slots  # everybody refuses it
    assert "clause Encryption" not in wording.sentence(found[Code.FORM_TYPE])
    assert "Encryption" in wording.sentence(found[Code.FORM_UNSUPPORTED])


XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:fk="urn:fieldkit:form:1"><h:head><model><instance><data id="x"><a/><b/><c/></data></instance>
<bind nodeset="/data/a" relevant="foo(.)" fk:class="secret"/><bind nodeset="/data/b"
 calculate="/data/zz"/>
<bind nodeset="/data/c" constraint="("/></model></h:head><h:body/></h:html>"""


def test_an_xform_is_refused_with_the_refs_of_all_its_problems() -> None:
    found = refusals(XFORM, ".xml")

    assert [(p.code, p.slots["ref"]) for p in found] == [
        (Code.FORM_FUNCTION, "/data/a"),
        (Code.FORM_REFERENCE, "/data/b"),
        (Code.FORM_SYNTAX, "/data/c"),
    ]


def test_a_form_that_pyxform_stumbles_on_is_refused_with_the_row_that_made_it() -> None:
    found = refusals(
        "| survey |\n|  | type | name | label::en | label::ru |\n"
        "|  | select_one c or_other | q | Q | К |\n"
        "| choices |\n|  | list_name | name | label::en | label::ru |\n"
        "|  | c | a | A | А |\n|  | c | b |  |  |\n"
    )

    assert {p.code for p in found} == {Code.FORM_STRUCTURE}
    assert ("choices", 3, "label") in places(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "| survey |\n|  | type | name | label | parameters |\n"
            "|  | range | a | A | start=5 end=1 step=0 |\n|  | text | b | B | foo=1 |\n"
            "|  | image | c | C | max-pixels=abc |\n",
            {("survey", 2, "parameters"), ("survey", 3, "parameters"), ("survey", 4, "parameters")},
        ),
        (
            "| survey |\n|  | type | name | label | save_to |\n|  | text | a | A | p |\n"
            "| entities |\n|  | list_name | label |\n|  | people | ${zz} |\n",
            {("entities", 2, "label")},
        ),
        (
            "| survey |\n|  | type | name | label |\n|  | begin_group | g | G |\n"
            "|  | txet | a | A |\n",
            {("survey", 2, "type"), ("survey", 3, "type")},
        ),
    ],
    ids=["parameters", "entities", "a group without an end"],
)
def test_what_pyxform_says_one_by_one_is_said_together(
    text: str, expected: set[tuple[str, int, str]]
) -> None:
    assert set(places(refusals(text))) == expected


OURS = """
| survey |
|  | type | name | label | calculation | bind::fk:{name} |
|  | text | a | A | | {value} |
| settings |
|  | form_id | version | namespaces |
|  | f | 1 | fk="urn:fieldkit:form:1" |
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("class", "secret"),
        ("class", "Safe"),
        ("private", "perhaps"),
        ("special", "dont_know maybe"),
        ("special", "none refused"),
        ("special", "refused refused"),
        ("indicator", "no-slash"),
        ("indicator", "ruleset/"),
        ("consent", "two words"),
        ("clas", "safe"),
    ],
)
def test_an_unknown_word_in_a_column_of_ours_is_refused_in_its_cell(name: str, value: str) -> None:
    (found,) = refusals(OURS.replace("{name}", name).replace("{value}", value))

    assert found.code is Code.FORM_COLUMN
    assert (found.slots["sheet"], found.slots["row"]) == ("survey", 2)
    assert found.slots["column"] == f"bind::fk:{name}"
    assert found.slots["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("class", "free"),
        ("private", "yes"),
        ("special", "dont_know refused not_applicable"),
        ("special", "none"),
        ("consent", "interview"),
        ("indicator", "ilo2012-adult/duress.penalty.wages_withheld"),
        ("soft", ". != ''"),
        ("soft-message", "Ask again"),
        ("class", ""),
    ],
)
def test_the_words_of_our_columns_are_taken(name: str, value: str) -> None:
    form = compile_bytes(
        OURS.replace("{name}", name).replace("{value}", value).encode(), ".md", "f"
    )

    assert form.xform


def packed(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


PLAIN = {"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"type,name,label\ntext,a,A\n", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (packed(**PLAIN, xl__vbaProject__bin=b"x"), "macros"),
        (
            packed(**(PLAIN | {"[Content_Types].xml": b'<Types a="macroEnabled"/>'})),
            "macros",
        ),
        (packed(a=b"x"), "no workbook inside"),
        (packed(**PLAIN, xl__worksheets__sheet1=bytes(2**25)), "too large when unpacked"),
        (packed(**PLAIN, sheet=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "document type"),
        (packed(**PLAIN)[:-30], "damaged"),
        (packed(**PLAIN, **{f"a{i}": b"" for i in range(guard.MOST_MEMBERS)}), "not packed"),
    ],
    ids=["csv", "locked", "macros", "macro type", "zip", "bomb", "doctype", "cut", "members"],
)
def test_a_hostile_workbook_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Known) as caught:
        compile_bytes(content, ".xlsx", "f", "f.xlsx")

    assert caught.value.code is Code.FORM_FILE
    assert said in str(caught.value.slots["detail"])
    assert caught.value.slots["file"] == "f.xlsx"


def test_a_workbook_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_CELLS", 3)
    row = b'<row><c r="A1"/><c r="B1"/></row>'

    with pytest.raises(Known, match=r"form\.file"):
        guard.inspect(packed(**PLAIN, sheet=row * 2), "f.xlsx")

    guard.inspect(packed(**PLAIN, sheet=row), "f.xlsx")
