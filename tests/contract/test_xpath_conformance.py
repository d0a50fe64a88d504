"""Replays the recorded behaviour of the two ODK engines; the data stay outside the repository."""

import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fieldkit.errors import Code, Known
from fieldkit.xforms import xml
from fieldkit.xpath import cases

pytestmark = pytest.mark.conformance

# Cases that say nothing of a zone were recorded in this one, and a few do depend on it.
RECORDED_IN = "America/Phoenix"
_DOCTYPE = re.compile(r"<!DOCTYPE [^\[>]*>")
TIERS = ("core", "extended")

# What is left out, by id, with the reason. A case here that passes fails the test.
_A_DATE = "decision 15: the text of date() has no time; the number keeps it"
_BLANK = "decision 14: blank, never the text Invalid Date"
_A_PATH = (
    "/explode is a path, not a function, so decision 22 says nothing of it; x-2b57d234 and 18 more"
    " recorded cases need a path to nothing to be an empty node-set"
)
_A_TEXT = "the specification gives jr:itext a string; web-forms counts the elements behind it"
LEFT_OUT = {
    "x-79b79ac0": _A_DATE,
    "x-5b811470": _A_DATE,
    "x-9c31a3b2": _A_DATE,
    "x-64ff9d12": _A_DATE,
    "x-c113ab16": _A_DATE,
    "x-c97ce6fa": _BLANK,
    "x-ae0129c4": _BLANK,
    "x-fd429ea6": _BLANK,
    "x-7b8abffc": _A_PATH,
    "x-0fa809a8": _A_PATH,
    "x-e74e5c06": _A_PATH,
    "x-66f748f3": _A_PATH,
    "x-c7320437": _A_TEXT,
    "x-efd645a2": _A_TEXT,
    "x-2e3fcdfe": _A_TEXT,
    "x-2731891b": _A_TEXT,
    "x-e1aa1c81": "decision 3: no exponents in the text of a number",
}


def _folder() -> Path:
    named = os.environ.get("FIELDKIT_CONFORMANCE")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "conformance"


def _recorded() -> list[dict]:
    path = _folder() / "xpath.jsonl"
    if not path.exists():
        pytest.skip(f"no xpath.jsonl in {_folder()}; set FIELDKIT_CONFORMANCE to its folder")
    with path.open(encoding="utf-8") as lines:
        return [case for line in lines if (case := json.loads(line))["tier"] in TIERS]


@pytest.fixture(scope="module")
def recorded() -> list[dict]:
    return _recorded()


def _actual(case: dict) -> object:
    # A page of HTML names its document type, which our reader refuses in a form.
    document = xml.read(_DOCTYPE.sub("", case.get("context_xml", "<root/>")))
    zone = ZoneInfo(case.get("tz", RECORDED_IN))
    top = document.root.parent
    assert top is not None
    try:
        found = cases.run(case, top, timezone=zone, namespaces=document.namespaces)
    except Known as refused:
        return refused.code
    return found["value"]


def _agrees(case: dict, actual: object) -> bool:
    expected = case["expected"]
    if case["type"] == "error":
        return isinstance(actual, Code)
    if case["type"] != "number" or isinstance(actual, Code):
        return actual == expected
    a, e = float(actual), float(expected)
    if math.isnan(e) or math.isinf(e) or math.isnan(a):
        return str(a) == str(e)
    if factor := case.get("round_factor"):
        return abs(round(a * factor) / factor - e) < 1e-9
    return abs(a - e) <= case.get("tolerance", 1e-9)


def _failures(recorded: list[dict]) -> Iterator[tuple[dict, object]]:
    for case in recorded:
        actual = _actual(case)
        if not _agrees(case, actual):
            yield case, actual


def test_every_recorded_expression_gives_what_was_decided(recorded, capsys):
    failing = {case["id"]: (case, actual) for case, actual in _failures(recorded)}

    unexpected = [
        f"{case['tier']} {name}: {case['expr']} as {case['type']} gave {actual!r},"
        f" expected {case['expected']!r}"
        for name, (case, actual) in failing.items()
        if name not in LEFT_OUT
    ]
    with capsys.disabled():
        tiers = Counter(case["tier"] for case in recorded)
        print(
            f"\nxpath conformance: {len(recorded) - len(failing)} passed,"
            f" {len(set(failing) & set(LEFT_OUT))} left out, {len(recorded)} in all {dict(tiers)}"
        )
    assert not unexpected, "\n".join([*unexpected[:60], f"{len(unexpected)} in all"])


def test_what_is_left_out_still_fails(recorded):
    failing = {case["id"] for case, _ in _failures(recorded)}

    assert set(LEFT_OUT) <= failing
