"""Shares and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.analysis.estimate import share


@pytest.mark.parametrize(
    ("n", "answered", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_comparison(
    n: int, answered: int, low: float, high: float
) -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3 (score)."""
    found = share(n, answered)

    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_nobody_answered_gives_no_share_and_no_interval() -> None:
    found = share(0, 0)

    assert (found.share, found.low, found.high) == (None, None, None)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_interval_and_both_within_nought_and_one(n: int, more: int) -> None:
    found = share(n, n + more - 1) if n else share(0, more)

    assert found.low is not None
    assert found.share is not None
    assert found.high is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
