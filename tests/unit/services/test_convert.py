"""One form in every format: what survives the way from sheets to sheets, and onto paper."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.services import forms, library
from fieldkit.services.questionnaire import marked, questionnaire
from fieldkit.ui import paper

FORM = """
# a remark of the author
| survey |
|  | type | name | label::English (en) | label::Русский (ru) | relevant | calculation | bind::fk:indicator | bind::fk:class | bind::fk:private | bind::fk:soft | bind::fk:soft-message | bind::fk:special | bind::fk:consent | source |
|  | select_one yn | agree | Do you **agree** \\| or not? | Вы согласны? |  |  |  | safe |  |  |  | none | interview | art. 1 |
|  | begin_group | pay | Pay | Оплата | ${agree} = 'yes' |  |  |  |  |  |  |  |  |  |
|  | integer | wage | =Wage a day | Плата за день |  |  |  | sensitive | yes | . < 1000 | Is it right? | dont_know refused |  |  |
|  | select_multiple yn | held | Held back? | Удержана? | selected(${agree}, 'yes') |  |  | quasi |  |  |  |  |  |  |
|  | calculate | ind |  |  |  | if(selected(${held}, 'yes'), '1', '0') | r/withheld | safe |  |  |  |  |  |  |
|  | end_group | | | |  |  |  |  |  |  |  |  |  |  |
|  | note | bye | Thank <you> | Спасибо |  |  |  |  |  |  |  |  |  |  |
| choices |
|  | list_name | name | label::English (en) | label::Русский (ru) |
|  | yn | yes | Yes | Да |
|  | yn | no | No | Нет |
| settings |
|  | form_id | version | form_title | namespaces |
|  | f | 1 | Pay of the day | fk="urn:fieldkit:form:1" |
| glossary |
|  | word | meaning |
|  | wage | what is paid |
"""  # noqa: E501


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    path = tmp_path / "form.md"
    path.write_text(FORM, "utf-8")
    return path


def sha256(path: Path) -> str:
    return library.load_form(path).definition.sha256


def ours(path: Path) -> Mapping[str, Mapping[str, str]]:
    nodes = library.load_form(path).definition.nodes
    return {ref: node.bind.fk for ref, node in nodes.items() if node.bind.fk}


def test_a_form_means_the_same_after_the_way_through_every_format(form: Path) -> None:
    way = [form]
    for ending in (".xlsx", ".md", ".xlsx", ".xml", ".xml"):
        out = form.with_name(f"form{len(way)}") / f"form{ending}"
        out.parent.mkdir()
        forms.convert(str(way[-1]), out)
        way.append(out)

    assert {sha256(path) for path in way} == {sha256(form)}
    assert all(ours(path) == ours(form) for path in way)
    assert ours(form)["/data/pay/wage"] == {
        "class": "sensitive",
        "private": "yes",
        "soft": ". < 1000",
        "soft-message": "Is it right?",
        "special": "dont_know refused",
    }
    assert ours(form)["/data/agree"]["consent"] == "interview"
    assert ours(form)["/data/pay/ind"]["indicator"] == "r/withheld"


def test_a_change_of_meaning_changes_the_hash(form: Path) -> None:
    before = sha256(form)
    form.write_text(FORM.replace("dont_know refused", "dont_know"), "utf-8")

    assert sha256(form) != before


def test_sheets_and_columns_that_are_no_xlsform_stay_in_the_sheets(form: Path) -> None:
    xlsx, back = form.with_suffix(".xlsx"), form.with_name("back.md")

    forms.convert(str(form), xlsx)
    forms.convert(str(xlsx), back)

    text = back.read_text("utf-8")
    assert "| glossary |" in text
    assert "art. 1" in text
    assert "agree** \\| or not?" in text


def test_lines_that_markdown_cannot_hold_are_named(form: Path) -> None:
    from openpyxl import load_workbook

    xlsx = form.with_suffix(".xlsx")
    forms.convert(str(form), xlsx)
    book = load_workbook(xlsx)
    book["survey"]["C2"] = "Do you\nagree?"
    book.save(xlsx)

    (lost,) = forms.convert(str(xlsx), form.with_name("back.md"))

    assert dict(lost.where) == {"sheet": "survey", "row": 2, "column": "label::English (en)"}
    assert "Do you agree?" in form.with_name("back.md").read_text("utf-8")


@pytest.mark.parametrize("ending", [".xlsx", ".md"])
def test_an_xform_is_not_turned_back_into_sheets_and_says_so(form: Path, ending: str) -> None:
    xform = form.with_suffix(".xml")
    forms.convert(str(form), xform)

    with pytest.raises(Known) as caught:
        forms.convert(str(xform), form.with_name(f"back{ending}"))

    assert caught.value.code is Code.FORM_FILE
    assert "XForm" in str(caught.value.slots["detail"])


def test_an_ending_that_is_not_written_is_refused(form: Path) -> None:
    with pytest.raises(Known, match=r"form\.file"):
        forms.convert(str(form), form.with_suffix(".doc"))


def test_a_cell_that_excel_would_cut_is_refused_in_its_place(form: Path) -> None:
    form.write_text(FORM.replace("what is paid", "x" * 32_768), "utf-8")

    with pytest.raises(Known) as caught:
        forms.convert(str(form), form.with_suffix(".xlsx"))

    slots = caught.value.slots
    assert (slots["sheet"], slots["row"], slots["column"]) == ("glossary", 2, "meaning")


def test_the_blank_questionnaire_has_every_question_in_the_languages_asked_for(form: Path) -> None:
    definition = library.load_form(form).definition

    both = questionnaire(definition, ["Русский (ru)", "English (en)"])
    english = questionnaire(definition, ["English (en)"])

    assert "Плата за день" in both
    assert "=Wage a day" in both
    assert "Да / Yes" in both
    assert "Плата" not in english
    assert "<b>agree</b> | or not?" in english
    assert "Thank &lt;you&gt;" in english  # a note is read out, without a number
    assert "Only if: [1] = “Yes”" in english
    assert "ask alone" in english
    assert "several answers" in english
    assert "r/withheld" not in english  # nothing is computed on paper


def test_a_language_that_the_form_lacks_is_refused(form: Path) -> None:
    with pytest.raises(Known, match=r"form\.structure"):
        questionnaire(library.load_form(form).definition, ["Klingon"])


def test_the_pages_are_a_pdf_with_words_in_it(form: Path, qapp: object) -> None:
    out = form.with_suffix(".pdf")

    forms.convert(str(form), out, ["Русский (ru)"], to_pdf=paper.pdf)

    content = out.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"/Font" in content


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a **b** c", "a <b>b</b> c"),
        ("a *b* c", "a <i>b</i> c"),
        ("snake_case_name", "snake_case_name"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<span style="color:red">b</span>', "b"),
        ("# Title\nline", "Title<br/>line"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_the_markdown_of_labels_is_shown_and_nothing_else(words: str, shown: str) -> None:
    assert marked(words) == shown


@pytest.mark.parametrize("ending", [".md", ".xlsx"])
def test_a_form_is_never_written_over_itself(form: Path, tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"own{ending}"
    forms.convert(str(form), source)
    before = source.read_bytes()

    with pytest.raises(Known) as refused:
        forms.convert(str(source), tmp_path / "." / source.name)

    assert refused.value.code is Code.FILE_EXISTS
    assert source.read_bytes() == before
