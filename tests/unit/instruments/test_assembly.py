"""The finished forms are what their sources make, and a source that is wrong is told where."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from fieldkit.xforms.xlsform import compile_workbook
from tests.unit.instruments.assembling import (
    BLOCK,
    CHOICES,
    INSTRUMENTS,
    ROOT,
    SOURCE,
    WORDS,
    assembled,
    assembler,
    shared,
    small_tree,
)


def make(forms: Path, **changed: str) -> Any:
    """The small form assembled."""
    folder = small_tree(forms, **changed)
    return assembler().assemble(folder, assembler().read_shared(forms))


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_checked_in_form_is_what_its_source_makes(instrument: str) -> None:
    form = assembled(instrument)

    assert form.path.read_text(encoding="utf-8") == form.text


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_form_compiles_without_warnings(instrument: str) -> None:
    assert not compile_workbook(ROOT / "forms" / instrument / "form.md").warnings


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_folder_of_a_form_is_its_id(instrument: str) -> None:
    assert f"| {instrument} |" in assembled(instrument).text.splitlines()[-1]


def test_check_finds_a_form_that_was_edited_by_hand(tmp_path: Path) -> None:
    folder = small_tree(tmp_path)
    tree = assembler().read_shared(tmp_path)
    form = assembler().assemble(folder, tree)
    form.path.write_text(form.text, encoding="utf-8")
    assert assembler().check(tree, [form]) == []

    form.path.write_text(form.text.replace("Were", "Was"), encoding="utf-8")

    assert assembler().check(tree, [form]) == [
        "small/form.md is not current: run packaging/forms.py"
    ]


def test_a_block_is_filled_with_name_and_parameters(tmp_path: Path) -> None:
    source = SOURCE.replace("Were you ill? |  |", "Were you ill? | list=colour |")

    text = make(tmp_path, source=source).text

    assert "| select_one colour | ill | Were you ill? | Вы болели? |" in text
    assert "| text | ill_words | In own words | Своими словами | ${ill} = 'yes' |" in text


def test_a_form_gets_only_the_lists_it_asks_with(tmp_path: Path) -> None:
    text = make(tmp_path).text

    assert "| yn | yes | Yes | Да |" in text
    assert "colour" not in text


def test_a_row_with_an_empty_condition_is_left_out(tmp_path: Path) -> None:
    block = BLOCK.replace("|  |  | text |", "|  | {words} | text |").replace(
        "|  | list |  | yn |", "|  | list |  | yn |\n|  | words |  | yes |"
    )

    assert "ill_words" in make(tmp_path, block=block).text
    source = SOURCE.replace("Were you ill? |  |", "Were you ill? | words= |")
    assert "ill_words" not in make(tmp_path, block=block, source=source).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": SOURCE.replace("use ask", "use tell")}, "there is no block tell"),
        ({"source": SOURCE.replace("Were you ill?", "")}, "needs label"),
        ({"source": SOURCE.replace("ill? |  |", "ill? | size=9 |")}, "knows no size"),
        ({"source": SOURCE.replace("ill? |  |", "ill? | size |")}, "is not key=value"),
        ({"source": SOURCE.replace("ill? |  |", "ill? | list=size |")}, "there is no list size"),
        ({"source": SOURCE.replace("| ill |", "| Ill |")}, "“Ill” is no name"),
        ({"source": SOURCE.replace("ill? |  |", "ill? |  | more |")}, "more cells than columns"),
        ({"block": BLOCK.replace("{name}_words", "{name}")}, "ill stands already in"),
        ({"block": BLOCK.replace("{label}", "{hint}")}, "nothing to put into {hint}"),
        ({"block": BLOCK.replace("select_one {list}", "use ask")}, "block ask uses itself"),
        ({"block": BLOCK.replace("relevant |", "relevent |")}, "there is no column relevent"),
        ({"source": f"{SOURCE}\n{CHOICES}"}, "list colour, yn is shared already"),
    ],
)
def test_a_mistake_is_told_in_words_with_file_and_row(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(assembler().Mistake) as mistake:
        make(tmp_path, **changed)

    assert said in str(mistake.value)
    assert ".md, row " in str(mistake.value)


def test_a_text_without_translation_is_left_out_and_named(tmp_path: Path) -> None:
    words = WORDS.replace("No,Нет,yes\n", "")

    form = make(tmp_path, words=words)

    assert [(language, text) for language, text, _ in form.missing] == [("Russian (ru)", "No")]
    assert "| yn | no | No |  |" in form.text
    assert not make(tmp_path, words=WORDS).missing


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("**Stop** it,Стоп,", "places or marks differ"),
        ("You said ${ill},Вы сказали,", "places or marks differ"),
        ("Yes,Да,", "stands there twice"),
    ],
)
def test_words_that_do_not_fit_their_english_are_named(
    tmp_path: Path, line: str, said: str
) -> None:
    small_tree(tmp_path, words=WORDS + line + "\n")

    mistakes = assembler().read_shared(tmp_path).words[0].mistakes

    assert len(mistakes) == 1
    assert said in mistakes[0]


def test_words_of_no_form_are_named(tmp_path: Path) -> None:
    folder = small_tree(tmp_path, words=WORDS + "Maybe,Может быть,\n")
    tree = assembler().read_shared(tmp_path)
    form = assembler().assemble(folder, tree)

    assert "words of Russian (ru): no form says “Maybe”" in assembler().check(tree, [form])


def test_the_cover_names_the_unreviewed_languages_and_then_goes(tmp_path: Path) -> None:
    cover = SOURCE.replace("|  | use", "|  | cover | cov_translation |  |  |\n|  | use")
    unreviewed = make(tmp_path, source=cover, words=WORDS.replace("Нет,yes", "Нет,"))

    assert "The words in Russian have not been reviewed" in unreviewed.text
    assert "| Russian (ru) |" in unreviewed.text.splitlines()[-1]
    spoken = "This translation has been reviewed by a native speaker.,Перевод проверен.,\n"
    reviewed = make(tmp_path, source=cover, words=WORDS + spoken)
    assert not reviewed.missing
    assert assembler().REVIEWED in reviewed.text
    assert "fk:unreviewed" not in reviewed.text


def test_the_missing_texts_of_a_language_are_a_table_to_fill_in() -> None:
    forms = [assembled(name) for name in INSTRUMENTS]
    nothing = assembler().Shared(shared().blocks, shared().choices, ())

    table = assembler().missing_table("kk", nothing, forms)

    texts = [line["english"] for line in csv.DictReader(io.StringIO(table))]
    assert len(texts) == len(set(texts))
    assert {"Were you ill or hurt at this work? What happened?", "Foreman, crew leader"} <= {*texts}
    assert not any("Russian" in text and "words" in text for text in texts)


def test_the_script_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert assembler().main(["fly"]) == 2
    assert "packaging/forms.py --check" in capsys.readouterr().err
