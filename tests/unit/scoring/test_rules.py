"""Every framework against its rules written a second time, on edge cases and on random ones."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from fieldkit.paths import shipped
from fieldkit.scoring.determine import determine, outcomes
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.measured import Span, determine_measured
from fieldkit.scoring.ruleset import Ruleset, load
from fieldkit.scoring.table import cases_of, score
from fieldkit.scoring.truth import Outcome, Truth
from tests.unit.scoring.plain_rules import (
    RULES,
    STAGES,
    WHOLE,
    child_labour,
    over_hours_of_minors,
    rows_of,
)

RULESETS = {path.stem: load(path) for path in sorted(shipped("forms", "rulesets").glob("*.toml"))}
MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED
TRUTHS = {"1": Truth.TRUE, "0": Truth.FALSE, "?": Truth.UNKNOWN}
MARKS = {MET: "+", NOT_MET: "-", OPEN: "?"}
DAY = date(2017, 11, 30)
N_RANDOM = 1_500

ADULT = {
    "rS": "recruitment.involuntariness.sale",
    "rM": "recruitment.involuntariness.deceptive_conditions",
    "rPS": "recruitment.penalty.physical_violence",
    "rPM": "recruitment.penalty.financial_penalty",
    "wS": "duress.involuntariness.on_call",
    "wM": "duress.involuntariness.inflated_debt",
    "wPS": "duress.penalty.wages_withheld",
    "wPM": "duress.penalty.dismissal",
    "lS": "leaving.involuntariness.no_freedom_to_resign",
    "lPS": "leaving.penalty.documents_confiscated",
    "lPM": "leaving.penalty.blackmail",
    "any": "unstaged.penalty.any",
}
CHILD = ADULT | {
    "wM": "duress.involuntariness.employer_household",
    "lS": "leaving.involuntariness.no_freedom_to_leave",
    "auto": "parents.automatic.parents_in_forced_labour",
    "works": "scope.child_works",
}
ICLS = {
    "inv": "involuntary.hazardous_conditions",
    "coe": "coercion.documents_withheld",
    "chi": "child.parents_in_forced_labour",
    "A": "scope.may_be_adult",
    "C": "scope.may_be_child",
}
DELPHI = {
    "ds": "deceptive_recruitment.nature_location_employer",
    "dm": "deceptive_recruitment.wages",
    "cS": "coercive_recruitment.documents_confiscated",
    "es": "exploitation.excessive_hours",
    "em": "exploitation.bad_living_conditions",
    "xs": "coercion.documents_confiscated",
    "xm": "coercion.threat_denunciation",
}


def _judged(name: str, values: Mapping[str, Truth]) -> dict[str, Outcome]:
    ruleset = RULESETS[name]
    return dict(outcomes(Facts.of(values, ruleset), ruleset))


def _values(ruleset: Ruleset, names: Mapping[str, str], told: str, rest: Truth) -> dict[str, Truth]:
    """`rS=1 wPS=?`: these as they stand, every other indicator `rest`, other facts not known."""
    values = dict.fromkeys(ruleset.codes, rest)
    for part in told.split():
        short, _, mark = part.partition("=")
        values[names[short]] = TRUTHS[mark]
    return values


@pytest.mark.parametrize("name", RULES)
def test_random_cases_come_out_as_by_the_rules_written_apart(name: str) -> None:
    ruleset, chance = RULESETS[name], random.Random(20261121)
    rows, seen = rows_of(ruleset), set()
    for n in range(N_RANDOM):
        unknown, present = chance.random() * (n % 3) / 2, chance.random() ** 3
        weights = ((1 - unknown) * present, (1 - unknown) * (1 - present), unknown)
        drawn = chance.choices((Truth.TRUE, Truth.FALSE, Truth.UNKNOWN), weights, k=len(rows))
        facts = {f.indicator.code: chance.choice([*Truth]) for f in ruleset.facts if n % 2}
        values = facts | {row.code: truth for row, truth in zip(rows, drawn, strict=True)}

        expected = RULES[name](rows, values)

        assert _judged(name, values) == expected
        seen |= set(expected.items())
    assert {outcome for _, outcome in seen} == {MET, NOT_MET, OPEN}


@pytest.mark.parametrize("wrong", ["one_kind_is_enough", "any_stage", "two_mediums_are_enough"])
def test_rules_read_wrongly_would_be_caught(wrong: str) -> None:
    """The control: three misreadings of the adult rule differ from it on directed cases."""
    rows, told = (
        rows_of(RULESETS["ilo2012-adult"]),
        {
            "one_kind_is_enough": "rS=1",
            "any_stage": "rS=1 wPS=1",
            "two_mediums_are_enough": "wM=1 wPM=1",
        },
    )
    values = _values(RULESETS["ilo2012-adult"], ADULT, told[wrong], Truth.FALSE)
    present = [row for row in rows if values[row.code] is Truth.TRUE]
    misread = {
        "one_kind_is_enough": any(row.strength == "strong" for row in present),
        "any_stage": {row.kind for row in present} == {"involuntariness", "penalty"},
        "two_mediums_are_enough": len({row.kind for row in present}) == 2,
    }

    assert misread[wrong]
    assert _judged("ilo2012-adult", values)[WHOLE] is NOT_MET


@pytest.mark.parametrize("name", ["ilo2012-adult", "ilo2012-child"])
@pytest.mark.parametrize(
    ("told", "closed", "left_open"),
    [  # recruitment, work, leaving, menace, whole; all else absent, then all else unknown
        ("", "-----", "?????"),
        ("rM=1 rPM=1", "---+-", "???+?"),  # only medium
        ("rM=1 rPS=1", "+--++", "+??++"),
        ("rS=1 rPM=1", "+--++", "+??++"),
        ("wM=1 wPM=1", "---+-", "???+?"),
        ("wS=1 wPM=1", "-+-++", "?+?++"),
        ("wM=1 wPS=1", "-+-++", "?+?++"),
        ("lS=1 lPM=1", "--+++", "??+++"),  # every involuntariness of leaving is strong
        ("lPS=1 lPM=1", "---+-", "???+?"),
        ("rS=1 wPS=1", "---+-", "???+?"),  # a penalty of one stage does not help another
        ("rS=1 lPS=1", "---+-", "???+?"),
        ("wS=1 rPS=1", "---+-", "???+?"),
        ("wS=1 lPS=1", "---+-", "???+?"),
        ("lS=1 rPS=1", "---+-", "???+?"),
        ("lS=1 wPS=1", "---+-", "???+?"),
        ("rS=1 wPS=1 lS=1 rPS=?", "?--+?", "???+?"),
        ("any=1", "---+-", "???+?"),
        ("any=1 rS=1 wS=1 lS=1", "---+-", "???+?"),  # no stage: no dimension
        ("any=?", "---?-", "?????"),
        ("rS=1 rPS=?", "?--??", "?????"),  # unknown in each place of a rule
        ("rS=? rPS=1", "?--+?", "???+?"),
        ("rS=? rPS=?", "?--??", "?????"),
        ("rM=1 rPS=?", "?--??", "?????"),
        ("rM=1 rPM=?", "---?-", "?????"),  # a medium that is unknown cannot complete a medium
        ("rM=? rPM=1", "---+-", "???+?"),
        ("rM=1 rPM=1 rS=?", "?--+?", "???+?"),
        ("rM=1 rPM=1 rPS=?", "?--+?", "???+?"),
        ("lS=? lPM=1", "--?+?", "???+?"),
        ("wS=1 wPS=1 rS=? lPS=?", "-+-++", "?+?++"),
    ],
)
def test_the_dimensions_of_2012(name: str, told: str, closed: str, left_open: str) -> None:
    names = CHILD if name == "ilo2012-child" else ADULT
    ruleset = RULESETS[name]
    for rest, expected in ((Truth.FALSE, closed), (Truth.UNKNOWN, left_open)):
        found = _judged(name, _values(ruleset, names, told, rest))
        order = (*STAGES, "penalty_or_menace", WHOLE)

        assert "".join(MARKS[found[each]] for each in order) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [  # recruitment, work, leaving, menace, whole; all else absent
        ("auto=1", "----+"),  # parents in forced labour: no test of its own
        ("auto=1 works=1", "----+"),
        ("auto=1 works=?", "----+"),  # if it is not known whether the child works, go on
        ("auto=1 works=0", "-----"),
        ("auto=?", "----?"),  # the parents' case is undetermined, or there is none
        ("auto=? works=0", "-----"),
        ("auto=0", "-----"),
        ("auto=? wS=1 wPM=1", "-+-++"),
        ("auto=0 wS=1 wPM=1", "-+-++"),
        ("auto=0 wS=1 wPM=1 works=0", "-----"),
        ("auto=0 wS=1 wPM=?", "-?-??"),
        ("auto=1 wS=1 wPM=?", "-?-?+"),
        ("auto=? wM=1 wPM=1", "---+?"),
    ],
)
def test_the_automatic_rule_and_the_work_of_a_child(told: str, expected: str) -> None:
    ruleset = RULESETS["ilo2012-child"]

    found = _judged("ilo2012-child", _values(ruleset, CHILD, told, Truth.FALSE))

    order = (*STAGES, "penalty_or_menace", WHOLE)
    assert "".join(MARKS[found[each]] for each in order) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [  # adult rule, child rule, whole; all else absent
        ("", "---"),
        ("inv=1 coe=1", "+-+"),
        ("inv=1", "---"),
        ("coe=1", "---"),
        ("inv=1 coe=?", "?-?"),
        ("inv=? coe=1", "?-?"),
        ("chi=1", "-++"),
        ("chi=?", "-??"),
        ("inv=1 coe=1 A=0 C=1", "---"),
        ("inv=1 coe=1 A=1 C=0", "+-+"),
        ("inv=1 A=1 C=0 chi=?", "---"),  # of an adult the rows for children are no question
        ("chi=1 A=1 C=0", "---"),
        ("chi=1 inv=1 coe=? A=0 C=1", "-++"),
        ("chi=? inv=1 coe=1", "+?+"),  # an age that is not known keeps both rules
    ],
)
def test_the_rules_of_2018(told: str, expected: str) -> None:
    found = _judged("icls2018", _values(RULESETS["icls2018"], ICLS, told, Truth.FALSE))

    order = ("forced_labour_adult", "forced_labour_child", WHOLE)
    assert "".join(MARKS[found[each]] for each in order) == expected


def _of_grades(ruleset: Ruleset, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"S": [], "M": [], "W": []}
    for row in rows_of(ruleset):
        if row.code.startswith(name + "."):
            found[row.strength[0].upper()].append(row.code)
    return found


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        ("", "", NOT_MET),
        ("S", "", NOT_MET),
        ("SS", "", MET),
        ("SM", "", MET),
        ("SW", "", MET),
        ("MM", "", NOT_MET),
        ("MMM", "", MET),
        ("MMW", "", MET),
        ("MW", "", NOT_MET),
        ("WW", "", NOT_MET),
        ("S", "W", OPEN),
        ("S", "S", OPEN),
        ("MM", "W", OPEN),
        ("M", "W", NOT_MET),
        ("W", "S", OPEN),
        ("W", "M", NOT_MET),
        ("MW", "M", OPEN),
        ("SM", "SMW", MET),
        ("", "MM", NOT_MET),
        ("", "MMM", OPEN),
    ],
)
@pytest.mark.parametrize("name", ["delphi2009-adult-labour", "delphi2009-child-labour"])
def test_the_counts_of_a_dimension_of_2009(
    name: str, present: str, unknown: str, expected: Outcome
) -> None:
    ruleset, tried = RULESETS[name], 0
    for criterion in ruleset.criteria:
        left = _of_grades(ruleset, criterion.id)
        if any((present + unknown).count(grade) > len(codes) for grade, codes in left.items()):
            continue  # a dimension without so many of a grade
        values = dict.fromkeys(ruleset.codes, Truth.FALSE)
        values |= {left[grade].pop(): Truth.TRUE for grade in present}
        values |= {left[grade].pop(): Truth.UNKNOWN for grade in unknown}
        tried += 1

        assert determine(values, ruleset).criterion(criterion.id).status is expected
    has_none_weak = name == "delphi2009-child-labour" and "W" in present + unknown
    assert bool(tried) != has_none_weak


def _sdg(ages: str, hours: str, house: str = "") -> tuple[Outcome | None, Outcome]:
    texts = {
        "age_years": ages,
        "economic_hours_week": hours,
        "household_hours_week": house,
        "hazardous_or_worst_form": "0",
    }
    [judged] = _scored("childlabour-sdg871", texts)
    readings = {each.id: each.status for each in judged.readings}
    return judged.determination, readings["indicator_2_with_household"]


def _scored(name: str, *rows: Mapping[str, str]) -> list[Any]:
    """Score rows of a table, as `fieldkit score` does."""
    header = ["case_id", *rows[0]]
    table = [header, *([str(n), *row.values()] for n, row in enumerate(rows))]
    cases = cases_of(enumerate(table, start=1), RULESETS[name])
    return [each.determination for each in score(cases, RULESETS[name], DAY)]


@pytest.mark.parametrize("age", [3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 17, 18, 19])
def test_child_labour_at_every_age_and_around_every_threshold(age: int) -> None:
    for hours in (0, 0.5, 0.99, 1, 1.01, 13.99, 14, 14.5, 21, 42.9, 43, 43.01, 44, 168):
        for house in (0, 20.9, 21, 21.1, 60):
            by_hours, with_house = child_labour(age, hours, house)

            found = _sdg(str(age), str(hours), str(house))

            assert found == (MET if by_hours else NOT_MET, MET if with_house else NOT_MET)


@pytest.mark.parametrize(
    "ages", ["4-5", "11-12", "12-14", "14-15", "15-17", "17-18", "3-4", "5-17"]
)
@pytest.mark.parametrize(
    "hours", ["0", "1", "5-20", "14", "43", "43.5", "43+", "44+", "0-0.5", "1+"]
)
def test_child_labour_where_age_or_hours_are_a_range(ages: str, hours: str) -> None:
    low, high = (int(age) for age in ages.split("-"))
    if hours.endswith("+"):
        at_least = float(hours[:-1])
        tried = [at_least, at_least + 0.5, at_least + 20, 168]
    else:
        first, _, last = hours.partition("-")
        ends = float(first), float(last or first)
        tried = [ends[0] + (ends[1] - ends[0]) * n / 60 for n in range(61)]
    every = {child_labour(age, n, 0)[0] for age in range(low, high + 1) for n in tried}

    found, _ = _sdg(ages, hours)

    assert found is ((MET if True in every else NOT_MET) if len(every) == 1 else OPEN)


@pytest.mark.parametrize("name", ["kz-minors", "kg-minors"])
@pytest.mark.parametrize("age", [13, 14, 15, 16, 17, 18])
def test_the_hours_of_minors_around_the_limits(name: str, age: int) -> None:
    flags = [f"hours.age_{ages}" for ages in ("14_15", "16_17")]
    tested = [flag for flag in flags if flag in RULESETS[name].codes]
    for hours in (0, 23.9, 24, 24.1, 35.9, 36, 36.1, 60):
        rows = {"age_years": str(age), "work_hours_week": str(hours)}
        if name == "kg-minors":
            rows |= {"longest_shift_school_hours": "2.5", "longest_shift_holiday_hours": "5"}
        [judged] = _scored(name, rows)
        status = [judged.criterion(f"flag_{flag.replace('.', '_')}").status for flag in tested]

        over = over_hours_of_minors(age, hours) and (age < 16 or name == "kz-minors")

        assert (MET in status) == over
        assert OPEN not in status
        if name == "kz-minors":
            under = judged.criterion("flag_contract_under_14").status
            assert (under is MET) == (age < 14 and hours > 0)
            assert (judged.criterion("flag_overtime").status is MET) == (age >= 14 and over)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("kz-minors", date(2015, 11, 22), OPEN),  # before the code was adopted: no limit is known
        ("kz-minors", date(2015, 11, 23), MET),
        ("kz-minors", date(2026, 1, 1), MET),
        ("kg-minors", date(2024, 12, 31), MET),
        ("kg-minors", date(2025, 1, 1), OPEN),  # replaced on a day of 2025 that is not known
        ("kg-minors", date(2026, 1, 1), OPEN),
    ],
)
def test_a_limit_counts_on_the_days_that_the_sources_give_it(
    name: str, day: date, expected: Outcome
) -> None:
    spans = {"age_years": Span(15, 15), "work_hours_week": Span(30, 30)}

    judged = determine_measured({}, spans, RULESETS[name], day)

    assert judged.criterion("flag_hours_age_14_15").status is expected


def test_a_day_in_the_table_stands_before_the_day_of_the_command() -> None:
    row = {"age_years": "15", "work_hours_week": "30"}

    before, after, without = _scored(
        "kg-minors",
        row | {"law_on": "2017-11-30"},
        row | {"law_on": "2025-06-01"},
        row | {"law_on": ""},
    )

    flag = "flag_hours_age_14_15"
    assert [each.criterion(flag).status for each in (before, after, without)] == [MET, OPEN, MET]


@pytest.mark.parametrize("name", RULES)
def test_a_table_without_columns_for_facts_and_scope_is_scored(name: str) -> None:
    ruleset = RULESETS[name]
    [judged] = _scored(name, dict.fromkeys(ruleset.codes, "1"))

    if (
        name == "delphi2009-child-labour"
    ):  # the act is part of the rule, and unknown without a column
        assert judged.determination is OPEN
    else:
        assert judged.determination in (MET, None)


def test_the_combinations_of_2009_are_given_only_where_all_is_settled() -> None:
    ruleset = RULESETS["delphi2009-adult-labour"]

    def name(told: str) -> str | None:
        return determine(_values(ruleset, DELPHI, told, Truth.FALSE), ruleset).combination

    assert name("") == "not_indicated"
    assert name("es=1 em=1") == "exploited_migrant"
    assert name("es=1 em=1 ds=1 dm=1") == "deceived_and_exploited"
    assert name("es=1 em=1 ds=1 dm=1 xs=1 xm=1") is None  # the rule itself is met
    assert name("es=1 em=1 ds=1 dm=?") is None
    assert name("es=1 em=?") is None
    assert name("es=1 em=1 xs=1 xm=1") is None  # coercion without deception has no name
