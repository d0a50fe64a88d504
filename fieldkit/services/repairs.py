"""Get a workspace back into a new place: rebuilt from what is left, or from a backup."""

from pathlib import Path

from fieldkit.ids import Clock, SystemClock
from fieldkit.services.workspaces import Workspace, open_workspace
from fieldkit.store import repair as stored
from fieldkit.store.disk import is_there
from fieldkit.store.repair import RepairReport as RepairReport


def repair(
    folder: Path,
    out: Path,
    *,
    passphrase: str | None,
    identity: str | None = None,
    clock: Clock | None = None,
) -> RepairReport:
    """Build a new workspace at `out` from what is left; the damaged folder keeps every byte."""
    return stored.repair(
        folder, out, passphrase=passphrase, identity=identity, clock=clock or SystemClock()
    )


def repair_and_open(folder: Path, out: Path, *, passphrase: str | None) -> Workspace:
    """Rebuild a workspace and open what came of it; its history says what did not come back."""
    repair(folder, out, passphrase=passphrase)
    return open_workspace(out, passphrase=passphrase)


def free_name(folder: Path, word: str) -> Path:
    """A folder beside this one that is not there yet, e.g. `workspace-repaired-2`."""
    names = [f"{folder.name}-{word}", *(f"{folder.name}-{word}-{n}" for n in range(2, 1_000))]
    return next(p for p in map(folder.with_name, names) if not is_there(p))
