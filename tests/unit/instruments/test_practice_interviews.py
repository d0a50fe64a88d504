"""The practice interviews and the form of sixty questions play through to their end."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pytest

from fieldkit.interview.session import InterviewSession
from fieldkit.interview.validate import violations
from tests.unit.instruments.playing import (
    ROOT,
    form,
    indicators,
    is_relevant,
    play_script,
    results,
    script,
)

FILE = ROOT / "resources/practice/interviews.json"
PRACTICE: Sequence[Mapping[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["interviews"]
FINISHED = [entry for entry in PRACTICE if entry["finished"]]


@lru_cache
def played(name: str) -> InterviewSession:
    """A practice interview at its end."""
    entry = next(entry for entry in PRACTICE if entry["id"] == name)
    return play_script(entry["steps"], form())


@pytest.mark.parametrize("name", [entry["id"] for entry in FINISHED])
def test_a_finished_practice_interview_has_nothing_open(name: str) -> None:
    assert not violations(played(name))


def test_the_practice_interviews_show_every_result() -> None:
    judged = [results(played(entry["id"])) for entry in FINISHED]

    for criterion in judged[0]:
        assert {result[criterion] for result in judged} == {"met", "not_met", "undetermined"}


def test_one_practice_interview_was_declined_and_one_is_a_draft() -> None:
    declined = [e["id"] for e in PRACTICE if is_relevant(played(e["id"]), "con_bye")]
    kinds = Counter(entry["finished"] for entry in PRACTICE)

    assert len(declined) == 1
    assert kinds == {True: 19, False: 1}


def test_practice_people_and_places_are_plainly_invented() -> None:
    for entry in PRACTICE:
        said = {ref: text for step in entry["steps"] for ref, text in step.get("set", {}).items()}
        assert said.get("/data/pro/pro_alias", "Practice Person").startswith("Practice Person")
        assert said["/data/vis/vis_site"].startswith("Practice site")
        assert said["/data/vis/vis_region"] == "Practice region"


def test_the_form_of_sixty_questions_asks_sixty() -> None:
    sixty = form(ROOT / "tests/data/forms/sixty.md")

    asked = [q for q in sixty.questions() if q.control is not None]

    assert len(asked) == 60


def test_the_script_of_sixty_questions_answers_all_and_meets_leaving() -> None:
    sixty = form(ROOT / "tests/data/forms/sixty.md")

    session = play_script(script("sixty"), sixty)

    assert not violations(session)
    assert session.language == "Russian (ru)"
    assert set(indicators(session).values()) == {"1"}
