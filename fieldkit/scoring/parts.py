"""What a ruleset is made of, and the reading of each part from its table in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fieldkit.scoring.expression import Expression, codes_of
from fieldkit.scoring.indicators import (
    Confidence,
    Indicator,
    Kind,
    LimitTests,
    Origin,
    Provenance,
    Stage,
    Strength,
)
from fieldkit.scoring.limits import Limit, Measure, read_tests
from fieldkit.scoring.reading import Entry, broken, in_languages
from fieldkit.scoring.rule import compile_rule, criteria_named, reads_grades

_ORIGIN: Final = frozenset({"provenance", "confidence", "source"})
_NAMED: Final = frozenset({"id", "label"})
_INDICATOR: Final = (
    frozenset({"code", "criterion", "stage", "kind", "strength", "label", "definition", "when"})
    | _ORIGIN
)
_FACT: Final = frozenset({"code", "if_unknown", "label", "definition"}) | _ORIGIN
_GOES_ON: Final = {"go_on": True, "open": False}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A result that a ruleset reports of its own; `reads_grades` if its rule asks for a grade."""

    id: str
    labels: Mapping[str, str]
    rule: Expression
    reads_grades: bool
    enters_determination: bool
    origin: Origin

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators and facts that its rule reads, in the order of the rule."""
        return codes_of(self.rule)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a rule needs to know and that is no indicator of the framework.

    `goes_on`: while nobody knows, the rule is applied as if it were so, and only a clear no
    closes it. Otherwise it is unknown like any indicator.
    """

    indicator: Indicator
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A name that indicators are listed under and that no rule of this ruleset judges."""

    id: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Another determination that the source allows: reported beside, never instead."""

    id: str
    labels: Mapping[str, str]
    rule: Expression
    origin: Origin


@dataclass(frozen=True, slots=True)
class Combination:
    """A name for some criteria met and others not met; given only when all are settled so."""

    id: str
    labels: Mapping[str, str]
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the ruleset rests on; `is_read` false: named, but could not be consulted."""

    key: str
    text: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Written:
    """The rules as the file has them, kept so that they can be compiled with other grades."""

    criteria: tuple[Entry, ...]
    determination: Entry | None
    readings: tuple[Entry, ...]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules over indicator codes: of the criteria by id, the whole, the readings by id."""

    criteria: Mapping[str, Expression]
    determination: Expression | None
    readings: Mapping[str, Expression]


def written(top: Entry, readings: tuple[Entry, ...], facts: Sequence[Fact]) -> Written:
    """Take the tables of rules out of the file, checked for their keys."""
    criteria = top.entries("criteria")
    determination = top.entry("determination") if "determination" in top.content else None
    for entry in (*criteria, *readings):
        entry.only(_NAMED | _ORIGIN | {"rule"})
    if determination:
        determination.only(_ORIGIN | {"rule"})
    return Written(criteria, determination, readings, frozenset(f.indicator.code for f in facts))


def compiled(written: Written, indicators: Sequence[Indicator]) -> Rules:
    """Compile every rule in order; a rule may refer to the criteria above its own."""
    criteria: dict[str, Expression] = {}
    for n, entry in enumerate(written.criteria, start=1):
        if entry.text("id") in criteria:
            raise broken("named twice", f"criteria[{n}]")
        criteria[entry.text("id")] = _rule(entry, indicators, criteria, written)
    whole = written.determination
    return Rules(
        criteria,
        _rule(whole, indicators, criteria, written) if whole else None,
        {e.text("id"): _rule(e, indicators, criteria, written) for e in written.readings},
    )


def with_grades(
    indicators: Sequence[Indicator], grades: Mapping[str, Strength]
) -> tuple[Indicator, ...]:
    """Return the indicators with other grades for some of them."""
    return tuple(
        replace(each, strength=grades[each.code]) if each.code in grades else each
        for each in indicators
    )


def read_criteria(
    written: Written, rules: Rules, languages: frozenset[str]
) -> tuple[Criterion, ...]:
    """Return the criteria in the order of the file."""
    whole = written.determination
    named = criteria_named(whole.entry("rule")) if whole else frozenset()
    graded: dict[str, bool] = {}
    for entry in written.criteria:
        graded[entry.text("id")] = reads_grades(entry.entry("rule"), graded)
    return tuple(
        Criterion(
            id=entry.text("id"),
            labels=in_languages(entry, "label", languages),
            rule=rules.criteria[entry.text("id")],
            reads_grades=graded[entry.text("id")],
            enters_determination=entry.text("id") in named,
            origin=_origin(entry),
        )
        for entry in written.criteria
    )


