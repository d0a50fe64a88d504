"""A sample can be drawn again by anybody who has the seed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.analysis.sampling import allocation, draw

units = st.dictionaries(st.uuids().map(str), st.sampled_from(("", "north", "south")), max_size=40)
numbers = st.integers(min_value=0, max_value=50)


@given(units, numbers, numbers, st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_units_in_whatever_order_they_come(
    strata_of: dict[str, str], n: int, seed: int, chance: random.Random
) -> None:
    shuffled = list(strata_of.items())
    chance.shuffle(shuffled)

    assert draw(strata_of, n, seed) == draw(dict(shuffled), n, seed)


@given(units, numbers, numbers)
def test_a_sample_has_the_size_asked_for_and_no_unit_twice(
    strata_of: dict[str, str], n: int, seed: int
) -> None:
    drawn = draw(strata_of, n, seed)

    assert len(drawn.units) == len(set(drawn.units)) == min(n, len(strata_of))
    assert set(drawn.units) <= set(strata_of)
    assert sum(stratum.drawn for stratum in drawn.strata) == len(drawn.units)


@given(st.sets(st.uuids().map(str), max_size=30), numbers, numbers)
def test_a_larger_sample_holds_the_smaller_one(ids: set[str], n: int, seed: int) -> None:
    whole = dict.fromkeys(ids, "")

    assert draw(whole, n + 1, seed).units[:n] == draw(whole, n, seed).units


def test_another_seed_draws_others() -> None:
    whole = dict.fromkeys(map(str, range(1000)), "")

    assert draw(whole, 20, 1).units != draw(whole, 20, 2).units


def test_every_unit_has_its_chance() -> None:
    """Of ten units a fifth is drawn in 2,000 draws: 400 each; 320 to 480 is over four sigma."""
    counts = dict.fromkeys("abcdefghij", 0)
    for seed in range(2000):
        for unit in draw(dict.fromkeys(counts, ""), 2, seed).units:
            counts[unit] += 1

    assert all(320 < n < 480 for n in counts.values())


@pytest.mark.parametrize(
    ("sizes", "n", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 96, "b": 2, "c": 2}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 2, "b": 1}, 10, {"a": 2, "b": 1}),
        ({"a": 9, "b": 5, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({}, 5, {}),
    ],
    ids=["shares", "one for each", "all there is", "fewer than strata", "nobody"],
)
def test_strata_get_their_share_and_small_ones_at_least_one(
    sizes: dict[str, int], n: int, expected: dict[str, int]
) -> None:
    assert allocation(sizes, n) == expected
