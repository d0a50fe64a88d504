"""What a farm survey takes over from the interview that was saved last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from fieldkit.interview import serialise, submission
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.services import interviews, library, workspaces
from fieldkit.services.workspaces import Workspace
from tests.unit.interview.driver import Interview, environment, form

VISIT = """
| survey |
| | type | name | label | default | calculation | required |
| | text | district | District | ${last-saved#district} | | |
| | text | farm | Farm | | | |
| | calculate | before | | | ${last-saved#farm} | |
| settings |
| | form_id | version |
| | visit | 1 |
"""


def begun(last: str) -> Interview:
    world = replace(environment(), last_saved=last)
    definition = form(VISIT)
    return Interview(definition, InterviewSession.start(definition, world))


def test_the_first_interview_finds_nothing_to_take_over() -> None:
    interview = Interview.of(VISIT)

    assert interview.value("district") == ""
    assert interview.value("before") == ""


def test_an_interview_begins_with_what_was_saved_last() -> None:
    first = Interview.of(VISIT).answer("district", "North").answer("farm", "Hill")

    second = begun(first.submission())

    assert second.value("district") == "North"
    assert second.value("before") == "Hill"
    assert second.value("farm") == ""


def test_what_was_taken_over_stays_when_the_interview_is_opened_again() -> None:
    first = Interview.of(VISIT).answer("district", "North").answer("farm", "Hill")
    second = begun(first.submission()).answer("district", "South")

    again = second.resumed()

    assert again.value("district") == "South"
    assert again.value("before") == "Hill"


@pytest.fixture
def visit(tmp_path: Path) -> library.LoadedForm:
    path = tmp_path / "visit.md"
    path.write_text(VISIT, "utf-8")
    return library.load_form(path)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        yield made


def answered(workspace: Workspace, visit: library.LoadedForm, district: str) -> str:
    world = SessionEnvironment(timezone=UTC)
    opened = interviews.start(workspace, visit, language="", site="", environment=world)
    session = opened.session
    changes = session.answer(Ref("/data/district"), district)
    interview_id = opened.interview.interview_id
    interviews.save(workspace, interviews.ticket(interview_id, changes.answers))
    return interview_id


def finished(workspace: Workspace, visit: library.LoadedForm, district: str) -> str:
    interview_id = answered(workspace, visit, district)
    session = interviews.resume(workspace, interview_id).session
    interviews.finish(workspace, interview_id, interviews.closing(session)[1])
    return interview_id


def test_a_workspace_hands_on_the_last_finished_interview(
    visit: library.LoadedForm, workspace: Workspace
) -> None:
    finished(workspace, visit, "North")
    finished(workspace, visit, "South")
    answered(workspace, visit, "of a draft, which is not saved yet")

    opened = interviews.start(workspace, visit, language="", site="")

    assert opened.session.node(Ref("/data/district")).shown == "South"


def test_a_correction_is_a_draft_of_its_own(
    visit: library.LoadedForm, workspace: Workspace
) -> None:
    interview_id = finished(workspace, visit, "North")
    sent = serialise.submission_xml(interviews.resume(workspace, interview_id).session)

    opened = interviews.start(workspace, visit, language="", site="", submission=sent.encode())
    again = interviews.resume(workspace, opened.interview.interview_id).session

    assert again.node(Ref("/data/district")).shown == "North"
    assert f"<deprecatedID>{submission.read(visit.definition, sent).instance_id}<" in (
        serialise.submission_xml(again)
    )
