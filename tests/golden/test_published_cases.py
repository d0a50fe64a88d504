"""The scorer against every published case, read as told and read as a full interview."""

import re
from pathlib import Path

import pytest

from fieldkit.scoring.ruleset import parse
from tests.golden.report import as_text, lines, published, shipped_ruleset, values_of

FOLDER = Path(__file__).resolve().parents[2] / "forms" / "rulesets"
BREAKS = {
    "a penalty of any stage helps": (r"stage = \[\"\w+\"\], (kind = \[\"penalty\"\])", r"\1"),
    "no involuntariness is needed": (r"\n  .*, kind = \[\"involuntariness\"\] \} \},", ""),
    "no penalty is needed": (r"\n  .*, kind = \[\"penalty\"\] \} \},", ""),
    "one must be medium": (r"strength = \[\"strong\"\]", 'strength = ["medium"]'),
    "the fourth criterion decides": (
        r"(\n  \{ criterion = )\"impossibility_of_leaving\"",
        r'\1"penalty_or_menace"',
    ),
}
OF_CHILDREN = {
    "a child that does not work is scored": (r"\{ fact = \"scope.child_works\" \},", ""),
    "no test through the parents": (r"  \{ all = \[\n.*\n.*automatic.*\n  \] \},\n", ""),
}

pytestmark = pytest.mark.conformance


def test_every_published_case_comes_out_as_its_file_says(
    domain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(lines(domain))

    with capsys.disabled():
        print("\n" + as_text(found).splitlines()[-1])
    differing = [line for line in found if line.differs]
    assert not differing, "\n" + as_text(differing)
    assert {line.case for line in found} >= {case["id"] for case in published(domain)}
    assert len([line for line in found if not line.reason]) >= 2 * 5 * (14 + 20)


def test_a_case_that_is_not_scored_says_why(domain: Path) -> None:
    reasons = {line.case: line.reason for line in lines(domain) if line.reason and line.case}

    unscored = {case["id"] for case in published(domain) if not case["scorable"]}
    assert set(reasons) == unscored
    assert all(reasons.values())


@pytest.mark.parametrize(
    ("name", "pattern", "instead"),
    [
        *(("ilo2012-adult", *each) for each in BREAKS.values()),
        *(("ilo2012-child", *each) for each in OF_CHILDREN.values()),
    ],
    ids=[*BREAKS, *OF_CHILDREN],
)
def test_a_broken_rule_would_not_pass(domain: Path, name: str, pattern: str, instead: str) -> None:
    text, changed = re.subn(pattern, instead, (FOLDER / f"{name}.toml").read_text("utf-8"))
    broken = parse(text.encode())

    assert changed
    assert any(line.differs for line in lines(domain, {name: broken}))


def test_every_fact_of_a_published_case_is_a_code_of_its_ruleset(domain: Path) -> None:
    for case in published(domain):
        ruleset = shipped_ruleset(case["ruleset"])

        if case["ruleset"] == "ilo2012-adult":
            values = values_of(case, ruleset, "")
            assert set(values) <= set(ruleset.stated), case["id"]
