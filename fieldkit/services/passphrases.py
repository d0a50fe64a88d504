"""Passphrases to offer, and a plain judgement of one that a person chose.

Offered words are made of syllables drawn by `secrets`, so that no list of words is needed and the
strength is a count: 15 consonants by 5 vowels are 75 syllables, two of them a word, six words a
passphrase.
"""

import math
import secrets
import unicodedata
from enum import StrEnum
from itertools import pairwise
from typing import Final

SHORTEST: Final = 12
"""Characters that a new passphrase must have; four or five words make it easily."""

WORDS: Final = 6
_SOUNDS: Final = {
    "en": ("bdfghklmnprstvz", "aeiou"),
    # Each letter is on the Russian and the Kazakh keyboard, and none looks like a Latin one alone.
    "ru": ("бвгдзклмнпрстфх", "аеиоу"),
}
# Two syllables that are a rude or a cruel word to somebody who has to type it.
_LEFT_OUT: Final = frozenset(
    {"kaka", "pipi", "puta", "popo", "pupu", "nazi", "titi"}
    | {"кака", "пипи", "сука", "попа", "попу", "сика", "сиси", "хули", "хера", "хери", "хере"}
)
_ROWS: Final = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
_FEWEST_DIFFERENT: Final = 6


class Weakness(StrEnum):
    """Why a passphrase is not taken."""

    SHORT = "short"
    MONOTONE = "monotone"  # hardly any different characters
    ROW = "row"  # mostly keys side by side, or the alphabet


def offer(language: str = "en") -> str:
    """A new passphrase of six made-up words, in the letters of a language."""
    return " ".join(_word(language) for _ in range(WORDS))


def offered_bits(language: str = "en") -> float:
    """The strength of an offered passphrase: the binary logarithm of how many there are."""
    consonants, vowels = _sounds(language)
    words = (len(consonants) * len(vowels)) ** 2 - len(_left_out(language))
    return WORDS * math.log2(words)


def weakness(passphrase: str) -> Weakness | None:
    """What is wrong with a chosen passphrase; None lets it pass, and promises nothing.

    There are no rules of composition: length and some variety count, nothing else.
    """
    text = unicodedata.normalize("NFC", passphrase).casefold()
    if len(text) < SHORTEST:
        return Weakness.SHORT
    if len(set(text)) < _FEWEST_DIFFERENT:
        return Weakness.MONOTONE
    if 2 * sum(_are_neighbours(a, b) for a, b in pairwise(text)) > len(text):
        return Weakness.ROW
    return None


def _word(language: str) -> str:
    consonants, vowels = _sounds(language)
    while True:
        word = "".join(secrets.choice(consonants) + secrets.choice(vowels) for _ in range(2))
        if word not in _LEFT_OUT:
            return word


def _sounds(language: str) -> tuple[str, str]:
    return _SOUNDS.get(language, _SOUNDS["en"])


def _left_out(language: str) -> frozenset[str]:
    consonants, vowels = _sounds(language)
    shape = (consonants, vowels, consonants, vowels)
    return frozenset(
        word for word in _LEFT_OUT if all(c in part for c, part in zip(word, shape, strict=True))
    )


def _are_neighbours(one: str, other: str) -> bool:
    return any(
        abs(row.find(one) - row.find(other)) == 1 for row in _ROWS if one in row and other in row
    )
