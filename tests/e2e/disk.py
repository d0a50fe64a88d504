"""A listening and failing disk for programs under test, and what a power cut leaves of its writes.

The listener is `disk.c`, loaded before libc: it sees every byte that any part of a program writes
(SQLCipher, the key file, whatever else keeps answers), in the order of the calls, and can make any
call fail. A file system of SQLite's own interface would see the database alone, and the driver
offers none to Python.
"""

import ctypes
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).with_name("disk.c")
_HEAD: Final = struct.Struct("=c3xIQQ")
_SECTOR: Final = 512


def built(folder: Path) -> Path:
    """The listener, compiled into a folder; skips the test, loudly, where that cannot be done."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("LOUD: no C compiler on Linux here: disk faults and power cuts are not tested")
    library = folder / "disk.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"],
        check=True,
        capture_output=True,
    )
    return library


def environment(library: Path, root: Path, log: Path | None = None) -> dict[str, str]:
    """The environment in which a program is listened to."""
    more = {"LD_PRELOAD": str(library), "DISK_ROOT": str(root)}
    return more if log is None else more | {"DISK_LOG": str(log)}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what is looked at after a cut need not wait again."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir=shared))
    yield folder
    shutil.rmtree(folder)


class Disk:
    """The listener from within the program that it is loaded into."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self._library.disk_calm.restype = ctypes.c_long
        self._library.disk_fail_at.argtypes = (ctypes.c_long, *(ctypes.c_int,) * 3)

    def say(self, words: str) -> None:
        """Put words of the program between the writes that are noted."""
        self._library.disk_say(words.encode())

    def fail_at(self, n: int, number: int, *, sticky: bool, torn: bool) -> None:
        """Make the n-th changing call fail; `torn` writes half of what it should before that."""
        self._library.disk_fail_at(n, number, sticky, torn)

    def calm(self) -> int:
        """Be sound again, and say how many changing calls there were."""
        return int(self._library.disk_calm())


@dataclass(frozen=True, slots=True)
class Call:
    """One successful call: kind as in `disk.c`, path, place in the file, bytes or words."""

    kind: str
    path: str
    offset: int
    data: bytes


def calls(log: Path) -> Iterator[Call]:
    """What was noted, in order; a last record cut by a kill is left out."""
    with log.open("rb") as file:
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            kind, path_length, data_length, offset = _HEAD.unpack(head)
            path, data = file.read(path_length), file.read(data_length)
            if len(data) < data_length:
                return
            yield Call(kind.decode(), os.fsdecode(path), offset, data)


class Model(StrEnum):
    """What of the unsynced a power cut leaves."""

    NOTHING = "all unsynced lost"
    SOME = "some unsynced writes kept"
    TORN = "some sectors of unsynced writes kept, in any order"


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut to the size

    def after(self, model: Model, chance: random.Random) -> bytes:
        kept = bytearray(self.safe)
        if model is Model.SOME:
            for change in self.waiting:
                if chance.random() < 0.5:
                    _apply(kept, change)
        elif model is Model.TORN:
            parts = [part for change in self.waiting for part in _sectors(change)]
            parts = [part for part in parts if chance.random() < 0.5]
            chance.shuffle(parts)
            for part in parts:
                _apply(kept, part)
        return bytes(kept)


