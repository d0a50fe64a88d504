"""What a result owes to grades that nobody has checked in print: would the other grade change it?

Each grade is turned alone, strong to medium or medium to strong, and the rules are applied again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fieldkit.scoring.expression import Expression
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.indicators import Strength
from fieldkit.scoring.parts import Rules
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth

OTHER_GRADE: Final[Mapping[Strength, Strength]] = {
    Strength.STRONG: Strength.MEDIUM,
    Strength.MEDIUM: Strength.STRONG,
}

_Holds = Callable[[int], bool]
"""A rule over a set of codes as the bits of a number: many rules are tried for one case."""


@dataclass(frozen=True, slots=True)
class Change:
    """What another grade of one indicator would make of a case.

    `determination` is `None` where it stays; `criteria` are those that would change, by id.
    """

    indicator: str
    grade: Strength
    instead: Strength
    determination: Outcome | None
    criteria: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Whether a result stands or falls with a grade that is not verified against print.

    `tried` counts the unverified grades of the ruleset; `changes` hold those that matter here.
    """

    tried: int
    changes: tuple[Change, ...]

    @property
    def deciding(self) -> tuple[str, ...]:
        """The indicators with an unverified grade that the determination turns on."""
        return tuple(change.indicator for change in self.changes if change.determination)


def sensitivity(values: Mapping[str, Truth], ruleset: Ruleset) -> Sensitivity:
    """Try the other grade of every unverified indicator of a case, one at a time."""
    facts = Facts.of(values, ruleset)
    bits = {code: 1 << n for n, code in enumerate(ruleset.stated)}
    low = sum(bits[code] for code in facts.present)
    high = sum(bits[code] for code in facts.possible)
    trials = _trials(ruleset)
    now = {name: _outcome(rule, low, high) for name, rule in trials.now.items()}
    changes = []
    for code, instead in trials.instead.items():
        if code in facts.absent:  # a grade of what is not there changes nothing
            continue
        then = {name: _outcome(rule, low, high) for name, rule in instead.items()}
        changed = {name: found for name, found in then.items() if found is not now[name]}
        if changed:
            grade = ruleset.indicator(code).strength
            whole = changed.pop("", None)
            changes.append(Change(code, grade, OTHER_GRADE[grade], whole, changed))
    return Sensitivity(len(trials.instead), tuple(changes))


def as_json(found: Sensitivity) -> dict[str, object]:
    """Return what the command line prints of a case's sensitivity."""
    return {
        "grades_not_verified": found.tried,
        "would_change_determination": list(found.deciding),
        "changes": [
            {
                "indicator": change.indicator,
                "grade": change.grade.value,
                "if": change.instead.value,
                "determination": change.determination and change.determination.value,
                "criteria": {name: status.value for name, status in change.criteria.items()},
            }
            for change in found.changes
        ],
    }


@dataclass(frozen=True, slots=True)
class _Trials:
    """Rules by criterion, "" the whole: as they are, and those that another grade changes."""

    now: Mapping[str, _Holds]
    instead: Mapping[str, Mapping[str, _Holds]]


@lru_cache(maxsize=16)
def _trials(ruleset: Ruleset) -> _Trials:
    bits = {code: 1 << n for n, code in enumerate(ruleset.stated)}
    now = _named(ruleset.regraded({}))
    instead = {}
    for indicator in ruleset.indicators:
        if indicator.is_grade_verified or indicator.strength not in OTHER_GRADE:
            continue
        grades = {indicator.code: OTHER_GRADE[indicator.strength]}
        rules = _named(ruleset.regraded(grades))
        instead[indicator.code] = {
            name: _compiled(rule, bits) for name, rule in rules.items() if rule != now[name]
        }
    return _Trials({name: _compiled(rule, bits) for name, rule in now.items()}, instead)


def _named(rules: Rules) -> Mapping[str, Expression]:
    whole = {"": rules.determination} if rules.determination else {}
    return {**rules.criteria, **whole}


def _outcome(rule: _Holds, low: int, high: int) -> Outcome:
    return Outcome.between(rule(low), rule(high))


def _compiled(rule: Expression, bits: Mapping[str, int]) -> _Holds:
    if rule[0] == "code":
        bit = bits[rule[1]]
        return lambda on: bool(on & bit)
    codes = [part[1] for part in rule[1] if part[0] == "code"]
    if rule[0] == "any" and len(codes) == len(rule[1]):
        mask = sum(bits[code] for code in codes)
        return lambda on: bool(on & mask)
    parts = [_compiled(part, bits) for part in rule[1]]
    if rule[0] == "any":
        return lambda on: any(part(on) for part in parts)
    if rule[0] == "all":
        return lambda on: all(part(on) for part in parts)
    least = rule[2]
    return lambda on: sum(part(on) for part in parts) >= least
