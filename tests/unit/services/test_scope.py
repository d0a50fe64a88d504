"""Whom a ruleset fits: who was not asked what it needs has no result by it, not an open one."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from fieldkit.records import Interview, InterviewState, Ref
from fieldkit.services import assessment, codings, explanation, interviews, library, scope
from fieldkit.services.explanation import Case
from fieldkit.services.library import LoadedForm
from fieldkit.services.pooling import pooled_table
from fieldkit.services.told import Line
from fieldkit.services.workspaces import Workspace

ROOT = Path(__file__).resolve().parents[3]
ADULT, CHILD = "adult-worker", "child-worker"
GROWN = {"con_told": "yes", "con_age": "yes", "con_talk": "yes"}
WORKS = {"gc_consent": "yes", "as_agree": "yes", "fw_parents_fl": "not_met", "wk_does": "works"}
BOY = {"as_told": "yes", "ag_age": "12"}
UNDER_18 = {"con_told": "yes", "con_age": "no"}
TENANT = {**GROWN, "rec_status": "tenant", "rec_boss": "no"}
VISITS = {**GROWN, "rec_status": "not_working"}
SILENT = {**GROWN, "rec_status": "hired"}
PRESENT = {"gc_consent": "yes", "as_agree": "yes", "wk_does": "present"}
NOT_SAFE = {"gc_consent": "not_safe", "gc_trusted": "teacher", "gc_super": "no"}

Talk = Callable[[str, Mapping[str, str]], Interview]


@pytest.fixture
def talk(workspace: Workspace) -> Talk:
    """Answer a shipped form by name, and close the interview as it stands."""

    def hold(form_id: str, answers: Mapping[str, str]) -> Interview:
        form = shipped(form_id)
        places = {node.name: ref for ref, node in form.definition.nodes.items()}
        opened = interviews.start(workspace, form, language="", site="S1")
        for name, value in answers.items():
            changes = opened.session.answer(Ref(places[name]), value)
            ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
            interviews.save(workspace, ticket)
        _, closing = interviews.closing(opened.session)
        whole = interviews.Closing((), *(getattr(closing, n) for n in closing.__slots__[1:]))
        return interviews.finish(workspace, opened.interview.interview_id, whole)

    return hold


def shipped(form_id: str) -> LoadedForm:
    return library.load_form(ROOT / f"forms/{form_id}/form.md")


def standings(workspace: Workspace, ruleset: str) -> list[object]:
    return [row["standing"] for row in pooled_table(workspace, ruleset).rows]


@pytest.mark.parametrize(
    ("form_id", "answers"),
    [(ADULT, UNDER_18), (ADULT, TENANT), (ADULT, VISITS), (CHILD, NOT_SAFE)],
    ids=["under 18", "tenant without employer", "does not work", "child not talked with"],
)
def test_who_was_not_asked_has_no_result_and_is_in_no_share(
    workspace: Workspace, talk: Talk, form_id: str, answers: Mapping[str, str]
) -> None:
    interview = talk(form_id, answers)

    assert interview.state is InterviewState.FINISHED
    assert explanation.cases(workspace, interview) == ()
    assert assessment.determinations(interviews.session_of(workspace, interview)) == {}
    for ruleset in library.rulesets_of(shipped(form_id).definition):
        assert standings(workspace, ruleset.id) == ["not_scorable"]


@pytest.mark.parametrize(
    ("form_id", "answers", "ruleset", "outcome"),
    [
        (ADULT, SILENT, "ilo2012-adult", "undetermined"),
        (ADULT, SILENT, "icls2018", "undetermined"),
        (ADULT, SILENT, "ilo11", None),
        (CHILD, {**WORKS, **BOY}, "ilo2012-child", "undetermined"),
        (CHILD, {**PRESENT, **BOY}, "ilo2012-child", "not_met"),
    ],
)
def test_who_was_asked_and_said_nothing_has_an_open_result(
    workspace: Workspace,
    talk: Talk,
    form_id: str,
    answers: Mapping[str, str],
    ruleset: str,
    outcome: str | None,
) -> None:
    interview = talk(form_id, answers)

    found = assessment.determinations(interviews.session_of(workspace, interview))[ruleset]

    assert found.determination == outcome
    assert standings(workspace, ruleset) == ["scored"]


def test_only_what_a_ruleset_fits_is_drawn_for_a_second_coding(
    workspace: Workspace, talk: Talk
) -> None:
    talk(ADULT, UNDER_18)
    talk(ADULT, TENANT)
    hired = talk(ADULT, SILENT)

    drawn = codings.sample(workspace, library.load_ruleset("ilo2012-adult"), n=9, seed=1)

    assert drawn.interview_ids == (hired.interview_id,)


def test_a_draft_is_told_by_every_ruleset_since_its_answers_may_come(workspace: Workspace) -> None:
    opened = interviews.start(workspace, shipped(ADULT), language="", site="S1")

    told = [case.assessment.ruleset.id for case in explanation.cases(workspace, opened.interview)]

    assert told == ["ilo2012-adult", "icls2018", "ilo11"]
    assert standings(workspace, "ilo2012-adult") == ["draft"]


def test_a_question_that_waits_for_another_does_not_make_a_ruleset_unfit(
    workspace: Workspace,
) -> None:
    """Whoever does not know whether somebody hit is not asked who it was; that stays open."""
    opened = interviews.start(workspace, shipped(ADULT), language="", site="S1")
    ruleset = library.load_ruleset("ilo2012-adult")

    assert not scope.fits(opened.session, ruleset)
    for ref, value in (
        ("/data/con/con_age", "yes"),
        ("/data/con/con_talk", "yes"),
        ("/data/rec/rec_status", "hired"),
    ):
        opened.session.answer(Ref(ref), value)

    assert scope.fits(opened.session, ruleset)


def test_a_guardian_who_says_no_leaves_a_visit_and_nothing_else(
    workspace: Workspace, talk: Talk
) -> None:
    interview = talk(CHILD, {"cv_parent": "TC4A-0001-X", "gc_who": "mother", "gc_consent": "no"})

    kept = [a for a in interviews.current(workspace, interview) if a.value]

    assert interview.state is InterviewState.DECLINED
    assert kept == []
    assert standings(workspace, "ilo2012-child") == ["declined"]


def _texts(line: Line) -> list[str]:
    return [line.text, *(text for below in line.below for text in _texts(below))]


@pytest.mark.parametrize(
    ("reader", "question", "answer"),
    [
        ("en", "how it really is", "No, I would not have come"),
        ("ru", "как всё на самом деле", "Нет, не поехал(а) бы"),
        ("xx", "how it really is", "No, I would not have come"),
    ],
)
def test_questions_and_answers_are_told_in_the_language_of_the_reader(
    workspace: Workspace, talk: Talk, reader: str, question: str, answer: str
) -> None:
    interview = talk(ADULT, {**SILENT, "rec_p_work": "different", "rec_would": "no"})

    case: Case = explanation.cases(workspace, interview, language=reader)[0]

    told = _texts(explanation.explain(case, str))
    assert [text for text in told if question in text and answer in text]
    assert interview.language == "English (en)"
