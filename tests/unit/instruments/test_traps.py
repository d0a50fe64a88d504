"""What goes wrong in an interview, one statement a test; numbers are those of the trap list.

Traps that only scoring can fall into are in tests/unit/scoring/test_traps.py, those that other
parts of the program avoid are named at the end with the place, or why there is nothing to test.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import pytest

from fieldkit.records import Ref
from fieldkit.xforms.model import Node, Question, Repeat
from tests.unit.instruments.playing import (
    ROOT,
    form,
    indicators,
    is_relevant,
    play,
    results,
    value,
)
from tests.unit.instruments.truth_table import CONSENTED, PENALTIES_ALL_NO

ENGLISH = "English (en)"
PROMISED: Final = ("work", "cond", "contract", "house", "papers", "place", "pay")


@lru_cache
def nodes(instrument: str = "adult-worker") -> dict[str, Node]:
    definition = form(ROOT / "forms" / instrument / "form.md")
    return {node.name: node for node in definition.nodes.values()}


def question(name: str, instrument: str = "adult-worker") -> Question:
    node = nodes(instrument)[name]
    assert isinstance(node, Question)
    return node


def options(name: str, instrument: str = "adult-worker") -> set[str]:
    return {choice.value for choice in question(name, instrument).choices}


def pairs(**found: str) -> dict[str, str]:
    return {f"rec_p_{facet}": found.get(facet, "same") for facet in PROMISED}


def test_trap_18_the_promised_work_in_worse_conditions_deceives_in_conditions_alone() -> None:
    told = indicators(play({**CONSENTED, **pairs(pay="worse", house="worse"), "rec_would": "no"}))

    assert told["recruitment.involuntariness.deceptive_nature"] == "0"
    assert told["recruitment.involuntariness.deceptive_conditions"] == "1"


def test_trap_19_consent_at_the_start_cancels_nothing() -> None:
    hit = {"trt_hit": "done", "trt_hit_who": "employer", "trt_hit_when": "work"}

    told = indicators(play({**CONSENTED, "rec_found": "self", "rec_would": "yes", **hit}))

    assert told["duress.penalty.physical_violence"] == "1"


def test_trap_21_a_word_without_facts_feeds_nothing() -> None:
    session = play({**CONSENTED, "ass_word": "slavery", "ass_own": "slavery"})

    assert set(indicators(session).values()) == {""}
    assert value(session, "ass_word") == "slavery"


def test_trap_23_leaving_that_was_possible_stays_beside_the_score() -> None:
    session = play({**CONSENTED, "lev_can": "already_left", "lev_how": "self"})

    assert value(session, "lev_how") == "self"
    assert indicators(session)["leaving.involuntariness.no_freedom_to_resign"] == "0"


def test_trap_29_an_act_seen_on_others_counts_in_icls_alone() -> None:
    session = play({**CONSENTED, "trt_hit": "others"})

    assert indicators(session)["duress.penalty.physical_violence"] == ""
    assert indicators(session, "ilo11")["physical_and_sexual_violence"] == ""
    assert indicators(session, "icls2018")["coercion.threats_or_violence"] == "1"


def test_trap_29_a_threat_counts_like_the_act() -> None:
    threat = {"trt_hit": "threatened", "trt_hit_who": "foreman", "trt_hit_when": "work"}

    assert indicators(play({**CONSENTED, **threat}))["duress.penalty.physical_violence"] == "1"


def test_trap_30_a_guessed_cause_is_marked_as_a_guess() -> None:
    assert options("mc_cause", "maternity") == {"fact", "guess", "none"}


def test_trap_31_insults_no_contract_and_no_registration_are_facts_without_an_indicator() -> None:
    insult = {"trt_insult": "done", "trt_insult_who": "employer", "trt_insult_when": "work"}
    facts = {"pay_contract": "none", "doc_reg": "none", "hrs_days_off": "0"}

    with_facts = indicators(play({**CONSENTED, **PENALTIES_ALL_NO, **insult, **facts}))

    assert with_facts == indicators(play({**CONSENTED, **PENALTIES_ALL_NO}))


def test_trap_34_a_child_that_is_only_there_opens_no_child_form() -> None:
    lines = {"fam_line": [{"fam_rel": "son", "fam_age": "9", "fam_works": "present"}]}

    session = play({**CONSENTED, "fam_any": "yes"}, lines=lines)

    assert value(session, "flag_child") == ""


def test_trap_38_an_adult_form_asks_nobody_under_eighteen() -> None:
    session = play({**CONSENTED, "con_age": "no"})

    assert set(indicators(session).values()) == {""}
    assert is_relevant(session, "con_child")


def test_trap_42_how_the_age_is_known_is_stored() -> None:
    assert {"certificate", "parent", "child", "estimate"} <= options("ag_src", "child-worker")
    assert "ag_other" in nodes("child-worker")


def test_trap_45_a_refusal_of_care_has_its_country() -> None:
    assert options("mc_refused", "maternity") == {"no", "here", "home"}


def test_trap_46_job_loss_because_of_pregnancy_is_asked() -> None:
    assert question("mp_job", "maternity").choice_list == "ynp"
    born = {**CONSENTED, "pro_sex": "woman", "prv_mat": "nobody", "mat_gate": "born"}
    told = play({**born, "prv_mat": "nobody", "mp_job": "yes"})
    assert value(told, "mp_job") == "yes"
    assert indicators(told) == indicators(play(born))


def test_trap_47_who_gets_the_workers_pay_is_kept_and_feeds_nothing() -> None:
    told = play({**CONSENTED, "pay_who": "spouse"})

    assert value(told, "pay_who") == "spouse"
    assert indicators(told) == indicators(play(CONSENTED))


def test_trap_48_enrolled_is_not_attending() -> None:
    assert {"attends", "enrolled"} <= options("sc_now", "child-worker")
    assert {"attends", "enrolled"} <= options("fam_school")


def test_trap_56_who_tells_the_story_is_stored() -> None:
    assert {"self", "relative", "observer"} <= options("vis_role")
    # What follows from the mark: tests/unit/services/test_told.py.
    assert nodes()["vis_told"].bind.fk["beside"] == "told"


def test_trap_57_the_status_question_comes_before_every_question_about_an_employer() -> None:
    first = nodes()["rec_status"].index
    before = [n for n in nodes().values() if isinstance(n, Question) and n.index < first]

    assert not [n.name for n in before if n.name.startswith(("pay_", "trt_", "lev_", "doc_"))]


@pytest.mark.parametrize("instrument", ["adult-worker", "maternity"])
def test_trap_58_the_form_says_that_couples_and_families_are_asked_apart(instrument: str) -> None:
    path = ROOT / "forms" / instrument / "form.md"
    hint = question("vis_hear", instrument).hint

    assert hint is not None
    assert "Husband and wife" in hint.plain(ENGLISH)
    family = play({"vis_hear": "family"}, path=path)
    alone = play({"vis_hear": "nobody"}, path=path)
    shown = [session.node(Ref("/data/vis/vis_apart")).is_relevant for session in (family, alone)]
    assert shown == [True, False]


def test_trap_59_statements_feed_no_indicator() -> None:
    statement = form(ROOT / "forms/statement/form.md")
    observation = form(ROOT / "forms/farm-observation/form.md")

    assert not statement.indicators
    assert not observation.indicators


@pytest.mark.parametrize("told", ["2014", "2014-10", "2014-10-05", "2014 autumn", "2014 күз"])
def test_trap_61_a_partial_date_stays_as_told(told: str) -> None:
    session = play({**CONSENTED, "rec_when": told, "rec_when_sure": "unsure"})

    assert value(session, "rec_when") == told
    assert "rec_when_sure" in nodes()


def test_trap_63_the_official_article_stands_apart_from_word_and_judgement() -> None:
    apart = {"ass_word": "helping out", "ass_article": "126", "ass_own": "my view"}

    session = play({**CONSENTED, **apart})

    assert {name: value(session, name) for name in apart} == apart
    assert set(indicators(session).values()) == {""}


def test_trap_64_how_many_people_the_account_concerns_is_a_number_of_its_own() -> None:
    assert question("vis_persons").bind.data_type == "int"


def test_trap_65_a_place_needs_no_address() -> None:
    label = question("vis_where").label

    assert label is not None
    assert "No address" in label.plain(ENGLISH)


def test_trap_71_a_visit_that_finds_nothing_can_be_finished() -> None:
    observation = form(ROOT / "forms/farm-observation/form.md")
    needed = [q.name for q in observation.questions() if q.bind.required]

    assert needed
    assert all(name.startswith("sv_") for name in needed)


def test_trap_73_every_amount_has_a_currency_and_nothing_is_converted() -> None:
    for instrument in ("adult-worker", "maternity", "child-worker", "follow-up"):
        amounts = [name for name in nodes(instrument) if name.endswith("_amount")]
        assert amounts
        for amount in amounts:
            assert f"{amount.removesuffix('_amount')}_currency" in nodes(instrument)


def test_trap_74_pay_is_turned_into_no_other_period() -> None:
    paid = {"/data/pay/pay_rate_money/pay_rate_amount", "pay_rate_per"}
    computed = " ".join(node.bind.calculate for node in nodes().values())

    assert not [name for name in paid if name in computed]


def test_trap_75_no_result_is_shown_in_any_text_of_a_form() -> None:
    for node in nodes().values():
        for text in (node.label, node.hint):
            if text is not None:
                assert not re.search(r"\$\{|ilo_|icls_|ilo11_", text.plain(ENGLISH)), node.name


def test_trap_76_nobody_is_asked_whether_he_or_she_is_a_victim() -> None:
    told = [n.label.plain(ENGLISH) for n in nodes().values() if n.label is not None]

    assert not [text for text in told if re.search("victim|slave", text, re.IGNORECASE)]


def test_trap_78_names_of_people_in_between_are_direct_and_private() -> None:
    assert question("int_name").bind.fk["class"] == "direct"
    assert question("int_name").bind.fk["private"] == "yes"


def test_trap_79_nobody_is_told_unless_the_person_says_so_one_by_one() -> None:
    session = play({**CONSENTED, "ref_share_any": "yes"})
    lines = [n for n in nodes() if n.startswith("ref_share_") and options_are_share(n)]

    assert len(lines) == 12
    assert {value(session, name) for name in lines} == {"no"}
    assert not is_relevant(play(CONSENTED), "ref_share_police")


def options_are_share(name: str) -> bool:
    node = nodes()[name]
    return isinstance(node, Question) and node.choice_list == "share"


def test_trap_80_talk_use_and_a_named_complaint_are_consents_of_their_own() -> None:
    purposes = {n.bind.fk["consent"] for n in nodes().values() if "consent" in n.bind.fk}

    assert purposes == {"interview", "statistics", "use", "quote"}
    assert options("ref_share_inspection") == {"no", "anonymous", "named"}
    assert "fa_named" in nodes("follow-up")


def test_trap_81_the_interpreter_is_never_of_the_employer() -> None:
    assert not options("vis_interp") & {"employer", "foreman"}


def test_trap_83_help_depends_on_nothing_that_is_asked() -> None:
    assert nodes()["ref_needs"].bind.relevant == ""
    intro = nodes()["con_intro"].label
    assert intro is not None
    assert "help does not depend on this talk" in intro.plain(ENGLISH)


def test_trap_84_the_child_form_says_that_a_child_is_asked_once() -> None:
    once = nodes("child-worker")["cv_once"].label

    assert once is not None
    assert "One conversation only" in once.plain(ENGLISH)
    assert "ci_again" in nodes("child-worker")


def test_trap_88_what_can_prove_the_work_is_listed() -> None:
    assert {"contract", "messages", "witness"} <= options("out_proof")
    assert value(play({**CONSENTED, "out_counter": "yes"}), "flag_counter") == "1"


def test_trap_90_consent_may_be_spoken_or_a_mark() -> None:
    assert options("con_how") == {"spoken", "signed", "mark"}


def test_trap_91_language_and_interpreter_are_recorded() -> None:
    for instrument in ("adult-worker", "maternity"):
        assert {"vis_lang", "vis_interp"} <= nodes(instrument).keys()
    assert {"cv_lang", "cv_interp"} <= nodes("child-worker").keys()


def test_trap_92_the_people_in_between_are_repeated() -> None:
    assert isinstance(nodes()["int"], Repeat)


def test_trap_93_promise_and_finding_are_asked_item_by_item() -> None:
    for facet in PROMISED:
        assert {f"rec_p_{facet}", f"rec_p_{facet}_promised", f"rec_p_{facet}_found"} <= {*nodes()}


def test_trap_94_the_ledger_shows_what_is_owed() -> None:
    assert {"led_line", "led_amount_amount", "led_back_amount", "led_left"} <= nodes().keys()


def test_trap_95_declared_purpose_and_real_work_are_two_fields() -> None:
    assert {"rec_purpose", "vis_sector"} <= nodes().keys()


def test_trap_96_a_permit_that_has_run_out_is_no_indicator() -> None:
    expired = indicators(play({**CONSENTED, "doc_reg": "expired"}))

    assert "expired" in options("doc_reg")
    assert set(expired.values()) == {""}


def test_trap_97_a_dated_note_on_the_law_appears_with_sale_papers_or_a_lock() -> None:
    sold = {"rec_sold": "yes"}
    taken = {"trt_papers": "done", "trt_papers_who": "employer", "trt_papers_when": "work"}
    locked = {"trt_locked": "done", "trt_locked_who": "guard", "trt_locked_when": "work"}

    for facts in (sold, taken, locked):
        assert is_relevant(play({**CONSENTED, **facts}), "ass_law")
        assert not is_relevant(play({**CONSENTED, **facts, "vis_country": "KG"}), "ass_law")
    assert not is_relevant(play(CONSENTED), "ass_law")


def test_trap_99_the_status_that_services_depend_on_is_stored() -> None:
    assert {"citizen", "returnee", "foreigner"} <= options("pro_status")


def test_trap_103_a_child_is_asked_whether_it_is_school_term() -> None:
    assert question("cv_term", "child-worker").choice_list == "term"


def test_trap_24_and_25_fraud_and_conflict_keep_their_facts_beside_the_result() -> None:
    fraud = {**CONSENTED, **pairs(), **PENALTIES_ALL_NO, "pay_status": "nothing_paid"}
    fraud |= {"lev_can": "let_unpaid", "lev_wait": "no", "lev_debt": "no", "lev_benefit": "no"}

    session = play(fraud)

    assert results(session)["impossibility_of_leaving"] == "not_met"
    assert indicators(session)["duress.penalty.wages_withheld"] == "1"


ELSEWHERE: Final = {
    22: "scoring works on facts of one case; a label of a chapter cannot be entered",
    32: "tests/unit/scoring/test_traps.py",
    33: "no scale of 1 to 5 is in any ruleset (tests/golden/test_rulesets.py)",
    43: "nothing copies answers between interviews",
    44: "role of the one who tells is a question of each form",
    50: "one interview is one case; excerpts are not imported",
    51: "names are never compared; duplicates are not merged",
    52: "a program that merges nobody cannot merge these two",
    53: "cases are linked by the site code alone",
    54: "a statement is a form of its own and copies nothing",
    55: "statements feed no indicator (trap 59)",
    62: "vis_date is the date of the conversation; there is no other date of reference",
    66: "regions are text as told; the forms have no codes of regions",
    67: "variants of places are not joined by the program",
    68: "not a matter of forms or scoring; tests/unit/instruments/test_words.py for our own words",
    69: "the letters are drawn (tests/ui/test_theme.py); round trips are not of forms",
    70: "not a matter of forms or scoring: tables are tested in tests/unit/analysis",
    72: "not a matter of forms: how a result is worded",
    77: "not a matter of forms or scoring: the check before an export",
    82: "not a matter of forms: hiding the screen",
    86: "limits of law are dated values of rulesets, and the rows law_kz of the adult form",
    87: "contact at home is one line of ref_contact, given only if the person wants it",
    89: "not a matter of forms or scoring: tests/architecture",
    100: "not a matter of forms: shares of a site",
    101: "not a matter of forms: tests/unit/store/test_answers.py",
    102: "sv_season and sv_harvest of the observation are asked; nothing warns by the calendar",
    104: "the alias is one answer of one interview",
    105: "duplicates are not suggested",
}
"""Traps without a test in this file that is named after them: where, or why there is none."""


def test_no_trap_is_left_out() -> None:
    here = Path(__file__).parent
    files = [*here.glob("test_*.py"), ROOT / "tests/unit/scoring/test_traps.py"]
    names = " ".join(file.read_text(encoding="utf-8") for file in files)
    tested = {int(n) for n in re.findall(r"def test_(?:trap_)?(\d+)_", names)}
    tested |= {25}  # named with 24

    assert tested | ELSEWHERE.keys() == set(range(1, 106))
