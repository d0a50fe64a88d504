"""From indicator values and a ruleset to a determination: pure, total over values, deterministic.

Every rule is bounded by two evaluations, with each unknown taken as absent and as present, so an
unknown never counts as no: ours, see forms/SOURCES.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring.expression import Expression, holds
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.indicators import Strength
from fieldkit.scoring.needed import SmallestSets, smallest_sets
from fieldkit.scoring.parts import Combination, Criterion
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth

MOST_SETS: Final = 500
"""How many sets that settle are listed; the grades of 2012 give 363 where nothing is known."""

WHOLE: Final = "determination"
"""The name of the determination beside the ids of the criteria."""

CodeSets = tuple[tuple[str, ...], ...]

READING: Final = "reading."
"""Before the id of another determination that the source allows, beside the ids of the criteria."""

_OPEN: Final = Outcome.UNDETERMINED
_SETTLED: Final = SmallestSets((), are_all=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many indicators of one grade are present, absent and unknown."""

    present: int
    absent: int
    unknown: int

    @property
    def answered(self) -> int:
        """Those that an answer decided."""
        return self.present + self.absent


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What the answers say of one criterion, counted over the indicators that its rule reads.

    `index` is a description of ours, never the ILO's: (2 · strong present + medium present) /
    (2 · strong answered + medium answered), from 0 to 1; `None` when no graded indicator is
    answered. It enters no rule. `settled_by` and `settled_in_full` are as in `Determination`.
    """

    id: str
    status: Outcome
    strong: Counts
    medium: Counts
    index: float | None
    settled_by: CodeSets
    settled_in_full: bool = True


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What another determination says that the source allows."""

    id: str
    status: Outcome


