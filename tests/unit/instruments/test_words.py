"""The translations of all forms: whole, of their language, of sane length, nothing left over."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.instruments.assembling import INSTRUMENTS, ROOT, assembled, assembler, shared

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
