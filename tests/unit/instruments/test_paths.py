"""How long an interview takes and what it says, where nothing is wrong and where everything is."""

import pytest

from fieldkit.interview import serialise
from fieldkit.interview.validate import violations
from fieldkit.xforms.model import Question
from fieldkit.xforms.xml import read
from tests.unit.instruments.assembling import INSTRUMENTS
from tests.unit.instruments.paths import walk
from tests.unit.instruments.playing import form, indicators, results

LANGUAGES = ("English (en)", "Russian (ru)")
ASKED_WHEN_ALL_IS_WELL = 155
"""The adult interview asks 149 questions when nothing is wrong, and 366 on its worst path."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_talk_without_problems_takes_less_than_25_minutes(language: str) -> None:
    done = walk("adult-worker", is_good=True, language=language)

    assert done.minutes < 25
    assert len(done.asked) < ASKED_WHEN_ALL_IS_WELL


def test_the_worst_talk_asks_everything_that_a_worker_can_be_asked() -> None:
    worst, good = (walk("adult-worker", is_good=well) for well in (False, True))
    questions = {q.name for q in form().questions() if q.control not in {None, "note"}}

    assert len(worst.asked) > 2 * len(good.asked)
    # Only a tenant, and somebody who told nobody, is asked these.
    others = {"rec_tenant", "rec_boss", "out_why_not", "rec_purpose", "rec_purpose_who"}
    assert questions - {*worst.asked} <= others | {"ref_share_other_who"}


def test_where_nothing_is_wrong_every_indicator_is_absent() -> None:
    session = walk("adult-worker", is_good=True).session

    for rules in ("ilo2012-adult", "ilo11"):
        assert set(indicators(session, rules).values()) == {"0"}
    assert set(results(session).values()) == {"not_met"}


def test_where_everything_is_wrong_every_indicator_is_present() -> None:
    session = walk("adult-worker", is_good=False).session

    found = indicators(session)
    # All acts were given a stage, so none is without.
    assert {code for code, value in found.items() if value != "1"} == {"unstaged.penalty.any"}
    assert set(results(session).values()) == {"met"}


@pytest.mark.parametrize("is_good", [True, False])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_form_can_be_filled_to_its_end(instrument: str, is_good: bool) -> None:
    done = walk(instrument, is_good=is_good)

    assert done.asked
    assert not violations(done.session)
    assert read(serialise.submission_xml(done.session))


def test_the_speed_counts_every_question_and_note() -> None:
    done = walk("adult-worker", is_good=True)
    notes = [q for q in form().questions() if isinstance(q, Question) and q.control == "note"]

    assert 0 < done.notes < len(notes)
    assert done.minutes_in_all > done.minutes > len(done.asked) * 3 / 60
