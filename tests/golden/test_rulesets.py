"""Every shipped ruleset against the list of indicators that it was written from."""

import csv
from pathlib import Path

import pytest

from fieldkit.paths import shipped
from fieldkit.scoring.ruleset import Ruleset, load, parse

FOLDER = shipped("forms", "rulesets")
RULESETS = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
COLUMNS = (
    "code",
    "criterion",
    "stage",
    "kind",
    "strength",
    "label_en",
    "label_ru",
    "definition_en",
    "confidence",
    "provenance",
    "source",
)

pytestmark = pytest.mark.conformance


def _listed(domain: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with (domain / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            # What points to a file beside the list would point nowhere from a ruleset.
            row["source"] = row["source"].removesuffix("; see rules.md")
            found.setdefault(row["ruleset"], []).append({name: row[name] for name in COLUMNS})
    return found


def _rows(ruleset: Ruleset) -> list[dict[str, str]]:
    return [
        {
            "code": each.code,
            "criterion": each.criterion,
            "stage": each.stage.value,
            "kind": each.kind.value,
            "strength": each.strength.value,
            "label_en": each.labels["en"],
            "label_ru": each.labels["ru"],
            "definition_en": each.definitions["en"],
            "confidence": each.confidence.value,
            "provenance": each.provenance.value,
            "source": each.source,
        }
        for each in ruleset.indicators
    ]


def test_every_listed_framework_is_shipped_and_no_other(domain: Path) -> None:
    assert set(RULESETS) == set(_listed(domain))


@pytest.mark.parametrize("name", RULESETS)
def test_a_ruleset_has_exactly_the_rows_of_the_list(domain: Path, name: str) -> None:
    ruleset = load(FOLDER / f"{name}.toml")

    assert ruleset.id == name
    assert _rows(ruleset) == _listed(domain)[name]


@pytest.mark.parametrize(
    ("given", "instead"),
    [('strength = "strong"', 'strength = "medium"'), ("Sale of the worker", "Sale of a worker")],
)
def test_a_row_that_differs_is_noticed(domain: Path, given: str, instead: str) -> None:
    text = (FOLDER / "ilo2012-adult.toml").read_text("utf-8")
    changed = parse(text.replace(given, instead, 1).encode())

    assert _rows(changed) != _listed(domain)["ilo2012-adult"]
