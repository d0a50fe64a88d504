"""The flight recorder: every entry of the chain once more, outside the database, encrypted.

A folder has one file `recorder-<seq>.log` since each of its snapshots: a magic line and 16 random
bytes, then records: a mark, length (4 bytes), number (8), nonce (12), AES-256-GCM ciphertext; the
random bytes and the number are its associated data. A record holds what one transaction appended,
one canonical JSON line an entry, or a form; a record with a mark of its own holds a part of an
attachment, a line that names it and its bytes, and stands before the entry that tells of it. The
file grows by zeros ahead of what is written, so that a sync has no length to write. A damaged
record costs itself alone: the next mark is found. Files are read a record at a time.
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
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldkit.records import Event, Revision, StoredForm
from fieldkit.store.chain import canonical, parsed
from fieldkit.store.parts import Part

_MAGIC: Final = b"fieldkit-recorder-1\n"
_MARK: Final = b"\xf5FK\x00"
_PART_MARK: Final = b"\xf5FP\x00"
_MARKS: Final = frozenset({_MARK, _PART_MARK})
_ANY_MARK: Final = b"\xf5F"  # how both begin
_START: Final = len(_MAGIC) + 16
_HEAD: Final = len(_MARK) + 4 + 8 + 12
_LOOK: Final = 262_144
_AHEAD: Final = 262_144
_PREFIX: Final = "recorder-"
_FORM: Final = b'{"form":'
_TORN: Final = b""
_sync = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What could be read of a folder's recorder, in the order of writing."""

    entries: tuple[Revision | Event, ...]
    forms: tuple[StoredForm, ...]
    damaged: int  # records, and ends of files at which one was torn
    torn: int  # of these, ends of files


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
            self._end, self._number, self._of_parts = _START, 0, 0
        else:
            self._resume(path)
        self._size = os.fstat(self._handle).st_size
        self._written = 0
        self._ahead = self._n_ahead = 0  # parts whose transaction is under way
        self._syncing = _Syncing()

    @property
    def n_bytes(self) -> int:
        """How much is written of entries and forms."""
        return self._end - self._of_parts

    @property
    def n_part_bytes(self) -> int:
        """How much is written of attachments."""
        return self._of_parts

    def part(self, part: Part) -> None:
        """Append a part of an attachment that a transaction is about to commit; raises OSError.

        The sync that `begin` starts is for it too; `forget` takes it back.
        """
        plain = canonical({"part": [part.attachment_id, part.number]}).encode() + b"\n"
        self._ahead += self._write(plain + part.content, _PART_MARK)
        self._n_ahead += 1

    def forget(self) -> None:
        """Take back parts whose transaction came to nothing."""
        if self._ahead:
            self._ahead = self._n_ahead = 0
            with suppress(OSError):  # what stays is of no attachment that any entry tells of
                os.ftruncate(self._handle, self._end)
                self._size = self._end

    def begin(self, lines: Sequence[bytes]) -> None:
        """Append what one transaction is about to commit, and let the disk begin to take it.

        Two syncs at once cost what one costs. Raises OSError.
        """
        stale, self._written = self._written, self._write(b"\n".join(lines))
        if stale > self._written:  # what a failure left behind would hide the end of this record
            place = self._end + self._ahead + self._written
            _write_at(self._handle, place, bytes(stale - self._written))
        self._syncing.begin(self._handle)

    def finish(self) -> None:
        """Wait until the disk has what was appended; raises OSError: it may not have it."""
        self._syncing.finish()
        self._kept()

    def form(self, form: StoredForm) -> None:
        """Append a form; on disk when this returns; raises OSError."""
        files = {n: base64.b64encode(data).decode() for n, data in sorted(form.files.items())}
        told = [form.form_sha256, form.form_id, form.version, form.title, form.xform, files]
        self._written = self._write(canonical({"form": told}).encode())
        _sync(self._handle)
        self._kept()

    def close(self) -> None:
        """Let go of the file."""
        self._syncing.end()
        os.close(self._handle)

    def _resume(self, path: Path) -> None:
        """Go on after the last record of a file that is there; what is torn behind it goes."""
        self._end, self._number, self._of_parts = _START, 0, 0
        with _Log(path) as log:
            self._id = log.at(len(_MAGIC), 16)
            for record in _records(log):
                self._end, self._number = record.end, record.number + 1
                self._of_parts += (record.end - record.start) * record.is_part
            if not log.is_blank_from(self._end):
                os.ftruncate(self._handle, self._end)

    def _write(self, plain: bytes, mark: bytes = _MARK) -> int:
        nonce, number = secrets.token_bytes(12), (self._number + self._n_ahead).to_bytes(8, "big")
        sealed = self._cipher.encrypt(nonce, plain, self._id + number)
        record = mark + len(sealed).to_bytes(4, "big") + number + nonce + sealed
        # After a failure the same place is written again: nothing was acknowledged of it.
        place = self._end + self._ahead
        if place + len(record) > self._size and mark == _MARK:
            more = bytes(max(_AHEAD, len(record)))
            _write_at(self._handle, self._size, more)
            self._size += len(more)
        _write_at(self._handle, place, record)
        self._size = max(self._size, place + len(record))
        return len(record)

    def _kept(self) -> None:
        self._end += self._ahead + self._written
        self._number += self._n_ahead + (self._written > 0)
        self._of_parts += self._ahead
        self._written = self._ahead = self._n_ahead = 0


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
    """Everything but attachments that can still be read; damage is counted, never raised.

    Parts of attachments are passed over unread, so that opening does not depend on how many there
    are: what of them is damaged, `parts` leaves out. All entries are in memory at once.
    """
    entries: list[Revision | Event] = []
    forms: list[StoredForm] = []
    damaged = torn = 0
    for path in paths:
        for plain in _opened(path, AESGCM(key), parts=False):
            if plain is None:
                damaged += 1
            elif plain == _TORN:
                damaged, torn = damaged + 1, torn + 1
            elif plain.startswith(_FORM):
                forms.append(_form(plain))
            else:
                entries += [parsed(line) for line in plain.split(b"\n")]
    return Recorded(tuple(entries), tuple(forms), damaged, torn)


