"""A ruleset: criteria, indicators and rule of one framework, read from its TOML file and checked.

The file is the only place that knows indicator codes; no module does.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring import parts
from fieldkit.scoring.expression import Expression
from fieldkit.scoring.indicators import Indicator, Origin, Strength
from fieldkit.scoring.limits import Limit, Measure, read_limits, read_measures
from fieldkit.scoring.parts import (
    Combination,
    Criterion,
    Fact,
    Heading,
    Reading,
    Rules,
    Source,
    Written,
)
from fieldkit.scoring.reading import Entry, broken, in_languages

NOT_APPLICABLE: Final = "not_applicable"
"""The criterion of an indicator that its framework places under none."""

_STATUS: Final = frozenset({"version", "verified_against_print", "notice", "declared_uncovered"})
_OPTIONAL: Final = frozenset(
    {"determination", "headings", "facts", "readings", "combinations", "measures", "limits", "gaps"}
)
_TOP: Final = _STATUS | {"id", "title", "criteria", "sources", "indicators"} | _OPTIONAL


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One framework of indicators with its rule, as data.

    `rule` is the determination over indicator codes, `None` for a framework that reports flags
    and no verdict. `sha256` is of the file with lines ended by LF, so that a checkout on Windows
    is the same ruleset. Indicators in `declared_uncovered` need no form to feed them. `gaps` say
    where the sources are silent, by language.
    """

    id: str
    version: str
    sha256: str
    status_verified: bool
    titles: Mapping[str, str]
    notices: Mapping[str, str]
    gaps: tuple[Mapping[str, str], ...]
    headings: tuple[Heading, ...]
    criteria: tuple[Criterion, ...]
    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]
    rule: Expression | None
    rule_origin: Origin | None
    readings: tuple[Reading, ...]
    combinations: tuple[Combination, ...]
    measures: tuple[Measure, ...]
    limits: tuple[Limit, ...]
    sources: tuple[Source, ...]
    declared_uncovered: tuple[str, ...]
    written: Written = field(repr=False, compare=False)

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all indicators, in the order of the file."""
        return tuple(indicator.code for indicator in self.indicators)

    @property
    def stated(self) -> tuple[str, ...]:
        """Every code that a case may state: the indicators, then the facts."""
        return (*self.codes, *(fact.indicator.code for fact in self.facts))

    @property
    def assumed(self) -> frozenset[str]:
        """The facts that a rule goes on with unless there is a clear no."""
        return frozenset(fact.indicator.code for fact in self.facts if fact.goes_on)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every title and label has."""
        return tuple(self.titles)

    def indicator(self, code: str) -> Indicator:
        """Return what a code stands for; `INDICATOR_UNKNOWN` names a code that is not here."""
        for indicator in (*self.indicators, *(fact.indicator for fact in self.facts)):
            if indicator.code == code:
                return indicator
        raise Known(Code.INDICATOR_UNKNOWN, name=code)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion by its id, which must be one of this ruleset's."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)

    def limit(self, limit_id: str) -> Limit:
        """Return a limit by its id, which must be one of this ruleset's."""
        return next(limit for limit in self.limits if limit.id == limit_id)

    def regraded(self, grades: Mapping[str, Strength]) -> Rules:
        """Return what the rules would be if these indicators had these grades."""
        return parts.compiled(self.written, parts.with_grades(self.indicators, grades))


def load(path: Path) -> Ruleset:
    """Read a ruleset's file; `FILE_MISSING` or `RULESET_BROKEN` with the place in the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Known(Code.FILE_MISSING, file=path.name) from error
    return parse(content)


def parse(content: bytes) -> Ruleset:
    """Read a ruleset from the bytes of its file; `RULESET_BROKEN` with the place in the file."""
    content = content.replace(b"\r\n", b"\n")
    top = _top(content)
    titles = top.by_language("title")
    if "en" not in titles:  # what a reader of any other language falls back to
        raise broken("missing", "title.en")
    languages = frozenset(titles)
    measures = read_measures(_optional(top, "measures"), languages)
    limits = read_limits(_optional(top, "limits"), languages)
    indicators = parts.read_indicators(top.entries("indicators"), languages, measures, limits)
    facts = parts.read_facts(_optional(top, "facts"), languages)
    _refuse_twice([i.code for i in (*indicators, *(f.indicator for f in facts))], "indicators")
    written = parts.written(top, _optional(top, "readings"), facts)
    rules = parts.compiled(written, indicators)
    ruleset = Ruleset(
        id=top.text("id"),
        version=top.text("version"),
        sha256=hashlib.sha256(content).hexdigest(),
        status_verified=top.flag("verified_against_print"),
        titles=titles,
        notices=in_languages(top, "notice", languages),
        gaps=tuple(parts.read_gap(entry, languages) for entry in _optional(top, "gaps")),
        headings=tuple(parts.read_heading(e, languages) for e in _optional(top, "headings")),
        criteria=parts.read_criteria(written, rules, languages),
        indicators=indicators,
        facts=facts,
        rule=rules.determination,
        rule_origin=parts.read_rule_origin(top),
        readings=parts.read_readings(written, rules, languages),
        combinations=tuple(
            parts.read_combination(entry, languages) for entry in _optional(top, "combinations")
        ),
        measures=measures,
        limits=limits,
        sources=tuple(parts.read_source(entry) for entry in top.entries("sources")),
        declared_uncovered=top.texts("declared_uncovered"),
        written=written,
    )
    _check_names(ruleset)
    return ruleset


def _top(content: bytes) -> Entry:
    try:
        top = Entry(tomllib.loads(content.decode()), "")
    except UnicodeDecodeError as error:
        raise broken("not UTF-8", f"byte {error.start + 1}") from error
    except tomllib.TOMLDecodeError as error:
        raise broken(f"not TOML: {error}", "") from error
    top.only(_TOP)
    return top


def _optional(top: Entry, key: str) -> tuple[Entry, ...]:
    return top.entries(key) if key in top.content else ()


def _check_names(ruleset: Ruleset) -> None:
    criteria = [criterion.id for criterion in ruleset.criteria]
    headings = [heading.id for heading in ruleset.headings]
    for n, indicator in enumerate(ruleset.indicators, start=1):
        if indicator.criterion not in {*criteria, *headings, NOT_APPLICABLE}:
            raise broken("not a criterion of this ruleset", f"indicators[{n}].criterion")
    for n, combination in enumerate(ruleset.combinations, start=1):
        if not set(criteria).issuperset((*combination.met, *combination.not_met)):
            raise broken("not a criterion of this ruleset", f"combinations[{n}]")
    if not set(ruleset.codes).issuperset(ruleset.declared_uncovered):
        raise broken("not an indicator of this ruleset", "declared_uncovered")
    _refuse_twice([source.key for source in ruleset.sources], "sources")
    _refuse_twice([*criteria, *headings], "headings")
    _refuse_twice([reading.id for reading in ruleset.readings], "readings")
    _refuse_twice([combination.id for combination in ruleset.combinations], "combinations")
    _refuse_twice([limit.id for limit in ruleset.limits], "limits")
    names = [*ruleset.stated, *(measure.id for measure in ruleset.measures)]
    _refuse_twice(names, "measures")  # each is a column of a table of cases


def _refuse_twice(names: Sequence[str], place: str) -> None:
    for n, name in enumerate(names, start=1):
        if name in names[: n - 1]:
            raise broken("named twice", f"{place}[{n}]")
