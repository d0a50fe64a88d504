"""A ruleset: criteria, indicators and rule of one framework, read from its TOML file and checked.

The file is the only place that knows indicator codes; no module does.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring.expression import Expression, codes_of
from fieldkit.scoring.indicators import (
    Confidence,
    Indicator,
    Kind,
    Origin,
    Provenance,
    Stage,
    Strength,
)
from fieldkit.scoring.reading import Entry, broken
from fieldkit.scoring.rule import compile_rule, criteria_named, reads_grades

NOT_APPLICABLE: Final = "not_applicable"
"""The criterion of an indicator that its framework places under none."""

_STATUS: Final = frozenset({"version", "verified_against_print", "notice", "declared_uncovered"})
_TOP: Final = _STATUS | {"id", "title", "criteria", "determination", "sources", "indicators"}
_ORIGIN: Final = frozenset({"provenance", "confidence", "source"})
_CRITERION: Final = frozenset({"id", "label", "rule"}) | _ORIGIN
_INDICATOR: Final = (
    frozenset({"code", "criterion", "stage", "kind", "strength", "label", "definition"}) | _ORIGIN
)


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
        """The indicators that its rule reads, in the order of the file."""
        return codes_of(self.rule)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the ruleset rests on; `is_read` false: named, but could not be consulted."""

    key: str
    text: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One framework of indicators with its rule, as data.

    `rule` is the determination over indicator codes, `None` for a framework that reports flags
    and no verdict. `sha256` is of the file with lines ended by LF, so that a checkout on Windows
    is the same ruleset. Indicators in `declared_uncovered` need no form to feed them.
    """

    id: str
    version: str
    sha256: str
    status_verified: bool
    titles: Mapping[str, str]
    notices: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    indicators: tuple[Indicator, ...]
    rule: Expression | None
    rule_origin: Origin | None
    sources: tuple[Source, ...]
    declared_uncovered: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all indicators, in the order of the file."""
        return tuple(indicator.code for indicator in self.indicators)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every title and label has."""
        return tuple(self.titles)

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of a code; `INDICATOR_UNKNOWN` names a code that is not here."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise Known(Code.INDICATOR_UNKNOWN, name=code)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion by its id, which must be one of this ruleset's."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)


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
    try:
        top = Entry(tomllib.loads(content.decode()), "")
    except UnicodeDecodeError as error:
        raise broken("not UTF-8", f"byte {error.start + 1}") from error
    except tomllib.TOMLDecodeError as error:
        raise broken(f"not TOML: {error}", "") from error
    top.only(_TOP)
    titles = top.by_language("title")
    if "en" not in titles:  # what a reader of any other language falls back to
        raise broken("missing", "title.en")
    languages = frozenset(titles)
    indicators = tuple(_indicator(entry, languages) for entry in top.entries("indicators"))
    _refuse_twice([indicator.code for indicator in indicators], "indicators")
    drafts = _criteria(top.entries("criteria"), indicators, languages)
    rule, rule_origin, named = _determination(top, indicators, drafts)
    ruleset = Ruleset(
        id=top.text("id"),
        version=top.text("version"),
        sha256=hashlib.sha256(content).hexdigest(),
        status_verified=top.flag("verified_against_print"),
        titles=titles,
        notices=_in_languages(top, "notice", languages),
        criteria=tuple(
            replace(criterion, enters_determination=criterion.id in named) for criterion in drafts
        ),
        indicators=indicators,
        rule=rule,
        rule_origin=rule_origin,
        sources=tuple(_source(entry) for entry in top.entries("sources")),
        declared_uncovered=top.texts("declared_uncovered"),
    )
    _check_names(ruleset)
    return ruleset


def _criteria(
    entries: Sequence[Entry], indicators: Sequence[Indicator], languages: frozenset[str]
) -> tuple[Criterion, ...]:
    """Compile the criteria in order; a rule may refer to the criteria above its own."""
    criteria: dict[str, Criterion] = {}
    for entry in entries:
        entry.only(_CRITERION)
        criterion_id, rule = entry.text("id"), entry.entry("rule")
        _refuse_twice([*criteria, criterion_id], "criteria")
        compiled = {name: criterion.rule for name, criterion in criteria.items()}
        expression = compile_rule(rule, indicators, compiled)
        graded = {name: criterion.reads_grades for name, criterion in criteria.items()}
        criteria[criterion_id] = Criterion(
            id=criterion_id,
            labels=_in_languages(entry, "label", languages),
            rule=expression,
            reads_grades=reads_grades(rule, graded),
            enters_determination=False,
            origin=_origin(entry),
        )
    return tuple(criteria.values())


def _determination(
    top: Entry, indicators: Sequence[Indicator], criteria: Sequence[Criterion]
) -> tuple[Expression | None, Origin | None, frozenset[str]]:
    """Return the determination, where it comes from, and the criteria that it names."""
    if "determination" not in top.content:
        return None, None, frozenset()
    entry = top.entry("determination")
    entry.only(_ORIGIN | {"rule"})
    rule = entry.entry("rule")
    expression = compile_rule(rule, indicators, {each.id: each.rule for each in criteria})
    return expression, _origin(entry), criteria_named(rule)


def _indicator(entry: Entry, languages: frozenset[str]) -> Indicator:
    entry.only(_INDICATOR)
    definitions = entry.by_language("definition")
    if "en" not in definitions:
        raise broken("missing", entry.at("definition.en"))
    return Indicator(
        code=entry.text("code"),
        criterion=entry.text("criterion"),
        stage=entry.word("stage", Stage),
        kind=entry.word("kind", Kind),
        strength=entry.word("strength", Strength),
        labels=_in_languages(entry, "label", languages),
        definitions=definitions,
        origin=_origin(entry),
    )


def _origin(entry: Entry) -> Origin:
    return Origin(
        provenance=entry.word("provenance", Provenance),
        confidence=entry.word("confidence", Confidence),
        source=entry.text("source"),
    )


def _source(entry: Entry) -> Source:
    entry.only(frozenset({"key", "text", "read"}))
    return Source(key=entry.text("key"), text=entry.text("text"), is_read=entry.flag("read"))


def _in_languages(entry: Entry, key: str, languages: frozenset[str]) -> Mapping[str, str]:
    """Return a text in the languages of the title: no more and no fewer."""
    texts = entry.by_language(key)
    if texts.keys() != languages:
        raise broken("not in the languages of the title", entry.at(key))
    return texts


def _check_names(ruleset: Ruleset) -> None:
    criteria = {criterion.id for criterion in ruleset.criteria} | {NOT_APPLICABLE}
    for n, indicator in enumerate(ruleset.indicators, start=1):
        if indicator.criterion not in criteria:
            raise broken("not a criterion of this ruleset", f"indicators[{n}].criterion")
    if not set(ruleset.codes).issuperset(ruleset.declared_uncovered):
        raise broken("not an indicator of this ruleset", "declared_uncovered")
    _refuse_twice([source.key for source in ruleset.sources], "sources")


def _refuse_twice(names: Sequence[str], place: str) -> None:
    for n, name in enumerate(names, start=1):
        if name in names[: n - 1]:
            raise broken("named twice", f"{place}[{n}]")
