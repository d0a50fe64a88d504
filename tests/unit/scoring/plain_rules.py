"""The rules of every framework written a second time, plainly, from the text that they come from.

Nothing of a ruleset's file is read but what the list of indicators also has: code, stage, kind and
grade. Each rule is one function over the set of codes that are present; `bounded` asks it twice.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth

STAGES = {
    "unfree_recruitment": "recruitment",
    "work_and_life_under_duress": "work",
    "impossibility_of_leaving": "leaving",
}
DIMENSIONS = (
    "deceptive_recruitment",
    "coercive_recruitment",
    "vulnerability_recruitment",
    "exploitation",
    "coercion",
    "vulnerability_destination",
)
WHOLE = "determination"

Values = Mapping[str, Truth]
Rule = Callable[[Set[str]], bool]


@dataclass(frozen=True)
class Row:
    """What the list says of an indicator."""

    code: str
    stage: str
    kind: str
    strength: str


def rows_of(ruleset: Ruleset) -> tuple[Row, ...]:
    return tuple(
        Row(each.code, each.stage.value, each.kind.value, each.strength.value)
        for each in ruleset.indicators
    )


def bounded(rule: Rule, rows: Iterable[Row], values: Values) -> Outcome:
    """Section 2: met if it holds with every unknown absent, not met if not with all present."""
    codes = {row.code for row in rows}
    low = {code for code in codes if values.get(code) is Truth.TRUE}
    high = {code for code in codes if values.get(code) is not Truth.FALSE}
    if rule(low):
        return Outcome.MET
    return Outcome.UNDETERMINED if rule(high) else Outcome.NOT_MET


def dimension(rows: Iterable[Row], stage: str, on: Set[str]) -> bool:
    """Section 3: one of each kind of the same stage, one of them strong."""
    here = [row for row in rows if row.stage == stage and row.code in on]
    kinds = {row.kind for row in here}
    return {"involuntariness", "penalty"} <= kinds and any(row.strength == "strong" for row in here)


def adult(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    """Sections 3 and 4."""
    found = {
        name: bounded(lambda on, s=stage: dimension(rows, s, on), rows, values)
        for name, stage in STAGES.items()
    }
    if Outcome.MET in found.values():
        whole = Outcome.MET
    elif set(found.values()) == {Outcome.NOT_MET}:
        whole = Outcome.NOT_MET
    else:
        whole = Outcome.UNDETERMINED
    penalties = {row.code for row in rows if row.kind == "penalty"} | {"unstaged.penalty.any"}
    menace = bounded(lambda on: bool(penalties & on), rows, values)
    return {**found, "penalty_or_menace": menace, WHOLE: whole}


def child(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    """Section 5: a clear no to work closes all; parents in forced labour; else as for adults."""
    scored = adult(rows, values)
    if values.get("scope.child_works") is Truth.FALSE:
        return dict.fromkeys(scored, Outcome.NOT_MET)
    automatic = values.get("parents.automatic.parents_in_forced_labour", Truth.UNKNOWN)
    if automatic is Truth.TRUE:
        scored[WHOLE] = Outcome.MET
    elif automatic is Truth.UNKNOWN and scored[WHOLE] is Outcome.NOT_MET:
        scored[WHOLE] = Outcome.UNDETERMINED
    return scored


def icls(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    """Section 6; an age that is not known keeps both rules."""

    def some(prefix: str, on: Set[str]) -> bool:
        return any(code.startswith(prefix) for code in on)

    of_adult = bounded(lambda on: some("involuntary.", on) and some("coercion.", on), rows, values)
    of_child = bounded(lambda on: some("child.", on), rows, values)
    if values.get("scope.may_be_adult") is Truth.FALSE:
        of_adult = Outcome.NOT_MET
    if values.get("scope.may_be_child") is Truth.FALSE:
        of_child = Outcome.NOT_MET
    both = (of_adult, of_child)
    return {
        "involuntary_work": bounded(lambda on: some("involuntary.", on), rows, values),
        "threat_or_menace": bounded(lambda on: some("coercion.", on), rows, values),
        "forced_labour_adult": of_adult,
        "forced_labour_child": of_child,
        WHOLE: either(*both),
    }


def positive(rows: Iterable[Row], name: str, on: Set[str]) -> bool:
    """Section 7, Delphi: the counts of strong, medium and weak of a dimension."""
    grades = [row.strength for row in rows if row.code.startswith(name + ".") and row.code in on]
    s, m, w = (grades.count(grade) for grade in ("strong", "medium", "weak"))
    return s >= 2 or (s >= 1 and m + w >= 1) or m >= 3 or (m >= 2 and w >= 1)


def delphi_adult(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    found = _dimensions(rows, values)
    means = either(found["deceptive_recruitment"], found["coercive_recruitment"])
    found[WHOLE] = both(means, found["exploitation"], found["coercion"])
    # The parts in brackets: alternatives that the source allows, off in the determination.
    recruited = either(means, found["vulnerability_recruitment"])
    held = either(found["coercion"], found["vulnerability_destination"])
    for name, first, last in (
        ("vulnerability_recruitment_counts", recruited, found["coercion"]),
        ("vulnerability_destination_counts", means, held),
        ("both_vulnerabilities_count", recruited, held),
    ):
        found["reading." + name] = both(first, found["exploitation"], last)
    return found


def delphi_child(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    found = _dimensions(rows, values)
    act = values.get("act.recruited_moved_or_received", Truth.UNKNOWN)
    found[WHOLE] = both(_OUTCOMES[act], found["exploitation"])
    return found


def sdg(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    """Section 7, by rows: any of the three hours, or hazard; the household apart."""
    named = {row.code: _OUTCOMES[values.get(row.code, Truth.UNKNOWN)] for row in rows}
    hours = either(*(named[f"hours.age_{ages}"] for ages in ("5_11", "12_14", "15_17")))
    hazard = named["hazardous_or_worst_form"]
    return {
        "hours": hours,
        "household": named["hours.household"],
        "hazard_or_worst_form": hazard,
        WHOLE: either(hours, hazard),
        "reading.indicator_1_hours_only": hours,
        "reading.indicator_2_with_household": either(hours, named["hours.household"]),
    }


def flags(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    """Section 7, national law: each row is a rule of its own."""
    return {
        f"flag_{row.code.replace('.', '_')}": _OUTCOMES[values.get(row.code, Truth.UNKNOWN)]
        for row in rows
    }


def either(*outcomes: Outcome) -> Outcome:
    if Outcome.MET in outcomes:
        return Outcome.MET
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in outcomes else Outcome.NOT_MET


def both(*outcomes: Outcome) -> Outcome:
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in outcomes else Outcome.MET


def child_labour(age: int, economic: float, household: float) -> tuple[bool, bool]:
    """Section 7, SDG 8.7.1: child labour by hours of work, and with those of the household."""
    hours = (
        (5 <= age <= 11 and economic >= 1)
        or (12 <= age <= 14 and economic >= 14)
        or (15 <= age <= 17 and economic > 43)
    )
    return hours, hours or (5 <= age <= 14 and household > 21)


def over_hours_of_minors(age: int, hours: float) -> bool:
    """Kazakhstan and Kyrgyzstan at 14 and 15, Kazakhstan at 16 and 17: 24 and 36 hours a week."""
    return (14 <= age < 16 and hours > 24) or (16 <= age < 18 and hours > 36)


def _dimensions(rows: tuple[Row, ...], values: Values) -> dict[str, Outcome]:
    return {
        name: bounded(lambda on, n=name: positive(rows, n, on), rows, values) for name in DIMENSIONS
    }


_OUTCOMES = {
    Truth.TRUE: Outcome.MET,
    Truth.FALSE: Outcome.NOT_MET,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}

RULES: Mapping[str, Callable[[tuple[Row, ...], Values], dict[str, Outcome]]] = {
    "ilo2012-adult": adult,
    "ilo2012-child": child,
    "icls2018": icls,
    "delphi2009-adult-labour": delphi_adult,
    "delphi2009-child-labour": delphi_child,
    "childlabour-sdg871": sdg,
    "kz-minors": flags,
    "kg-minors": flags,
    "kz-adult-law": flags,
}
"""The scorer of each framework that has rules; the rest list what is present."""
