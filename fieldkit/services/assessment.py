"""Assess an interview by every ruleset its form feeds, and say why: indicator, question, answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.interview.evidence import EvidenceItem, evidence
from fieldkit.interview.session import InterviewSession
from fieldkit.scoring.determine import CriterionResult, Determination, determine
from fieldkit.scoring.indicators import Indicator
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth
from fieldkit.services import scope
from fieldkit.services.interviews import language_for
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
    """The determination by each ruleset that fits the interview, by ruleset id."""
    return {
        ruleset.id: determination_by(session, ruleset)
        for ruleset in rulesets_of(session.definition)
        if scope.fits(session, ruleset)
    }


def assess(
    session: InterviewSession, language: str = "en", *, is_finished: bool = False
) -> tuple[Assessment, ...]:
    """Every assessment of an interview as it stands now; `language` is that of the reader.

    Once the interview is finished a ruleset that does not fit is left out; before that, the
    answers that decide whether it fits may be still to come.
    """
    return tuple(
        assess_by(session, ruleset, language)
        for ruleset in rulesets_of(session.definition)
        if not is_finished or scope.fits(session, ruleset)
    )


def assess_by(session: InterviewSession, ruleset: Ruleset, language: str = "en") -> Assessment:
    """The assessment by one ruleset, of whatever version; all is unknown that no form feeds it."""
    values = scope.fed(session, ruleset)
    determination = determine(values, ruleset)
    words = language_for(session, language)
    lines = {
        indicator.code: IndicatorLine(
            indicator,
            _in(indicator.labels, language),
            values.get(indicator.code, Truth.UNKNOWN),
            _evidence(session, ruleset, indicator, words),
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


def determination_by(session: InterviewSession, ruleset: Ruleset) -> Determination:
    """The determination alone, by one ruleset of whatever version."""
    return determine(scope.fed(session, ruleset), ruleset)


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
    session: InterviewSession, ruleset: Ruleset, indicator: Indicator, language: str
) -> tuple[EvidenceItem, ...]:
    code = f"{ruleset.id}/{indicator.code}"
    return evidence(session, code, language) if code in session.definition.indicators else ()


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")
