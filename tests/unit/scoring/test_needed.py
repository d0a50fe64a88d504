"""The smallest sets that settle a rule and the codes it needs, held against trying every set."""

import time
from collections.abc import Sequence, Set

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from fieldkit.paths import shipped
from fieldkit.scoring import needed
from fieldkit.scoring.determine import MOST_SETS, determine
from fieldkit.scoring.explain import reasons
from fieldkit.scoring.expression import Expression, holds
from fieldkit.scoring.needed import SmallestSets, needed_codes, smallest_sets
from fieldkit.scoring.ruleset import Ruleset, load
from fieldkit.scoring.truth import Outcome, Truth
from tests.unit.scoring.rules import CODES, PRESENT_AND_UNKNOWN, RULES, subsets

Facts = tuple[frozenset[str], frozenset[str]]
RULESETS = {path.stem: load(path) for path in sorted(shipped("forms", "rulesets").glob("*.toml"))}
MORE = settings(max_examples=400, deadline=None)


def _tried(rule: Expression, present: Set[str], free: Set[str]) -> list[tuple[str, ...]]:
    """Every set of the smallest size that does, in the order of the codes."""
    fitting = [more for more in subsets(free - present) if holds(rule, present.union(more))]
    return [more for more in fitting if len(more) == len(fitting[0])]


@MORE
@given(RULES, PRESENT_AND_UNKNOWN)
def test_the_smallest_sets_are_those_that_trying_finds_in_order(
    rule: Expression, facts: Facts
) -> None:
    present, unknown = facts

    found = smallest_sets(rule, present, unknown, CODES, most=100)

    assert found.are_all
    assert list(found.sets) == _tried(rule, present, unknown)


@MORE
@given(RULES, PRESENT_AND_UNKNOWN, st.integers(1, 4))
def test_a_bounded_list_holds_the_first_sets_and_says_that_there_are_more(
    rule: Expression, facts: Facts, most: int
) -> None:
    present, unknown = facts
    tried = _tried(rule, present, unknown)

    found = smallest_sets(rule, present, unknown, CODES, most)

    assert list(found.sets) == tried[:most]
    assert found.are_all == (len(tried) <= most)


def test_a_search_that_stops_at_pairs_would_be_caught() -> None:
    """The control: random rules do need three and more."""

    def needs_three(rule: Expression) -> bool:
        tried = _tried(rule, frozenset(), frozenset(CODES))
        return bool(tried) and len(tried[0]) > 2

    assert needs_three(find(RULES, needs_three))


@MORE
@given(RULES, PRESENT_AND_UNKNOWN)
def test_the_codes_needed_are_those_of_all_minimal_sets(rule: Expression, facts: Facts) -> None:
    present, unknown = facts
    minimal: list[frozenset[str]] = []
    for more in map(frozenset, subsets(unknown)):
        if holds(rule, present | more) and not any(more >= smaller for smaller in minimal):
            minimal.append(more)

    assert needed_codes(rule, present, unknown) == frozenset().union(*minimal)


def test_a_search_that_would_take_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed, "MOST_STEPS", 1)
    any_of = [("any", tuple(("code", code) for code in pair)) for pair in ("ab", "bc", "ca")]
    rule: Expression = ("all", tuple(any_of))

    assert smallest_sets(rule, frozenset(), frozenset("abc"), CODES, 9) == SmallestSets((), False)


def _cases(ruleset: Ruleset) -> Sequence[dict[str, Truth]]:
    """Nothing known, and everything unknown but one code in three, present or absent."""
    third = ruleset.codes[::3]
    return ({}, dict.fromkeys(third, Truth.TRUE), dict.fromkeys(third, Truth.FALSE))


@pytest.mark.parametrize("name", RULESETS)
def test_what_is_open_always_has_a_set_that_would_make_it_met(name: str) -> None:
    """A rule without negation that allows both results becomes met when enough turns out present,
    so there is no result that could only be closed as not met."""
    ruleset = RULESETS[name]
    for values in _cases(ruleset):
        judged = determine(values, ruleset)
        settling = {each.id: each for each in judged.criteria}
        for criterion_id, result in settling.items():
            assert bool(result.settled_by) == (result.status is Outcome.UNDETERMINED)
            for codes in result.settled_by[:3]:
                now = determine(values | dict.fromkeys(codes, Truth.TRUE), ruleset)
                assert now.criterion(criterion_id).status is Outcome.MET
        assert bool(judged.settled_by) == (judged.determination is Outcome.UNDETERMINED)
        for codes in judged.settled_by[:3]:
            now = determine(values | dict.fromkeys(codes, Truth.TRUE), ruleset)
            assert now.determination is Outcome.MET


def test_six_facts_settle_what_the_lists_of_2009_leave_open() -> None:
    judged = determine({}, RULESETS["delphi2009-adult-labour"])

    assert {len(codes) for codes in judged.settled_by} == {6}
    assert (len(judged.settled_by), judged.settled_in_full) == (MOST_SETS, False)
    assert judged.criterion("vulnerability_destination").settled_in_full


def test_a_case_of_adults_with_nothing_known_lists_every_pair() -> None:
    judged = determine({}, RULESETS["ilo2012-adult"])

    assert (len(judged.settled_by), judged.settled_in_full) == (363, True)


@pytest.mark.parametrize("truth", [Truth.TRUE, Truth.UNKNOWN])
@pytest.mark.parametrize("name", RULESETS)
def test_no_case_takes_long_to_judge_and_explain(name: str, truth: Truth) -> None:
    """Explaining a case of 2009 with everything present tried millions of sets and never ended."""
    ruleset = RULESETS[name]
    values = dict.fromkeys(ruleset.stated, truth)
    began = time.process_time()

    told = reasons(determine(values, ruleset), values, ruleset)

    assert time.process_time() - began < 2  # 0.04 s where it was slowest
    assert told or not ruleset.criteria
