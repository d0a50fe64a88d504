"""Every question of the list of contents is in its form, with its kind, options, class and privacy.

tests/data/instruments/questions.csv is that list: 348 questions of six forms. A question may be
asked in parts (an amount and its currency; from and to); the parts begin with its name.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pytest

from fieldkit.xforms.model import FormDefinition, Node, Question, Repeat
from tests.unit.instruments.assembling import INSTRUMENTS, ROOT
from tests.unit.instruments.playing import form

CONTENTS = ROOT / "tests/data/instruments/questions.csv"
PARTS = {
    "act": ("", "_who", "_when", "_words"),
    "pair": ("", "_promised", "_found"),
    "money": ("_amount", "_currency"),
    "partial_date": ("", "_sure"),
    "times": ("_from", "_to"),
}
"""Kind of a question → the endings of its parts; one question otherwise."""
SIMPLE = {"text": "string", "int": "int", "dec": "decimal", "date": "date", "money": "decimal"}
"""Kind of a question → the data type of its first part."""
SPLIT: dict[tuple[str, str], tuple[str, ...]] = {
    ("adult-worker", "vis_district"): ("vis_country", "vis_region", "vis_district"),
    ("adult-worker", "hrs_days"): ("hrs_days_worked", "hrs_days_off"),
    ("adult-worker", "ref_share"): ("ref_share", "ref_share_police", "ref_share_migration"),
    ("follow-up", "fr_paid"): ("fr_paid",),
    ("statement", "es_place"): ("es_region", "es_district"),
}
"""Questions whose parts have names of their own."""
OTHER_LISTS: dict[tuple[str, str], set[str]] = {
    ("child-worker", "fw_who"): {"actor_child"},  # the actors, and a parent
}
"""Questions whose options were split or widened: the lists that stand for the one named."""
STRICTER: dict[str, set[str]] = {
    "safe": {"quasi", "sensitive", "free"},
    "quasi": {"sensitive", "direct"},
}
"""Class in the contents → classes that guard an answer better."""


@dataclass(frozen=True)
class Asked:
    """One line of the list of contents."""

    form: str
    name: str
    kind: str
    list_name: str
    klass: str
    is_private: bool


@lru_cache
def contents() -> tuple[Asked, ...]:
    with CONTENTS.open(encoding="utf-8") as file:
        lines = list(csv.reader(file))[1:]
    return tuple(Asked(*line[:5], is_private=line[5] == "yes") for line in lines)


@lru_cache
def named(instrument: str) -> dict[str, Node]:
    """The nodes of a form by name."""
    definition: FormDefinition = form(ROOT / "forms" / instrument / "form.md")
    return {node.name: node for node in definition.nodes.values()}


def parts(asked: Asked) -> tuple[str, ...]:
    """The names of the fields of a question that must be there."""
    own = SPLIT.get((asked.form, asked.name))
    return own or tuple(asked.name + ending for ending in PARTS.get(asked.kind, ("",)))


def listed(asked: Asked, node: Node) -> bool:
    """Whether a question offers the options that the contents name."""
    lists = OTHER_LISTS.get((asked.form, asked.name), {asked.list_name})
    return isinstance(node, Question) and node.choice_list in lists


PRESENT = [asked for asked in contents() if asked.form in INSTRUMENTS]
MAIN = [asked for asked in PRESENT if asked.kind != "calc"]


@pytest.mark.parametrize("asked", PRESENT, ids=lambda asked: f"{asked.form}-{asked.name}")
def test_a_question_of_the_contents_is_in_its_form(asked: Asked) -> None:
    assert [part for part in parts(asked) if part not in named(asked.form)] == []


@pytest.mark.parametrize("asked", MAIN, ids=lambda asked: f"{asked.form}-{asked.name}")
def test_a_question_is_classed_and_private_as_the_contents_say(asked: Asked) -> None:
    node = named(asked.form)[parts(asked)[-1 if asked.kind == "place" else 0]]
    if isinstance(node, Question):
        given = node.bind.fk["class"]
        assert given in {asked.klass, *STRICTER.get(asked.klass, ())}
        assert node.bind.fk.get("private") == "yes" or not asked.is_private


@pytest.mark.parametrize(
    "asked",
    [a for a in MAIN if a.kind in {"one", "many", "act", "one_text", "pair"}],
    ids=lambda asked: f"{asked.form}-{asked.name}",
)
def test_a_question_offers_the_options_of_the_contents(asked: Asked) -> None:
    node = named(asked.form)[asked.name]

    assert isinstance(node, Question)
    assert listed(asked, node), node.choice_list
    assert node.control == ("select" if asked.kind == "many" else "select1")


@pytest.mark.parametrize(
    "asked",
    [a for a in MAIN if a.kind in SIMPLE],
    ids=lambda asked: f"{asked.form}-{asked.name}",
)
def test_a_question_takes_the_kind_of_answer_of_the_contents(asked: Asked) -> None:
    node = named(asked.form)[parts(asked)[0]]

    given = node.bind.data_type.removesuffix("Time")  # a date may say the time of day too
    assert isinstance(node, Repeat) or given == SIMPLE[asked.kind]


def test_the_checks_see_a_question_that_differs() -> None:
    rest = Asked("adult-worker", "hrs_call", "one", "refuse", "safe", is_private=False)

    assert not listed(rest, named("adult-worker")["hrs_call"])
    assert "hrs_sleep" not in named("adult-worker")


def test_the_contents_are_whole() -> None:
    assert Counter(asked.form for asked in contents()) == {
        "adult-worker": 162,
        "child-worker": 106,
        "farm-observation": 27,
        "maternity": 22,
        "follow-up": 21,
        "statement": 10,
    }
