"""Every indicator of the adult form is present, absent or unknown as its coverage table says."""

import pytest

from fieldkit.records import Special
from tests.unit.instruments.playing import adult_ruleset, form, indicators, play
from tests.unit.instruments.truth_table import (
    ACT_OF,
    CONSENTED,
    HELD,
    LONG_DAY,
    PENALTIES_ALL_NO,
    Case,
    act,
    cases,
)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_an_indicator_is_what_the_coverage_table_says(case: Case) -> None:
    session = play({**CONSENTED, **case.answers})

    assert indicators(session)[case.code] == case.expected


def test_the_table_shows_every_indicator_present_absent_and_unknown() -> None:
    seen = {code: {case.expected for case in cases() if case.code == code} for code in CODES}

    assert seen == {code: {"1", "0", ""} for code in CODES}


CODES = adult_ruleset().codes


def test_an_interview_without_answers_leaves_every_indicator_unknown() -> None:
    session = play(CONSENTED)

    assert set(indicators(session).values()) == {""}


@pytest.mark.parametrize("special", list(Special))
def test_special_answers_to_every_question_leave_every_indicator_unknown(special: Special) -> None:
    offered = {
        node.name: special
        for node in form().questions()
        if special in node.specials and not node.ref.startswith(REPEATS)
    }

    session = play(CONSENTED, specials=offered)

    assert set(indicators(session).values()) == {""}


REPEATS = ("/data/int/", "/data/led/led_line/", "/data/fam/fam_line/")
STAGES = ("recruitment", "duress", "leaving")


def of(session_answers: dict[str, str], tail: str) -> set[str]:
    """The values of one penalty at all its stages, with these answers."""
    found = indicators(play({**CONSENTED, **session_answers}))
    return {found[code] for code in CODES if code.endswith(f".penalty.{tail}")}


@pytest.mark.parametrize("had", ["left_home", "never", "lost"])
def test_trap_1_no_passport_is_not_a_passport_taken(had: str) -> None:
    assert of({"doc_had": had, "trt_papers": "no"}, "documents_confiscated") == {"0"}


@pytest.mark.parametrize("holder", ["fixer", "official"])
def test_trap_2_papers_outside_the_job_do_not_score(holder: str) -> None:
    held = {**HELD, "doc_holder": holder, "doc_get": "no", "doc_leave": "no", "trt_papers": "no"}

    assert of(held, "documents_confiscated") == {"0"}


def test_trap_2_a_fixer_who_acts_as_the_employer_does_score() -> None:
    held = {**HELD, "doc_holder": "fixer", "doc_get": "no", "doc_when": "work", "int_any": "yes"}
    chain = {"int": [{"int_kind": "official"}, {"int_kind": "driver", "int_rel": "buyer"}]}
    code = "duress.penalty.documents_confiscated"

    not_told = indicators(play({**CONSENTED, **held, "trt_papers": "no"}, lines=chain))
    same = indicators(play({**CONSENTED, **held, "doc_holder_same": "yes"}, lines=chain))

    assert (not_told[code], same[code]) == ("", "1")


@pytest.mark.parametrize("how", ["safekeeping", "pledge", "registration"])
def test_trap_3_papers_given_and_not_returned_score_and_returned_ones_do_not(how: str) -> None:
    given = {**HELD, "doc_how": how, "doc_when": "work", "trt_papers": "no"}
    code = "duress.penalty.documents_confiscated"

    kept = indicators(play({**CONSENTED, **given, "doc_get": "no", "doc_leave": "no"}))
    returned = indicators(play({**CONSENTED, **given, "doc_get": "yes", "doc_leave": "yes"}))

    assert (kept[code], returned[code]) == ("1", "0")


@pytest.mark.parametrize("what", ["done", "threatened"])
def test_trap_4_denunciation_scores_done_or_threatened(what: str) -> None:
    assert "1" in of(act("trt_report", what, "intermediary", "work"), "threat_denunciation")


def test_trap_5_being_kept_on_a_site_is_one_fact() -> None:
    kept = {"mov_out": "no", "mov_stop": "rule fence", "mov_who": "foreman", "trt_locked": ""}

    found = indicators(play({**CONSENTED, **kept}))

    assert found["duress.involuntariness.limited_freedom"] == "1"
    assert found["duress.penalty.locked_in"] == ""


def test_trap_6_watching_now_and_then_is_partial() -> None:
    watched = act("trt_watch", "sometimes", "employer_family", "work")

    assert of(watched, "surveillance") == {""}


@pytest.mark.parametrize("refuse", ["", "never_asked"])
def test_trap_7_long_hours_alone_score_nothing(refuse: str) -> None:
    long = {**LONG_DAY, "hrs_days_off": "0", "hrs_who": "employer", "hrs_refuse": refuse}

    found = indicators(play({**CONSENTED, **long}))

    assert set(found.values()) == {""}


