"""Assess an interview by every ruleset its form feeds, and say why: indicator, question, answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.interview import serialise
from fieldkit.interview.evidence import EvidenceItem, evidence
from fieldkit.interview.session import InterviewSession
from fieldkit.scoring.determine import CriterionResult, Determination, determine, read_fed
from fieldkit.scoring.indicators import Indicator
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth
from fieldkit.services.library import rulesets_of


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of a case with the answers that decided it, in the order they were asked."""

    indicator: Indicator
    label: str
    truth: Truth
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class CriterionLines:
    """One criterion: its result, and its indicators by value."""

    result: CriterionResult
    label: str
    present: tuple[IndicatorLine, ...]
    absent: tuple[IndicatorLine, ...]
    unknown: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One determination with everything a person needs to follow it back to the answers.

    `ask_again` holds the smallest sets of unknown indicators that would settle the determination,
    each with the questions that feed it. `notice` is the ruleset's own warning in the language
    asked for, "" once its grades are checked against print. `lines` has every indicator and fact
    of the ruleset by code, whether a criterion reads it or not.
    """

    ruleset: Ruleset
    title: str
    notice: str
    determination: Determination
    criteria: tuple[CriterionLines, ...]
    ask_again: tuple[tuple[IndicatorLine, ...], ...]
    lines: Mapping[str, IndicatorLine]


def determinations(session: InterviewSession) -> Mapping[str, Determination]:
    """The determination by each ruleset that the form feeds, by ruleset id."""
    indicators = serialise.indicators(session)
    return {
        ruleset.id: determine(_fed(indicators, ruleset), ruleset)
        for ruleset in rulesets_of(session.definition)
    }


def assess(session: InterviewSession, language: str = "en") -> tuple[Assessment, ...]:
    """Every assessment of an interview as it stands now; `language` is that of the reader."""
    return tuple(
        assess_by(session, ruleset, language) for ruleset in rulesets_of(session.definition)
    )


def assess_by(session: InterviewSession, ruleset: Ruleset, language: str = "en") -> Assessment:
    """The assessment by one ruleset, of whatever version; all is unknown that no form feeds it."""
    return _assessment(session, ruleset, serialise.indicators(session), language)


def determination_by(session: InterviewSession, ruleset: Ruleset) -> Determination:
    """The determination alone, by one ruleset of whatever version."""
    return determine(_fed(serialise.indicators(session), ruleset), ruleset)


def _fed(indicators: Mapping[str, str], ruleset: Ruleset) -> Mapping[str, Truth]:
    """What a form tells this ruleset; a code it does not have is no reason to hold back a case."""
    known = {f"{ruleset.id}/{code}" for code in ruleset.stated}
    return read_fed({c: text for c, text in indicators.items() if c in known}, ruleset)


def _assessment(
    session: InterviewSession, ruleset: Ruleset, indicators: Mapping[str, str], language: str
) -> Assessment:
    values = _fed(indicators, ruleset)
    determination = determine(values, ruleset)
    lines = {
        indicator.code: IndicatorLine(
            indicator,
            _in(indicator.labels, language),
            values.get(indicator.code, Truth.UNKNOWN),
            _evidence(session, ruleset, indicator),
        )
        for indicator in map(ruleset.indicator, ruleset.stated)
    }
    return Assessment(
        ruleset,
        _in(ruleset.titles, language),
        _in(ruleset.notices, language),
        determination,
        tuple(_criterion(ruleset, result, lines, language) for result in determination.criteria),
        tuple(tuple(lines[code] for code in codes) for codes in determination.settled_by),
        lines,
    )


def _criterion(
    ruleset: Ruleset,
    result: CriterionResult,
    lines: Mapping[str, IndicatorLine],
    language: str,
) -> CriterionLines:
    criterion = ruleset.criterion(result.id)
    mine = [lines[code] for code in criterion.codes]
    return CriterionLines(
        result,
        _in(criterion.labels, language),
        *(
            tuple(line for line in mine if line.truth is truth)
            for truth in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
        ),
    )


def _evidence(
    session: InterviewSession, ruleset: Ruleset, indicator: Indicator
) -> tuple[EvidenceItem, ...]:
    code = f"{ruleset.id}/{indicator.code}"
    return evidence(session, code) if code in session.definition.indicators else ()


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")
