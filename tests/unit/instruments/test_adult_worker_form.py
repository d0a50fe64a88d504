"""The shape of the adult form: languages, classes, coverage of the rules, the way through it."""

import re

import pytest

from fieldkit.interview.validate import violations
from fieldkit.interview.view import item
from fieldkit.records import Special
from fieldkit.xforms.model import Question
from fieldkit.xforms.xlsform import compile_workbook
from tests.unit.instruments.playing import (
    ADULT_WORKER,
    adult_ruleset,
    form,
    indicators,
    is_relevant,
    play,
    value,
)
from tests.unit.instruments.truth_table import CONSENTED

GATES = [f"prv_{part}" for part in ("way", "doc", "hrs", "liv", "mov", "trt", "lev", "out")]
UNGATED = {"pro", "int", "ref", "clo"}
"""Just after the page of the setting; just after a gate; never to be put off; the last words."""
CLASSES = {"direct", "quasi", "sensitive", "free", "safe"}
ASKED = [q for q in form().questions() if q.control is not None]


def test_the_form_compiles_without_warnings() -> None:
    assert not compile_workbook(ADULT_WORKER).warnings


def test_every_indicator_of_the_rules_is_fed_once() -> None:
    fed = [code for code in form().indicators if code.startswith("ilo2012-adult/")]
    fed = [code.removeprefix("ilo2012-adult/") for code in fed]

    assert sorted(fed) == sorted(adult_ruleset().codes)


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.name)
def test_every_question_speaks_both_languages(question: Question) -> None:
    assert question.label is not None
    words = [question.label, *(choice.label for choice in question.choices)]

    for text in words:
        assert text is not None
        english, russian = (text.plain(name) for name in ("English (en)", "Russian (ru)"))
        assert english
        assert re.search("[а-яА-Я]", russian)


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.name)
def test_every_question_has_a_class_and_says_which_special_answers_it_takes(
    question: Question,
) -> None:
    assert question.bind.fk["class"] in CLASSES
    assert question.bind.fk["special"] in {"none", "dont_know refused not_applicable"}


def test_names_and_ways_to_a_person_are_direct_identifiers() -> None:
    direct = {q.name for q in ASKED if q.bind.fk["class"] == "direct"}

    assert direct == {"vis_where", "pro_alias", "int_name", "ref_contact"}


def test_every_act_is_asked_alone_with_actor_stage_and_words() -> None:
    names = {q.name: q for q in ASKED}
    acts = [name for name in names if re.fullmatch("trt_[a-z]+", name) and "intro" not in name]
    acts = [name for name in acts if f"{name}_who" in names]

    assert len(acts) == 24
    for act in acts:
        for part in (act, f"{act}_who", f"{act}_when", f"{act}_words"):
            assert names[part].bind.fk["private"] == "yes"


def test_the_first_page_says_that_the_translation_is_not_reviewed() -> None:
    first = ASKED[0]

    assert first.name == "cov_translation"
    assert first.label is not None
    assert "not been reviewed" in first.label.plain("English (en)")
    assert "не проверен" in first.label.plain("Russian (ru)")


def test_legal_limits_stand_in_named_rows_and_nowhere_else() -> None:
    rows = ADULT_WORKER.with_name("source.md").read_text(encoding="utf-8").splitlines()
    limits = [row for row in rows if re.search(r"\| law_kz_\w+ +\|", row)]
    formulas = " ".join(
        form().nodes[ref].bind.calculate
        for ref in form().nodes
        if ref.rpartition("/")[2] in {"hrs_over", "ilo_duress_forced_overtime"}
    )

    assert len(limits) == 4
    assert all("414-V" in row for row in limits)
    assert not re.search(r"(?<!['\w])\d\d?(?!['\w])", formulas.replace(" 0", ""))


def test_without_consent_only_the_visit_and_the_refusal_are_kept() -> None:
    refused = {
        "vis_date": "2025-09-20",
        "vis_country": "KZ",
        "vis_region": "Practice region",
        "vis_site": "P",
        "vis_where": "by the canal",
        "con_age": "yes",
        "con_talk": "no",
    }

    session = play({**refused, "rec_birth": "yes"})

    assert is_relevant(session, "con_bye")
    assert not any(is_relevant(session, name) for name in ("vis_where", "pro", "rec", "trt", "fam"))
    assert value(session, "vis_where") == ""
    assert set(indicators(session).values()) == {""}
    assert not violations(session)


