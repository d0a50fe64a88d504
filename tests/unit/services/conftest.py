"""A practice workspace and a small form with consent, a repeat and two indicators."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.records import Ref
from fieldkit.services import interviews, library, workspaces
from fieldkit.services.interviews import OpenInterview
from fieldkit.services.library import LoadedForm
from fieldkit.services.workspaces import Workspace

FORM = Path(__file__).resolve().parents[2] / "data" / "forms" / "shut.md"

Begin = Callable[..., OpenInterview]


@pytest.fixture(scope="session")
def form(home: Path) -> LoadedForm:
    return library.load_form(FORM)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        yield made


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Workspace]:
    with workspaces.create_pool(tmp_path / "pool", passphrase=None, practice=True) as made:
        yield made


@pytest.fixture
def begin(form: LoadedForm) -> Begin:
    """Begin an interview and answer some questions by name, each saved by itself."""

    def start(workspace: Workspace, site: str = "Practice site A", **answers: str) -> OpenInterview:
        opened = interviews.start(workspace, form, language="", site=site)
        for name, value in answers.items():
            give(workspace, opened, name, value)
        return opened

    return start


def give(workspace: Workspace, opened: OpenInterview, name: str, value: str) -> None:
    """Answer one question by name, and save it."""
    changes = opened.session.answer(Ref(f"/data/{name}"), value)
    interviews.save(workspace, interviews.ticket(opened.interview.interview_id, changes.answers))


def finish(workspace: Workspace, opened: OpenInterview) -> None:
    """Finish an interview as the window does."""
    _, closing = interviews.closing(opened.session)
    interviews.finish(workspace, opened.interview.interview_id, closing)