@dataclass(frozen=True, slots=True)
class Listing:
    """Every indicator of the ruleset by its value, in the order of the ruleset."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Determination:
    """The result of one case under one ruleset; recomputed, never edited.

    `determination` is `None` for a ruleset without one. `settled_by` is empty unless it is
    undetermined; then it holds the smallest sets of unknown indicators whose presence would make
    it met, all of the one size, in the order of the ruleset. `settled_in_full` is false where these
    are the first `MOST_SETS` of more. `combination` is the name that the framework gives to
    criteria settled so, `None` while any of them is open. A framework without a rule is read off
    `listed`.
    """

    criteria: tuple[CriterionResult, ...]
    determination: Outcome | None
    settled_by: CodeSets
    readings: tuple[ReadingResult, ...]
    combination: str | None
    listed: Listing
    ruleset_id: str
    version: str
    sha256: str
    settled_in_full: bool = True

    def criterion(self, criterion_id: str) -> CriterionResult:
        """Return the result of a criterion of the ruleset."""
        return next(result for result in self.criteria if result.id == criterion_id)


def determine(values: Mapping[str, Truth], ruleset: Ruleset) -> Determination:
    """Judge a case; a code that is not in `values` is unknown.

    A code that is not in the ruleset is refused with `INDICATOR_UNKNOWN`: passing over a mistyped
    one would make a fact unknown.
    """
    facts = Facts.of(values, ruleset)
    found = outcomes(facts, ruleset)
    whole = found.get(WHOLE)
    settling = _settling(ruleset.rule, facts) if ruleset.rule and whole is _OPEN else _SETTLED
    strengths = {each.code: each.strength for each in ruleset.indicators}
    criteria = tuple(
        _result(criterion, found[criterion.id], facts, strengths) for criterion in ruleset.criteria
    )
    return Determination(
        criteria=criteria,
        determination=whole,
        settled_by=settling.sets,
        readings=tuple(
            ReadingResult(reading.id, found[READING + reading.id]) for reading in ruleset.readings
        ),
        combination=combined({each.id: each.status for each in criteria}, ruleset.combinations),
        listed=_listing(facts, ruleset),
        ruleset_id=ruleset.id,
        version=ruleset.version,
        sha256=ruleset.sha256,
        settled_in_full=settling.are_all,
    )


def read_fed(texts: Mapping[str, str], ruleset: Ruleset) -> dict[str, Truth]:
    """Return the values that a form feeds to this ruleset, from `ruleset-id/code` → `1|0|""`.

    What the form feeds to other rulesets is left aside. A code that this ruleset does not have
    is `INDICATOR_UNKNOWN`, another text `DATA_CELL`, both with the code.
    """
    values: dict[str, Truth] = {}
    for name, text in texts.items():
        ruleset_id, _, code = name.partition("/")
        if ruleset_id != ruleset.id:
            continue
        if code not in ruleset.stated:
            raise Known(Code.INDICATOR_UNKNOWN, name=code)
        try:
            values[code] = Truth.from_text(text)
        except Known as error:
            raise Known(error.code, name=code) from error
    return values


def as_json(determination: Determination) -> dict[str, object]:
    """Return the result of a case as the command line prints it, without its case id.

    The indicators are listed where there is no determination, since then they are the result.
    """
    listed = determination.listed
    lists: dict[str, object] = {
        "present": list(listed.present),
        "absent": list(listed.absent),
        "unknown": list(listed.unknown),
    }
    return {
        "criteria": {
            result.id: {
                "status": result.status.value,
                "strong": _counts_json(result.strong),
                "medium": _counts_json(result.medium),
                "index": result.index,
            }
            for result in determination.criteria
        },
        "determination": determination.determination and determination.determination.value,
        "settled_by": [list(codes) for codes in determination.settled_by],
        "settled_in_full": determination.settled_in_full,
        "readings": {each.id: each.status.value for each in determination.readings},
        "combination": determination.combination,
    } | ({"indicators": lists} if determination.determination is None else {})


def _result(
    criterion: Criterion, status: Outcome, facts: Facts, strengths: Mapping[str, Strength]
) -> CriterionResult:
    graded = {code: strengths[code] for code in criterion.codes if code in strengths}
    strong = _counts(graded, Strength.STRONG, facts)
    medium = _counts(graded, Strength.MEDIUM, facts)
    answered = 2 * strong.answered + medium.answered
    settling = _settling(criterion.rule, facts) if status is _OPEN else _SETTLED
    return CriterionResult(
        id=criterion.id,
        status=status,
        strong=strong,
        medium=medium,
        index=(2 * strong.present + medium.present) / answered if answered else None,
        settled_by=settling.sets,
        settled_in_full=settling.are_all,
    )


def outcomes(facts: Facts, ruleset: Ruleset) -> Mapping[str, Outcome]:
    """Return the outcome of each criterion by its id, then those of `wholes_of`.

    What the scorer of columns gives for a row; what would settle it costs more and is left out.
    """
    found = {each.id: outcome(each.rule, facts) for each in ruleset.criteria}
    return found | {name: outcome(rule, facts) for name, rule in wholes_of(ruleset).items()}


def wholes_of(ruleset: Ruleset) -> Mapping[str, Expression]:
    """Return the rule of the determination, if any, by `WHOLE`, and of each reading by `READING`
    and its id."""
    whole = {WHOLE: ruleset.rule} if ruleset.rule else {}
    return whole | {READING + reading.id: reading.rule for reading in ruleset.readings}


def outcome(rule: Expression, facts: Facts) -> Outcome:
    """Return what a rule says of a case: bounded with each unknown absent and present."""
    return Outcome.between(holds(rule, facts.present), holds(rule, facts.possible))


def combined(statuses: Mapping[str, Outcome], combinations: Sequence[Combination]) -> str | None:
    """Return the first name whose criteria are all settled as it says."""
    for combination in combinations:
        expected = dict.fromkeys(combination.met, Outcome.MET)
        expected |= dict.fromkeys(combination.not_met, Outcome.NOT_MET)
        if all(statuses[name] is status for name, status in expected.items()):
            return combination.id
    return None


def _listing(facts: Facts, ruleset: Ruleset) -> Listing:
    codes = frozenset(ruleset.codes)
    return Listing(
        facts.ordered(facts.told & codes),
        facts.ordered(facts.absent & codes),
        facts.ordered(facts.unknown & codes),
    )


def _settling(rule: Expression, facts: Facts) -> SmallestSets:
    return smallest_sets(rule, facts.present, facts.unknown, tuple(facts.order), MOST_SETS)


def _counts(strengths: Mapping[str, Strength], strength: Strength, facts: Facts) -> Counts:
    codes = {code for code, grade in strengths.items() if grade is strength}
    present, unknown = len(codes & facts.present), len(codes & facts.unknown)
    return Counts(present, len(codes) - present - unknown, unknown)


def _counts_json(counts: Counts) -> dict[str, int]:
    return {"present": counts.present, "absent": counts.absent, "unknown": counts.unknown}
