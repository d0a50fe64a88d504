"""Dates of a farm survey where clocks change: a date is a day, whatever the clock did."""

import json

import pytest

from fieldkit.services.forms import evaluate

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
