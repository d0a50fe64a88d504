"""The door for a ruleset's TOML: typed look-ups that refuse with the place in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import TypeVar

from fieldkit.errors import Code, Known

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of the file and where it stands, such as `criteria[1].rule`; "" is the top."""

    content: Mapping[str, object]
    place: str

    def only(self, keys: frozenset[str]) -> None:
        """Refuse a key that the format does not have: a mistyped key must not be passed over."""
        for key in self.content:
            if key not in keys:
                raise broken("unknown key", self.at(key))

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise broken("not a text", self.at(key))
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise broken("not true or false", self.at(key))
        return value

    def count(self, key: str) -> int:
        """Return a whole number of at least 1."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise broken("not a whole number from 1", self.at(key))
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """Return a word of a closed list."""
        return _word(self.text(key), words, self.at(key))

    def words(self, key: str, words: type[Word]) -> frozenset[Word]:
        """Return words of a closed list, at least one."""
        return frozenset(_word(text, words, self.at(key)) for text in self.some_texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, perhaps empty."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise broken("not a list of texts", self.at(key))
        return tuple(value)

    def some_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts with at least one in it."""
        texts = self.texts(key)
        if not texts:
            raise broken("empty list", self.at(key))
        return texts

    def by_language(self, key: str) -> Mapping[str, str]:
        """Return a text per language code."""
        entry = self.entry(key)
        return {language: entry.text(language) for language in entry.content}

    def entry(self, key: str) -> "Entry":
        """Return a table inside this one."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise broken("not a table", self.at(key))
        return Entry(value, self.at(key))

    def entries(self, key: str) -> tuple["Entry", ...]:
        """Return a list of tables; places in it count from 1."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise broken("not a list of tables", self.at(key))
        return tuple(Entry(item, f"{self.at(key)}[{n}]") for n, item in enumerate(value, start=1))

    def at(self, key: str) -> str:
        """Return the place of a key, as errors name it."""
        return f"{self.place}.{key}" if self.place else key

    def _value(self, key: str) -> object:
        if key not in self.content:
            raise broken("missing", self.at(key))
        return self.content[key]


def number(entry: Entry, key: str) -> float:
    """Return a number of at least 0."""
    if key not in entry.content:
        raise broken("missing", entry.at(key))
    value = entry.content[key]
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < inf:
        raise broken("not a number from 0", entry.at(key))
    return value


def in_languages(entry: Entry, key: str, languages: frozenset[str]) -> Mapping[str, str]:
    """Return a text in exactly these languages: no more and no fewer."""
    texts = entry.by_language(key)
    if texts.keys() != languages:
        raise broken("not in the languages of the title", entry.at(key))
    return texts


def lists(entry: Entry, key: str) -> tuple[tuple[Entry, ...], ...]:
    """Return a list of lists of tables, none of them empty; places count from 1."""
    value = entry.content[key]
    if not isinstance(value, list) or not value:
        raise broken("not a list of lists", entry.at(key))
    found = []
    for n, inner in enumerate(value, start=1):
        place = f"{entry.at(key)}[{n}]"
        is_list = isinstance(inner, list) and all(isinstance(item, dict) for item in inner)
        if not is_list or not inner:
            raise broken("not a list of tables", place)
        found.append(tuple(Entry(item, f"{place}[{m}]") for m, item in enumerate(inner, 1)))
    return tuple(found)


def broken(detail: str, place: str) -> Known:
    """Return the error for a ruleset that cannot be used, with its place in the file."""
    return Known(Code.RULESET_BROKEN, detail=detail, name=place)


def _word(text: str, words: type[Word], place: str) -> Word:
    try:
        return words(text)
    except ValueError as error:
        raise broken("not a word of the format", place) from error