@pytest.mark.parametrize("refuse", ["", "no", "punished", "never_asked"])
def test_trap_8_long_hours_by_own_wish_are_absent(refuse: str) -> None:
    own = {**LONG_DAY, "pay_basis": "weight", "hrs_refuse": refuse, "hrs_why": "own_wish"}

    found = indicators(play({**CONSENTED, **own}))

    assert found["duress.involuntariness.forced_overtime"] == "0"


def test_trap_9_who_decides_separates_the_same_hours() -> None:
    free = {**LONG_DAY, "hrs_who": "crew", "hrs_refuse": "yes", "hrs_why": "own_wish"}
    forced = {**LONG_DAY, "hrs_who": "employer", "hrs_refuse": "punished", "hrs_why": "ordered"}
    code = "duress.involuntariness.forced_overtime"

    found = [indicators(play({**CONSENTED, **answers}))[code] for answers in (free, forced)]

    assert found == ["0", "1"]


@pytest.mark.parametrize(("status", "expected"), [("late_paid", ""), ("not_due", "0")])
def test_trap_10_late_pay_and_pay_at_season_end_are_not_withheld(
    status: str, expected: str
) -> None:
    paid = {"pay_status": status, "pay_due": "season", "trt_wages": "no"}

    assert of(paid, "wages_withheld") == {expected}


def test_trap_11_an_unpaid_wage_and_a_threat_not_to_pay_are_stored_apart() -> None:
    unpaid = {"pay_status": "nothing_paid", "pay_lose": "all"}
    threat = act("trt_wages", "threatened", "employer", "work")

    assert of({**unpaid, "trt_wages": "no"}, "wages_withheld") == {"1"}
    assert of({"pay_status": "all_paid", **threat}, "wages_withheld") == {"1", ""}


def test_trap_12_a_deduction_for_food_is_no_financial_penalty() -> None:
    session = play(
        {**CONSENTED, "led_any": "yes", "trt_fine": "no"},
        lines={"led_line": [{"led_kind": "food"}]},
    )

    found = indicators(session)

    assert {found[f"{stage}.penalty.financial_penalty"] for stage in STAGES} == {"0"}
    assert found["duress.involuntariness.inflated_debt"] == ""


def test_trap_13_short_water_is_a_living_condition_and_no_punishment() -> None:
    assert of({"liv_lack": "drink", "trt_food": "no"}, "other_punishment") == {"0"}


@pytest.mark.parametrize("who", ["official_own", "partner", "relative", "unknown_person"])
@pytest.mark.parametrize(("tail", "question"), ACT_OF.items(), ids=list(ACT_OF))
def test_trap_14_acts_of_others_never_score(tail: str, question: str, who: str) -> None:
    done = "constant" if tail == "surveillance" else "done"

    assert "1" not in of(act(question, done, who, "recruitment work leaving"), tail)


@pytest.mark.parametrize(
    ("who", "expected"), [("official_for_employer", "1"), ("official_own", "0")]
)
def test_trap_15_an_official_counts_only_at_the_employers_wish(who: str, expected: str) -> None:
    everywhere = act("trt_report", "done", who, "recruitment work leaving")

    assert of(everywhere, "threat_denunciation") == {expected}


def test_trap_16_alcohol_is_partial() -> None:
    found = indicators(play({**CONSENTED, "liv_subst": "alcohol"}))

    assert found["duress.involuntariness.induced_addiction"] == ""


def test_trap_17_crowded_housing_that_nobody_calls_degrading_is_partial() -> None:
    crowded = {"liv_house": "wagon", "liv_given": "employer", "liv_other": "no"}

    found = indicators(play({**CONSENTED, **crowded, "liv_lack": "space", "liv_view": "bearable"}))

    assert found["duress.involuntariness.degrading_living"] == ""


def test_trap_20_an_act_without_a_stage_counts_for_the_fourth_criterion_only() -> None:
    hit = act("trt_hit", "done", "employer", "")

    found = indicators(play({**CONSENTED, **PENALTIES_ALL_NO, **hit}))

    assert {found[f"{stage}.penalty.physical_violence"] for stage in STAGES} == {""}
    assert found["unstaged.penalty.any"] == "1"


@pytest.mark.parametrize("special", list(Special))
def test_trap_28_a_special_answer_is_never_no(special: Special) -> None:
    answers = {**CONSENTED, **PENALTIES_ALL_NO}
    asked = dict.fromkeys((*ACT_OF.values(), "trt_papers", "pay_status"), special)

    found = indicators(play(answers, specials=asked))

    assert {found[code] for code in CODES if ".penalty." in code} == {""}
