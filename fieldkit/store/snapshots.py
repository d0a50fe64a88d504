"""Three rotating snapshots of the database beside it, each checked by opening it when made."""

from pathlib import Path
from typing import Final

from fieldkit.store.copying import copy_open_vault
from fieldkit.store.database import Vault
from fieldkit.store.key import Key
from fieldkit.store.keyfile import sync_folder

KEPT: Final = 3
_PREFIX: Final = "snapshot-"
_PART: Final = ".snapshot.part"


def make(vault: Vault, folder: Path, key: Key, seq: int) -> Path:
    """Make the snapshot that holds everything up to `seq`, complete on disk."""
    part, path = folder / _PART, folder / f"{_PREFIX}{seq:012d}.db"
    part.unlink(missing_ok=True)
    copy_open_vault(vault, part, key)
    part.replace(path)
    sync_folder(folder)
    return path


def files(folder: Path) -> list[Path]:
    """The snapshots of a folder, oldest first."""
    return sorted(folder.glob(f"{_PREFIX}*.db"))


def seq_of(path: Path) -> int:
    """The last entry that a snapshot holds, by its name."""
    digits = path.stem.removeprefix(_PREFIX)
    return int(digits) if digits.isdigit() else 0
