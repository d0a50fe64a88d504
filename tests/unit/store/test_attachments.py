"""Attachments in the vault: whole or not at all, in both places, gone when they are erased."""

import hashlib
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.errors import Bug, Code, Known
from fieldkit.records import InterviewState
from fieldkit.store import (
    attachments,
    database,
    erasure,
    parts,
    recorder,
    safeguard,
    schema,
    snapshots,
)
from fieldkit.store.answers import events
from fieldkit.store.attachments import add, content
from fieldkit.store.backup import backup, restore
from fieldkit.store.database import Vault
from fieldkit.store.driver import Value
from fieldkit.store.interviews import set_state
from fieldkit.store.parts import PART_BYTES, Held, Part
from fieldkit.store.rekey import rekey
from fieldkit.store.repair import RepairReport, repair
from fieldkit.store.safeguard import RECORDER_KEY
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e import opened_pages
from tests.unit.store.making import StepClock, begin, practice, reopened

MARKER = "Приметное место на снимке".encode()


def some_bytes(n_bytes: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(n_bytes)


def in_pieces(data: bytes, size: int = 100_000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def attached(store: Store, interview_id: str, data: bytes) -> Held:
    return add(
        store,
        interview_id,
        in_pieces(data),
        media_type="image/jpeg",
        ending="jpg",
        is_cleaned=True,
    )


def read(store: Store, held: Held) -> bytes:
    return b"".join(content(store, held.interview_id, held.name))


def kinds(store: Store) -> list[str]:
    return [event.kind for event in events(store)]


def recorded(store: Store) -> dict[str, bytes]:
    """Content by attachment, as the recorder has it."""
    found: dict[str, bytes] = {}
    key = store.key.subkey(RECORDER_KEY)
    for part in recorder.parts(recorder.files(store.folder), key):
        found[part.attachment_id] = found.get(part.attachment_id, b"") + part.content
    return found


@pytest.fixture
def interview_id(store: Store) -> str:
    return begin(store).interview_id


# ---- taking in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "n_bytes", [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 5 * PART_BYTES + 77]
)
def test_what_is_attached_comes_back_from_both_places(
    store: Store, interview_id: str, n_bytes: int
) -> None:
    data = some_bytes(n_bytes)

    held = attached(store, interview_id, data)

    assert held.name == hashlib.sha256(data).hexdigest() + ".jpg"
    assert (held.n_bytes, held.n_parts) == (n_bytes, -(-n_bytes // PART_BYTES))
    assert read(store, held) == data
    assert recorded(store) == {held.attachment_id: data}
    assert verify(store).ok
    with reopened(store) as again:
        assert read(again, held) == data
        assert attachments.attachments(again) == (held,)
        assert verify(again).ok


def test_the_event_says_what_the_file_is_and_nothing_that_was_said(
    store: Store, interview_id: str
) -> None:
    held = attached(store, interview_id, b"x" * 10)

    (told,) = [e for e in events(store, interview_id) if e.kind == parts.ADDED]

    assert told.detail == {
        "name": held.name,
        "attachment": held.attachment_id,
        "media_type": "image/jpeg",
        "bytes": "10",
        "cleaned": "true",
    }
    assert parts.of_event(told) == held


def test_the_same_content_in_one_interview_is_one_attachment_and_in_another_its_own(
    store: Store, interview_id: str
) -> None:
    data = some_bytes(2 * PART_BYTES)
    first = attached(store, interview_id, data)
    before = kinds(store)

    again = attached(store, interview_id, data)
    other = attached(store, begin(store).interview_id, data)

    assert again == first
    assert kinds(store)[: len(before)] == before
    assert kinds(store).count(parts.ADDED) == 2
    assert (other.name, other.attachment_id == first.attachment_id) == (first.name, False)
    assert store.vault.rows("SELECT count(*) FROM attachment_part") == [(4,)]
    assert len(recorded(store)) == 2
    assert verify(store).ok


def test_a_source_that_fails_midway_leaves_nothing(store: Store, interview_id: str) -> None:
    def broken() -> Iterator[bytes]:
        yield some_bytes(3 * PART_BYTES)
        raise Known(Code.MEDIA_DAMAGED)

    before = kinds(store)
    with pytest.raises(Known) as refused:
        add(store, interview_id, broken(), media_type="a/b", ending="b", is_cleaned=True)

    assert refused.value.code is Code.MEDIA_DAMAGED
    assert store.vault.rows("SELECT count(*) FROM attachment_part") == [(0,)]
    assert (kinds(store), recorded(store)) == (before, {})
    held = attached(store, interview_id, b"after")
    assert recorded(store) == {held.attachment_id: b"after"}
    assert verify(store).ok


@pytest.mark.parametrize("at", ["part", "begin", "finish"])
def test_a_recorder_that_fails_acknowledges_nothing_and_trying_again_makes_it_whole(
    store: Store, interview_id: str, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    data = some_bytes(3 * PART_BYTES)
    # At `finish` the database has it already: it is not acknowledged until the recorder has it too.
    with monkeypatch.context() as failing:

        def fail(*_: object) -> None:
            raise OSError(28, "no room")

        failing.setattr(recorder.Recorder, at, fail)
        with pytest.raises(Known) as refused:
            attached(store, interview_id, data)
        assert refused.value.code is Code.STORE_FULL

    held = attached(store, interview_id, data)

    assert kinds(store).count(parts.ADDED) == 1
    assert recorded(store)[held.attachment_id] == data
    assert store.vault.rows("SELECT count(*) FROM attachment_part") == [(3,)]
    assert verify(store).ok


@pytest.mark.parametrize("state", [InterviewState.FINISHED, InterviewState.DECLINED])
def test_a_closed_interview_takes_no_attachment(
    store: Store, interview_id: str, state: InterviewState
) -> None:
    set_state(store, interview_id, state, {}, actor="m")

    with pytest.raises(Known) as refused:
        attached(store, interview_id, b"x")

    assert refused.value.code is Code.INTERVIEW_FINISHED


def test_a_withdrawn_an_unknown_interview_a_pool_and_nothing_at_all_are_refused(
    store: Store, pool: Store, interview_id: str
) -> None:
    erasure.withdraw(store, interview_id, actor="m")
    codes = []
    for where, whose, data in (
        (store, interview_id, b"x"),
        (store, "nobody", b"x"),
        (pool, "nobody", b"x"),
        (store, begin(store).interview_id, b""),
    ):
        with pytest.raises(Known) as refused:
            attached(where, whose, data)
        codes.append(refused.value.code)

    assert codes == [
        Code.INTERVIEW_FINISHED,
        Code.INTERVIEW_UNKNOWN,
        Code.WORKSPACE_KIND,
        Code.MEDIA_DAMAGED,
    ]
    assert store.vault.rows("SELECT count(*) FROM attachment_part") == [(0,)]


def test_an_unknown_name_is_refused_at_once(store: Store, interview_id: str) -> None:
    with pytest.raises(Known) as refused:
        content(store, interview_id, "0" * 64 + ".jpg")

    assert refused.value.code is Code.ATTACHMENT_UNKNOWN


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM attachment",
        "DELETE FROM attachment_part",
        "UPDATE attachment SET media_type = ''",
        "UPDATE attachment_part SET content = x'00'",
        "INSERT OR REPLACE INTO attachment_part SELECT attachment_id, part, x'00'"
        " FROM attachment_part",
    ],
)
def test_content_is_never_changed_nor_taken_away(
    store: Store, interview_id: str, statement: str
) -> None:
    attached(store, interview_id, b"x")

    with pytest.raises((Bug, Known)):
        store.vault.write(statement)
    with store.vault.erasing(), pytest.raises((Bug, Known)):
        store.vault.write(statement)

    assert verify(store).ok


# ---- losing and getting back ----------------------------------------------------------------


def test_a_rolled_back_database_gets_its_attachments_back_from_the_recorder(
    tmp_path: Path, store: Store, interview_id: str
) -> None:
    first = attached(store, interview_id, some_bytes(PART_BYTES, 1))
    store.close()
    shutil.copy(store.folder / "vault.db", tmp_path / "older.db")
    with open_store(store.folder, passphrase=None, clock=StepClock()) as again:
        second = attached(again, interview_id, some_bytes(2 * PART_BYTES + 5, 2))
        third = attached(again, interview_id, some_bytes(9, 3))
    shutil.copy(tmp_path / "older.db", store.folder / "vault.db")

    with open_store(store.folder, passphrase=None, clock=StepClock()) as back:
        assert read(back, first) == some_bytes(PART_BYTES, 1)
        assert read(back, second) == some_bytes(2 * PART_BYTES + 5, 2)
        assert read(back, third) == some_bytes(9, 3)
        assert verify(back).ok


def test_an_attachment_whose_commit_nobody_saw_is_put_back_or_dropped_whole(
    tmp_path: Path, store: Store, interview_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the recorder's write and the commit; then with a part torn as well."""
    folder = tmp_path / "crashed"

    def crash(vault: Vault, sql: str, *values: object) -> int:
        if sql == "COMMIT":
            shutil.copytree(store.folder, folder)
            raise OSError(5, "here it stopped")
        return write(vault, sql, *values)  # type: ignore[arg-type]

    write = Vault.write
    with monkeypatch.context() as stopping:
        stopping.setattr(Vault, "write", crash)
        with pytest.raises(OSError, match="stopped"):
            attached(store, interview_id, some_bytes(3 * PART_BYTES))
    shutil.copytree(folder, tmp_path / "torn")
    (log,) = recorder.files(tmp_path / "torn")
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)

    with open_store(folder, passphrase=None, clock=StepClock()) as back:
        (held,) = attachments.attachments(back)
        assert read(back, held) == some_bytes(3 * PART_BYTES)
        assert verify(back).ok
    with open_store(tmp_path / "torn", passphrase=None, clock=StepClock()) as back:
        assert attachments.attachments(back) == ()
        assert parts.ADDED not in kinds(back)
        assert verify(back).ok
        attached(back, interview_id, some_bytes(7))
        assert verify(back).ok


def test_opening_passes_over_the_content_unread(
    store: Store, interview_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start check must not grow with what is attached; damage there is for `verify`."""
    attached(store, interview_id, some_bytes(40 * PART_BYTES))
    deciphered: list[int] = []
    real = recorder._decrypted
    key = store.key.subkey(RECORDER_KEY)

    def counted(*given: object) -> bytes | None:
        plain = real(*given)  # type: ignore[arg-type]
        deciphered.append(len(plain or b""))
        return plain

    monkeypatch.setattr(recorder, "_decrypted", counted)
    with reopened(store):
        pass
    at_opening = sum(deciphered)
    list(recorder.parts(recorder.files(store.folder), key))  # the control

    assert at_opening < PART_BYTES
    assert sum(deciphered) > 40 * PART_BYTES


@pytest.mark.parametrize(
    ("cut", "n_snapshots"),
    [(PART_BYTES + 90_000, 1), (4 * PART_BYTES + 200, 2)],
    ids=["unfinished-part", "last-entry"],
)
def test_an_unfinished_part_is_cut_off_and_a_torn_entry_needs_a_snapshot(
    store: Store, interview_id: str, cut: int, n_snapshots: int
) -> None:
    """A kill while a file is taken in must not cost a copy of the whole vault at the opening."""
    held = attached(store, interview_id, some_bytes(3 * PART_BYTES))
    (log,) = recorder.files(store.folder)
    sound = log.read_bytes().rstrip(b"\0")
    for number in range(3):
        store.safeguard.part(Part("nobody", number, some_bytes(PART_BYTES)))
    written = log.read_bytes()
    store.close()
    log.write_bytes(written[: len(sound) + 3 * PART_BYTES - cut])

    with open_store(store.folder, passphrase=None, clock=StepClock()) as back:
        assert len(snapshots.files(store.folder)) == n_snapshots
        again = attached(back, interview_id, some_bytes(9))
        assert read(back, held) == some_bytes(3 * PART_BYTES)
        assert recorded(back)[again.attachment_id] == some_bytes(9)
        assert verify(back).ok


def test_snapshots_are_not_made_for_each_photo(
    store: Store, interview_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safeguard, "_NEW_AFTER_PART_BYTES", 6 * PART_BYTES)
    attached(store, interview_id, some_bytes(5 * PART_BYTES))
    opened = reopened(store)
    assert len(snapshots.files(store.folder)) == 1
    attached(opened, interview_id, some_bytes(4 * PART_BYTES, 2))
    opened = reopened(opened)

    assert len(snapshots.files(store.folder)) == 2
    opened.close()


# ---- verifying and repairing ----------------------------------------------------------------


def findings(store: Store) -> set[tuple[str, str]]:
    return {(f.check, f.detail.rpartition(" ")[2]) for f in verify(store).findings}


def forced(store: Store, statement: str, *values: Value) -> None:
    """Run what no statement of ours does, behind the second wall and the triggers."""
    connection = store.vault.connection
    connection.set_authorizer(None)
    for verb in ("update", "delete"):
        for table in ("attachment", "attachment_part"):
            connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    connection.execute(statement, values)
    for sql in schema.triggers().values():
        if " ON attachment" in sql:
            connection.execute(sql)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE attachment_part SET content = ? WHERE part = 2", "content"),
        ("DELETE FROM attachment_part WHERE part = 1 OR content = ?", "content"),
        ("DELETE FROM attachment_part WHERE part = 3 OR content = ?", "content"),
        ("UPDATE attachment_part SET part = 9 WHERE part = 3 OR content = ?", "content"),
        ("INSERT INTO attachment_part SELECT attachment_id, 4, ? FROM attachment", "content"),
        ("DELETE FROM attachment WHERE media_type <> ?", "there"),
        ("UPDATE attachment SET name = 'x.jpg' WHERE name <> ?", "content"),
    ],
    ids=["changed", "missing", "last-missing", "moved", "more", "nameless", "renamed"],
)
def test_verify_finds_content_that_is_not_what_it_was(
    store: Store, interview_id: str, statement: str, found: str
) -> None:
    attached(store, interview_id, some_bytes(4 * PART_BYTES))
    assert verify(store).ok  # the control

    forced(store, statement, b"x" if "content" in statement or "INSERT" in statement else "x")

    assert ("attachment", found) in findings(store)
    assert {check for check, _ in findings(store)} == {"attachment"}


def test_one_flipped_bit_of_the_file_is_found(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as opened:
        attached(opened, begin(opened).interview_id, some_bytes(8 * PART_BYTES))
    path = tmp_path / "w" / "vault.db"
    content = bytearray(path.read_bytes())
    content[len(content) - 3 * PART_BYTES] ^= 1
    path.write_bytes(content)

    with open_store(tmp_path / "w", passphrase=None, clock=StepClock()) as store:
        found = {finding.check for finding in verify(store).findings}

    assert "cipher_integrity_check" in found


def test_verify_finds_a_part_that_is_damaged_in_the_recorder_alone(
    store: Store, interview_id: str
) -> None:
    attached(store, interview_id, some_bytes(4 * PART_BYTES))
    (log,) = recorder.files(store.folder)
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)

    assert findings(store) == {("recorder", "it")}


def lost_pages(path: Path, first: int, last: int) -> None:
    content = bytearray(path.read_bytes())
    for page in range(first, last):
        content[page * 4096 + 700] ^= 1
    path.write_bytes(content)


def repaired(folder: Path) -> tuple[RepairReport, Store]:
    report = repair(folder, folder.with_name("new"), passphrase=None, clock=StepClock())
    return report, open_store(folder.with_name("new"), passphrase=None, clock=StepClock())


def test_a_repair_brings_contents_back_from_database_and_recorder_together(
    tmp_path: Path,
) -> None:
    """Part 1 is lost in the recorder, many others in the database: together they are whole."""
    folder = tmp_path / "w"
    with practice(folder) as store:
        interview_id = begin(store).interview_id
        held = attached(store, interview_id, some_bytes(6 * PART_BYTES + 3))
    (log,) = recorder.files(folder)
    content = bytearray(log.read_bytes())
    content[len(content) - PART_BYTES * 5] ^= 1
    log.write_bytes(content)
    pages = (folder / "vault.db").stat().st_size // 4096
    lost_pages(folder / "vault.db", pages // 5, pages // 5 + 64)  # not where the rows are listed

    report, back = repaired(folder)

    with back:
        assert report.is_whole
        assert read(back, held) == some_bytes(6 * PART_BYTES + 3)
        assert verify(back).ok


def test_a_repair_names_the_attachment_that_is_lost_and_it_can_be_taken_in_again(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "w"
    with practice(folder) as store:
        begun = begin(store)
        lost = attached(store, begun.interview_id, some_bytes(5 * PART_BYTES))
        kept = attached(store, begun.interview_id, some_bytes(9, 2))
    (log,) = recorder.files(folder)
    content = bytearray(log.read_bytes())
    content[PART_BYTES * 3] ^= 1  # a part of the first
    log.write_bytes(content)
    pages = (folder / "vault.db").stat().st_size // 4096
    lost_pages(folder / "vault.db", pages // 4, 3 * pages // 4)

    report, back = repaired(folder)

    with back:
        assert report.attachments_missing == (f"{begun.case_code} {lost.name}",)
        assert not report.is_whole
        assert (report.missing, report.forms_missing) == ((), ())
        assert read(back, kept) == some_bytes(9, 2)
        assert verify(back).ok  # what is known to be lost is no new damage
        again = attached(back, begun.interview_id, some_bytes(5 * PART_BYTES))
        assert again.name == lost.name
        assert read(back, again) == some_bytes(5 * PART_BYTES)
        assert verify(back).ok


def test_backup_restore_rekey_and_repair_keep_every_attachment(tmp_path: Path) -> None:
    data = some_bytes(3 * PART_BYTES + 1)
    with practice(tmp_path / "w") as store:
        held = attached(store, begin(store).interview_id, data)
        backup(store, tmp_path / "b.fkbackup")
    rekeyed = rekey(tmp_path / "w", passphrase=None, new_passphrase=None, clock=StepClock())
    restored = restore(tmp_path / "b.fkbackup", tmp_path / "r", passphrase=None, clock=StepClock())
    rekeyed.close()
    report, anew = repaired(tmp_path / "w")

    assert report.is_whole
    for opened in (reopened(rekeyed), restored, anew):
        with opened:
            assert read(opened, held) == data
            assert verify(opened).ok


# ---- erasing --------------------------------------------------------------------------------


def marked(store: Store, interview_id: str) -> Held:
    """An attachment whose every part bears the marker."""
    piece = (MARKER + b" " + os.urandom(50)) * 2_000
    return attached(store, interview_id, piece * 5)


def places_with_the_marker(store: Store) -> list[str]:
    """Files in which somebody who has the key finds the marker, in rows or in free pages."""
    key = store.key
    store.close()
    found = []
    for path in sorted(store.folder.iterdir()):
        if path.suffix == ".db":
            connection = database.keyed(path, key, "ro&immutable=1")
            rows = connection.execute("SELECT content FROM attachment_part").fetchall()
            free = connection.execute("PRAGMA freelist_count").fetchone()
            connection.close()
            if any(MARKER in row[0] for row in rows) or (free and free[0]):
                found.append(path.name)
        elif path.suffix == ".log":
            secret = key.subkey(RECORDER_KEY)
            if any(MARKER in part.content for part in recorder.parts([path], secret)):
                found.append(path.name)
        elif MARKER in path.read_bytes():
            found.append(path.name)
    return found


def test_a_withdrawn_interview_takes_its_attachments_out_of_every_file(
    store: Store, interview_id: str
) -> None:
    kept = attached(store, begin(store).interview_id, some_bytes(9))
    marked(store, interview_id)
    store.safeguard.snapshot()
    marked(store, interview_id)

    erasure.withdraw(store, interview_id, actor="m")

    assert attachments.attachments(store) == (kept,)
    assert read(store, kept) == some_bytes(9)
    assert verify(store).ok
    assert places_with_the_marker(store) == []


def test_without_erasing_the_same_look_finds_them(store: Store, interview_id: str) -> None:
    """The control of the scan above."""
    marked(store, interview_id)
    store.safeguard.snapshot()
    marked(store, interview_id)

    names = places_with_the_marker(store)

    assert {Path(name).suffix for name in names} == {".db", ".log"}
    assert len(names) >= 4  # database, snapshot, two recorders


@pytest.mark.parametrize("is_large", [False, True])
def test_what_was_erased_is_in_no_page_free_or_not(
    store: Store, interview_id: str, monkeypatch: pytest.MonkeyPatch, *, is_large: bool
) -> None:
    """A large file is not written anew; its free pages must be zeros all the same."""
    if is_large:
        monkeypatch.setattr(database, "_MOST_REWRITTEN_BYTES", 0)
    kept = attached(store, begin(store).interview_id, some_bytes(3 * PART_BYTES))
    marked(store, interview_id)

    def pages_with_the_marker() -> set[str]:
        found = opened_pages.in_clear(store.folder, store.key)
        return {path.suffix for path, content in found if MARKER in content}

    before = pages_with_the_marker()
    erasure.withdraw(store, interview_id, actor="m")

    assert {".db-wal", ".log"} <= before  # the control
    assert pages_with_the_marker() == set()
    assert (store.vault.rows("PRAGMA freelist_count")[0][0] > 100) == is_large
    assert read(store, kept) == some_bytes(3 * PART_BYTES)
    assert verify(store).ok


def crashed_after(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Copy the folder as it is when an erasure is stopped at its commit or just after it."""
    write = Vault.write

    def stop(vault: Vault, sql: str, *values: object) -> int:
        if sql == "COMMIT" and moment == "before" and not folder.exists():
            shutil.copytree(store.folder, folder)
        done = write(vault, sql, *values)  # type: ignore[arg-type]
        if sql == "COMMIT" and not folder.exists():
            shutil.copytree(store.folder, folder)
        return done

    with monkeypatch.context() as stopping:
        stopping.setattr(Vault, "write", stop)
        erasure.withdraw(
            store, str(store.vault.rows("SELECT interview_id FROM interview")[0][0]), actor="m"
        )


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_erasure_that_a_crash_broke_off_is_carried_out_at_the_next_opening(
    store: Store,
    interview_id: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """Before the commit the recorder has the tombstone; after it nothing was cleared away yet."""
    marked(store, interview_id)
    store.safeguard.snapshot()
    folder = tmp_path / "crashed"
    crashed_after(store, folder, monkeypatch, moment)
    shutil.copytree(folder, tmp_path / "untouched")

    back = open_store(folder, passphrase=None, clock=StepClock())

    assert attachments.attachments(back) == ()
    assert verify(back).ok
    assert places_with_the_marker(back) == []
    back.folder = tmp_path / "untouched"  # the control: before opening it is there
    assert places_with_the_marker(back)
