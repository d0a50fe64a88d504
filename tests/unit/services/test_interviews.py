"""Starting, saving, resuming, finishing and declining, through the store."""

import pytest

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.records import InterviewState, Special
from fieldkit.services import interviews, workspaces
from fieldkit.services.workspaces import Workspace
from tests.unit.services.conftest import Begin, finish, give


def test_a_resumed_interview_stands_as_it_was_left(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="yes", shut="yes", lock="no")
    changes = opened.session.add_repeat("/data/child")
    interviews.save(workspace, interviews.ticket(opened.interview.interview_id, changes.answers))
    give(workspace, opened, "child[2]/age", "7")
    marked = opened.session.mark("/data/counted", Special.REFUSED)
    interviews.save(workspace, interviews.ticket(opened.interview.interview_id, marked.answers))

    again = interviews.resume(workspace, opened.interview.case_code)

    assert serialise.state(again.session) == serialise.state(opened.session)


def test_the_same_ticket_handed_in_twice_is_written_once(
    workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace)
    changes = opened.session.answer("/data/agrees", "yes")
    ticket = interviews.ticket(opened.interview.interview_id, changes.answers)

    first = interviews.save(workspace, ticket)
    before = workspaces.info(workspace).revisions
    second = interviews.save(workspace, ticket)

    assert workspaces.info(workspace).revisions == before
    assert second.seq == first.seq


def test_finishing_with_an_open_required_question_is_refused_and_changes_nothing(
    workspace: Workspace, begin: Begin
) -> None:
    opened = begin(workspace)
    before = workspaces.info(workspace)

    with pytest.raises(Known) as caught:
        finish(workspace, opened)

    assert caught.value.code is Code.INTERVIEW_NOT_READY
    assert caught.value.slots["names"] == ("/data/agrees",)
    assert workspaces.info(workspace) == before


def test_a_finished_interview_takes_no_more_answers(workspace: Workspace, begin: Begin) -> None:
    opened = begin(workspace, agrees="yes")
    finish(workspace, opened)

    with pytest.raises(Known) as caught:
        give(workspace, opened, "shut", "yes")

    assert caught.value.code is Code.INTERVIEW_FINISHED
    found = interviews.find(workspace, opened.interview.interview_id)
    assert found.state is InterviewState.FINISHED


def test_without_consent_only_the_visit_is_kept(workspace: Workspace, begin: Begin) -> None:
    """Whatever was written down before the person said no is cleared."""
    opened = begin(workspace, day="2025-06-01", agrees="yes", shut="yes")
    give(workspace, opened, "agrees", "no")

    finish(workspace, opened)

    found = interviews.find(workspace, opened.interview.interview_id)
    assert found.state is InterviewState.DECLINED
    values = {str(a.address): a.value for a in interviews.current(workspace, found) if a.value}
    assert {r: v for r, v in values.items() if "meta" not in r} == {"/data/agrees": "no"}
