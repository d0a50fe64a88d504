"""The same cases under two rulesets: what changed, and whether grades or rules changed it.

Pure. The cause is found by trying: the old rules over the new indicators, and the new rules over
the old indicators. Whichever alone gives the new result is what changed it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.errors import Known
from fieldkit.scoring.determine import WHOLE
from fieldkit.scoring.expression import Expression, codes_of, holds
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.indicators import Indicator
from fieldkit.scoring.parts import Rules, compiled
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth


class Cause(StrEnum):
    """What changed a result."""

    GRADES = "grades"  # what the ruleset says of indicators: grade, stage, kind, place, new ones
    RULE = "rule"  # the rule of the criterion or of the whole
    EITHER = "either"  # each alone would have done it
    BOTH = "both"  # only the two together
    OTHER_RULESET = "other_ruleset"  # not two versions of one: nothing to try
    UNTOLD = "untold"  # the rules of one do not fit the indicators of the other


class Aspect(StrEnum):
    """In what two rulesets differ."""

    ADDED = "added"
    REMOVED = "removed"
    GRADE = "grade"
    STAGE = "stage"
    KIND = "kind"
    PLACE = "place"  # the criterion that an indicator is listed under
    RULE = "rule"
    CRITERION_ADDED = "criterion_added"
    CRITERION_REMOVED = "criterion_removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of two rulesets, in an indicator or a criterion, by its name."""

    aspect: Aspect
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Coded:
    """One case: its values as it feeds each of the two rulesets."""

    case_code: str
    before: Mapping[str, Truth]
    after: Mapping[str, Truth]


