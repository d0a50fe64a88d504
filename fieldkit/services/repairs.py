"""Rebuild a damaged workspace into a new place, and say what came back."""

from pathlib import Path

from fieldkit.ids import Clock, SystemClock
from fieldkit.store import repair as stored
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
