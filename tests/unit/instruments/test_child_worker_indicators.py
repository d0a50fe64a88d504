"""Single answers of the child interview that decide, or must not decide, an indicator."""

import pytest

from fieldkit.records import Special
from tests.unit.instruments.playing import CHILD_WORKER, indicators, play
from tests.unit.instruments.test_child_traps import AGREED, act, talk

FORCED = "ilo2012-child"
OVERTIME = "duress.involuntariness.forced_overtime"
PAPERS = "duress.penalty.documents_confiscated"
EVERY = (FORCED, "childlabour-sdg871", "childlabour-conventions", "kz-minors", "kg-minors")
MADE = {"wk_forced": "yes"}
KEPT = {"ct_paper": "employer", **act("ct_paper_when", "employer")}


def found(session_answers: dict[str, str], code: str, rules: str = FORCED) -> str:
    """The value of one code after these answers and a week of five days of eight hours."""
    return indicators(talk("5", "8", **session_answers), rules)[code]


@pytest.mark.parametrize(
    "stop",
    [
        {"as_agree": "no"},
        {"gc_consent": "no"},
        {"gc_consent": "not_safe", "gc_trusted": "teacher", "gc_super": "no"},
        {"gc_consent": "not_found", "gc_super": "yes"},
    ],
)
def test_without_consent_and_assent_every_indicator_is_blank(stop: dict[str, str]) -> None:
    whole = {**MADE, **KEPT, "cl_home": "no", "ct_hit": "no", "hz_what": "tobacco"}
    assert {"1", "0"} <= {*indicators(talk("5", "8", **whole), FORCED).values()}

    session = talk("5", "8", **{**whole, **stop})

    assert {v for rules in EVERY for v in indicators(session, rules).values()} == {""}
    kept = {live.ref for live in session.root.walk() if live.is_relevant and live.shown}
    assert not [ref for ref in kept if ref.split("/")[2] in GROUPS]


def test_of_a_child_that_may_work_everything_about_work_is_asked() -> None:
    told = {"cp_owed": "nothing_paid", "cl_wait": "longer", "wk_night": "often"}
    not_known, there = talk("5", "9", **told, wk_does=""), talk(**told, wk_does="present")

    forced = indicators(not_known, FORCED)

    assert forced["scope.child_works"] == ""
    assert forced["duress.penalty.wages_withheld"] == "1"
    assert forced["leaving.involuntariness.waiting_for_wages"] == "1"
    assert indicators(not_known, "kz-minors")["night_work"] == "1"
    assert indicators(not_known, "childlabour-sdg871")["hours.age_15_17"] == "1"
    assert indicators(there, FORCED)["duress.penalty.wages_withheld"] == ""


GROUPS = ("ag", "fw", "wk", "wkr", "cp", "sc", "hz", "ct", "ar", "cl", "ci")


@pytest.mark.parametrize(
    ("age", "value"),
    [
        ({"ag_age": "13"}, "1"),
        ({"ag_age": "15"}, "1"),
        ({"ag_age": "17"}, "1"),
        ({"ag_age": "18"}, ""),
        ({"ag_age": "", "ag_from": "14", "ag_to": "19"}, "1"),
        ({"ag_age": ""}, "1"),
    ],
)
def test_forty_hours_by_force_are_over_the_limit_of_every_child(
    age: dict[str, str], value: str
) -> None:
    assert found({**MADE, **age}, OVERTIME) == value


@pytest.mark.parametrize(
    ("days", "hours", "age", "value"),
    [
        ("4", "6", "14", "0"),
        ("4", "6.5", "15", "1"),
        ("4", "9", "16", "0"),
        ("4", "9.5", "17", "1"),
        ("0", "", "13", "0"),
        ("5", "", "15", ""),
    ],
)
def test_exactly_the_hours_allowed_are_not_over_and_hours_not_told_are_neither(
    days: str, hours: str, age: str, value: str
) -> None:
    session = talk(days, hours, ag_age=age, **MADE)

    assert indicators(session, FORCED)[OVERTIME] == value


@pytest.mark.parametrize(
    "doubt",
    [{"ag_src": "estimate"}, {"ag_src": "class"}, {"ag_other": "yes"}, {"ag_year": "2005"}],
)
def test_an_age_in_doubt_without_bounds_decides_nothing(doubt: dict[str, str]) -> None:
    law, hours = "kz-minors", "hours.age_16_17"
    assert found({}, hours, law) == "1"

    assert found(doubt, hours, law) == ""
    assert found({**doubt, "ag_from": "16", "ag_to": "17"}, hours, law) == "1"
    assert found({**doubt, "ag_from": "15", "ag_to": "17"}, hours, law) == ""
    assert found({**doubt, "ag_from": "14", "ag_to": "15"}, hours, law) == "0"


def test_a_year_of_birth_alone_leaves_two_ages() -> None:
    year = {"ag_age": "", "ag_year": "2010-03"}

    assert found(year, "hours.age_14_15", "kz-minors") == ""
    assert found({**year, "ag_year": "2011"}, "hours.age_14_15", "kz-minors") == "1"


