"""The table of promises is what was measured last; without figure or control there is none."""

import copy
import importlib.util
import json
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("promises", ROOT / "packaging" / "promises.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def words(script: ModuleType) -> dict[str, Any]:
    return tomllib.loads(script.WORDS.read_text("utf-8"))


@pytest.fixture
def figures(script: ModuleType) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(script.FIGURES.read_text("utf-8"))
    return told


def test_readme_and_help_say_what_was_measured_last(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0


def test_every_promise_names_proofs_that_are_there(words: dict[str, Any]) -> None:
    for promise in words["promise"]:
        assert promise["proofs"]
        for proof in promise["proofs"]:
            assert (ROOT / proof).is_file(), proof


def test_every_figure_belongs_to_a_promise(words: dict[str, Any], figures: dict[str, Any]) -> None:
    numbers = {str(promise["number"]) for promise in words["promise"]}

    assert {key for key in figures if key.partition(".")[0] not in numbers} == set()


def broken(figures: dict[str, Any], proof: str, field: str, value: object) -> dict[str, Any]:
    told = copy.deepcopy(figures)
    told[proof][field] = value
    return told


def test_a_broken_promise_gets_no_table(
    script: ModuleType, words: dict[str, Any], figures: dict[str, Any]
) -> None:
    """The control: a loss, a control that caught nothing, a proof that did not run."""
    unmeasured = {key: told for key, told in figures.items() if not key.startswith("2.")}
    for wrong in (
        broken(figures, "1.kills", "lost", 1),
        broken(figures, "2.power_cuts", "control_lost", 0),
        unmeasured,
    ):
        with pytest.raises(script.Broken):
            script.table(words, wrong, "en")
