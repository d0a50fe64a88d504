"""Laws of compiled rules, held against trying every case."""

from collections.abc import Iterator, Set
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.scoring.expression import (
    Expression,
    codes_of,
    holds,
    minimal_sets,
    requirements,
)
from fieldkit.scoring.truth import Outcome

CODES = tuple("abcdef")


def _compound(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.tuples(st.just("any"), some),
        st.tuples(st.just("all"), some),
        st.tuples(st.just("at_least"), some, st.integers(1, 4)),
    )


RULES: st.SearchStrategy[Expression] = st.recursive(
    st.tuples(st.just("code"), st.sampled_from(CODES)), _compound, max_leaves=8
)
PRESENT_AND_UNKNOWN = st.lists(
    st.sampled_from("10?"), min_size=len(CODES), max_size=len(CODES)
).map(
    lambda marks: tuple(
        frozenset(code for code, mark in zip(CODES, marks, strict=True) if mark == wanted)
        for wanted in "1?"
    )
)


def _subsets(codes: Set[str]) -> Iterator[frozenset[str]]:
    """Yield every subset, smaller ones first."""
    for size in range(len(codes) + 1):
        yield from map(frozenset, combinations(sorted(codes), size))


@given(RULES, PRESENT_AND_UNKNOWN)
def test_two_bounds_say_what_trying_every_completion_says(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, unknown = facts

    completions = {holds(rule, present | more) for more in _subsets(unknown)}

    by_all = Outcome.UNDETERMINED if len(completions) == 2 else None
    by_all = by_all or (Outcome.MET if True in completions else Outcome.NOT_MET)
    assert Outcome.between(holds(rule, present), holds(rule, present | unknown)) is by_all


@given(RULES, PRESENT_AND_UNKNOWN, st.integers(0, 4))
def test_minimal_sets_are_all_those_that_trying_finds_and_no_others(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]], largest: int
) -> None:
    present, unknown = facts

    tried: list[frozenset[str]] = []
    for more in _subsets(unknown):
        fits = len(more) <= largest and holds(rule, present | more)
        if fits and not any(more >= smaller for smaller in tried):
            tried.append(more)

    assert minimal_sets(rule, present, unknown, largest) == frozenset(tried)


@given(RULES, PRESENT_AND_UNKNOWN)
def test_a_rule_holds_when_each_of_its_requirements_does(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, _ = facts

    assert holds(rule, present) == all(holds(part, present) for part in requirements(rule))


@given(RULES, PRESENT_AND_UNKNOWN)
def test_only_the_codes_that_a_rule_names_matter_to_it(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, _ = facts

    assert holds(rule, present) == holds(rule, present & frozenset(codes_of(rule)))


def test_the_codes_of_a_rule_come_once_each_in_its_order() -> None:
    rule: Expression = ("all", (("any", (("code", "b"), ("code", "a"))), ("code", "b")))

    assert codes_of(rule) == ("b", "a")
