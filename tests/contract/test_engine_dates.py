"""Dates of a farm survey where clocks change: a date is a day, whatever the clock did."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.services.forms import evaluate
from tests.contract.test_engine_language import survey
from tests.unit.interview.driver import form

# Clocks in New York and Berlin go back in autumn and forward in March; Bishkek's do not change.
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Bishkek", "UTC"]


def value(expression: str, zone: str) -> object:
    (found,) = evaluate(json.dumps([{"expr": expression}]).encode(), zone)
    return found.get("value", found)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date('2026-11-05') - date('2026-10-20')", 16),
        ("date('2026-04-05') - date('2026-03-01')", 35),
        ("'2026-04-05' - '2026-03-01'", 35),
        ("int(date('2026-04-05') - '2026-03-01') + 1", 36),
        ("string(date(date('2026-10-20') + 30))", "2026-11-19"),
        ("format-date('2026-10-20' + 30, '%Y-%m-%d')", "2026-11-19"),
        ("format-date(30 + date('2026-10-20') - 1, '%d.%m.')", "18.11."),
        ("format-date(date('2026-04-10') - 1 - 20 - 1, '%d.%m.')", "19.03."),
        ("date('2026-10-20') + 30 = date('2026-11-19')", True),
        ("date('2026-10-20') + 30 = '2026-11-19'", True),
        ("date('2026-10-20') + 30 > date('2026-11-18')", True),
        ("format-date(date('2026-10-20') + 0.5, '%d %H')", "20 12"),
        ("string(date('9999-12-31') + 2)", None),
    ],
)
def test_days_between_and_after_are_counted_on_the_calendar(
    expression: str, expected: object, zone: str
) -> None:
    found = value(expression, zone)

    assert found == expected or (expected is None and isinstance(found, str))


def test_moments_keep_their_hours() -> None:
    apart = "date-time('2026-11-05T00:00:00') - date-time('2026-10-20T00:00:00')"

    assert value(apart, "America/New_York") == pytest.approx(16 + 1 / 24)
    assert value(apart, "UTC") == 16
    assert value("number(date('2026-07-01')) mod 1", "America/New_York") == pytest.approx(4 / 24)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date(now()) = today()", True),
        ("date(now()) <= today() and not(date(now()) < today())", True),
        ("date('2026-03-06T22:00:00') = '2026-03-06'", True),
        ("date('2026-03-06T22:00:00') - date('2026-03-05T23:00:00')", 1),
        ("date('2026-03-06T22:00:00') - '2026-03-05'", 1),
        ("if(true(), date('2026-03-06T22:00:00'), today()) > '2026-03-06'", False),
        ("date(now()) < now() or date(now()) = now()", True),
    ],
)
def test_the_day_of_a_moment_is_compared_and_counted_as_a_day(
    expression: str, expected: object, zone: str
) -> None:
    assert value(expression, zone) == expected


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("asked", ["number(${sown})", "int(${sown})", "floor(date(${sown}))"])
def test_the_number_of_a_date_that_is_kept_is_the_same_in_every_zone(asked: str, zone: str) -> None:
    rows = survey("calculation", "date | sown | Sown | ", f"calculate | days | | {asked}")
    world = SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), ZoneInfo(zone), seed=1)
    session = InterviewSession.start(form(rows), world)

    session.answer(Ref("/data/sown"), "2026-03-05")

    assert session.node(Ref("/data/days")).text == "20517"
