"""The published cases against the scorer: case, criteria, expected, got, in both readings.

Run as `python -m tests.golden.report` for the whole report; the tests beside print what differs.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fieldkit.paths import shipped
from fieldkit.scoring.determine import WHOLE, Determination, determine
from fieldkit.scoring.measured import Span, determine_measured
from fieldkit.scoring.ruleset import Ruleset, load
from fieldkit.scoring.table import parse_csv
from fieldkit.scoring.truth import Truth

DAY = date(2017, 11, 30)
AS_TOLD, CLOSED = "not stated is unknown", "not stated is absent"
READINGS = {AS_TOLD: "expected", CLOSED: "expected_if_not_stated_is_absent"}
TABLES = {AS_TOLD: "cases-visible-adult", CLOSED: "cases-visible-adult-closed"}
TRUTHS = {
    "present": Truth.TRUE,
    "absent": Truth.FALSE,
    "partial": Truth.UNKNOWN,
    "unknown": Truth.UNKNOWN,
}
WORKS = {"yes": Truth.TRUE, "no": Truth.FALSE, "not stated": Truth.UNKNOWN}
YES, NO = Truth.TRUE, Truth.FALSE

# What each text of a child says for the thresholds of child labour, and nothing more than it says.
CHILD_LABOUR: Mapping[str, tuple[Mapping[str, str], Mapping[str, Truth]]] = {
    "K50": ({}, {}),  # neither age nor hours
    "K52": ({"age_years": "14-15"}, {"hazardous_or_worst_form": YES}),  # a construction site
    "K55": ({"age_years": "9", "economic_hours_week": "1+"}, {}),  # at nine; hours not told
    "K56": ({}, {}),  # neither age nor hours
    "K61": ({"economic_hours_week": "0"}, {"hazardous_or_worst_form": NO}),  # does not work
    "K63": ({}, {}),  # whether they worked is not told
}


@dataclass(frozen=True)
class Line:
    """One result of one case: `expected` and `got` agree, or there is a `reason` for neither."""

    case: str
    ruleset: str
    reading: str
    criterion: str
    expected: str
    got: str
    reason: str = ""

    @property
    def differs(self) -> bool:
        return self.expected != self.got


def shipped_ruleset(name: str) -> Ruleset:
    return load(shipped("forms", "rulesets", f"{name}.toml"))


def published(domain: Path) -> list[dict[str, Any]]:
    with (domain / "cases-visible.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def values_of(case: Mapping[str, Any], ruleset: Ruleset, reading: str) -> dict[str, Truth]:
    """The facts of a case as values; in the closed reading what is not stated is absent."""
    stated = {fact["code"]: TRUTHS[fact["value"]] for fact in case["facts"]}
    if reading == CLOSED:
        stated = dict.fromkeys(ruleset.codes, Truth.FALSE) | stated
    for fact in ruleset.facts:  # the only one of the frameworks that have cases: the child works
        stated[fact.indicator.code] = WORKS[case["other_facts"]["child_works"]]
    return stated


def lines(domain: Path, rulesets: Mapping[str, Ruleset] | None = None) -> Iterator[Line]:
    """Every line of the report; other rulesets may be tried in place of the shipped ones."""
    tried = rulesets or {}
    for case in published(domain):
        ruleset = tried.get(case["ruleset"]) or shipped_ruleset(case["ruleset"])
        if not case["scorable"]:
            yield Line(case["id"], ruleset.id, "", "", "", "", case["why"])
            continue
        for reading, key in READINGS.items():
            judged = determine(values_of(case, ruleset, reading), ruleset)
            yield from _compared(case["id"], ruleset, reading, case[key], judged)
        if "expected_child_labour" in case:
            yield _child_labour(case)
    for reading, name in TABLES.items():
        yield from _of_table(domain, name, reading, tried)
    for path in sorted(shipped("forms", "rulesets").glob("*.toml")):
        if path.stem not in {"ilo2012-adult", "ilo2012-child", "childlabour-sdg871"}:
            yield Line("", path.stem, "", "", "", "", "no published case has a result for it")


def _compared(
    case_id: str, ruleset: Ruleset, reading: str, expected: Mapping[str, str], got: Determination
) -> Iterator[Line]:
    found = {each.id: each.status.value for each in got.criteria} | {WHOLE: str(got.determination)}
    for criterion in sorted({*expected, *found}):
        want, have = expected.get(criterion, "none"), found.get(criterion, "none")
        yield Line(case_id, ruleset.id, reading, criterion, want, have)


def _child_labour(case: Mapping[str, Any]) -> Line:
    ruleset = shipped_ruleset("childlabour-sdg871")
    measures, values = CHILD_LABOUR[case["id"]]
    spans = {name: span for name, text in measures.items() if (span := Span.from_text(text))}
    judged = determine_measured(values, spans, ruleset, DAY)
    want = case["expected_child_labour"]["value"]
    return Line(case["id"], ruleset.id, AS_TOLD, WHOLE, want, str(judged.determination))


def _of_table(
    domain: Path, name: str, reading: str, tried: Mapping[str, Ruleset]
) -> Iterator[Line]:
    ruleset = tried.get("ilo2012-adult") or shipped_ruleset("ilo2012-adult")
    cases = parse_csv((domain / f"{name}.csv").read_bytes(), ruleset)
    with (domain / f"{name}-expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = {row.pop("case_id"): row for row in csv.DictReader(file)}
    for case in cases:
        judged = determine(case.values, ruleset)
        yield from _compared(
            f"{case.case_id} (table)", ruleset, reading, expected.pop(case.case_id), judged
        )
    for case_id in expected:
        yield Line(case_id, ruleset.id, reading, WHOLE, "a row", "no row in the table of cases")


def as_text(found: list[Line]) -> str:
    """The report as people read it."""
    rows = [
        f"{each.case:12} {each.ruleset:22} {each.reading:22} {each.criterion:28} "
        + (f"- {each.reason}" if each.reason else f"{each.expected:13} {each.got:13} ")
        + ("DIFFERS" if each.differs else "")
        for each in found
    ]
    compared = [each for each in found if not each.reason]
    wrong = sum(each.differs for each in compared)
    cases = len({each.case for each in compared})
    return "\n".join(
        [
            *rows,
            f"{cases} cases, {len(compared)} results compared, {wrong} differ, "
            f"{len(found) - len(compared)} lines with a reason instead",
        ]
    )


if __name__ == "__main__":
    print(as_text(list(lines(Path(sys.argv[1])))))
