"""Regular expressions of forms: what they match, and that none of them can hang."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Known
from fieldkit.xforms import xml
from fieldkit.xpath import cases, patterns

NOTHING = xml.read_element("<data/>")
SECONDS = 2.0  # far above what is needed, far below what a hanging pattern takes


def matches(text: str, pattern: str) -> object:
    return cases.run({"expr": f"regex('{text}', '{pattern}')"}, NOTHING)["value"]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("FARM-012", "^[A-Z]{4}-[0-9]{3}$", True),
        ("FARM-12", "^[A-Z]{4}-[0-9]{3}$", False),
        ("the farm", "farm", True),
        ("a@b.org", r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", True),
        ("ab1c", r"^(?=.*\d)(?=.*[a-z]).{4,}$", True),
        ("abab", r"^(ab)\1$", True),
        ("Жайна", r"^\p{Lu}\p{Ll}+$", True),
        ("жайна", r"^\p{Lu}\p{Ll}+$", False),
        ("٣", r"^\d$", False),
        ("maize\n", "^[a-z]+$", False),
        ("maize\n", r"^[a-z]+\s$", True),
        ("maize\n", r"^(?=m)[a-z]+$", False),
        ("maize\n", r"^([a-z]+)+$", False),
        ("5$\n", r"[$\]]\s", True),
        ("5$", r"\$$", True),
    ],
)
def test_a_pattern_means_what_java_and_javascript_mean(
    text: str, pattern: str, expected: bool
) -> None:
    assert matches(text, pattern) is expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(a+)+$", "a" * 60 + "!"),
        (r"(a|aa)+$", "a" * 60 + "!"),
        (r"^(\w+\s?)*$", "word " * 40 + "!"),
        (r"(x+x+)+y", "x" * 80),
        (r"\d+\d+\d+x", "1" * 20_000),
        (r"^([a-z0-9])(([-.]|_+)?([a-z0-9]+))*@[a-z]+$", "a" * 80),
    ],
)
def test_a_pattern_that_python_would_try_for_years_ends_at_once(pattern: str, text: str) -> None:
    found = patterns.compiled(pattern)
    began = time.process_time()

    assert found is not None
    assert not found.search(text)
    assert time.process_time() - began < SECONDS


def test_a_pattern_that_looks_back_through_nested_loops_is_refused() -> None:
    with pytest.raises(Known):
        matches("aaaa", r"^(a+)+\1$")


@pytest.mark.parametrize("pattern", ["[", "(", "a{2", "*", r"\p{Nonsense}"])
def test_a_pattern_is_refused_or_read_and_never_breaks(pattern: str) -> None:
    found = patterns.compiled(pattern)

    assert found is None or isinstance(found.search("text"), bool)


ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", r"\s", r"\b", "^", "$", "1", "(?:a|)", "(a|b)"]
)
COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"])
PIECES = st.recursive(
    ATOMS,
    lambda inner: st.builds(
        lambda parts, count: "(" + "".join(parts) + ")" + count,
        st.lists(inner, min_size=1, max_size=3),
        COUNTS,
    ),
    max_leaves=6,
)


@settings(max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=4), st.text("ab1 \n", max_size=8))
def test_following_all_ways_at_once_finds_what_trying_them_finds(
    parts: list[str], text: str
) -> None:
    pattern = "".join(parts)
    found = patterns.compiled(pattern)

    assert found is not None
    every_way = patterns.Pattern(None, found.states, found.first, found.loops, found.is_nested)
    tried = re.search(pattern.replace("$", r"\Z"), text, re.ASCII)
    assert every_way.search(text) is (tried is not None)
