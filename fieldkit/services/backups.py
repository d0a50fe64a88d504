"""Backups of a workspace or a pool, and their way back into a new folder."""

from pathlib import Path

from fieldkit.ids import Clock, SystemClock
from fieldkit.services.workspaces import Workspace
from fieldkit.store import backup as stored
from fieldkit.store.backup import BackupReport as BackupReport


def backup(workspace: Workspace, file: Path) -> BackupReport:
    """Write one file with everything in it, opened and counted before it gets its name."""
    return stored.backup(workspace, file)


def restore(
    file: Path,
    folder: Path,
    *,
    passphrase: str | None,
    identity: str | None = None,
    clock: Clock | None = None,
) -> Workspace:
    """Make a new folder from a backup and leave it open; never over an existing one."""
    return stored.restore(
        file, folder, passphrase=passphrase, identity=identity, clock=clock or SystemClock()
    )


def is_practice(file: Path) -> bool:
    """Whether a backup is of a practice workspace, which needs no passphrase."""
    return stored.is_practice(file)
