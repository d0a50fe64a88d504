"""Interviews with random answers, asked as the form asks: what is relevant, in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref
from fieldkit.xforms.model import Question
from tests.unit.instruments.playing import ADULT_WORKER, CHILD_WORKER, form


@dataclass(frozen=True, slots=True)
class Kind:
    """A form to fill; without the usual answers almost nothing more is asked."""

    path: Path
    repeats: tuple[str, ...]
    usual: Mapping[str, str]
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)


ADULT: Final = Kind(
    ADULT_WORKER,
    ("/data/int", "/data/led/led_line", "/data/fam/fam_line"),
    {
        "vis_country": "KZ",
        "con_age": "yes",
        "con_talk": "yes",
        "rec_status": "hired",
        "int_any": "yes",
        "doc_had": "had",
    },
)
CHILD: Final = Kind(
    CHILD_WORKER,
    ("/data/wk_line",),
    {
        "cv_country": "KZ",
        "gc_consent": "yes",
        "as_agree": "yes",
        "wk_does": "works",
        "ar_paid_for": "yes",
        "ct_body_read": "yes",
        "ag_src": "parent child",
    },
    {
        "ag_age": [str(age) for age in range(4, 20)],
        "ag_from": ["4", "5", "9", "11", "12", "13"],
        "ag_to": ["13", "14", "15", "16", "17", "19"],
        "ag_year": ["2008", "2010-05", "2013 spring"],
        "wk_days": ["0", "1", "2", "5", "7"],
        "wk_hours": ["0.5", "1", "3.5", "5", "7.2", "8.6"],
        "wk_house": ["0", "7", "21", "21.5", "40"],
        "hz_load": ["0", "4.1", "4.2", "20"],
    },
)
SILENCE: Final = (0.0, 0.02, 0.1, 0.3)
CONTENTMENT: Final = (0.1, 0.5, 0.9, 0.98)
_ALONE: Final = frozenset({"none", "nobody"})
_GOOD: Final = frozenset({"no", "same", "self", "all_paid", "free"})
_NUMBERS: Final = ("0", "1", "2", "5", "6", "7", "8", "9.5", "10", "12", "30", "60", "120")


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody answers: how often not at all, how often that all is well."""

    random: Random
    silence: float
    contentment: float

    def chance(self, share: float) -> bool:
        """True in this share of times."""
        return self.random.random() < share


def random_interview(random: Random, kind: Kind = ADULT) -> InterviewSession:
    """An interview whose relevant questions were answered, left, or given a special answer."""
    person = Person(random, random.choice(SILENCE), random.choice(CONTENTMENT))
    session = InterviewSession.start(form(kind.path), SessionEnvironment())
    for repeat in kind.repeats:
        for _ in range(random.choice([0, 0, 1, 2])):
            session.add_repeat(Ref(repeat))
    done: set[Ref] = set()
    while waiting := [live for live in session.root.walk() if is_asked(live, done)]:
        for live in waiting:
            done.add(live.ref)
            if live.is_relevant:  # an answer just given may have closed it
                _answer(session, live, person, kind)
    return session


def is_asked(live: LiveNode, done: set[Ref]) -> bool:
    """Whether a node is a question to put now."""
    model = live.model
    is_question = isinstance(model, Question) and model.control not in {None, "note"}
    return is_question and live.is_relevant and live.ref not in done


def given(session: InterviewSession, kind: Kind = ADULT) -> dict[str, str]:
    """What was answered and still counts, by the name of the question; repeats are left out."""
    return {
        live.name: live.shown
        for live in session.root.walk()
        if isinstance(live.model, Question)
        and live.model.control is not None
        and not live.ref.startswith(kind.repeats)
        and live.shown
    }


def _answer(session: InterviewSession, live: LiveNode, person: Person, kind: Kind) -> None:
    model = live.model
    assert isinstance(model, Question)
    if model.name in kind.usual and person.chance(0.9):
        session.answer(live.ref, kind.usual[model.name])
    elif model.specials and person.chance(person.silence):
        session.mark(live.ref, person.random.choice(sorted(model.specials)))
    elif not person.chance(person.silence):
        own = kind.values.get(model.name)
        value = person.random.choice(own) if own else _value(model, person)
        refused = session.answer(live.ref, value).refused
        assert not refused, refused


def _value(model: Question, person: Person) -> str:
    options = [choice.value for choice in model.choices]
    good = [option for option in options if option in _ALONE | _GOOD]
    if good and person.chance(person.contentment):
        return good[0]
    if options and model.control == "select":
        together = [option for option in options if option not in _ALONE]
        count = person.random.choice([1, 1, 2, 3])
        return " ".join(person.random.sample(together, min(count, len(together))))
    if options:
        return person.random.choice(options)
    if model.bind.data_type == "time":
        return f"{person.random.randrange(24):02}:{person.random.choice([0, 30]):02}:00"
    if model.bind.data_type == "int":
        return person.random.choice([number for number in _NUMBERS if "." not in number])
    if model.bind.data_type == "decimal":
        return person.random.choice(_NUMBERS)
    return "2025-09-20" if model.bind.data_type == "date" else "told"
