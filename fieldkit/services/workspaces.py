"""Make, open and look at workspaces and pools; what the window and the command line call."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldkit import paths
from fieldkit.errors import Code, Known
from fieldkit.ids import Clock, SystemClock
from fieldkit.store import key, lock, place
from fieldkit.store import workspace as stored
from fieldkit.store.disk import is_there
from fieldkit.store.verify import VerifyReport as VerifyReport
from fieldkit.store.verify import verify as verify_store
from fieldkit.store.workspace import Info as Info
from fieldkit.store.workspace import Kind, Store

Workspace = Store
"""An open workspace; jobs get it, only the store lane holds it."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be said of a folder without a key."""

    exists: bool
    is_practice: bool


def default_folder() -> Path:
    """Where a workspace lies unless the person chooses another place."""
    return paths.user_folder() / "workspace"


def practice_folder() -> Path:
    """Where the practice workspace lies."""
    return paths.user_folder() / "practice"


def glance(folder: Path) -> Glance:
    """Whether the folder holds a workspace, and whether it is for practice; opens nothing."""
    # Either file alone is a workspace that lost one, not a place for a new one.
    if not is_there(folder / "vault.db") and not is_there(folder / key.FILE_NAME):
        return Glance(exists=False, is_practice=False)
    try:
        return Glance(exists=True, is_practice=key.read_header(folder / key.FILE_NAME).is_practice)
    except Known:
        return Glance(exists=True, is_practice=False)  # opening it will say what is wrong


def create(
    folder: Path,
    *,
    passphrase: str | None,
    practice: bool = False,
    clock: Clock | None = None,
    recipients: Sequence[str] = (),
    place_accepted: bool = False,
) -> Workspace:
    """Make a new workspace, which the recipients' recovery keys open too, and leave it open."""
    return stored.create(
        folder,
        passphrase=passphrase,
        practice=practice,
        clock=clock or SystemClock(),
        recipients=recipients,
        place_accepted=place_accepted,
    )


def create_pool(
    folder: Path, *, passphrase: str | None, practice: bool = False, clock: Clock | None = None
) -> Workspace:
    """Make a new pool and leave it open."""
    return stored.create(
        folder,
        passphrase=passphrase,
        practice=practice,
        clock=clock or SystemClock(),
        kind=Kind.POOL,
    )


def open_workspace(
    folder: Path, *, passphrase: str | None, clock: Clock | None = None
) -> Workspace:
    """Open a workspace; raises WORKSPACE_KIND for a pool, and what the store raises."""
    return _open(folder, passphrase, Kind.WORKSPACE, clock)


def open_pool(folder: Path, *, passphrase: str | None, clock: Clock | None = None) -> Workspace:
    """Open a pool; raises WORKSPACE_KIND for a workspace, and what the store raises."""
    return _open(folder, passphrase, Kind.POOL, clock)


def open_any(
    folder: Path,
    *,
    passphrase: str | None,
    clock: Clock | None = None,
    identity: str | None = None,
) -> Workspace:
    """Open a workspace or a pool, by its passphrase or by a recovery identity."""
    return _open(folder, passphrase, None, clock, identity)


def accept_place(folder: Path) -> None:
    """Remember that a folder is meant to be on a stick, a network drive or in a synced folder."""
    place.accept(folder)


def new_clock_jump(workspace: Workspace) -> int | None:
    """By how many seconds the computer's clock was moved, told once for each jump; else None.

    A jump is found when the next entry is written. Below 0: back.
    """
    return workspace.take_clock_jump()


def ask_to_show(folder: Path) -> None:
    """Ask the program that has the folder open to bring its window to the front."""
    lock.ask(folder)


def was_asked_to_show(folder: Path) -> bool:
    """Whether another program asked this one for its window."""
    return lock.was_asked(folder)


def info(workspace: Workspace) -> Info:
    """Counts and facts, free of anything a person said."""
    return stored.info(workspace)


def verify(workspace: Workspace) -> VerifyReport:
    """Run every check of the store; nothing is changed."""
    return verify_store(workspace)


def _open(
    folder: Path,
    passphrase: str | None,
    kind: Kind | None,
    clock: Clock | None,
    identity: str | None = None,
) -> Store:
    store = stored.open_store(
        folder, passphrase=passphrase, identity=identity, clock=clock or SystemClock()
    )
    if kind is not None and store.kind is not kind:
        store.close()
        raise Known(Code.WORKSPACE_KIND)
    return store
