"""What goes wrong when a child is asked, a statement a test; numbers are those of the trap list."""

from typing import Final

import pytest

from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from tests.unit.instruments.playing import ROOT, indicators, play

CHILD: Final = ROOT / "forms/child-worker/form.md"
RULES: Final = "ilo2012-child"
SDG: Final = "childlabour-sdg871"
AGREED: Final = {
    "cv_date": "2026-09-20",
    "cv_country": "KZ",
    "gc_consent": "yes",
    "as_agree": "yes",
    "ag_age": "16",
    "wk_does": "works",
}


def talk(
    days: str = "", hours: str = "", task: str = "veg_pick", **answers: str
) -> InterviewSession:
    """A talk with a child that agreed, and one line of work when days are given."""
    line = {"wk_task": task, "wk_days": days, "wk_hours": hours}
    lines = {"wk_line": [line]} if days else None
    return play({**AGREED, **answers}, lines=lines, path=CHILD)


def act(name: str, who: str) -> dict[str, str]:
    return {name: "done", f"{name}_who": who, f"{name}_when": "work"}


@pytest.mark.parametrize("does", ["present", "helps"])
def test_trap_34_a_child_that_is_there_or_helps_at_home_does_not_work(does: str) -> None:
    assert indicators(talk(wk_does=does), RULES)["scope.child_works"] == "0"
    assert indicators(talk(), RULES)["scope.child_works"] == "1"


@pytest.mark.parametrize(("hours", "value"), [("1", "0"), ("3", "1")])
def test_trap_35_hours_and_age_decide_and_not_the_mere_task(hours: str, value: str) -> None:
    session = talk("5", hours, ag_age="13")

    assert indicators(session, SDG)["hours.age_12_14"] == value


@pytest.mark.parametrize(
    ("parent", "value"), [("met", "1"), ("not_met", "0"), ("undetermined", ""), ("", "")]
)
def test_trap_36_a_childs_case_follows_the_parents_case(parent: str, value: str) -> None:
    session = talk(fw_with="mother", fw_parents_fl=parent)

    assert indicators(session, RULES)["parents.automatic.parents_in_forced_labour"] == value


def test_trap_37_an_act_of_a_parent_never_counts_and_of_another_relative_does() -> None:
    code = "duress.penalty.physical_violence"

    assert indicators(talk(**act("ct_hit", "parent")), RULES)[code] != "1"
    assert indicators(talk(**act("ct_hit", "relative")), RULES)[code] == "1"


@pytest.mark.parametrize(
    ("age", "days", "hours", "code", "value"),
    [
        ("11", "1", "0.5", "hours.age_5_11", "0"),
        ("11", "1", "1", "hours.age_5_11", "1"),
        ("13", "2", "7", "hours.age_12_14", "1"),
        ("13", "2", "6.5", "hours.age_12_14", "0"),
        ("16", "4", "10.75", "hours.age_15_17", "0"),
        ("16", "4", "11", "hours.age_15_17", "1"),
    ],
)
def test_trap_39_the_thresholds_are_1_14_and_more_than_43_hours(
    age: str, days: str, hours: str, code: str, value: str
) -> None:
    assert indicators(talk(days, hours, ag_age=age), SDG)[code] == value


@pytest.mark.parametrize(("country", "value"), [("KZ", "1"), ("UZ", ""), ("", "")])
def test_trap_40_national_limits_are_flags_of_their_own_for_their_country(
    country: str, value: str
) -> None:
    session = talk("5", "8", cv_country=country)

    assert indicators(session, "kz-minors")["hours.age_16_17"] == value
    assert indicators(session, SDG)["hours.age_15_17"] == "0"


@pytest.mark.parametrize(
    ("age", "hours", "code", "value"),
    [
        ("15", "6", "hours.age_14_15", "0"),
        ("15", "6.25", "hours.age_14_15", "1"),
        ("17", "9", "hours.age_16_17", "0"),
        ("17", "9.25", "hours.age_16_17", "1"),
    ],
)
def test_trap_40_exactly_24_or_36_hours_are_not_over_the_limit(
    age: str, hours: str, code: str, value: str
) -> None:
    session = talk("4", hours, ag_age=age, cv_country="KZ")

    assert indicators(session, "kz-minors")[code] == value


@pytest.mark.parametrize(("country", "value"), [("KZ", "1"), ("KG", ""), ("", "")])
def test_trap_40_night_is_barred_by_the_law_of_its_country_alone(country: str, value: str) -> None:
    session = talk("5", "2", ag_age="17", cv_country=country, wk_night="sometimes")

    assert indicators(session, "kz-minors")["night_work"] == value


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"hz_what": "tobacco"}, "order944.tobacco_cotton"),
        ({"hz_load": "4.2"}, "order944.load"),
        ({"hz_spray": "yes"}, "order944.pesticides"),
        ({"hz_what": "carers"}, "order944.responsible_for_children"),
    ],
)
def test_trap_41_what_order_944_bars_counts_in_kazakhstan_alone(
    answers: dict[str, str], code: str
) -> None:
    assert indicators(talk("5", "4", **answers), "kz-minors")[code] == "1"
    assert indicators(talk("5", "4", **answers, cv_country="other"), "kz-minors")[code] != "1"


def test_trap_41_exactly_the_weight_that_is_allowed_is_not_above_it() -> None:
    assert indicators(talk("5", "4", hz_load="4.1"), "kz-minors")["order944.load"] != "1"


@pytest.mark.parametrize("who", ["parents", "relative", "intermediary", "child"])
def test_trap_47_who_gets_the_childs_pay_is_kept_and_makes_nobody_an_employer(who: str) -> None:
    hit = {"ct_hit": "done", "ct_hit_who": "parent", "ct_hit_when": "work"}
    paid = {**AGREED, **hit, "cp_get": "money", "cp_owed": "all_paid"}

    told = play({**paid, "cp_who": who}, path=CHILD)

    assert f"<cp_who>{who}</cp_who>" in serialise.submission_xml(told)
    silent = play(paid, path=CHILD)
    for rules in ("ilo2012-child", "childlabour-sdg871", "childlabour-conventions"):
        assert indicators(told, rules) == indicators(silent, rules)
    assert indicators(told, "ilo2012-child")["duress.penalty.physical_violence"] != "1"


@pytest.mark.parametrize("who", ["other_person", "unknown_person", "official_own"])
def test_trap_49_abuse_by_somebody_who_is_not_an_employer_scores_nothing(who: str) -> None:
    abused = {**act("ct_body", who), "ct_body_read": "yes", **act("ct_hit", who)}

    found = indicators(talk(**abused), RULES)

    assert found["duress.penalty.sexual_violence"] != "1"
    assert found["duress.penalty.physical_violence"] != "1"
    by_employer = {**abused, **act("ct_body", "employer")}
    assert indicators(talk(**by_employer), RULES)["duress.penalty.sexual_violence"] == "1"
