"""Random talks with children: the form and a second writing of its tables agree on every row."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.scoring import ruleset as rulesets
from tests.unit.instruments import oracle_child_labour as labour
from tests.unit.instruments.oracle_child import indicators as expected
from tests.unit.instruments.oracle_child_labour import Work
from tests.unit.instruments.playing import ROOT, indicators
from tests.unit.instruments.random_interviews import CHILD, Kind, given, random_interview

INTERVIEWS = 400
RULES = "ilo2012-child"
SCOPE = "scope.child_works"
RARE = {"childlabour-conventions/c138.light_work", "kz-minors/contract.age_14"}
"""Present only when many answers fit together; the directed cases show them."""
WRONG = {
    "a relative does not count": (" or selected(${ct_hit_who}, 'relative')", ""),
    "a blank is a no": ("if(${ar_birth} = 'no', '0', '')", "if(${ar_birth} != 'yes', '0', '')"),
    "another age is the age": ("${ag_other} = 'yes' or ", ""),
    "a stage is another": (
        "selected(${ct_hit_when}, 'work')",
        "selected(${ct_hit_when}, 'leaving')",
    ),
    "24 hours are too many": ("${econ_low} > ${hours_most}", "${econ_low} >= ${hours_most}"),
}
"""What is wrong → words of the form, and what stands there instead."""


def tasks(session: InterviewSession) -> list[Work]:
    """The lines of work that still count, as they stand."""
    lines: dict[str, dict[str, str]] = {}
    for live in session.root.walk():
        if live.is_relevant and live.ref.startswith("/data/wk_line["):
            place, _, name = live.ref.rpartition("/")
            lines.setdefault(place, {})[name] = live.shown
    found = [line for line in lines.values() if "wk_task" in line]
    return [Work(line["wk_task"], line["wk_days"], line["wk_hours"]) for line in found]


def text(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def has_agreed(session: InterviewSession) -> bool:
    """Whether the talk took place."""
    return session.node(Ref("/data/ag/ag_age")).is_relevant


def joined(rows: dict[str, str]) -> str:
    """What the three rows of hours say together: any of them, by the rule for unknowns."""
    hours = [value for code, value in rows.items() if code.startswith("hours.age_")]
    return "1" if "1" in hours else "0" if set(hours) == {"0"} else ""


@pytest.mark.parametrize("seed", range(INTERVIEWS))
def test_the_form_and_the_table_agree_on_forced_labour_of_a_child(seed: int) -> None:
    session = random_interview(Random(seed), CHILD)
    answers = given(session, CHILD)

    found = indicators(session, RULES)

    works = {"works": "1", "helps": "0", "present": "0"}.get(answers.get("wk_does", ""), "")
    assert found.pop(SCOPE) == works
    assert found == expected(answers, tasks(session))


@pytest.mark.parametrize("seed", range(INTERVIEWS))
def test_the_form_and_the_tables_agree_on_child_labour(seed: int) -> None:
    session = random_interview(Random(seed), CHILD)
    answers, work = given(session, CHILD), tasks(session)

    sdg = indicators(session, "childlabour-sdg871")
    sdg["hours"] = joined(sdg)
    flags = indicators(session, "kz-minors")
    rows = indicators(session, "childlabour-conventions")

    if not has_agreed(session):
        assert {*sdg.values(), *flags.values(), *rows.values()} == {""}
        return
    locked = expected(answers, work)["duress.penalty.locked_in"] == "1"
    for found, wanted in (
        (sdg, labour.sdg(answers, work)),
        (flags, labour.kz(answers, work)),
        (rows, labour.conventions(answers, work, is_locked_in=locked)),
    ):
        assert {code: found[code] for code in wanted} == {
            code: text(value) for code, value in wanted.items()
        }


def test_the_random_talks_show_every_indicator_in_all_three_ways() -> None:
    seen: dict[str, set[str]] = {}
    for seed in range(INTERVIEWS):
        session = random_interview(Random(seed), CHILD)
        for rules in (RULES, "childlabour-sdg871", "childlabour-conventions", "kz-minors"):
            for code, found in indicators(session, rules).items():
                seen.setdefault(f"{rules}/{code}", set()).add(found)

    assert {code for code, found in seen.items() if found != {"1", "0", ""}} <= RARE


def test_the_table_knows_every_indicator_of_the_rules_for_children() -> None:
    rules = rulesets.load(ROOT / "forms/rulesets/ilo2012-child.toml")

    assert expected({}).keys() | {SCOPE} == {*rules.stated}
    assert len(expected({})) == 81


@pytest.mark.parametrize("wrong", WRONG)
def test_a_form_that_is_wrong_in_one_place_is_found(wrong: str, tmp_path: Path) -> None:
    before, after = WRONG[wrong]
    words = CHILD.path.read_text(encoding="utf-8")
    assert before in words
    broken = replace(CHILD, path=tmp_path / "form.md")
    broken.path.write_text(words.replace(before, after), encoding="utf-8")

    sessions = (random_interview(Random(seed), broken) for seed in range(INTERVIEWS))
    assert any(differs(session, broken) for session in sessions)


def differs(session: InterviewSession, kind: Kind) -> bool:
    """Whether the form says something else than the tables."""
    answers, work = given(session, kind), tasks(session)
    forced = indicators(session, RULES)
    flags = indicators(session, "kz-minors")
    wanted = {**expected(answers, work), SCOPE: forced[SCOPE]}
    law = {code: text(value) for code, value in labour.kz(answers, work).items()}
    return forced != wanted or {code: flags[code] for code in law} != law