@pytest.mark.parametrize(
    ("papers", "value"),
    [
        (KEPT, "1"),
        ({**KEPT, "ct_paper_when": "threatened"}, "1"),
        ({"ct_paper": "employer", "ct_paper_when": "no"}, "0"),
        ({"ct_paper": "lost"}, "0"),
        ({"ct_paper": "self_place"}, "0"),
        ({"ct_paper": "fixer", **act("ct_paper_when", "other_person")}, "0"),
        ({"ct_paper": "official"}, ""),
        ({"ct_paper": "employer"}, ""),
        ({"ct_paper": "employer", **act("ct_paper_when", "parent")}, ""),
    ],
)
def test_papers_count_when_the_employers_side_holds_them_and_does_not_give_them_back(
    papers: dict[str, str], value: str
) -> None:
    assert found(papers, PAPERS) == value


@pytest.mark.parametrize(
    ("who", "value"), [("parent", ""), ("parent employer", "1"), ("relative", "1"), ("", "1")]
)
def test_force_on_the_way_by_the_parents_alone_is_not_that_of_a_third_party(
    who: str, value: str
) -> None:
    force = {"ar_force": "yes", "ar_force_who": who}

    assert found(force, "recruitment.involuntariness.coercive_recruitment") == value


def test_money_still_owed_counts_at_work_and_at_leaving() -> None:
    owed = {"cp_owed": "part_unpaid", "ct_nopay": "no"}

    assert found(owed, "duress.penalty.wages_withheld") == "1"
    assert found(owed, "leaving.penalty.wages_withheld") == "1"
    late = {"cp_owed": "late_paid", "ct_nopay": "no"}
    assert found(late, "leaving.penalty.wages_withheld") == ""


@pytest.mark.parametrize(("read", "value"), [("yes", "1"), ("no", ""), ("", "")])
def test_words_of_harm_count_only_once_the_trained_reader_has_read_them(
    read: str, value: str
) -> None:
    told = {"ct_body": "done", "ct_body_who": "employer", "ct_body_read": read}

    assert found({**told, "ct_body_when": "work"}, "duress.penalty.sexual_violence") == value
    assert found(told, "unstaged.penalty.any") == value


@pytest.mark.parametrize("special", [*Special])
def test_a_special_answer_is_never_a_no(special: Special) -> None:
    names = ("ct_hit", "ct_paper", "ar_birth", "cl_home", "wk_forced", "hz_spray", "cp_owed")
    session = play(AGREED, specials=dict.fromkeys(names, special), path=CHILD_WORKER)

    blank = indicators(play(AGREED, path=CHILD_WORKER), FORCED)
    assert indicators(session, FORCED) == blank


@pytest.mark.parametrize("country", ["UZ", "KG", ""])
def test_what_order_944_bars_is_not_a_worst_form_where_it_is_not_in_force(country: str) -> None:
    tobacco = {"hz_what": "tobacco", "hz_spray": "yes"}
    for code, rules in (
        ("hazardous_or_worst_form", "childlabour-sdg871"),
        ("c182.d_hazardous_work", "childlabour-conventions"),
    ):
        assert found(tobacco, code, rules) == "1"
        assert found({**tobacco, "cv_country": country}, code, rules) == ""


@pytest.mark.parametrize("does", ["present", "helps"])
def test_a_child_that_does_not_work_is_not_at_work_when_shouted_at(does: str) -> None:
    shouted = {"ct_shout": "done", "ct_shout_who": "parent", "wk_does": does}

    assert found(shouted, "r190.abuse", "childlabour-conventions") == "0"


@pytest.mark.parametrize(("spray", "value"), [("yes", "1"), ("no", "0"), ("", "")])
def test_help_at_home_is_child_labour_only_with_a_danger(spray: str, value: str) -> None:
    helps = {"wk_does": "helps", "hz_spray": spray}

    assert found(helps, "hazardous_or_worst_form", "childlabour-sdg871") == value
    there = {**helps, "wk_does": "present"}
    assert found(there, "hazardous_or_worst_form", "childlabour-sdg871") == "0"


def test_light_work_needs_school_kept_up_and_no_danger() -> None:
    light = {"hz_what": "none", "hz_spray": "no", "sc_now": "attends", "sc_missed": "0"}
    code, rules = "c138.light_work", "childlabour-conventions"

    assert found({**light, "ag_age": "14"}, code, rules) == "1"
    assert found({**light, "ag_age": "16"}, code, rules) == "0"
    assert found({**light, "ag_age": "14", "sc_missed": ""}, code, rules) == ""


def test_work_at_fourteen_in_place_of_school_is_outside_the_law() -> None:
    away = {"ag_age": "14", "sc_now": "enrolled", "sc_why": "work"}

    assert found(away, "contract.age_14", "kz-minors") == "1"
    assert found({**away, "sc_why": "far"}, "contract.age_14", "kz-minors") == ""


def test_full_protection_leaves_dangerous_work_at_sixteen_open() -> None:
    code, rules = "c138.hazardous_18", "childlabour-conventions"
    near = {"hz_what": "machines"}

    assert found({**near, "hz_ppe": "yes"}, code, rules) == ""
    assert found({**near, "hz_ppe": "some"}, code, rules) == "1"
    assert found({**near, "hz_ppe": "yes", "ag_age": "15"}, code, rules) == "1"
