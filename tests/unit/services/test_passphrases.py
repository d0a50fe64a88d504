import re

import pytest

from fieldkit.services import attempts, passphrases
from fieldkit.services.passphrases import Weakness
from fieldkit.store import key


@pytest.mark.parametrize(
    ("language", "letters"), [("en", "[a-z]"), ("ru", "[а-я]"), ("kk", "[a-z]")]
)
def test_an_offer_is_six_pronounceable_words_of_the_language(language: str, letters: str) -> None:
    for _ in range(200):
        words = passphrases.offer(language).split()
        assert len(words) == 6
        assert all(re.fullmatch(letters + "{4}", word) for word in words)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_stated_strength_is_the_number_of_offers_there_are(language: str) -> None:
    made = {passphrases._word(language) for _ in range(120_000)}

    assert 2 ** (passphrases.offered_bits(language) / 6) == pytest.approx(len(made), rel=1e-3)
    assert passphrases.offered_bits(language) > 74
    assert not made & passphrases._LEFT_OUT


def test_an_offer_passes_the_judgement_of_chosen_ones() -> None:
    assert all(passphrases.weakness(passphrases.offer()) is None for _ in range(200))


@pytest.mark.parametrize(
    ("phrase", "weakness"),
    [
        ("short", Weakness.SHORT),
        ("aaaaaaaaaaaaaaa", Weakness.MONOTONE),
        ("121212121212121", Weakness.MONOTONE),
        ("qwertyuiop123456", Weakness.ROW),
        ("ЙЦУКЕНГШЩЗХЪ", Weakness.ROW),
        ("abcdefghijklmnop", Weakness.ROW),
        ("four words without sense", None),
        ("четыре слова без смысла", None),
    ],
)
def test_only_what_is_plainly_weak_is_refused(phrase: str, weakness: Weakness | None) -> None:
    assert passphrases.weakness(phrase) is weakness


@pytest.fixture
def folder(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    key.make(
        tmp_path / key.FILE_NAME,
        passphrase="x",
        kind="workspace",
        practice=False,
        workspace_id="w1",
        cost=key.PRACTICE,
    )
    return tmp_path


def test_after_three_wrong_tries_each_wait_is_longer_and_outlives_the_program(folder) -> None:
    waits = [attempts.note_wrong(folder, now=1000.0) for _ in range(12)]

    assert waits[:6] == [0, 0, 2, 4, 8, 16]
    assert waits[-1] == attempts.LONGEST_S
    assert attempts.wait_s(folder, now=1100.0) == attempts.LONGEST_S - 100
    assert attempts.wait_s(folder, now=2000.0) == 0


def test_opening_forgets_the_wrong_tries_and_another_folder_never_had_them(folder) -> None:
    for _ in range(5):
        attempts.note_wrong(folder, now=1000.0)
    assert attempts.wait_s(folder / "other", now=1000.0) == 0

    attempts.note_right(folder)

    assert attempts.wait_s(folder, now=1000.0) == 0


def test_a_clock_put_back_or_a_broken_file_never_locks_a_person_out(folder) -> None:
    for _ in range(5):
        attempts.note_wrong(folder, now=1000.0)

    assert attempts.wait_s(folder, now=10.0) == 8
    (folder / "home" / "tries.json").write_text("[1, 2")
    assert attempts.wait_s(folder, now=1000.0) == 0
