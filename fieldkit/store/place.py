"""Where a workspace must not lie: network drives, synchronised folders, sticks.

SQLite's log needs shared memory and locks that network drives do not keep; a synchronising program
carries files off at different moments, and off the laptop; a stick is pulled. Told twice that it is
meant, fieldkit remembers the kind of place in `vault.place` and asks no more.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.store.disk import unwritable

FILE_NAME: Final = "vault.place"
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "davfs", "fuse.sshfs", "fuse.rclone"}
    | {"fuse.davfs2", "fuse.gvfsd-fuse", "ceph", "glusterfs", "fuse.glusterfs", "lustre", "ncpfs"}
)
_SYNCED: Final = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "yandex.disk",
    "yandexdisk",
    "яндекс.диск",
    "mega",
    "megasync",
    "pcloud",
    "syncthing",
)
_MARKS: Final = (".dropbox", ".stfolder", ".sync", ".owncloudsync.log", ".tmp.driveupload")
_STICKS: Final = ("/media/", "/run/media/", "/Volumes/")


class Risk(StrEnum):
    """Why a place is refused."""

    NETWORK = "network"
    SYNC = "sync"
    REMOVABLE = "removable"


def require_safe(folder: Path, *, is_accepted: bool = False) -> None:
    """Raise WORKSPACE_PLACE with the risk as detail, unless it is accepted, now or before."""
    found = risk(folder)
    if found is not None and not is_accepted and _accepted(folder) != found.value:
        raise Known(Code.WORKSPACE_PLACE, detail=found.value)


def accept(folder: Path) -> None:
    """Remember that this kind of place is meant; raises FILE_FULL, FILE_UNWRITABLE."""
    found = risk(folder)
    if found is not None:
        try:
            (folder / FILE_NAME).write_text(found.value, "ascii")
        except OSError as error:
            raise unwritable(error, FILE_NAME) from error


def risk(folder: Path) -> Risk | None:
    """The risk of a place, by its file system, its drive and its name; None for a plain disk."""
    path = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        drive = _drive_type(path)
        if drive is not None:
            return drive
    else:
        kind, device = _mount(path)
        if kind in _NETWORK:
            return Risk.NETWORK
        if f"{path}/".startswith(_STICKS) or _is_removable(device):
            return Risk.REMOVABLE
    return Risk.SYNC if _is_synced(path) else None


def _is_synced(path: Path) -> bool:
    for part in path.parts:
        name = part.casefold()
        # "OneDrive - Organisation", "Dropbox (Work)", but not "megaphone".
        if any(name == word or name.startswith((f"{word} ", f"{word}-")) for word in _SYNCED):
            return True
    return any((above / mark).exists() for above in path.parents for mark in _MARKS)


def _mount(path: Path, table: Path = Path("/proc/self/mountinfo")) -> tuple[str, str]:
    """File system and device number of the mount that holds a path; "" where nothing tells."""
    best, found = "", ("", "")
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return found
    for line in lines:
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        point = fields[4].replace("\\040", " ")
        if f"{path}/".startswith(point.rstrip("/") + "/") and len(point) >= len(best):
            best, found = point, (right.split(" ")[0], fields[2])
    return found


def _is_removable(device: str, root: Path = Path("/sys/dev/block")) -> bool:
    try:
        real = (root / device).resolve(strict=True) if device else None
    except OSError:
        return False
    for place in (real, real.parent) if real else ():
        try:
            if (place / "removable").read_text("ascii").strip() == "1":
                return True
        except OSError:
            continue
    return False


def _accepted(folder: Path) -> str:
    try:
        return (folder / FILE_NAME).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


if sys.platform == "win32":
    import ctypes

    def _drive_type(path: Path) -> Risk | None:
        # GetDriveTypeW: 2 removable, 4 remote (Windows API, fileapi.h).
        kind = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
        return {2: Risk.REMOVABLE, 4: Risk.NETWORK}.get(kind)