@dataclass(frozen=True, slots=True)
class Change:
    """One result of one case that both rulesets give and that is another now.

    `name` is a criterion or `WHOLE`. `indicators` are those with a difference that the case has or
    may have, and that the rule reads.
    """

    case_code: str
    name: str
    before: Outcome
    after: Outcome
    cause: Cause
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All cases under both rulesets; `flows` counts cases by name, before and after.

    An outcome of a flow is None where that ruleset does not give the result.
    """

    cases: int
    changed: int
    flows: Mapping[tuple[str, Outcome | None, Outcome | None], int]
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    @property
    def causes(self) -> Mapping[Cause, int]:
        """How many changes each cause made."""
        return Counter(change.cause for change in self.changes)


def compare(cases: Iterable[Coded], old: Ruleset, new: Ruleset) -> Comparison:
    """Judge every case twice and explain what is another; the order of cases is kept."""
    pair = _Pair(old, new)
    flows: Counter[tuple[str, Outcome | None, Outcome | None]] = Counter()
    changes: list[Change] = []
    every = tuple(cases)
    for case in every:
        for name, before, after in pair.results(case):
            flows[name, before, after] += 1
            if before is not None and after is not None and before is not after:
                changes.append(pair.explained(case, name, before, after))
    return Comparison(
        len(every),
        len({change.case_code for change in changes}),
        {flow: flows[flow] for flow in sorted(flows, key=pair.place)},
        pair.differences,
        tuple(changes),
    )


def differences(old: Ruleset, new: Ruleset) -> tuple[Difference, ...]:
    """Every difference that can change a result: indicators, then criteria and the whole."""
    return (*_of_indicators(old, new), *_of_rules(old, new))


class _Pair:
    """Two rulesets, and what each one's rules make of the other's indicators."""

    def __init__(self, old: Ruleset, new: Ruleset) -> None:
        self._old, self._new = old, new
        self._before, self._after = _named(_rules(old)), _named(_rules(new))
        self.differences = differences(old, new)
        is_one = old.id == new.id
        self._by_grades = _tried(old, new.indicators) if is_one else None
        self._by_rule = _tried(new, old.indicators) if is_one else None
        self._touched = {d.name for d in self.differences}

    def results(self, case: Coded) -> Iterator[tuple[str, Outcome | None, Outcome | None]]:
        before = Facts.of(case.before, self._old)
        after = Facts.of(case.after, self._new)
        for name in dict.fromkeys((*self._before, *self._after)):
            yield (
                name,
                _outcome(self._before.get(name), before.present, before.possible),
                _outcome(self._after.get(name), after.present, after.possible),
            )

    def place(self, flow: tuple[str, Outcome | None, Outcome | None]) -> tuple[int, str, str]:
        """Where a count stands in a table: by the order of the rules, then by outcome."""
        name, before, after = flow
        names = list(dict.fromkeys((*self._before, *self._after)))
        return (names.index(name), before or "", after or "")

    def explained(self, case: Coded, name: str, before: Outcome, after: Outcome) -> Change:
        old, new = Facts.of(case.before, self._old), Facts.of(case.after, self._new)
        present, possible = old.present | new.present, old.possible | new.possible
        read = [
            code
            for rules in (self._before, self._after)
            if name in rules
            for code in codes_of(rules[name])
        ]
        told = [code for code in dict.fromkeys(read) if code in possible & self._touched]
        cause = self._cause(name, after, present, possible)
        return Change(case.case_code, name, before, after, cause, tuple(told))

    def _cause(
        self, name: str, after: Outcome, present: frozenset[str], possible: frozenset[str]
    ) -> Cause:
        if self._old.id != self._new.id:
            return Cause.OTHER_RULESET
        if self._by_grades is None or self._by_rule is None:
            return Cause.UNTOLD
        grades = _outcome(self._by_grades.get(name), present, possible) is after
        rule = _outcome(self._by_rule.get(name), present, possible) is after
        if grades and rule:
            return Cause.EITHER
        if grades or rule:
            return Cause.GRADES if grades else Cause.RULE
        return Cause.BOTH


def _of_indicators(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    before = {each.code: each for each in old.indicators}
    after = {each.code: each for each in new.indicators}
    for code in dict.fromkeys((*before, *after)):
        if code not in after:
            yield Difference(Aspect.REMOVED, code, before[code].strength.value, "")
        elif code not in before:
            yield Difference(Aspect.ADDED, code, "", after[code].strength.value)
        else:
            yield from _of_indicator(before[code], after[code])


def _of_indicator(before: Indicator, after: Indicator) -> Iterator[Difference]:
    for aspect, was, now in (
        (Aspect.GRADE, before.strength.value, after.strength.value),
        (Aspect.STAGE, before.stage.value, after.stage.value),
        (Aspect.KIND, before.kind.value, after.kind.value),
        (Aspect.PLACE, before.criterion, after.criterion),
    ):
        if was != now:
            yield Difference(aspect, before.code, was, now)


def _of_rules(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    """Criteria that come or go, and rules that differ as they are written, grades left aside."""
    before, after = _written(old), _written(new)
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield Difference(Aspect.CRITERION_REMOVED, name, "", "")
        elif name not in before:
            yield Difference(Aspect.CRITERION_ADDED, name, "", "")
        elif before[name] != after[name]:
            yield Difference(Aspect.RULE, name, before[name], after[name])


def _written(ruleset: Ruleset) -> Mapping[str, str]:
    written = ruleset.written
    rules = {entry.text("id"): repr(entry.entry("rule").content) for entry in written.criteria}
    if written.determination:
        rules[WHOLE] = repr(written.determination.entry("rule").content)
    return rules


def _tried(rules_of: Ruleset, indicators: Sequence[Indicator]) -> Mapping[str, Expression] | None:
    """The rules of one version over the indicators of another; None where they do not fit."""
    try:
        return _named(compiled(rules_of.written, indicators))
    except Known:
        return None


def _rules(ruleset: Ruleset) -> Rules:
    return compiled(ruleset.written, ruleset.indicators)


def _named(rules: Rules) -> Mapping[str, Expression]:
    whole = {WHOLE: rules.determination} if rules.determination else {}
    return {**rules.criteria, **whole}


def _outcome(
    rule: Expression | None, present: frozenset[str], possible: frozenset[str]
) -> Outcome | None:
    return None if rule is None else Outcome.between(holds(rule, present), holds(rule, possible))
