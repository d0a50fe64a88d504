"""The practice workspace: about twenty plainly invented interviews to learn and train with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from fieldkit import paths
from fieldkit.services import interviews, library, scripts, workspaces
from fieldkit.services.workspaces import Workspace

FORM = "adult-worker"


def make(folder: Path, *, progress: Callable[[int, int], None] | None = None) -> Workspace:
    """Make a practice workspace with its interviews in it, and leave it open.

    A folder that was only half made (somebody pulled the plug) is made anew; one that is whole is
    opened as it is, with whatever was practised in it.
    """
    if is_made(folder):
        return workspaces.open_workspace(folder, passphrase=None)
    if folder.exists() and workspaces.glance(folder).is_practice:
        shutil.rmtree(folder)
    made = workspaces.create(folder, passphrase=None, practice=True)
    fill(made, progress=progress)
    _ready(folder).touch()
    return made


def is_made(folder: Path) -> bool:
    """Whether the practice workspace is there, and whole."""
    return _ready(folder).exists() and workspaces.glance(folder).exists


def fill(workspace: Workspace, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Play the invented interviews into a workspace by the save path of the window."""
    invented = json.loads(
        paths.shipped("resources", "practice", "interviews.json").read_text("utf-8")
    )["interviews"]
    form = library.load_form(library.find_form(FORM))
    for done, each in enumerate(invented):
        if progress:
            progress(done, len(invented))
        opened = interviews.start(
            workspace, form, language=each["language"], site=each["site"], actor="practice"
        )
        steps = scripts.check_steps(each)
        scripts.play_into(workspace, opened, steps, say=_quiet, actor="practice", together=True)


def _ready(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.ready")


def _quiet(_line: object) -> None:
    """Nobody reads along while the practice workspace is filled."""
