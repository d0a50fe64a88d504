"""Kappa against published and independent numbers, and what must hold of it for all codings.

The numbers of `REFERENCE` were computed once by statsmodels 0.15 (`inter_rater.cohens_kappa`),
which shares no code with ours; those of "statpsych" are published as the example of `ci.kappa` in
the R package statpsych: 0.6756757, error 0.07344761, interval 0.5317210 to 0.8196303.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.analysis.agreement import (
    CODES,
    FEWEST,
    Gap,
    Pair,
    agreement,
    cohens_kappa,
    standard_error,
)
from fieldkit.scoring.truth import Truth

REFERENCE = [
    ("three codes", ((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.676470588235294, 0.08770295347521254),
    ("statpsych", ((31, 12), (4, 58)), 0.6756757, 0.07344761),
    ("two by two", ((20, 5), (10, 15)), 0.4, 0.12699606293110033),
    ("low", ((45, 15), (25, 15)), 0.13043478260869554, 0.0986615376234396),
    ("same p_o", ((25, 35), (5, 35)), 0.25925925925925924, 0.07715973174444572),
    (
        "cohen",
        ((88, 14, 18), (10, 40, 10), (2, 6, 12)),
        0.49152542372881347,
        0.05100181557607786,
    ),
]

coded = st.sampled_from(CODES)
codings = st.lists(st.tuples(coded, coded), max_size=60)


@pytest.mark.parametrize(
    ("table", "kappa", "error"), [row[1:] for row in REFERENCE], ids=[row[0] for row in REFERENCE]
)
def test_kappa_and_its_error_are_those_of_other_programs(
    table: tuple[tuple[int, ...], ...], kappa: float, error: float
) -> None:
    assert cohens_kappa(table) == pytest.approx(kappa, abs=5e-8)
    assert standard_error(table) == pytest.approx(error, abs=5e-9)


def test_the_interval_is_that_of_other_programs() -> None:
    """statsmodels gives 0.5045760 to 0.8483652 for the first table."""
    found = agreement(pairs(REFERENCE[0][1]))

    assert found.n == 100
    assert found.low == pytest.approx(0.5045759580860855)
    assert found.high == pytest.approx(0.8483652183845026)
    assert found.gap is None


def test_twelve_cases_by_hand() -> None:
    """Equal 8 of 12; margins 5·5 + 4·4 + 3·3 = 50 of 144; (96 − 50) / (144 − 50) = 46/94.

    scikit-learn 1.9 gives 0.4893617021276596 for the same codes.
    """
    first = [1, 1, 1, 1, 1, 0, 0, 0, 0, None, None, None]
    second = [1, 1, 1, 1, 0, 1, 0, 0, None, None, None, 0]

    found = agreement(zip(map(truth, first), map(truth, second), strict=True))

    assert (found.observed.n, found.n) == (8, 12)
    assert found.kappa == 46 / 94


def test_few_cases_have_a_kappa_but_no_interval() -> None:
    few = agreement([(Truth.TRUE, Truth.TRUE), (Truth.FALSE, Truth.TRUE)] * (FEWEST // 2 - 1))

    assert few.kappa is not None
    assert (few.low, few.high, few.gap) == (None, None, Gap.FEW_CASES)


def test_one_code_throughout_leaves_kappa_undefined_and_says_so() -> None:
    """Both say absent a hundred times: full agreement, and nothing to compare chance with."""
    same = agreement([(Truth.FALSE, Truth.FALSE)] * 100)

    assert same.observed.share == 1
    assert (same.kappa, same.low, same.high, same.gap) == (None, None, None, Gap.ONE_CODE)


def test_no_case_coded_twice_gives_no_number() -> None:
    none = agreement([])

    assert (none.n, none.kappa, none.observed.share, none.gap) == (0, None, None, Gap.NO_CASES)


def test_full_agreement_gives_no_false_certainty() -> None:
    full = agreement([(Truth.TRUE, Truth.TRUE), (Truth.UNKNOWN, Truth.UNKNOWN)] * 20)

    assert (full.kappa, full.low, full.high, full.gap) == (1, None, None, Gap.NO_SPREAD)


def test_unknown_against_absent_is_a_disagreement() -> None:
    found = agreement([(Truth.UNKNOWN, Truth.FALSE), (Truth.TRUE, Truth.TRUE)])

    assert found.observed.n == 1


@given(codings)
def test_agreement_is_symmetric_in_the_coders(both: list[Pair]) -> None:
    one, other = agreement(both), agreement([(second, first) for first, second in both])

    assert (one.kappa, one.low, one.high, one.gap) == (
        other.kappa,
        other.low,
        other.high,
        other.gap,
    )
    assert one.observed == other.observed


@given(codings, st.randoms(use_true_random=False))
def test_the_order_of_cases_is_irrelevant(both: list[Pair], chance: random.Random) -> None:
    shuffled = list(both)
    chance.shuffle(shuffled)

    assert agreement(shuffled) == agreement(both)


@given(st.lists(coded, min_size=1, max_size=60))
def test_equal_codings_have_kappa_one_or_none(codes: list[Truth]) -> None:
    found = agreement(zip(codes, codes, strict=True))

    assert found.kappa == (1 if len(set(codes)) > 1 else None)


@given(codings)
def test_kappa_and_interval_stay_within_bounds(both: list[Pair]) -> None:
    found = agreement(both)

    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
    if found.low is not None and found.high is not None:
        assert -1 <= found.low <= (found.kappa or 0) <= found.high <= 1


@given(codings, st.permutations(CODES))
def test_the_names_of_the_codes_are_irrelevant(both: list[Pair], order: list[Truth]) -> None:
    """Nominal codes: which of the three is called what changes nothing."""
    names = dict(zip(CODES, order, strict=True))
    renamed = agreement([(names[first], names[second]) for first, second in both])

    assert renamed.kappa == agreement(both).kappa


def pairs(table: tuple[tuple[int, ...], ...]) -> list[Pair]:
    return [
        (first, second)
        for first, row in zip(CODES, table, strict=True)
        for second, n in zip(CODES, row, strict=True)
        for _ in range(n)
    ]


def truth(code: int | None) -> Truth:
    return Truth.UNKNOWN if code is None else Truth.TRUE if code else Truth.FALSE