def parts(paths: Iterable[Path], key: bytes) -> Iterator[Part]:
    """Every part of an attachment that can be read of these files, one in memory at a time."""
    for path in paths:
        for plain in _opened(path, AESGCM(key), parts=True):
            if plain:
                line, _, content = plain.partition(b"\n")
                attachment_id, number = json.loads(line)["part"]
                yield Part(attachment_id, number, content)


def _opened(path: Path, cipher: AESGCM, *, parts: bool) -> Iterator[bytes | None]:
    """The clear text of each record, or of each part, None for one that is damaged.

    `_TORN` at the end says that something unfinished stands there.
    """
    try:
        with _Log(path) as log:
            if log.at(0, len(_MAGIC)) != _MAGIC:
                yield None
            file_id = log.at(len(_MAGIC), 16)
            expected, end = 0, _START
            for record in _records(log):
                missing = min(record.number, expected + 1_000) - expected
                yield from (None for _ in range(max(0, missing)))
                expected, end = record.number + 1, record.end
                if record.is_part is parts:
                    yield _decrypted(log, record, cipher, file_id)
            if not log.is_blank_from(end):
                yield _TORN
    except OSError:
        yield None


def _decrypted(log: "_Log", record: "_Record", cipher: AESGCM, file_id: bytes) -> bytes | None:
    nonce = log.at(record.start + _HEAD - 12, 12)
    sealed = log.at(record.start + _HEAD, record.end - record.start - _HEAD)
    try:
        return cipher.decrypt(nonce, sealed, file_id + record.number.to_bytes(8, "big"))
    except InvalidTag:
        return None


@dataclass(frozen=True, slots=True)
class _Record:
    start: int
    end: int
    number: int
    is_part: bool


def _records(log: "_Log") -> Iterator[_Record]:
    """Each record, looking for the next mark where one is torn."""
    at = log.find(_ANY_MARK, _START)
    while at >= 0:
        head = log.at(at, len(_MARK) + 12)
        mark, length = head[: len(_MARK)], int.from_bytes(head[4:8], "big")
        end = at + _HEAD + length
        follows = log.at(end, len(_MARK))
        if mark in _MARKS and end <= log.size and follows in {*_MARKS, bytes(len(_MARK)), b""}:
            yield _Record(at, end, int.from_bytes(head[8:16], "big"), mark == _PART_MARK)
            at = log.find(_ANY_MARK, end)
        else:
            at = log.find(_ANY_MARK, at + 1)


class _Log:
    """A recorder file, read where it is asked for; raises OSError."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = os.fstat(self._file.fileno()).st_size

    def at(self, place: int, n_bytes: int) -> bytes:
        """The bytes at a place; fewer at the end of the file."""
        self._file.seek(place)
        return self._file.read(n_bytes)

    def find(self, wanted: bytes, place: int) -> int:
        """Where these bytes are next; -1 if nowhere."""
        while place < self.size:
            some = self.at(place, _LOOK)
            found = some.find(wanted)
            if found >= 0:
                return place + found
            if len(some) < _LOOK:
                break
            place += len(some) - len(wanted) + 1
        return -1

    def is_blank_from(self, place: int) -> bool:
        """Whether there are only zeros from here on."""
        while some := self.at(place, _LOOK):
            if some.strip(b"\x00"):
                return False
            place += len(some)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _form(plain: bytes) -> StoredForm:
    sha256, form_id, version, title, xform, contents = json.loads(plain)["form"]
    attached = {name: base64.b64decode(text) for name, text in contents.items()}
    return StoredForm(sha256, form_id, version, title, xform, attached)


def _write_at(handle: int, place: int, data: bytes) -> None:
    os.lseek(handle, place, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
