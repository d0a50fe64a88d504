"""Random interviews: the form and the coverage table, written apart, agree on every indicator."""

from random import Random

import pytest

from fieldkit.interview.session import InterviewSession
from tests.unit.instruments.oracle import indicators as expected
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
