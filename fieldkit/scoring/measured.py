"""Ages, hours and loads of a case against the limits of a ruleset on a day.

A measure may be uncertain. Every value that it may have is tried: a result is met if it is met for
all of them, and not met if it is met for none. Source of that rule: forms/SOURCES.md.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring.determine import Determination, combined, determine
from fieldkit.scoring.indicators import LimitTest, LimitTests
from fieldkit.scoring.limits import HOLDS
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth

MOST_WORLDS: Final = 4_096
"""How many joint values are tried; beyond it an open result stays open, which is never wrong."""

_SPAN: Final = re.compile(r"(\d+(?:[.,]\d+)?)(?:(\+)|\s*[-\u2013]\s*(\d+(?:[.,]\d+)?))?")


@dataclass(frozen=True, slots=True)
class Span:
    """The values that a measure may have, ends included; `high` is infinite for a lower bound."""

    low: float
    high: float

    @classmethod
    def from_text(cls, text: str) -> "Span | None":
        """Read `14`, `14-15` or `60+`; nothing is `None`, anything else `DATA_CELL`."""
        if not text.strip():
            return None
        found = _SPAN.fullmatch(text.strip())
        if not found:
            raise Known(Code.DATA_CELL, detail="not a number, a range or a lower bound")
        low = float(found[1].replace(",", "."))
        high = math.inf if found[2] else float((found[3] or found[1]).replace(",", "."))
        if high < low:
            raise Known(Code.DATA_CELL, detail="a range that ends before it begins")
        return cls(low, high)


def values_on(measures: Mapping[str, Span], ruleset: Ruleset, day: date) -> dict[str, Truth]:
    """Return what the measures say of each indicator that measures can decide."""
    limits = _limits(ruleset, day)
    return {
        indicator.code: _any(indicator.when, measures, limits)
        for indicator in ruleset.indicators
        if indicator.when
    }


def determine_measured(
    values: Mapping[str, Truth], measures: Mapping[str, Span], ruleset: Ruleset, day: date
) -> Determination:
    """Judge a case by coded values and by measures; a coded value stands where they disagree on no.

    An indicator that the one calls present and the other absent is present. A measure that is not
    in the ruleset is refused with `INDICATOR_UNKNOWN`.
    """
    measures = _completed(measures, ruleset)
    judged = determine(_merged(values, values_on(measures, ruleset, day)), ruleset)
    worlds = [
        determine(_merged(values, values_on(world, ruleset, day)), ruleset)
        for world in _worlds(measures, ruleset, day)
    ]
    return _agreed(judged, worlds, ruleset) if worlds else judged


def _completed(measures: Mapping[str, Span], ruleset: Ruleset) -> Mapping[str, Span]:
    """Return the measures with whole ones cut to what is completed: at eleven and a half, 11."""
    whole = {measure.id: measure.is_whole for measure in ruleset.measures}
    for name in measures:
        if name not in whole:
            raise Known(Code.INDICATOR_UNKNOWN, name=name)
    return {
        name: Span(math.floor(span.low), _floor(span.high)) if whole[name] else span
        for name, span in measures.items()
    }


def _floor(number: float) -> float:
    return number if math.isinf(number) else math.floor(number)


def _merged(coded: Mapping[str, Truth], found: Mapping[str, Truth]) -> dict[str, Truth]:
    merged = dict(coded)
    for code, truth in found.items():
        if merged.get(code, Truth.UNKNOWN) is Truth.UNKNOWN or truth is Truth.TRUE:
            merged[code] = truth
    return merged


def _agreed(judged: Determination, worlds: list[Determination], ruleset: Ruleset) -> Determination:
    """Close what is open one by one and comes out the same whatever the measures are."""
    found = [_statuses(world) for world in worlds]
    closed = {
        name: now if now is not Outcome.UNDETERMINED else _same([each[name] for each in found])
        for name, now in _statuses(judged).items()
    }
    criteria = tuple(
        replace(
            each,
            status=closed["criterion", each.id],
            settled_by=each.settled_by if _is_open(closed["criterion", each.id]) else (),
            settled_in_full=each.settled_in_full or not _is_open(closed["criterion", each.id]),
        )
        for each in judged.criteria
    )
    whole = closed.get(("determination", ""))
    return replace(
        judged,
        criteria=criteria,
        determination=whole,
        settled_by=judged.settled_by if _is_open(whole) else (),
        settled_in_full=judged.settled_in_full or not _is_open(whole),
        readings=tuple(
            replace(each, status=closed["reading", each.id]) for each in judged.readings
        ),
        combination=combined({each.id: each.status for each in criteria}, ruleset.combinations),
    )


def _statuses(judged: Determination) -> dict[tuple[str, str], Outcome]:
    found = {("criterion", each.id): each.status for each in judged.criteria}
    found |= {("reading", each.id): each.status for each in judged.readings}
    if judged.determination is not None:
        found["determination", ""] = judged.determination
    return found


def _same(outcomes: Sequence[Outcome]) -> Outcome:
    return outcomes[0] if len(set(outcomes)) == 1 else Outcome.UNDETERMINED


def _is_open(outcome: Outcome | None) -> bool:
    return outcome is Outcome.UNDETERMINED


def _worlds(
    measures: Mapping[str, Span], ruleset: Ruleset, day: date
) -> Iterator[Mapping[str, Span]]:
    """Yield the measures with every uncertain one fixed, in every way that limits tell apart."""
    bounds = _bounds(ruleset, day)
    points = {
        measure.id: _points(measures[measure.id], bounds.get(measure.id, ()), measure.is_whole)
        for measure in ruleset.measures
        if measure.id in measures
    }
    if math.prod(map(len, points.values())) in range(2, MOST_WORLDS + 1):
        for values in product(*points.values()):
            yield {name: Span(v, v) for name, v in zip(points, values, strict=True)}


def _points(span: Span, bounds: tuple[float, ...], is_whole: bool) -> tuple[float, ...]:
    """Return values of the span so that each way of standing to the bounds has one."""
    high = min(span.high, max((*bounds, span.low)) + 1)
    if is_whole:
        return tuple(float(n) for n in range(math.ceil(span.low), math.floor(high) + 1))
    ends = sorted({span.low, high, *(bound for bound in bounds if span.low < bound < high)})
    between = [(left + right) / 2 for left, right in pairwise(ends)]
    return tuple(sorted((*ends, *between)))


def _bounds(ruleset: Ruleset, day: date) -> Mapping[str, tuple[float, ...]]:
    limits = _limits(ruleset, day)
    found: dict[str, list[float]] = {}
    for indicator in ruleset.indicators:
        for test in (test for tests in indicator.when for test in tests):
            limit = _limit(test, limits)
            if limit is not None:
                found.setdefault(test.measure, []).append(limit)
    return {name: tuple(bounds) for name, bounds in found.items()}


def _limits(ruleset: Ruleset, day: date) -> Mapping[str, float | None]:
    return {limit.id: limit.on(day) for limit in ruleset.limits}


def _limit(test: LimitTest, limits: Mapping[str, float | None]) -> float | None:
    return limits[test.limit] if isinstance(test.limit, str) else test.limit


def _any(
    alternatives: LimitTests, measures: Mapping[str, Span], limits: Mapping[str, float | None]
) -> Truth:
    found = [_all(tests, measures, limits) for tests in alternatives]
    if Truth.TRUE in found:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.FALSE


def _all(
    tests: tuple[LimitTest, ...],
    measures: Mapping[str, Span],
    limits: Mapping[str, float | None],
) -> Truth:
    found = [_holds(test, measures.get(test.measure), _limit(test, limits)) for test in tests]
    if Truth.FALSE in found:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.TRUE


def _holds(test: LimitTest, span: Span | None, limit: float | None) -> Truth:
    if span is None or limit is None:
        return Truth.UNKNOWN
    at_ends = {HOLDS[test.comparison](end, limit) for end in (span.low, span.high)}
    if len(at_ends) > 1:
        return Truth.UNKNOWN
    return Truth.TRUE if at_ends.pop() else Truth.FALSE