def read_readings(written: Written, rules: Rules, languages: frozenset[str]) -> tuple[Reading, ...]:
    """Return the other determinations that the source allows."""
    return tuple(
        Reading(
            id=entry.text("id"),
            labels=in_languages(entry, "label", languages),
            rule=rules.readings[entry.text("id")],
            origin=_origin(entry),
        )
        for entry in written.readings
    )


def read_combination(entry: Entry, languages: frozenset[str]) -> Combination:
    """Read a named combination of settled criteria."""
    entry.only(_NAMED | _ORIGIN | {"met", "not_met"})
    met, not_met = entry.texts("met"), entry.texts("not_met")
    if not met and not not_met:
        raise broken("empty list", entry.at("met"))
    labels = in_languages(entry, "label", languages)
    return Combination(entry.text("id"), labels, met, not_met, _origin(entry))


def read_indicators(
    entries: Sequence[Entry],
    languages: frozenset[str],
    measures: Sequence[Measure],
    limits: Sequence[Limit],
) -> tuple[Indicator, ...]:
    """Read the indicators in the order of the file."""
    measure_ids = frozenset(measure.id for measure in measures)
    limit_ids = frozenset(limit.id for limit in limits)
    indicators = []
    for entry in entries:
        entry.only(_INDICATOR)
        indicators.append(_indicator(entry, languages, read_tests(entry, measure_ids, limit_ids)))
    return tuple(indicators)


def read_facts(entries: Sequence[Entry], languages: frozenset[str]) -> tuple[Fact, ...]:
    """Read the facts that rules need beside the indicators."""
    facts = []
    for entry in entries:
        entry.only(_FACT)
        if_unknown = entry.text("if_unknown")
        if if_unknown not in _GOES_ON:
            raise broken("not a word of the format", entry.at("if_unknown"))
        indicator = Indicator(
            code=entry.text("code"),
            criterion="not_applicable",
            stage=Stage.ANY,
            kind=Kind.OTHER,
            strength=Strength.NONE,
            labels=in_languages(entry, "label", languages),
            definitions=_definitions(entry),
            origin=_origin(entry),
            when=(),
        )
        facts.append(Fact(indicator, _GOES_ON[if_unknown]))
    return tuple(facts)


def read_heading(entry: Entry, languages: frozenset[str]) -> Heading:
    """Read a heading that indicators are listed under."""
    entry.only(_NAMED)
    return Heading(entry.text("id"), in_languages(entry, "label", languages))


def read_gap(entry: Entry, languages: frozenset[str]) -> Mapping[str, str]:
    """Read what the sources do not say."""
    entry.only(frozenset({"text"}))
    return in_languages(entry, "text", languages)


def read_source(entry: Entry) -> Source:
    """Read a document that the ruleset rests on."""
    entry.only(frozenset({"key", "text", "read"}))
    return Source(key=entry.text("key"), text=entry.text("text"), is_read=entry.flag("read"))


def read_rule_origin(top: Entry) -> Origin | None:
    """Return where the determination comes from, if there is one."""
    return _origin(top.entry("determination")) if "determination" in top.content else None


def _rule(
    entry: Entry,
    indicators: Sequence[Indicator],
    criteria: Mapping[str, Expression],
    written: Written,
) -> Expression:
    return compile_rule(entry.entry("rule"), indicators, criteria, written.facts)


def _indicator(entry: Entry, languages: frozenset[str], when: LimitTests) -> Indicator:
    return Indicator(
        code=entry.text("code"),
        criterion=entry.text("criterion"),
        stage=entry.word("stage", Stage),
        kind=entry.word("kind", Kind),
        strength=entry.word("strength", Strength),
        labels=in_languages(entry, "label", languages),
        definitions=_definitions(entry),
        origin=_origin(entry),
        when=when,
    )


def _definitions(entry: Entry) -> Mapping[str, str]:
    definitions = entry.by_language("definition")
    if "en" not in definitions:
        raise broken("missing", entry.at("definition.en"))
    return definitions


def _origin(entry: Entry) -> Origin:
    return Origin(
        provenance=entry.word("provenance", Provenance),
        confidence=entry.word("confidence", Confidence),
        source=entry.text("source"),
    )