class Replay:
    """A folder as the disk holds it, call after call; a cut at any moment gives what is left.

    A write is safe once its file is synced; a name (made, moved, taken away) once its folder is.
    Names are kept in order, as a journalling file system does: those not yet safe up to any one.
    Where it is not `is_journalled`, each folder keeps its own order and is safe by its own sync
    alone, which is all that POSIX promises; a folder that is not there has nothing in it.
    """

    def __init__(self, root: Path, *, is_journalled: bool = True) -> None:
        self._root = str(root)
        self._is_journalled = is_journalled
        self._folders = {self._root} | {str(path) for path in root.rglob("*") if path.is_dir()}
        self._now: dict[str, _File] = {}
        self._safe: dict[str, _File] = {}
        self._waiting: list[_Name] = []
        for path in root.rglob("*"):
            if path.is_file():
                self._now[str(path)] = _File(bytearray(path.read_bytes()))
        self._safe |= self._now

    def feed(self, call: Call) -> None:
        """Take in one call."""
        path = call.path
        if call.kind == "C":
            self._now[path] = _File()
            self._name("made", path, self._now[path])
        elif call.kind == "W" and path in self._now:
            self._now[path].waiting.append((call.offset, call.data))
        elif call.kind == "T" and path in self._now:
            self._now[path].waiting.append((call.offset, None))
        elif call.kind == "M":
            self._name("folder", path, None)
        elif call.kind == "U":
            self._now.pop(path, None)
            self._name("gone", path, None)
        elif call.kind == "R":
            target = os.fsdecode(call.data)
            _move(self._now, path, target)
            self._name("moved", path, target)
        elif call.kind == "S" and path in self._now:
            file = self._now[path]
            for change in file.waiting:
                _apply(file.safe, change)
            file.waiting.clear()
        elif call.kind == "S":
            self._sync_names(path)

    def cut(self, model: Model, chance: random.Random, into: Path) -> None:
        """Write what the power cut leaves to a new folder."""
        names, folders = dict(self._safe), set(self._folders)
        if model is not Model.NOTHING:
            _apply_names(names, folders, self._some_names(chance))
        into.mkdir(mode=0o700)
        for name, file in names.items():
            if name.endswith("-shm"):
                continue  # shared memory: made anew by whoever opens
            if not self._is_journalled and not self._is_reached(name, folders):
                continue
            path = into / os.path.relpath(name, self._root)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(file.after(model, chance))

    def _name(self, what: str, path: str, more: object) -> None:
        self._waiting.append((what, path, more))

    def _sync_names(self, folder: str) -> None:
        """The folder's names are safe, and, where a journal is written in order, all before."""
        own = [n for n, change in enumerate(self._waiting) if _folder_of(change) == folder]
        if self._is_journalled:
            own = list(range(max(own, default=-1) + 1))
        _apply_names(self._safe, self._folders, [self._waiting[n] for n in own])
        for n in reversed(own):
            del self._waiting[n]

    def _some_names(self, chance: random.Random) -> "list[_Name]":
        """Names not yet safe that the disk has all the same: from the first to any one."""
        if self._is_journalled:
            return self._waiting[: chance.randint(0, len(self._waiting))]
        kept = {}
        for folder in sorted({_folder_of(change) for change in self._waiting}):
            own = [n for n, change in enumerate(self._waiting) if _folder_of(change) == folder]
            kept[folder] = set(own[: chance.randint(0, len(own))])
        return [c for n, c in enumerate(self._waiting) if n in kept[_folder_of(c)]]

    def _is_reached(self, name: str, folders: set[str]) -> bool:
        above = name.rpartition("/")[0]
        while above != self._root:
            if above not in folders:
                return False
            above = above.rpartition("/")[0]
        return True


_Name = tuple[str, str, object]


def _folder_of(change: _Name) -> str:
    return change[1].rpartition("/")[0]


def _apply_names(names: dict[str, _File], folders: set[str], changes: Iterable[_Name]) -> None:
    for what, path, more in changes:
        if isinstance(more, _File):
            names[path] = more
        elif isinstance(more, str):
            _move(names, path, more)
            for folder in [f for f in folders if f == path or f.startswith(f"{path}/")]:
                folders.remove(folder)
                folders.add(more + folder[len(path) :])
        elif what == "gone":
            names.pop(path, None)
        elif what == "folder":
            folders.add(path)


def _move(names: dict[str, _File], path: str, target: str) -> None:
    """A file, or a folder with all that is in it."""
    for name in [n for n in names if n == path or n.startswith(f"{path}/")]:
        names[target + name[len(path) :]] = names.pop(name)


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    at, data = change
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


def _sectors(change: tuple[int, bytes | None]) -> Iterator[tuple[int, bytes | None]]:
    at, data = change
    if data is None:
        yield change
        return
    start = 0
    while start < len(data):
        end = start + _SECTOR - (at + start) % _SECTOR
        yield at + start, data[start:end]
        start = end
