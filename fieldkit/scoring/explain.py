"""A determination → ordered reasons: codes, criteria and indicators; the sentences are others'."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.scoring.determine import CriterionResult, Determination
from fieldkit.scoring.expression import Expression, codes_of, holds, requirements
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.needed import needed_codes
from fieldkit.scoring.parts import Criterion
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth


class ReasonCode(StrEnum):
    """What a reason says; its words are in the interface's texts."""

    MET_BY = "met_by"  # these present indicators make the criterion met
    ALSO_PRESENT = "also_present"  # present, and the criterion is met without them
    PRESENT = "present"  # present, and not enough
    MISSING = "missing"  # one of these was needed, and all are absent
    OPEN = "open"  # one of these is needed, and they are unknown
    UNKNOWN = "unknown"  # unknown, and the result stands whatever they are
    GRADE_NOT_VERIFIED = "grade_not_verified"  # the result rests on grades not read in print
    RESTS_ON = "rests_on"  # the determination rests on these criteria
    OUTSIDE_DETERMINATION = "outside_determination"  # met, and not part of the determination
    FACTS_REMAIN = "facts_remain"  # not met or open, and yet these facts are present
    RULESET_NOT_VERIFIED = "ruleset_not_verified"  # show the ruleset's notice


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `criteria` are those it speaks of, none when it is about the ruleset."""

    code: ReasonCode
    criteria: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


def reasons(
    determination: Determination, values: Mapping[str, Truth], ruleset: Ruleset
) -> tuple[Reason, ...]:
    """Explain a determination of these values: criterion by criterion, then the whole.

    Each unfulfilled requirement of a criterion is a `MISSING` or `OPEN` of its own.
    """
    facts = Facts.of(values, ruleset)
    by_criterion = (
        reason
        for result in determination.criteria
        for reason in _of_criterion(result, ruleset.criterion(result.id), facts, ruleset)
    )
    return (*by_criterion, *_of_whole(determination, facts, ruleset))


def _of_criterion(
    result: CriterionResult, criterion: Criterion, facts: Facts, ruleset: Ruleset
) -> Iterator[Reason]:
    read = frozenset(criterion.codes)
    present, unknown = read & facts.told, read & facts.unknown
    if result.status is Outcome.MET:
        deciding = _deciding(criterion.rule, facts)
        listed = [(ReasonCode.MET_BY, deciding), (ReasonCode.ALSO_PRESENT, present - deciding)]
    else:
        listed = [(ReasonCode.PRESENT, present), *_unfulfilled(criterion.rule, facts)]
    listed.append((ReasonCode.UNKNOWN, _without_weight(listed, unknown)))
    if criterion.reads_grades:
        unverified = {code for code in present if not ruleset.indicator(code).is_grade_verified}
        listed.append((ReasonCode.GRADE_NOT_VERIFIED, frozenset(unverified)))
    for code, indicators in listed:
        if indicators:
            yield Reason(code, (criterion.id,), facts.ordered(indicators))


def _deciding(rule: Expression, facts: Facts) -> frozenset[str]:
    """Return the codes told present that some smallest way of meeting the rule needs."""
    return needed_codes(rule, facts.assumed, facts.told)


def _unfulfilled(rule: Expression, facts: Facts) -> Iterable[tuple[ReasonCode, frozenset[str]]]:
    closed = facts.absent & facts.goes_on & frozenset(codes_of(rule))
    if closed:  # a clear no to what the rule is about: the rest was never a question
        yield ReasonCode.MISSING, closed
        return
    for requirement in requirements(rule):
        codes = frozenset(codes_of(requirement))
        if not holds(requirement, facts.possible):
            yield ReasonCode.MISSING, codes - facts.present
        elif not holds(requirement, facts.present):
            yield ReasonCode.OPEN, codes & facts.unknown


def _without_weight(
    listed: Iterable[tuple[ReasonCode, frozenset[str]]], unknown: frozenset[str]
) -> frozenset[str]:
    """Return the unknown codes that no open requirement has listed."""
    opened = (codes for code, codes in listed if code is ReasonCode.OPEN)
    return unknown.difference(*opened)


def _of_whole(determination: Determination, facts: Facts, ruleset: Ruleset) -> Iterator[Reason]:
    outcome = determination.determination
    if outcome is not None:
        within = {criterion.id for criterion in ruleset.criteria if criterion.enters_determination}
        results = determination.criteria
        carrying = tuple(r.id for r in results if r.id in within and r.status is outcome)
        beside = tuple(r.id for r in results if r.id not in within and r.status is Outcome.MET)
        if carrying:
            yield Reason(ReasonCode.RESTS_ON, carrying)
        if beside:
            yield Reason(ReasonCode.OUTSIDE_DETERMINATION, beside)
        if outcome is Outcome.MET and ruleset.rule:
            of_criteria = {code for each in ruleset.criteria for code in each.codes}
            automatic = _deciding(ruleset.rule, facts) - of_criteria
            if automatic:
                yield Reason(ReasonCode.MET_BY, (), facts.ordered(automatic))
        told = facts.told & frozenset(ruleset.codes)
        if outcome is not Outcome.MET and told:
            yield Reason(ReasonCode.FACTS_REMAIN, (), facts.ordered(told))
    if not ruleset.status_verified:
        yield Reason(ReasonCode.RULESET_NOT_VERIFIED)
