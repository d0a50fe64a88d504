"""Limits of age, hours and loads as dated data: what a law said on a day, and tests against it.

A ruleset's file holds the limits; nothing here knows one. A superseded value stays with its dates.
"""

import calendar
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldkit.scoring.indicators import (
    Comparison,
    Confidence,
    LimitTest,
    LimitTests,
    Origin,
    Provenance,
)
from fieldkit.scoring.reading import Entry, broken, in_languages, lists, number

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_VALUE: Final = frozenset(
    {"value", "from", "until", "as_of", "provenance", "confidence", "source", "note"}
)


HOLDS: Final[Mapping[Comparison, Callable[[float, float], bool]]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year as a source states it, as the days it may be."""

    text: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A limit as one source had it.

    `since` and `until` are `None` where the sources are silent; both days are within. `as_of` is
    when a source last showed it in force, "" where none says.
    """

    value: float
    since: PartialDate | None
    until: PartialDate | None
    as_of: str
    note: str
    origin: Origin

    def is_in_force(self, day: date) -> bool:
        """Whether it was in force on that day for certain, as far as the file says."""
        if self.since and day < self.since.last:
            return False
        # A law that ended "in 2025" may have ended on the first day of that year.
        return (
            not self.until or day < self.until.first or day == self.until.first == self.until.last
        )


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a law or a measure draws, with every value it had."""

    id: str
    unit: str
    labels: Mapping[str, str]
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> float | None:
        """The value in force on a day; `None` when the sources do not say which, or none."""
        found = {dated.value for dated in self.values if dated.is_in_force(day)}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity of a case that limits are compared with; `is_whole` counts in whole units."""

    id: str
    unit: str
    is_whole: bool
    labels: Mapping[str, str]


def read_measures(entries: Sequence[Entry], languages: frozenset[str]) -> tuple[Measure, ...]:
    """Read the measures of a ruleset's file."""
    measures = []
    for entry in entries:
        entry.only(frozenset({"id", "unit", "whole", "label"}))
        labels = in_languages(entry, "label", languages)
        measures.append(Measure(entry.text("id"), entry.text("unit"), entry.flag("whole"), labels))
    return tuple(measures)


def read_limits(entries: Sequence[Entry], languages: frozenset[str]) -> tuple[Limit, ...]:
    """Read the limits of a ruleset's file, each with at least one value."""
    limits = []
    for entry in entries:
        entry.only(frozenset({"id", "unit", "label", "values"}))
        values = tuple(_value(value) for value in entry.entries("values"))
        if not values:
            raise broken("empty list", entry.at("values"))
        labels = in_languages(entry, "label", languages)
        limits.append(Limit(entry.text("id"), entry.text("unit"), labels, values))
    return tuple(limits)


def read_tests(entry: Entry, measures: frozenset[str], limits: frozenset[str]) -> LimitTests:
    """Read the `when` of an indicator: a list of alternatives, each a list of tests."""
    if "when" not in entry.content:
        return ()
    return tuple(
        tuple(_test(test, measures, limits) for test in tests) for tests in lists(entry, "when")
    )


def partial_date(text: str) -> PartialDate | None:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `None` for anything else."""
    found = _PARTIAL.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_day = day or calendar.monthrange(first.year, month or 12)[1]
        return PartialDate(text, first, date(first.year, month or 12, last_day))
    except ValueError:
        return None


def _value(entry: Entry) -> DatedValue:
    entry.only(_VALUE)
    as_of = _date(entry, "as_of")
    return DatedValue(
        value=number(entry, "value"),
        since=_date(entry, "from"),
        until=_date(entry, "until"),
        as_of=as_of.text if as_of else "",
        note=entry.text("note") if "note" in entry.content else "",
        origin=Origin(
            entry.word("provenance", Provenance),
            entry.word("confidence", Confidence),
            entry.text("source"),
        ),
    )


def _date(entry: Entry, key: str) -> PartialDate | None:
    if key not in entry.content:
        return None
    found = partial_date(entry.text(key))
    if found is None:
        raise broken("not a date", entry.at(key))
    return found


def _test(entry: Entry, measures: frozenset[str], limits: frozenset[str]) -> LimitTest:
    words = [word for word in Comparison if word.value in entry.content]
    if len(words) != 1:
        raise broken("not one comparison", entry.place)
    word = words[0]
    entry.only(frozenset({"measure", word.value}))
    measure = entry.text("measure")
    if measure not in measures:
        raise broken("not a measure of this ruleset", entry.at("measure"))
    limit = entry.content[word.value]
    if not isinstance(limit, str):
        return LimitTest(measure, word, number(entry, word.value))
    if limit not in limits:
        raise broken("not a limit of this ruleset", entry.at(word.value))
    return LimitTest(measure, word, limit)
