"""What stands beside the database so that no damage to it loses an answer: kept in step with it.

What is about to be committed goes to the flight recorder, both are synced at once, and the witness
is told; only then is a save acknowledged. A record whose commit failed is written over, or, after a
crash, put back like a commit whose end nobody saw. At opening the three are compared: entries that
the database lost and the recorder has are put back, and an opening that is still older than its
witness is refused.
"""

import errno
from contextlib import suppress
from pathlib import Path
from typing import Final

from fieldkit import log
from fieldkit.errors import Code, Known
from fieldkit.records import Event, StoredForm
from fieldkit.store import parts, recorder, replay, snapshots
from fieldkit.store.chain import entry_bytes
from fieldkit.store.database import FILE_NAME, Vault
from fieldkit.store.disk import unwritable
from fieldkit.store.key import Key
from fieldkit.store.keyfile import sync_folder
from fieldkit.store.ledger import Ledger, chain_end, entries_after
from fieldkit.store.parts import Part
from fieldkit.store.recorder import Recorder
from fieldkit.store.witness import Witness

WITNESS_KEY: Final = "witness"
RECORDER_KEY: Final = "recorder"
# A snapshot is a copy of everything, and three are kept: it is made when what only the recorder has
# beside the database is much, absolutely and beside the whole.
_NEW_AFTER_BYTES: Final = 1_048_576
_NEW_AFTER_SHARE: Final = 256
_NEW_AFTER_PART_BYTES: Final = 67_108_864
_NEW_AFTER_PART_SHARE: Final = 2
_POOL_MERGES: Final = 20
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Safeguard:
    """Witness, recorder and snapshots of an open store; a pool has no recorder."""

    def __init__(self, vault: Vault, folder: Path, key: Key, device_id: str, *, pool: bool) -> None:
        self._vault, self._folder, self._key = vault, folder, key
        self._device_id = device_id
        self._pool = pool
        self._recorder: Recorder | None = None
        self._last = 0
        self._forms: set[str] = set()
        try:
            self._witness = Witness(folder, key.subkey(WITNESS_KEY))
        except OSError as error:
            raise unwritable(error, folder.name) from error
        self.restored = 0
        try:
            self._compare()
        except BaseException:
            self.close()
            raise

    def part(self, part: Part) -> None:
        """Hand the recorder a part of an attachment, before the entry that tells of it.

        Raises STORE_FULL or STORE_FAILED.
        """
        try:
            if self._recorder is not None:
                self._recorder.part(part)
        except OSError as error:
            raise _failed(error) from error

    def forget_parts(self) -> None:
        """Take back the parts of a transaction that came to nothing."""
        if self._recorder is not None:
            self._recorder.forget()

    def prepare(self, ledger: Ledger) -> None:
        """Hand the recorder what a transaction is about to commit.

        Raises STORE_FULL or STORE_FAILED: nothing is to be committed then.
        """
        if self._recorder is None or not ledger.lines:
            return
        try:
            if self._last < ledger.began_after:  # the disk failed under the recorder before
                self._catch_up(ledger.began_after)
            self._recorder.begin(ledger.lines)
        except OSError as error:
            raise _failed(error) from error

    def follow(self, ledger: Ledger) -> None:
        """See that the recorder has what was committed, and tell the witness.

        Raises STORE_FULL or STORE_FAILED: the entries are then in the database and not
        acknowledged; the next call brings the recorder up.
        """
        try:
            if self._recorder is not None:
                if ledger.lines:
                    self._recorder.finish()
                elif self._last < ledger.seq:
                    self._catch_up(ledger.seq)
            self._last = ledger.seq
            if ledger.seq:
                self._witness.tell(ledger.seq, ledger.hash)
        except OSError as error:
            raise _failed(error) from error

    def form(self, form: StoredForm) -> None:
        """Put a form beside the database too, unless it is there."""
        if self._recorder is None or form.form_sha256 in self._forms:
            return
        try:
            self._recorder.form(form)
        except OSError as error:
            raise _failed(error) from error
        self._forms.add(form.form_sha256)

    def snapshot(self) -> None:
        """Make a snapshot, begin a new recorder file, and let go of what three snapshots cover."""
        seq, _ = chain_end(self._vault, self._device_id)
        try:
            snapshots.make(self._vault, self._folder, self._key, seq)
            self._begin_recorder(seq)
            for old in snapshots.files(self._folder)[: -snapshots.KEPT]:
                old.unlink()
            oldest = snapshots.seq_of(snapshots.files(self._folder)[0])
            for path in recorder.files(self._folder)[:-1]:
                # A file reaches to where the next begins; that one may begin at the oldest.
                following = recorder.files(self._folder)[1]
                if recorder.first_of(following) <= oldest:
                    path.unlink()
        except OSError as error:
            raise unwritable(error, self._folder.name) from error

    def renew(self) -> None:
        """Make a snapshot and let go of every older one and of what was recorded before it.

        After erasing: what was erased must not be left beside the database.
        """
        before = [*snapshots.files(self._folder), *recorder.files(self._folder)]
        self.snapshot()
        after = snapshots.files(self._folder)[-1], recorder.files(self._folder)[-1:]
        try:
            for path in before:
                if path != after[0] and path not in after[1]:
                    path.unlink(missing_ok=True)
            sync_folder(self._folder)  # else a power cut could bring their names back
        except OSError as error:
            raise unwritable(error, self._folder.name) from error

    def close(self, *, with_snapshot: bool = False) -> None:
        """Let go of the files; after much work, with a snapshot, if the disk takes one."""
        if with_snapshot and self._is_due():
            with suppress(Known):  # the recorder has everything; the next closing tries again
                self.snapshot()
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
        with suppress(OSError):
            self._witness.close()

    def _is_due(self) -> bool:
        if self._recorder is not None:
            whole = (self._folder / FILE_NAME).stat().st_size
            return self._recorder.n_bytes > max(
                _NEW_AFTER_BYTES, whole // _NEW_AFTER_SHARE
            ) or self._recorder.n_part_bytes > max(
                _NEW_AFTER_PART_BYTES, whole // _NEW_AFTER_PART_SHARE
            )
        # What a pool holds came from workbooks: it need not be copied after each of them.
        held = snapshots.files(self._folder)
        return not held or snapshots.seq_of(held[-1]) + _POOL_MERGES < self._last

    def _compare(self) -> None:
        """Bring recorder and database together, and hear the witness."""
        since, secret = self._since_the_end(), self._key.subkey(RECORDER_KEY)
        recorded = recorder.read(since, secret)
        if not self._pool:
            self.restored = replay.put_back(
                self._vault, self._device_id, recorded, lambda: recorder.parts(since, secret)
            )
        self._last, head = chain_end(self._vault, self._device_id)
        told = self._witness.told
        if told is not None and not replay.has_entry(self._vault, self._device_id, told):
            raise Known(Code.STORE_ROLLED_BACK, first=self._last, last=told.seq)
        if self.restored:
            log.event(log.Happening.OPENED, n=self.restored)
        self._forms = {form.form_sha256 for form in recorded.forms}
        held = snapshots.files(self._folder)
        if (
            not held
            or recorded.damaged > recorded.torn
            or (recorded.torn and not self._has_all(recorded))
            or not (self._pool or recorder.files(self._folder))
        ):
            self.snapshot()
        elif not self._pool:
            self._resume_recorder(max((entry.seq for entry in recorded.entries), default=0))
        if self._last:
            try:
                self._witness.tell(self._last, head)
            except OSError as error:
                raise _failed(error) from error

    def _since_the_end(self) -> list[Path]:
        """The recorder files that can hold what the database lacks: the last, most often."""
        seq, _ = chain_end(self._vault, self._device_id)
        paths = recorder.files(self._folder)
        before = [n for n, path in enumerate(paths) if recorder.first_of(path) <= seq]
        return paths[before[-1] :] if before else paths

    def _has_all(self, recorded: recorder.Recorded) -> bool:
        """Whether what is torn in the recorder was never acknowledged: it has all the rest."""
        since = recorder.first_of(recorder.files(self._folder)[-1])
        written = {entry.hash for entry in recorded.entries}
        entries = entries_after(self._vault, self._device_id, since)
        return all(entry.hash in written for entry in entries)

    def _resume_recorder(self, last_recorded: int) -> None:
        path = recorder.files(self._folder)[-1]
        reaches = max(last_recorded, recorder.first_of(path))
        try:
            self._recorder = Recorder(path, self._key.subkey(RECORDER_KEY))
            if reaches < self._last:
                self._last, end = reaches, self._last
                self._catch_up(end)
                self._last = end
        except OSError as error:
            raise _failed(error) from error

    def _begin_recorder(self, seq: int) -> None:
        if self._pool:
            return
        if self._recorder is not None:
            self._recorder.close()
        path = self._folder / recorder.name_of(seq)
        path.unlink(missing_ok=True)
        self._recorder = Recorder(path, self._key.subkey(RECORDER_KEY))
        self._forms = set()
        self._last = seq

    def _catch_up(self, end: int) -> None:
        if self._recorder is None:
            return
        entries = entries_after(self._vault, self._device_id, self._last)
        for entry in entries:
            if isinstance(entry, Event) and entry.kind == parts.ADDED:
                for part in parts.read(self._vault, parts.of_event(entry)):
                    self._recorder.part(part)
        if entries:
            self._recorder.begin([entry_bytes(entry) for entry in entries])
            self._recorder.finish()
        self._last = end


def _failed(error: OSError) -> Known:
    code = Code.STORE_FULL if error.errno in _NO_ROOM else Code.STORE_FAILED
    return Known(code, detail="recorder")
