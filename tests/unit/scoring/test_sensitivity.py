"""What a result owes to grades that nobody has checked in print."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.scoring.determine import determine
from fieldkit.scoring.indicators import Strength
from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.sensitivity import OTHER_GRADE, as_json, sensitivity
from fieldkit.scoring.truth import Outcome, Truth

MOVEMENT = "duress.involuntariness.limited_freedom"
DISMISSAL = "duress.penalty.dismissal"
WAGES = "duress.penalty.wages_withheld"
DURESS = "work_and_life_under_duress"


def _closed(ruleset: Ruleset, *present: str) -> dict[str, Truth]:
    return dict.fromkeys(ruleset.codes, Truth.FALSE) | dict.fromkeys(present, Truth.TRUE)


def test_the_one_strong_indicator_that_decides_is_named(adult: Ruleset) -> None:
    found = sensitivity(_closed(adult, MOVEMENT, DISMISSAL), adult)

    assert found.deciding == (MOVEMENT,)
    (change,) = found.changes
    assert (change.grade, change.instead) == (Strength.STRONG, Strength.MEDIUM)
    assert change.determination is Outcome.NOT_MET
    assert dict(change.criteria) == {DURESS: Outcome.NOT_MET}
    assert as_json(found)["would_change_determination"] == [MOVEMENT]


def test_two_strong_indicators_do_not_hang_on_one_grade(adult: Ruleset) -> None:
    assert sensitivity(_closed(adult, MOVEMENT, WAGES), adult).changes == ()


def test_two_medium_indicators_would_be_enough_if_either_were_strong(adult: Ruleset) -> None:
    dependency = "duress.involuntariness.multiple_dependency"

    found = sensitivity(_closed(adult, dependency, DISMISSAL), adult)

    assert found.deciding == (dependency, DISMISSAL)
    assert {change.determination for change in found.changes} == {Outcome.MET}


def test_a_verified_grade_is_not_tried(adult: Ruleset, adult_text: str) -> None:
    text = re.sub(
        r'(code = "duress\.involuntariness\.limited_freedom"[^[]*?)provenance = "\w+"',
        r'\1provenance = "sourced"',
        adult_text,
    )
    verified = parse(text.encode())
    values = _closed(verified, MOVEMENT, DISMISSAL)

    assert sensitivity(values, verified).deciding == ()
    assert sensitivity(values, adult).deciding == (MOVEMENT,)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_each_line_is_what_the_ruleset_with_that_one_grade_edited_says(
    adult: Ruleset, adult_text: str, data: st.DataObject
) -> None:
    some = data.draw(st.lists(st.sampled_from(adult.codes), max_size=6, unique=True))
    unknown = data.draw(st.lists(st.sampled_from(adult.codes), max_size=3, unique=True))
    values = _closed(adult, *some) | dict.fromkeys(unknown, Truth.UNKNOWN)
    tried = data.draw(st.sampled_from([*some, *unknown] or [MOVEMENT]))
    grade = adult.indicator(tried).strength
    if grade not in OTHER_GRADE:
        return
    place = adult_text.index(f'code = "{tried}"')
    edited = adult_text[:place] + adult_text[place:].replace(
        f'strength = "{grade}"', f'strength = "{OTHER_GRADE[grade]}"', 1
    )

    expected = determine(values, parse(edited.encode()))
    now = determine(values, adult)
    line = next((c for c in sensitivity(values, adult).changes if c.indicator == tried), None)

    said = line.determination if line else None
    assert (said or now.determination) is expected.determination
    changed = dict(line.criteria) if line else {}
    assert {each.id: each.status for each in now.criteria} | changed == {
        each.id: each.status for each in expected.criteria
    }


@pytest.mark.parametrize("value", [Truth.TRUE, Truth.UNKNOWN])
def test_a_framework_without_unverified_grades_has_no_line(small: Ruleset, value: Truth) -> None:
    found = sensitivity({"work.i.strong": value, "work.p.medium": Truth.TRUE}, small)

    assert all(not small.indicator(change.indicator).is_grade_verified for change in found.changes)
    assert found.tried == 2
