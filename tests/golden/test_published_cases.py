"""The scorer against the published cases: 14 workers, read as told and read as a full interview.

The tables are not part of this project; see conftest.
"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.table import parse_csv, score

PROJECT = Path(__file__).resolve().parents[2]
RULESET = PROJECT / "forms" / "rulesets" / "ilo2012-adult.toml"
DAY = date(2017, 11, 30)
READINGS = ("cases-visible-adult", "cases-visible-adult-closed")
BREAKS = {
    "a penalty of any stage helps": (r"stage = \[\"\w+\"\], (kind = \[\"penalty\"\])", r"\1"),
    "no involuntariness is needed": (r"\n  .*, kind = \[\"involuntariness\"\] \} \},", ""),
    "no penalty is needed": (r"\n  .*, kind = \[\"penalty\"\] \} \},", ""),
    "the fourth criterion decides": (
        r"(\n  \{ criterion = )\"impossibility_of_leaving\"",
        r'\1"penalty_or_menace"',
    ),
    "one must be medium": (r"strength = \[\"strong\"\]", 'strength = ["medium"]'),
}

pytestmark = pytest.mark.conformance


def _expected(domain: Path, reading: str) -> dict[str, dict[str, str]]:
    with (domain / f"{reading}-expected.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row.pop("case_id"): row for row in csv.DictReader(file)}


def _judged(domain: Path, reading: str, ruleset: Ruleset) -> dict[str, dict[str, str]]:
    scores = score(parse_csv((domain / f"{reading}.csv").read_bytes(), ruleset), ruleset, DAY)
    return {
        each.case_id: {
            **{result.id: result.status.value for result in each.determination.criteria},
            "determination": str(each.determination.determination),
        }
        for each in scores
    }


@pytest.mark.parametrize("reading", READINGS)
def test_every_published_case_comes_out_as_its_file_says(domain: Path, reading: str) -> None:
    judged = _judged(domain, reading, parse(RULESET.read_bytes()))

    assert len(judged) == 14
    assert judged == _expected(domain, reading)


@pytest.mark.parametrize(("pattern", "instead"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_rule_would_not_pass(domain: Path, pattern: str, instead: str) -> None:
    text, changed = re.subn(pattern, instead, RULESET.read_text("utf-8"))
    broken = parse(text.encode())

    assert changed
    assert any(
        _judged(domain, reading, broken) != _expected(domain, reading) for reading in READINGS
    )
