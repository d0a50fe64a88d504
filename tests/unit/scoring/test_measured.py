"""Ages and hours against dated limits: ranges, lower bounds, and laws that were replaced."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.paths import shipped
from fieldkit.scoring.limits import partial_date
from fieldkit.scoring.measured import Span, determine_measured, values_on
from fieldkit.scoring.ruleset import Ruleset, load, parse
from fieldkit.scoring.truth import Outcome, Truth

DAY = date(2017, 11, 30)
MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED
NO_HAZARD = {"hazardous_or_worst_form": Truth.FALSE}


@pytest.fixture(scope="module")
def of_hours() -> Ruleset:
    return load(shipped("forms", "rulesets", "childlabour-sdg871.toml"))


def _spans(**texts: str) -> dict[str, Span]:
    spans = {name: Span.from_text(text) for name, text in texts.items()}
    return {name: span for name, span in spans.items() if span}


def _of_text(age: str, hours: str) -> dict[str, Span]:
    return _spans(age_years=age, economic_hours_week=hours)


@pytest.mark.parametrize(
    ("age", "hours", "expected"),
    [
        ("5", "1", MET),
        ("11", "0.9", NOT_MET),
        ("4", "60", NOT_MET),
        ("12", "13.9", NOT_MET),
        ("12", "14", MET),
        ("15", "43", NOT_MET),
        ("15", "43.1", MET),
        ("17", "44+", MET),
        ("18", "60", NOT_MET),
        ("14-15", "60+", MET),
        ("14-15", "43", OPEN),
        ("14–15", "13", NOT_MET),
        ("5-17", "44+", MET),
        ("15-17", "10-43", NOT_MET),
        ("13", "", OPEN),
        ("", "60", OPEN),
        ("17-18", "60", OPEN),
        ("11.5", "1", MET),  # eleven and a half is 11: no age lies between the groups
        ("14,9", "14", MET),
        ("17.9", "44", MET),
        ("4.9", "60", NOT_MET),
        ("10.5-11.5", "1", MET),
        ("5.5+", "60", OPEN),
    ],
)
def test_a_result_is_met_if_it_is_for_every_age_and_hours_in_question(
    of_hours: Ruleset, age: str, hours: str, expected: Outcome
) -> None:
    judged = determine_measured(NO_HAZARD, _of_text(age, hours), of_hours, DAY)

    assert judged.criterion("hours").status is expected
    assert judged.determination is expected
    assert bool(judged.settled_by) == (expected is OPEN)


@settings(deadline=None, max_examples=60)
@given(
    ages=st.tuples(st.integers(3, 19), st.integers(0, 4)),
    hours=st.tuples(st.integers(0, 120), st.integers(0, 60)),
)
def test_trying_the_ends_of_ranges_is_as_good_as_trying_everything(
    of_hours: Ruleset, ages: tuple[int, int], hours: tuple[int, int]
) -> None:
    low, high = hours[0] / 2, (hours[0] + hours[1]) / 2
    spans = {
        "age_years": Span(ages[0], sum(ages)),
        "economic_hours_week": Span(low, high),
    }
    every = {
        determine_measured(
            NO_HAZARD,
            {"age_years": Span(a, a), "economic_hours_week": Span(h / 4, h / 4)},
            of_hours,
            DAY,
        ).determination
        for a in range(ages[0], sum(ages) + 1)
        for h in range(int(low * 4), int(high * 4) + 1)
    }

    judged = determine_measured(NO_HAZARD, spans, of_hours, DAY)

    assert judged.determination is (every.pop() if len(every) == 1 else OPEN)


def test_a_coded_yes_stands_against_a_measured_no(of_hours: Ruleset) -> None:
    coded = NO_HAZARD | {"hours.age_12_14": Truth.TRUE}

    judged = determine_measured(coded, _of_text("13", "2"), of_hours, DAY)

    assert judged.determination is MET


def test_a_measured_yes_stands_against_a_coded_no(of_hours: Ruleset) -> None:
    coded = NO_HAZARD | {"hours.age_12_14": Truth.FALSE}

    judged = determine_measured(coded, _of_text("13", "14"), of_hours, DAY)

    assert judged.determination is MET


def test_a_measure_that_the_ruleset_does_not_have_is_refused(of_hours: Ruleset) -> None:
    with pytest.raises(Known) as caught:
        determine_measured({}, {"height": Span(1, 1)}, of_hours, DAY)

    assert caught.value.code is Code.INDICATOR_UNKNOWN
    assert caught.value.slots == {"name": "height"}


@pytest.mark.parametrize("text", ["x", "-3", "5-", "14-12", "1e3", "nan", "5 - 6 - 7"])
def test_what_is_no_number_range_or_bound_is_refused(text: str) -> None:
    with pytest.raises(Known) as caught:
        Span.from_text(text)

    assert caught.value.code is Code.DATA_CELL


def test_a_law_that_ended_in_a_year_holds_before_it_and_is_unknown_from_then_on() -> None:
    old = load(shipped("forms", "rulesets", "kg-minors.toml"))
    spans = _spans(age_years="15", work_hours_week="30")

    found = {year: values_on(spans, old, date(year, 1, 1)) for year in (2020, 2024, 2025, 2026)}

    assert {year: values["hours.age_14_15"] for year, values in found.items()} == {
        2020: Truth.TRUE,
        2024: Truth.TRUE,
        2025: Truth.UNKNOWN,
        2026: Truth.UNKNOWN,
    }


def test_a_law_says_nothing_of_a_day_before_it_was_adopted() -> None:
    law = load(shipped("forms", "rulesets", "kz-minors.toml"))
    spans = _spans(age_years="17", work_hours_week="40")

    before, after = (values_on(spans, law, date(2015, 11, n)) for n in (22, 23))

    assert before["hours.age_16_17"] is Truth.UNKNOWN
    assert after["hours.age_16_17"] is Truth.TRUE


def test_an_edited_law_keeps_its_old_value_for_old_cases() -> None:
    text = shipped("forms", "rulesets", "kz-minors.toml").read_text("utf-8")
    old = '[[limits.values]]\nvalue = 36\nfrom = "2015-11-23"\n'
    new = '[[limits.values]]\nvalue = 30\nfrom = "2027-01-01"\nprovenance = "ours"\n'
    edited = old + 'until = "2026-12-31"\n'
    ruleset = parse(
        text.replace(old, new + 'confidence = "L"\nsource = "test"\n' + edited).encode()
    )
    spans = _spans(age_years="17", work_hours_week="32")

    found = [values_on(spans, ruleset, date(year, 6, 1)) for year in (2026, 2027)]

    assert [values["hours.age_16_17"] for values in found] == [Truth.FALSE, Truth.TRUE]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2015-11-23", date(2015, 11, 23), date(2015, 11, 23)),
    ],
)
def test_a_partial_date_is_every_day_that_it_may_be(text: str, first: date, last: date) -> None:
    found = partial_date(text)

    assert found
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["", "25", "2025-13", "2025-02-30", "2025-2", "0000"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert partial_date(text) is None


BROKEN: dict[str, Callable[[str], str]] = {
    "limits[1].values[1].from": lambda text: text.replace('from = "2015-11-23"', 'from = "x"', 1),
    "limits[1].values[1].value": lambda text: text.replace("value = 16", 'value = "16"', 1),
    "indicators[6].when[1][1]": lambda text: text.replace(
        'measure = "age_years", at_least = 14', 'measure = "age_years"', 1
    ),
    "indicators[6].when[1][1].measure": lambda text: text.replace(
        'measure = "age_years", at_least = 14', 'measure = "age", at_least = 14', 1
    ),
    "indicators[6].when[1][3].above": lambda text: text.replace(
        'above = "hours_week_age_14_15"', 'above = "hours"', 1
    ),
}


@pytest.mark.parametrize(("place", "edit"), BROKEN.items(), ids=BROKEN.keys())
def test_a_mistake_in_a_limit_is_refused_with_its_place(
    place: str, edit: Callable[[str], str]
) -> None:
    text = shipped("forms", "rulesets", "kz-minors.toml").read_text("utf-8")

    with pytest.raises(Known) as caught:
        parse(edit(text).encode())

    assert caught.value.slots["name"] == place
