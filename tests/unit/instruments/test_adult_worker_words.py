"""What the adult form says and whom it asks: words, messages, headings, consent, the way."""

import re
from functools import lru_cache
from random import Random

import pytest

from fieldkit.xforms.model import Group, Node, Question
from tests.unit.instruments.playing import form, is_relevant, play
from tests.unit.instruments.random_interviews import random_interview
from tests.unit.instruments.truth_table import CONSENTED

ENGLISH, RUSSIAN = "English (en)", "Russian (ru)"
VISIT = {"vis_date", "vis_date_why", "vis_country", "vis_region", "vis_district", "vis_site"}
ASKED = [q for q in form().questions() if q.control is not None]
GROUPS = [
    n for n in form().nodes.values() if isinstance(n, Group) and n.name not in {"data", "meta"}
]
INTERVIEWS = 400

BLAMES = re.compile(
    "нелегал|гастарбайтер|рабын|рабств|жертв|преступни|виноват|незаконн", re.IGNORECASE
)
THOU = re.compile(r"\b(ты|тебя|тебе|тобой|твой|твоя|твоё|твои|твою|твоего)\b", re.IGNORECASE)


def words(node: Node) -> list[tuple[str, str]]:
    """Every text of a node, English and Russian."""
    texts = [node.label, node.hint, node.bind.constraint_message, node.bind.required_message]
    if isinstance(node, Question):
        texts += [choice.label for choice in node.choices]
    return [(text.plain(ENGLISH), text.plain(RUSSIAN)) for text in texts if text is not None]


@lru_cache
def relevant_once() -> frozenset[str]:
    """Names of all that some random interview asked."""
    return frozenset(
        live.name
        for seed in range(INTERVIEWS)
        for live in random_interview(Random(seed)).root.walk()
        if live.is_relevant
    )


@pytest.mark.parametrize("node", [*ASKED, *GROUPS], ids=lambda node: node.name)
def test_russian_words_are_russian_polite_and_blame_nobody(node: Node) -> None:
    for _, russian in words(node):
        assert not re.search("[A-Za-z]", russian)
        assert not THOU.search(russian)
        assert not BLAMES.search(russian)


@pytest.mark.parametrize("node", [*ASKED, *GROUPS], ids=lambda node: node.name)
def test_no_english_words_call_anybody_illegal_a_victim_or_a_slave(node: Node) -> None:
    for english, _ in words(node):
        assert not re.search("illegal|victim|slave", english, re.IGNORECASE)


@pytest.mark.parametrize(
    "question", [q for q in ASKED if q.bind.constraint], ids=lambda question: question.name
)
def test_every_constraint_says_in_both_languages_what_it_wants(question: Question) -> None:
    message = question.bind.constraint_message

    assert message is not None
    assert message.plain(ENGLISH)
    assert re.search("[а-я]", message.plain(RUSSIAN))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_group_has_a_heading_in_both_languages(group: Group) -> None:
    assert group.label is not None
    assert group.label.plain(ENGLISH)
    assert re.search("[а-я]", group.label.plain(RUSSIAN))


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.name)
def test_every_question_is_asked_in_some_interview(question: Question) -> None:
    assert question.name in relevant_once()


def test_each_consent_names_its_purpose() -> None:
    purposes = {q.name: q.bind.fk["consent"] for q in ASKED if "consent" in q.bind.fk}

    assert purposes == {
        "con_talk": "interview",
        "con_stats": "statistics",
        "con_use": "use",
        "con_quote": "quote",
    }


@pytest.mark.parametrize(
    ("ending", "spoken"),
    [({"con_talk": "no"}, {"con_talk", "con_bye"}), ({"con_age": "no"}, {"con_child"})],
)
@pytest.mark.parametrize("seed", range(5))
def test_a_refusal_or_a_young_age_at_any_moment_closes_everything_but_the_visit(
    seed: int, ending: dict[str, str], spoken: set[str]
) -> None:
    session = random_interview(Random(seed))
    refs = {question.name: question.ref for question in ASKED}

    for name, value in {"con_age": "yes", **ending}.items():
        session.answer(refs[name], value)

    opening = {"cov_translation", "con_intro", "con_told", "con_again", "con_age"}
    open_now = {
        live.name
        for live in session.root.walk()
        if live.is_relevant and isinstance(live.model, Question) and live.model.control is not None
    }
    sometimes = {"con_again", "vis_date_why"}
    assert open_now - sometimes == (VISIT | opening | spoken) - sometimes


@pytest.mark.parametrize("status", ["tenant", "sharecropper", "own_account"])
def test_who_works_for_himself_without_orders_is_asked_about_family_needs_and_no_employer(
    status: str,
) -> None:
    session = play({**CONSENTED, "rec_status": status, "rec_boss": "no"})

    skipped = ("way", "doc", "pay", "led", "hrs", "liv", "mov", "trt", "lev", "out")
    assert not any(is_relevant(session, name) for name in skipped)
    assert all(is_relevant(session, name) for name in ("rec_tenant", "fam", "ref", "clo", "ass"))
