"""The flight recorder: every entry of the chain once more, outside the database, encrypted.

A folder has one file `recorder-<seq>.log` since each of its snapshots: a magic line and 16 random
bytes, then records: a mark, length (4 bytes), number (8), nonce (12), AES-256-GCM ciphertext; the
random bytes and the number are its associated data. A record holds what one transaction appended,
one canonical JSON line an entry, or a form. The file grows by zeros ahead of what is written, so
that a sync has no length to write. A damaged record costs itself alone: the next mark is found.
"""

import base64
import json
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldkit.records import Event, Revision, StoredForm
from fieldkit.store.chain import canonical, parsed

_MAGIC: Final = b"fieldkit-recorder-1\n"
_MARK: Final = b"\xf5FK\x00"
_HEAD: Final = len(_MARK) + 4 + 8 + 12
_AHEAD: Final = 262_144
_PREFIX: Final = "recorder-"
_FORM: Final = b'{"form":'
_sync = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What could be read of a folder's recorder, in the order of writing."""

    entries: tuple[Revision | Event, ...]
    forms: tuple[StoredForm, ...]
    damaged: int  # records


class Recorder:
    """The file that is written on, of a folder whose lock is held."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = AESGCM(key)
        is_new = not path.exists()
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if is_new:
            self._id = secrets.token_bytes(16)
            _write_at(self._handle, 0, _MAGIC + self._id)
            os.fsync(self._handle)
            self._end, self._number = len(_MAGIC) + 16, 0
        else:
            data = path.read_bytes()
            self._id = data[len(_MAGIC) : len(_MAGIC) + 16]
            found = list(_records(data))
            self._end = found[-1][1] if found else len(_MAGIC) + 16
            self._number = found[-1][2] + 1 if found else 0
        self._size = os.fstat(self._handle).st_size
        self._written = 0
        self._syncing = _Syncing()

    @property
    def n_bytes(self) -> int:
        """How much is written."""
        return self._end

    def begin(self, lines: Sequence[bytes]) -> None:
        """Append what one transaction is about to commit, and let the disk begin to take it.

        Two syncs at once cost what one costs. Raises OSError.
        """
        self._write(b"\n".join(lines))
        self._syncing.begin(self._handle)

    def finish(self) -> None:
        """Wait until the disk has what was appended; raises OSError: it may not have it."""
        self._syncing.finish()
        self._kept()

    def form(self, form: StoredForm) -> None:
        """Append a form; on disk when this returns; raises OSError."""
        files = {n: base64.b64encode(data).decode() for n, data in sorted(form.files.items())}
        told = [form.form_sha256, form.form_id, form.version, form.title, form.xform, files]
        self._write(canonical({"form": told}).encode())
        _sync(self._handle)
        self._kept()

    def close(self) -> None:
        """Let go of the file."""
        self._syncing.end()
        os.close(self._handle)

    def _write(self, plain: bytes) -> None:
        nonce, number = secrets.token_bytes(12), self._number.to_bytes(8, "big")
        sealed = self._cipher.encrypt(nonce, plain, self._id + number)
        record = _MARK + len(sealed).to_bytes(4, "big") + number + nonce + sealed
        if self._end + len(record) > self._size:
            more = bytes(max(_AHEAD, len(record)))
            _write_at(self._handle, self._size, more)
            self._size += len(more)
        # After a failure the same place is written again: nothing was acknowledged of it.
        _write_at(self._handle, self._end, record)
        self._written = len(record)

    def _kept(self) -> None:
        self._end += self._written
        self._number += self._written > 0
        self._written = 0


class _Syncing:
    """One sync at a time on a thread of its own, while the database does its own."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[int | None] = SimpleQueue()
        self._done: SimpleQueue[OSError | None] = SimpleQueue()
        self._is_under_way = False
        self._thread: threading.Thread | None = None

    def begin(self, handle: int) -> None:
        """Start a sync; one that nobody waited for was of a transaction that came to nothing."""
        with suppress(OSError):
            self.finish()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
            self._thread.start()
        self._is_under_way = True
        self._asked.put(handle)

    def finish(self) -> None:
        """Wait for the sync that was started, if any; raises what it raised."""
        if self._is_under_way:
            self._is_under_way = False
            failed = self._done.get()
            if failed is not None:
                raise failed

    def end(self) -> None:
        """Wait, and let the thread go."""
        with suppress(OSError):
            self.finish()
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (handle := self._asked.get()) is not None:
            try:
                _sync(handle)
            except OSError as error:
                self._done.put(error)
            else:
                self._done.put(None)


def files(folder: Path) -> list[Path]:
    """The recorder files of a folder, oldest first."""
    return sorted(folder.glob(f"{_PREFIX}*.log"))


def name_of(seq: int) -> str:
    """The name of the file that begins after an entry."""
    return f"{_PREFIX}{seq:012d}.log"


def first_of(path: Path) -> int:
    """The entry after which a file begins."""
    digits = path.stem.removeprefix(_PREFIX)
    return int(digits) if digits.isdigit() else 0


def read(paths: Iterable[Path], key: bytes) -> Recorded:
    """Everything that can still be read of these files; damage is counted, never raised."""
    entries: list[Revision | Event] = []
    forms: list[StoredForm] = []
    damaged = 0
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:
            damaged += 1
            continue
        if not data.startswith(_MAGIC):
            damaged += 1
        for plain in _opened(data, AESGCM(key)):
            if plain is None:
                damaged += 1
            elif plain.startswith(_FORM):
                forms.append(_form(plain))
            else:
                entries += [parsed(line) for line in plain.split(b"\n")]
    return Recorded(tuple(entries), tuple(forms), damaged)


def _opened(data: bytes, cipher: AESGCM) -> Iterator[bytes | None]:
    """The clear text of each record, None for one that is damaged."""
    file_id = data[len(_MAGIC) : len(_MAGIC) + 16]
    expected = 0
    for start, end, number in _records(data):
        yield from (None for _ in range(max(0, min(number, expected + 1_000) - expected)))
        nonce = data[start + _HEAD - 12 : start + _HEAD]
        try:
            yield cipher.decrypt(
                nonce, data[start + _HEAD : end], file_id + number.to_bytes(8, "big")
            )
        except InvalidTag:
            yield None
        expected = number + 1
    if data[_last_end(data) :].strip(b"\x00"):
        yield None


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of each record, looking for the next mark where one is torn."""
    at = data.find(_MARK, len(_MAGIC) + 16)
    while at >= 0:
        length = int.from_bytes(data[at + 4 : at + 8], "big")
        end = at + _HEAD + length
        follows = data[end : end + len(_MARK)]
        if end <= len(data) and follows in {_MARK, bytes(len(_MARK)), b""}:
            yield at, end, int.from_bytes(data[at + 8 : at + 16], "big")
            at = data.find(_MARK, end)
        else:
            at = data.find(_MARK, at + 1)


def _last_end(data: bytes) -> int:
    return max((end for _, end, _ in _records(data)), default=len(_MAGIC) + 16)


def _form(plain: bytes) -> StoredForm:
    sha256, form_id, version, title, xform, contents = json.loads(plain)["form"]
    attached = {name: base64.b64decode(text) for name, text in contents.items()}
    return StoredForm(sha256, form_id, version, title, xform, attached)


def _write_at(handle: int, place: int, data: bytes) -> None:
    os.lseek(handle, place, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
