"""Random rules over six codes, and every subset of some codes, for laws held against trying all."""

from collections.abc import Iterator, Set
from itertools import combinations

from hypothesis import strategies as st

from fieldkit.scoring.expression import Expression

CODES = tuple("abcdef")


def _compound(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.tuples(st.just("any"), some),
        st.tuples(st.just("all"), some),
        st.tuples(st.just("at_least"), some, st.integers(1, 4)),
    )


RULES: st.SearchStrategy[Expression] = st.recursive(
    st.tuples(st.just("code"), st.sampled_from(CODES)), _compound, max_leaves=12
)
PRESENT_AND_UNKNOWN = st.lists(
    st.sampled_from("10?"), min_size=len(CODES), max_size=len(CODES)
).map(
    lambda marks: tuple(
        frozenset(code for code, mark in zip(CODES, marks, strict=True) if mark == wanted)
        for wanted in "1?"
    )
)


def subsets(codes: Set[str]) -> Iterator[tuple[str, ...]]:
    """Yield every subset, smaller ones first, those of one size in the order of the codes."""
    for size in range(len(codes) + 1):
        yield from combinations(sorted(codes), size)
