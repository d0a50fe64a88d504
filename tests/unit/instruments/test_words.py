"""The translations of all forms: whole, of their language, of sane length, nothing left over."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.xforms.model import FormDefinition
from tests.unit.instruments.assembling import INSTRUMENTS, ROOT, assembled, assembler, shared
from tests.unit.instruments.playing import form

WORDS = ROOT / "forms" / "words"
FILES = sorted(WORDS.glob("*.csv"))
CYRILLIC = frozenset({"ru", "kk", "ky", "tg"})
SAME_IN: dict[str, frozenset[str]] = {"uz": frozenset({"Ombudsman", "Tenge"})}
"""Language → English texts that its speakers write the same way."""
_MARKS = re.compile(r"\$\{\w+\}|%[A-Za-z]")
_LEFT = re.compile(r"\?\?|\bTODO\b|\bXXX\b|\bFIXME\b|[{}<>\[\]]|lorem|�", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")

Check = Callable[[str, str, str], str]
"""(language, English, translation) → what is wrong, or an empty text."""


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a file of words."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def same(language: str, english: str, text: str) -> str:
    return "is English" if text == english and english not in SAME_IN.get(language, ()) else ""


def long(language: str, english: str, text: str) -> str:
    """Short texts may grow threefold, long ones by half; none may shrink to a third."""
    too_long = len(text) > 25 + 1.6 * len(english)
    too_short = len(text) < 0.33 * len(english) - 6
    return "is too long" if too_long else "is too short" if too_short else ""


def alphabet(language: str, english: str, text: str) -> str:
    """No word mixes alphabets, and no letter is of another alphabet than the language's."""
    words = _WORD.findall(_MARKS.sub(" ", text))
    strange = "[a-zA-Z\u0180-\u024f]" if language in CYRILLIC else "[\u0400-\u052f]"
    wrong = [word for word in words if re.search(strange, word)]
    return f"has {wrong} in another alphabet" if wrong else ""


def left_over(language: str, english: str, text: str) -> str:
    return "has something left over" if _LEFT.search(_MARKS.sub(" ", text)) else ""


def spacing(language: str, english: str, text: str) -> str:
    """Spaces at the ends or doubled, or a question that is none in English, and the reverse."""
    if text != text.strip() or "  " in text:
        return "has stray spaces"
    return "asks otherwise" if ("?" in english) != ("?" in text) else ""


LANGUAGES = {
    "English (en)": "",
    "Russian (ru)": "ru",
    "Kazakh (kk)": "kk",
    "Kyrgyz (ky)": "ky",
    "Uzbek (uz)": "uz",
    "Tajik (tg)": "tg",
}
"""Language as a form names it → its file of words; English is in the sources."""


def speechless(definition: FormDefinition) -> set[str]:
    """The languages of the project that a form lacks, or lacks for a label or a choice."""
    lacking = {*LANGUAGES} - {*definition.languages}
    for question in definition.questions():
        texts = [question.label, *(choice.label for choice in question.choices)]
        for text in filter(None, texts):
            english = text.plain("English (en)")
            for language, code in LANGUAGES.items():  # a form without the words shows English
                if code and same(code, english, text.plain(language)):
                    lacking.add(language)
    return lacking


CHECKS: tuple[Check, ...] = (same, long, alphabet, left_over, spacing)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_translation_stands_the_check(path: Path, check: Check) -> None:
    found = [
        f"“{row['translation']}” {wrong}"
        for row in rows(path)
        if row["translation"] and (wrong := check(path.stem, row["english"], row["translation"]))
    ]

    assert not found


@pytest.mark.parametrize(
    ("check", "language", "english", "text"),
    [
        (same, "ru", "Nobody", "Nobody"),
        (long, "ru", "Nobody", "Никто из тех, кто здесь живёт или работает с нами"),
        (long, "ru", "Is there something that cannot wait, and what is it?", "Ждёт?"),
        (alphabet, "ru", "Nobody", "Hикто"),
        (alphabet, "ru", "Nobody", "Никто nobody"),
        (alphabet, "kk", "Nobody", "Ешкiм"),
        (alphabet, "uz", "Nobody", "Hech kiм"),
        (left_over, "ru", "Nobody", "Никто {x}"),
        (left_over, "ru", "Nobody", "Никто [ru]"),
        (left_over, "ru", "Nobody", "Никто ??"),
        (spacing, "ru", "Nobody", " Никто"),
        (spacing, "ru", "Who?", "Кто"),
    ],
)
def test_the_checks_find_what_they_are_for(
    check: Check, language: str, english: str, text: str
) -> None:
    assert check(language, english, text)


def test_the_checks_leave_good_words_alone() -> None:
    good = [("ru", "Nobody", "Никто"), ("uz", "Nobody", "Hech kim"), ("kk", "Who?", "Кім?")]

    assert not [check for check in CHECKS for words in good if check(*words)]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_no_text_of_a_form_lacks_a_translation(instrument: str) -> None:
    assert assembled(instrument).missing == []


def test_no_words_are_without_use_or_do_not_fit() -> None:
    made = [assembled(name) for name in INSTRUMENTS]

    assert assembler().check(shared(), made) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_is_said_to_have_reviewed_words_without_saying_yes(path: Path) -> None:
    assert {row["reviewed"] for row in rows(path)} <= {"", "yes"}


def test_there_is_a_file_of_words_for_every_language() -> None:
    assert [path.stem for path in FILES] == sorted(code for code in LANGUAGES.values() if code)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_form_speaks_all_six_languages(instrument: str) -> None:
    definition = form(ROOT / "forms" / instrument / "form.md")

    assert not speechless(definition)
    assert {*definition.languages} == {*LANGUAGES}


def test_a_form_that_lacks_a_language_or_one_label_is_found(tmp_path: Path) -> None:
    words = (ROOT / "forms/statement/form.md").read_text(encoding="utf-8")
    silent, one = tmp_path / "silent.md", tmp_path / "one.md"
    silent.write_text(
        re.sub(r"(label|hint|constraint_message)::Tajik", r"\1::Dari", words), "utf-8"
    )
    one.write_text(words.replace("Кім сөйлейді?", ""), "utf-8")

    assert speechless(form(silent)) == {"Tajik (tg)"}
    assert speechless(form(one)) == {"Kazakh (kk)"}
