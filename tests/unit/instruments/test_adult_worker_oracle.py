"""Random interviews: the form and the coverage table, written apart, agree on every indicator."""

from random import Random

import pytest

from fieldkit.interview.session import InterviewSession
from tests.unit.instruments.oracle import indicators as expected
from tests.unit.instruments.oracle_other_rules import icls, ilo11
from tests.unit.instruments.playing import adult_ruleset, indicators, play
from tests.unit.instruments.random_interviews import given, random_interview
from tests.unit.instruments.truth_table import CONSENTED

INTERVIEWS = 300


def employers_in_between(session: InterviewSession) -> int:
    """How many people in between gave orders, paid, or took the worker over."""
    return sum(
        live.name == "int_rel" and live.shown in {"acts_as", "buyer"}
        for live in session.root.walk()
    )


@pytest.mark.parametrize("seed", range(INTERVIEWS))
def test_the_form_and_the_coverage_table_agree_on_a_random_interview(seed: int) -> None:
    session = random_interview(Random(seed))

    assert indicators(session) == expected(given(session), employers_in_between(session))


@pytest.mark.parametrize("seed", range(INTERVIEWS))
def test_the_form_and_the_proposed_tables_agree_on_a_random_interview(seed: int) -> None:
    session = random_interview(Random(seed))
    answers, between = given(session), employers_in_between(session)

    fed = indicators(session, "icls2018")
    age = {code: fed.pop(code) for code in [*fed] if code.startswith("scope.")}
    assert fed == icls(answers, between)
    assert indicators(session, "ilo11") == ilo11(answers, between)
    assert {*age.values()} in ({""}, {"1", "0"})


def test_the_random_interviews_show_every_proposed_indicator_in_all_three_ways() -> None:
    seen: dict[str, set[str]] = {}
    for seed in range(INTERVIEWS):
        session = random_interview(Random(seed))
        for rules in ("icls2018", "ilo11"):
            for code, found in indicators(session, rules).items():
                seen.setdefault(code, set()).add(found)

    two = {code for code, found in seen.items() if found != {"1", "0", ""}}
    assert two <= {"scope.may_be_adult", "scope.may_be_child"}


def test_who_turns_out_to_be_under_eighteen_keeps_both_rules_open() -> None:
    adult = indicators(play({**CONSENTED, "pro_birth": "30"}), "icls2018")
    unsure = indicators(play({**CONSENTED, "pro_birth": "17"}), "icls2018")

    scope = ("scope.may_be_adult", "scope.may_be_child")
    assert [adult[code] for code in scope] == ["1", "0"]
    assert [unsure[code] for code in scope] == ["", ""]


def test_the_table_knows_every_indicator_of_the_rules() -> None:
    assert expected({}).keys() == set(adult_ruleset().codes)


OVERTIME = "duress.involuntariness.forced_overtime"
FORCED = {"hrs_refuse": "no", "hrs_why": "ordered", "hrs_consent": "no", "hrs_days_worked": "6"}
FROM = "08:00:00"


@pytest.mark.parametrize(("to", "rest"), [(FROM, "0"), ("12:00:00", "300")])
def test_a_day_of_no_length_is_neither_long_nor_short(to: str, rest: str) -> None:
    day = {"hrs_start_from": FROM, "hrs_start_to": to, "hrs_start_break": rest}

    found = indicators(play({**CONSENTED, **day, **FORCED}))

    assert found[OVERTIME] == ""


@pytest.mark.parametrize(("how", "value"), [("", "1"), ("still_there", "")])
def test_who_left_once_and_is_there_again_has_not_left_without_the_pay(
    how: str, value: str
) -> None:
    unpaid = {"pay_status": "nothing_paid", "lev_tried": "left", "lev_how": how}

    found = indicators(play({**CONSENTED, **unpaid}))

    assert found["leaving.penalty.wages_withheld"] == value
