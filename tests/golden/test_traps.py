"""Traps of scoring, one statement a test, on the published cases where one falls into it.

Numbers are those of the trap list. Every trap has a test here or a line in `ELSEWHERE` that says
where it is tested, or why scoring cannot fall into it.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from fieldkit.errors import Code, Known
from fieldkit.scoring.determine import Determination, determine
from fieldkit.scoring.explain import ReasonCode, reasons
from fieldkit.scoring.measured import Span, determine_measured, values_on
from fieldkit.scoring.truth import Outcome, Truth
from tests.golden.report import AS_TOLD, CLOSED, published, shipped_ruleset, values_of

pytestmark = pytest.mark.conformance

DAY = date(2017, 11, 30)
DIMENSIONS = ("unfree_recruitment", "work_and_life_under_duress", "impossibility_of_leaving")
MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED
LAST: Final = 105

_FORM = "what counts as an answer is the form's: tests/unit/instruments"
_PEOPLE = "people, pooling and text, not scoring: instruments, dataset, services"
_SAFETY = "safety of the talk, not scoring: tests/unit/instruments, tests/ui"
_FEATURES = "a part of an instrument or of the program, not scoring: tests/unit/instruments"
ELSEWHERE: Final = {
    **dict.fromkeys((1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 15, 16, 19, 23, 30), _FORM),
    14: "who did it is asked by the form, which alone feeds the indicator: tests/unit/instruments",
    31: "insults and a missing contract are no indicators of the list: tests/unit/instruments",
    **dict.fromkeys((42, 43, 44, 45, 46, 47, 48), _FORM),
    49: "the form feeds nothing for it and raises the flag: tests/unit/instruments",
    **dict.fromkeys(set(range(50, 75)) - {55}, _PEOPLE),
    **dict.fromkeys(range(75, 89), _SAFETY),
    **dict.fromkeys(range(89, 106), _FEATURES),
}


@pytest.fixture(scope="module")
def cases(domain: Path) -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in published(domain)}


def _judged(case: dict[str, Any], reading: str) -> Determination:
    ruleset = shipped_ruleset(case["ruleset"])
    return determine(values_of(case, ruleset, reading), ruleset)


def _statuses(judged: Determination) -> list[Outcome]:
    return [judged.criterion(name).status for name in DIMENSIONS]


def _present(case: dict[str, Any]) -> set[str]:
    return {fact["code"] for fact in case["facts"] if fact["value"] == "present"}


def _value(case: dict[str, Any], code: str) -> Truth:
    return values_of(case, shipped_ruleset(case["ruleset"]), CLOSED)[code]


@pytest.mark.parametrize("case_id", ["K10", "K18"])
def test_trap_05_a_ban_on_going_out_is_counted_once(
    cases: dict[str, dict[str, Any]], case_id: str
) -> None:
    case = cases[case_id]

    assert "duress.involuntariness.limited_freedom" in _present(case)
    assert _value(case, "duress.penalty.locked_in") is Truth.UNKNOWN


def test_trap_06_watching_now_and_then_is_unknown(cases: dict[str, dict[str, Any]]) -> None:
    assert _value(cases["K26"], "duress.penalty.surveillance") is Truth.UNKNOWN


@pytest.mark.parametrize("case_id", ["K04", "K17", "K51"])
def test_trap_07_long_hours_alone_score_nothing(
    cases: dict[str, dict[str, Any]], case_id: str
) -> None:
    assert _present(cases[case_id]) == set()
    assert _judged(cases[case_id], CLOSED).determination is NOT_MET


def test_trap_07_hours_that_somebody_was_made_to_work_do(
    cases: dict[str, dict[str, Any]],
) -> None:
    assert "duress.involuntariness.forced_overtime" in _present(cases["K26"])


@pytest.mark.parametrize("case_id", ["K10", "K51"])
def test_trap_17_simple_housing_is_unknown_and_never_no(
    cases: dict[str, dict[str, Any]], case_id: str
) -> None:
    assert _value(cases[case_id], "duress.involuntariness.degrading_living") is Truth.UNKNOWN


@pytest.mark.parametrize("case_id", ["K10", "K26"])
def test_trap_18_the_promised_kind_of_work_was_given(
    cases: dict[str, dict[str, Any]], case_id: str
) -> None:
    stem = "recruitment.involuntariness.deceptive_"

    assert _value(cases[case_id], f"{stem}nature") is Truth.FALSE
    assert _value(cases[case_id], f"{stem}conditions") is Truth.TRUE


def test_trap_20_a_stage_that_is_not_told_leaves_the_dimensions_open(
    cases: dict[str, dict[str, Any]],
) -> None:
    judged = _judged(cases["K55"], CLOSED)

    assert judged.criterion("unfree_recruitment").status is OPEN
    assert judged.criterion("penalty_or_menace").status is MET


@pytest.mark.parametrize("case_id", ["K55", "K56"])
def test_trap_21_the_word_slavery_meets_no_dimension(
    cases: dict[str, dict[str, Any]], case_id: str
) -> None:
    assert cases[case_id]["source_word"] == "slavery"
    for reading in (AS_TOLD, CLOSED):
        assert MET not in _statuses(_judged(cases[case_id], reading))


def test_trap_22_a_label_of_a_chapter_makes_no_indicator(cases: dict[str, dict[str, Any]]) -> None:
    assert MET not in _statuses(_judged(cases["K17"], AS_TOLD))


def test_trap_24_fraud_comes_out_not_met_and_keeps_its_facts(
    cases: dict[str, dict[str, Any]],
) -> None:
    ruleset = shipped_ruleset("ilo2012-adult")
    values = values_of(cases["K13"], ruleset, CLOSED)
    judged = determine(values, ruleset)

    said = {reason.code: reason for reason in reasons(judged, values, ruleset)}

    assert judged.determination is NOT_MET
    assert judged.criterion("penalty_or_menace").status is MET
    assert set(said[ReasonCode.FACTS_REMAIN].indicators) == _present(cases["K13"])


def test_trap_25_a_labour_conflict_of_the_source_is_met_by_the_rule(
    cases: dict[str, dict[str, Any]],
) -> None:
    assert "labour conflict" in cases["K14"]["source_word"]
    assert _judged(cases["K14"], AS_TOLD).determination is MET


def test_trap_26_two_medium_indicators_are_not_enough() -> None:
    ruleset = shipped_ruleset("ilo2012-adult")
    medium = ("duress.involuntariness.multiple_dependency", "duress.penalty.financial_penalty")
    values = dict.fromkeys(ruleset.codes, Truth.FALSE) | dict.fromkeys(medium, Truth.TRUE)

    assert determine(values, ruleset).determination is NOT_MET


def test_trap_27_penalties_at_work_do_not_help_the_recruitment(
    cases: dict[str, dict[str, Any]],
) -> None:
    judged = _judged(cases["K26"], CLOSED)

    assert "recruitment.involuntariness.sale" in _present(cases["K26"])
    assert judged.criterion("unfree_recruitment").status is NOT_MET


def test_trap_28_a_dimension_of_which_nothing_is_known_is_open(
    cases: dict[str, dict[str, Any]],
) -> None:
    assert set(_statuses(_judged(cases["K04"], AS_TOLD))) == {OPEN}


def test_trap_29_done_and_threatened_are_one_indicator_and_seen_is_of_another_list() -> None:
    """What is done or threatened meets the code alike; the ICLS words alone take what was seen."""
    adult, icls = shipped_ruleset("ilo2012-adult"), shipped_ruleset("icls2018")

    seen = [each.code for each in icls.indicators if "seen done to co-workers" in each.definition]

    assert seen == [each.code for each in icls.indicators if each.kind.value == "penalty"]
    assert not [each for each in adult.indicators if "co-workers" in each.definition]


def test_trap_32_frameworks_without_grades_or_rule_have_none() -> None:
    icls, headings = shipped_ruleset("icls2018"), shipped_ruleset("ilo11")

    assert {each.strength.value for each in (*icls.indicators, *headings.indicators)} == {"none"}
    assert headings.rule is None
    assert headings.criteria == ()
    assert determine(dict.fromkeys(headings.codes, Truth.TRUE), headings).determination is None


def test_trap_33_grades_are_strong_medium_weak_or_none_and_no_number() -> None:
    for name in ("ilo2012-adult", "ilo2012-child", "delphi2009-adult-labour"):
        grades = {each.strength.value for each in shipped_ruleset(name).indicators}
        assert grades <= {"strong", "medium", "weak", "none"}


def test_trap_34_a_child_present_at_work_is_not_at_work(cases: dict[str, dict[str, Any]]) -> None:
    for reading in (AS_TOLD, CLOSED):
        assert set(_statuses(_judged(cases["K61"], reading))) == {NOT_MET}


def test_trap_35_a_task_without_age_and_hours_decides_nothing() -> None:
    ruleset = shipped_ruleset("childlabour-sdg871")

    assert determine({}, ruleset).determination is OPEN
    assert determine_measured({}, {"age_years": Span(9, 9)}, ruleset, DAY).determination is OPEN


@pytest.mark.parametrize(
    ("parent", "expected"), [(Truth.TRUE, MET), (Truth.FALSE, NOT_MET), (Truth.UNKNOWN, OPEN)]
)
def test_trap_36_a_child_follows_the_parent_and_an_open_case_is_not_no(
    parent: Truth, expected: Outcome
) -> None:
    ruleset = shipped_ruleset("ilo2012-child")
    (automatic,) = (each.code for each in ruleset.indicators if "automatic" in each.code)
    values = dict.fromkeys(ruleset.codes, Truth.FALSE) | {automatic: parent}

    judged = determine(values, ruleset)
    said = {reason.code: reason for reason in reasons(judged, values, ruleset)}

    assert judged.determination is expected
    assert set(_statuses(judged)) == {NOT_MET}
    if expected is MET:
        assert said[ReasonCode.MET_BY].indicators == (automatic,)


def test_trap_37_work_by_agreement_of_the_parents_is_child_labour_alone(
    cases: dict[str, dict[str, Any]],
) -> None:
    assert _judged(cases["K52"], CLOSED).determination is NOT_MET
    assert cases["K52"]["expected_child_labour"]["value"] == "met"


def test_trap_38_an_unknown_age_keeps_both_rules_open_and_a_known_one_closes_the_other() -> None:
    icls = shipped_ruleset("icls2018")
    adult = {each.code: Truth.TRUE for each in icls.indicators if each.kind.value != "other"}
    adult |= {each.code: Truth.FALSE for each in icls.indicators if each.kind.value == "other"}

    unknown = determine(adult, icls)
    child = determine(adult | {"scope.may_be_adult": Truth.FALSE}, icls)

    assert unknown.criterion("forced_labour_adult").status is MET
    assert unknown.criterion("forced_labour_child").status is NOT_MET
    assert child.criterion("forced_labour_adult").status is NOT_MET
    assert child.determination is NOT_MET


def test_trap_38_a_code_of_children_is_refused_by_the_rules_of_adults() -> None:
    with pytest.raises(Known) as caught:
        determine(
            {"recruitment.involuntariness.against_parents_will": Truth.TRUE},
            shipped_ruleset("ilo2012-adult"),
        )

    assert caught.value.code is Code.INDICATOR_UNKNOWN


@pytest.mark.parametrize(
    ("age", "hours", "expected"),
    [
        *((5, 0.5, NOT_MET), (5, 1, MET), (11, 1, MET), (12, 13, NOT_MET), (12, 14, MET)),
        *((14, 14, MET), (15, 43, NOT_MET), (15, 43.5, MET), (17, 44, MET), (18, 60, NOT_MET)),
    ],
)
def test_trap_39_the_thresholds_are_1_14_and_more_than_43_hours(
    age: int, hours: float, expected: Outcome
) -> None:
    ruleset = shipped_ruleset("childlabour-sdg871")
    spans = {"age_years": Span(age, age), "economic_hours_week": Span(hours, hours)}

    judged = determine_measured({}, spans, ruleset, DAY)

    assert judged.criterion("hours").status is expected


def test_trap_40_national_limits_are_a_separate_set_of_flags() -> None:
    law = shipped_ruleset("kz-minors")
    spans = {"age_years": Span(15, 15), "work_hours_week": Span(30, 30)}

    judged = determine_measured({}, spans, law, DAY)

    assert judged.determination is None
    assert judged.criterion("flag_hours_age_14_15").status is MET
    assert judged.criterion("flag_hours_age_16_17").status is NOT_MET


@pytest.mark.parametrize(("kilograms", "expected"), [(4.1, Truth.FALSE), (4.2, Truth.TRUE)])
def test_trap_41_the_load_that_is_allowed_is_not_above_it(
    kilograms: float, expected: Truth
) -> None:
    spans = {"age_years": Span(16, 16), "heaviest_load_kg": Span(kilograms, kilograms)}

    found = values_on(spans, shipped_ruleset("kz-minors"), DAY)

    assert found["order944.load"] is expected


def test_trap_41_what_is_barred_in_kazakhstan_says_nothing_elsewhere() -> None:
    assert not [code for code in shipped_ruleset("kg-minors").stated if code.startswith("order944")]


def test_trap_55_a_practice_is_never_scored(cases: dict[str, dict[str, Any]]) -> None:
    patterns = [case for case in cases.values() if case["kind"] == "pattern"]

    assert patterns
    assert not [case for case in patterns if case["scorable"] or case["expected"]]


def test_no_trap_is_left_out() -> None:
    here = {int(n) for name in globals() for n in re.findall(r"^test_trap_(\d+)_", name)}

    assert here | set(ELSEWHERE) == set(range(1, LAST + 1))
    assert here & set(ELSEWHERE) == set()
