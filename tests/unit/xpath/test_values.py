import math
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.xpath import dates, values
from fieldkit.xpath.values import number_text, plain_number

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE)
def test_the_text_of_a_number_reads_back_as_the_number(value):
    text = number_text(value)

    assert "e" not in text
    assert plain_number(text) == value


@given(st.floats(), st.floats())
def test_arithmetic_never_raises(left, right):
    for operate in (values.divide, values.modulo):
        assert isinstance(operate(left, right), float)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(1.0, 0.0, math.inf), (-1.0, 0.0, -math.inf), (1.0, -0.0, -math.inf), (7.0, 2.0, 3.5)],
)
def test_division_is_that_of_ieee_754(left, right, expected):
    assert values.divide(left, right) == expected


@given(st.floats(min_value=-700_000, max_value=2_900_000))
def test_days_and_moments_are_inverse_to_the_millisecond(number):
    moment = dates.moment_of(number, UTC)

    assert moment is not None
    assert dates.days(moment) == pytest.approx(number, abs=1e-8)


@given(st.floats(), st.sampled_from([UTC, ZoneInfo("Asia/Almaty"), ZoneInfo("America/Phoenix")]))
def test_no_number_is_too_far_for_a_date(number, zone):
    moment = dates.moment_of(number, zone)

    assert moment is None or dates.parse(dates.date_time_text(moment), zone) is not None


@given(st.text(alphabet="0123456789-T:.Z+ ", max_size=30))
def test_any_text_is_a_date_or_is_not(text):
    zone = ZoneInfo("Asia/Almaty")

    assert isinstance(dates.date_number(text, zone), float)
    assert isinstance(dates.date_text(dates.parse(text, zone)), str)


@pytest.mark.parametrize("text", ["2024-02-30", "2024-13-01", "2024-02-01T24:00:00", "24-02-01"])
def test_what_no_calendar_has_is_no_date(text):
    assert dates.parse(text, UTC) is None


def test_a_date_begins_at_midnight_of_the_zone():
    assert dates.date_number("1970-01-02", ZoneInfo("Asia/Almaty")) == pytest.approx(1 - 6 / 24)


def test_an_offset_of_the_sun_is_said_in_whole_minutes():
    """Almaty was 5 h 7 min 48 s ahead until 2 May 1924; the specification knows HH:MM."""
    zone = ZoneInfo("Asia/Almaty")
    moment = dates.parse("1920-05-01T12:00:00", zone)
    text = dates.date_time_text(moment)

    assert text == "1920-05-01T12:00:12.000+05:08"
    assert dates.parse(text, zone) == moment
    assert dates.date_time_text(dates.parse("0001-01-01", zone)) == "0001-01-01T00:00:12.000+05:08"
