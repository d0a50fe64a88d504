"""Two versions of a ruleset on the same cases: what changed, and which part of the ruleset did it.

A ruleset of four facts: met by an involuntariness and a penalty, one of them strong.
"""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.analysis.compare import Aspect, Cause, Coded, Difference, compare
from fieldkit.scoring.determine import WHOLE, determine
from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.truth import Outcome, Truth

CODES = ("i.strong", "i.medium", "p.strong", "p.medium")

_RULE = """[
  { present = { kind = ["involuntariness"] } },
  { present = { kind = ["penalty"] } },
  { present = { strength = ["strong"] } },
]"""
_LAX = """[
  { present = { kind = ["involuntariness"] } },
  { present = { kind = ["penalty"] } },
]"""


def ruleset(
    version: str,
    *,
    rule: str = _RULE,
    grades: Mapping[str, str] | None = None,
    codes: tuple[str, ...] = CODES,
    name: str = "small",
    criterion: str = "work",
) -> Ruleset:
    head = f"""
id = "{name}"
version = "{version}"
title.en = "Small"
verified_against_print = true
notice.en = "none"
declared_uncovered = []

[[criteria]]
id = "{criterion}"
label.en = "Work"
provenance = "ours"
confidence = "H"
source = "a test"
rule.all = {rule}

[determination]
provenance = "ours"
confidence = "H"
source = "a test"
rule.any = [{{ criterion = "{criterion}" }}]

[[sources]]
key = "T"
text = "a test"
read = true
"""
    rows = [
        f"""
[[indicators]]
code = "{code}"
criterion = "{criterion}"
stage = "work"
kind = "{"involuntariness" if code.startswith("i.") else "penalty"}"
strength = "{(grades or {}).get(code, code.partition(".")[2].partition("_")[0])}"
label.en = "{code}"
definition.en = "{code}"
provenance = "sourced"
confidence = "H"
source = "a test"
"""
        for code in codes
    ]
    return parse((head + "".join(rows)).encode())


def case(values: Mapping[str, Truth], code: str = "A") -> Coded:
    return Coded(code, values, values)


def present(*codes: str) -> dict[str, Truth]:
    return {code: Truth.TRUE if code in codes else Truth.FALSE for code in CODES}


OLD = ruleset("1")
GRADES = ruleset("2", grades={"i.strong": "medium"})
RULE = ruleset("3", rule=_LAX)


def test_a_changed_grade_is_named_as_the_cause_with_its_indicator() -> None:
    found = compare([case(present("i.strong", "p.medium"))], OLD, GRADES)

    assert found.differences == (Difference(Aspect.GRADE, "i.strong", "strong", "medium"),)
    assert {(c.name, c.before, c.after, c.cause, c.indicators) for c in found.changes} == {
        (name, Outcome.MET, Outcome.NOT_MET, Cause.GRADES, ("i.strong",))
        for name in ("work", WHOLE)
    }
    assert found.changed == 1


def test_a_changed_rule_is_named_as_the_cause() -> None:
    found = compare([case(present("i.medium", "p.medium"))], OLD, RULE)

    assert [d.aspect for d in found.differences] == [Aspect.RULE]
    assert found.changes[0].cause is Cause.RULE
    assert (found.changes[0].before, found.changes[0].after) == (Outcome.NOT_MET, Outcome.MET)


def test_either_alone_is_told_from_grades_alone() -> None:
    either = ruleset("4", rule=_LAX, grades={"i.medium": "strong"})
    stricter = """[
      { present = { kind = ["involuntariness"] } },
      { present = { kind = ["penalty"], strength = ["strong"] } },
    ]"""
    strict = ruleset("5", rule=stricter, grades={"p.medium": "strong"})

    by_either = compare([case(present("i.medium", "p.medium"))], OLD, either)
    by_grades = compare([case(present("i.medium", "p.medium"))], OLD, strict)
    assert by_either.changes[0].cause is Cause.EITHER
    assert by_grades.changes[0].cause is Cause.GRADES


def test_what_neither_does_alone_both_do_together() -> None:
    rule = """[
      { present = { codes = ["i.medium"], strength = ["strong"] } },
    ]"""
    new = ruleset("6", rule=rule, grades={"i.medium": "strong"})

    found = compare([case(present("i.medium"))], OLD, new)

    assert found.changes[0].cause is Cause.BOTH


def test_an_indicator_that_is_new_is_a_difference_and_unknown_to_old_cases() -> None:
    new = ruleset("7", codes=(*CODES, "p.strong_new"))
    values = present("i.strong")

    found = compare([Coded("A", values, values)], OLD, new)

    assert found.differences == (Difference(Aspect.ADDED, "p.strong_new", "", "strong"),)
    change = found.changes[0]
    assert (change.before, change.after) == (Outcome.NOT_MET, Outcome.UNDETERMINED)
    assert (change.cause, change.indicators) == (Cause.GRADES, ("p.strong_new",))


def test_two_frameworks_are_compared_without_guessing_a_cause() -> None:
    other = ruleset("1", name="other", rule=_LAX)

    found = compare([case(present("i.medium", "p.medium"))], OLD, other)

    assert {change.cause for change in found.changes} == {Cause.OTHER_RULESET}


def test_a_result_that_only_one_of_them_gives_is_counted_and_is_no_change() -> None:
    renamed = ruleset("8", criterion="labour")

    found = compare([case(present("i.strong"))], OLD, renamed)

    assert found.flows["work", Outcome.NOT_MET, None] == 1
    assert found.flows["labour", None, Outcome.NOT_MET] == 1
    assert (found.changed, found.changes) == (0, ())
    aspects = {each.aspect for each in found.differences}
    assert {Aspect.CRITERION_REMOVED, Aspect.CRITERION_ADDED} <= aspects


def test_the_same_ruleset_changes_nothing() -> None:
    found = compare([case(present("i.strong", "p.strong"))], OLD, ruleset("1b"))

    assert (found.changed, found.changes, found.differences) == (0, (), ())
    assert found.flows == {("work", Outcome.MET, Outcome.MET): 1, (WHOLE,) + (Outcome.MET,) * 2: 1}


values = st.fixed_dictionaries({code: st.sampled_from(Truth) for code in CODES})


@pytest.mark.parametrize("new", [GRADES, RULE], ids=["grades", "rule"])
@given(some=st.lists(values, max_size=12))
def test_results_are_those_of_the_scorer_and_counts_add_up(
    new: Ruleset, some: list[dict[str, Truth]]
) -> None:
    cases = [case(each, str(n)) for n, each in enumerate(some)]

    found = compare(cases, OLD, new)

    for name in ("work", WHOLE):
        counted = {(b, a): n for (at, b, a), n in found.flows.items() if at == name}
        judged = [
            tuple(determine(each, ruleset).determination for ruleset in (OLD, new)) for each in some
        ]
        assert counted == {pair: judged.count(pair) for pair in judged}
    assert found.changed == len({change.case_code for change in found.changes})
    assert all(change.before is not change.after for change in found.changes)


@given(st.lists(values, max_size=12))
def test_there_and_back_are_mirror_images(some: list[dict[str, Truth]]) -> None:
    cases = [case(each, str(n)) for n, each in enumerate(some)]

    there, back = compare(cases, OLD, RULE), compare(cases, RULE, OLD)

    assert {(c.case_code, c.name, c.before, c.after) for c in there.changes} == {
        (c.case_code, c.name, c.after, c.before) for c in back.changes
    }