def test_under_eighteen_the_child_form_is_named_and_nothing_else_is_asked() -> None:
    session = play({"vis_country": "KZ", "con_age": "no"})

    assert is_relevant(session, "con_child")
    assert not any(is_relevant(session, name) for name in ("con_talk", "pro", "rec", "ass"))


def test_somebody_who_does_not_work_here_is_asked_about_the_family_next() -> None:
    session = play({**CONSENTED, "rec_status": "not_working"})

    skipped = ("way", "int_own_n", "doc", "pay", "led", "hrs", "liv", "mov", "trt", "lev")
    assert not any(is_relevant(session, name) for name in skipped)
    assert is_relevant(session, "fam")


@pytest.mark.parametrize(("boss", "asked"), [("yes", True), ("partly", True), ("no", False)])
def test_a_tenant_is_asked_about_an_employer_only_if_somebody_gives_orders(
    boss: str, asked: bool
) -> None:
    session = play({**CONSENTED, "rec_status": "tenant", "rec_boss": boss})

    assert is_relevant(session, "rec_tenant")
    assert is_relevant(session, "way") is asked


def test_an_employer_within_hearing_stops_the_interviewer() -> None:
    session = play({"vis_hear": "workers employer"})

    assert is_relevant(session, "vis_stop")


@pytest.mark.parametrize("gate", GATES)
def test_a_listener_before_private_questions_brings_a_stop_note(gate: str) -> None:
    session = play({**CONSENTED, gate: "somebody"})

    assert is_relevant(session, f"{gate}_stop")


@pytest.mark.parametrize("special", list(Special))
def test_a_special_answer_closes_the_parts_of_an_act(special: Special) -> None:
    session = play(CONSENTED, specials={"trt_hit": special})

    assert not is_relevant(session, "trt_hit_who")


def test_violence_by_others_raises_a_flag() -> None:
    hit = {"trt_hit": "done", "trt_hit_who": "partner", "trt_hit_when": "work"}

    session = play({**CONSENTED, **hit})

    assert value(session, "flag_family") == "1"
    assert value(session, "flag_official") == ""


@pytest.mark.parametrize(("seen", "flag"), [("none", ""), ("violence_home medical", "1"), ("", "")])
def test_what_the_interviewer_sees_raises_a_flag_and_none_does_not(seen: str, flag: str) -> None:
    session = play({**CONSENTED, "ass_protect": seen})

    assert value(session, "flag_assessed") == flag


def test_a_contradiction_is_shown_to_the_interviewer() -> None:
    session = play({**CONSENTED, "lev_can": "not_let", "lev_how": "self"})

    assert value(session, "contra_leaving") == "1"
    assert is_relevant(session, "ass_contra")


def test_the_sources_say_that_the_russian_words_are_not_reviewed() -> None:
    sources = (ADULT_WORKER.parent / "SOURCES.md").read_text(encoding="utf-8")

    assert "**Not reviewed.**" in sources


@pytest.mark.parametrize("language", ["English (en)", "Russian (ru)"])
def test_an_unusual_answer_stands_and_the_reason_is_asked_in_the_language_of_the_talk(
    language: str,
) -> None:
    session = play({**CONSENTED, "vis_date": "2026-09-20", "pro_birth": "80"})
    session.set_language(language)
    refs = {question.name: question.ref for question in ASKED}

    reason = item(session, refs["pro_birth_why"])
    assert reason.relevant
    assert item(session, refs["pro_birth"]).soft_message == reason.label
    assert value(session, "pro_birth") == "80"

    session.answer(refs["pro_birth"], "40")
    assert not item(session, refs["pro_birth_why"]).relevant
    assert not item(session, refs["pro_birth"]).soft_message


@pytest.mark.parametrize(
    "question", [q for q in ASKED if "soft" in q.bind.fk], ids=lambda question: question.name
)
def test_every_soft_check_has_a_question_for_the_reason(question: Question) -> None:
    reason = question.bind.fk["soft-message"].strip()

    assert reason == f"{question.ref}_why"
    assert reason in form().nodes


def test_private_questions_stand_behind_a_gate_in_their_part_of_the_form() -> None:
    gated: set[str] = set()
    bare = []
    for question in sorted(form().questions(), key=lambda question: question.index):
        part = question.ref.split("/")[2].replace("mat_open", "mat")
        if question.name.startswith("prv_") and not question.name.endswith("_stop"):
            gated.add(part)
        is_private = question.bind.fk.get("private") == "yes"
        if is_private and part not in gated | UNGATED:
            bare.append(question.name)

    assert bare == []
    assert {"way", "doc", "hrs", "liv", "mov", "trt", "lev", "out", "mat"} == gated
