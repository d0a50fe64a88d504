"""The two rulesets that the scoring tests judge by."""

from pathlib import Path

import pytest

from fieldkit.scoring.ruleset import Ruleset, load, parse

SMALL = Path(__file__).with_name("small.toml")
SHIPPED = Path(__file__).resolve().parents[3] / "forms" / "rulesets" / "ilo2012-adult.toml"


@pytest.fixture(scope="session")
def small_text() -> str:
    return SMALL.read_text("utf-8")


@pytest.fixture(scope="session")
def small(small_text: str) -> Ruleset:
    return parse(small_text.encode())


@pytest.fixture(scope="session")
def adult_text() -> str:
    return SHIPPED.read_text("utf-8")


@pytest.fixture(scope="session")
def adult() -> Ruleset:
    return load(SHIPPED)
