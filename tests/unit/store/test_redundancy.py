"""Witness, flight recorder, snapshots: what the database loses comes back, or is named."""

import shutil
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import recorder, safeguard, snapshots, witness
from fieldkit.store.answers import answers, revisions, save
from fieldkit.store.forms import forms
from fieldkit.store.repair import RepairReport, repair
from fieldkit.store.safeguard import RECORDER_KEY, WITNESS_KEY
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.unit.store.making import FORM, StepClock, begin, practice, said

MARKER = "kept by somebody"


def told(store: Store, interview_id: str, *numbers: int) -> None:
    for n in numbers:
        save(store, interview_id, [said(f"/d/q{n}", f"{MARKER} {n}")], actor="m")


def opened(folder: Path) -> Store:
    return open_store(folder, passphrase=None, clock=StepClock())


def values(store: Store) -> set[str]:
    return {revision.value for revision in revisions(store)}


def expected(*numbers: int) -> set[str]:
    return {f"{MARKER} {n}" for n in numbers}


@pytest.fixture
def older(tmp_path: Path) -> tuple[Path, Path, str]:
    """A folder, its database as it was ten answers before, and the interview."""
    with practice(tmp_path / "w") as store:
        interview_id = begin(store).interview_id
        told(store, interview_id, *range(5))
    shutil.copy(tmp_path / "w" / "vault.db", tmp_path / "older.db")
    with opened(tmp_path / "w") as store:
        told(store, interview_id, *range(5, 15))
    return tmp_path / "w", tmp_path / "older.db", interview_id


def test_a_database_rolled_back_gets_its_answers_back_from_the_recorder(
    older: tuple[Path, Path, str],
) -> None:
    folder, copy, interview_id = older
    shutil.copy(copy, folder / "vault.db")

    with opened(folder) as store:
        assert values(store) == expected(*range(15))
        assert len(answers(store, interview_id)) == 15
        assert store.safeguard.restored == 21  # the clock began anew: one jump
        assert verify(store).ok


def test_a_rollback_is_refused_when_the_recorder_is_gone_too(
    older: tuple[Path, Path, str],
) -> None:
    folder, copy, _ = older
    shutil.copy(copy, folder / "vault.db")
    for path in recorder.files(folder):
        path.unlink()
    before = (folder / "vault.db").read_bytes()

    with pytest.raises(Known) as refused:
        opened(folder)

    assert refused.value.code is Code.STORE_ROLLED_BACK
    assert refused.value.slots == {"first": 12, "last": 33}
    assert (folder / "vault.db").read_bytes() == before


def test_without_a_witness_the_same_rollback_goes_unseen(older: tuple[Path, Path, str]) -> None:
    """The control: nothing in the database itself tells that it is an older one."""
    folder, copy, _ = older
    shutil.copy(copy, folder / "vault.db")
    for path in (*recorder.files(folder), folder / witness.FILE_NAME):
        path.unlink()

    with opened(folder) as store:
        assert values(store) == expected(*range(5))
        assert verify(store).ok


def test_a_log_cut_short_gives_no_error_and_loses_nothing(tmp_path: Path) -> None:
    """SQLite reads a damaged log up to the damage and is silent about the rest."""
    store = practice(tmp_path / "w")
    interview_id = begin(store).interview_id
    told(store, interview_id, *range(20))
    shutil.copytree(tmp_path / "w", tmp_path / "crashed")
    store.close()
    log = tmp_path / "crashed" / "vault.db-wal"
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    (tmp_path / "crashed" / "vault.db-shm").unlink()

    with opened(tmp_path / "crashed") as again:
        assert again.safeguard.restored > 0
        assert values(again) == expected(*range(20))
        assert verify(again).ok


def test_a_save_that_the_recorder_refuses_is_not_acknowledged_and_comes_back_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview_id = begin(store).interview_id
    sync = recorder._sync

    def full(_handle: int) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(recorder, "_sync", full)
    ids = ["r1"]
    with pytest.raises(Known) as refused:
        save(store, interview_id, [said("/d/a", "x")], actor="m", revision_ids=ids)
    assert refused.value.code is Code.STORE_FULL
    monkeypatch.setattr(recorder, "_sync", sync)

    save(store, interview_id, [said("/d/a", "x")], actor="m", revision_ids=ids)

    assert [r.value for r in revisions(store)] == ["x"]
    assert verify(store).ok


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_in_the_recorder_costs_one_record_and_is_found(
    tmp_path: Path, bit: int
) -> None:
    with practice(tmp_path / "w") as store:
        interview_id = begin(store).interview_id
        told(store, interview_id, *range(10))
        (path,) = recorder.files(store.folder)
        key = store.key.subkey(RECORDER_KEY)
    sound = path.read_bytes()
    n = len(recorder.read([path], key).entries)
    written = len(sound.rstrip(b"\0"))

    for place in range(60 + bit, written, written // 12):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ (1 << bit)]) + sound[place + 1 :])
        found = recorder.read([path], key)
        assert found.damaged >= 1, place
        assert len(found.entries) >= n - 3


def test_a_damaged_recorder_is_found_by_verify_and_made_good_at_the_next_opening(
    tmp_path: Path,
) -> None:
    with practice(tmp_path / "w") as store:
        told(store, begin(store).interview_id, *range(10))
        (path,) = recorder.files(store.folder)
        content = bytearray(path.read_bytes())
        content[400] ^= 1
        path.write_bytes(content)
        assert {f.check for f in verify(store).findings} == {"recorder"}

    with opened(tmp_path / "w") as store:
        assert len(snapshots.files(store.folder)) == 2
        told(store, answers_of(store), 99)
    (path,) = recorder.files(tmp_path / "w")[-1:]
    assert recorder.read([path], store.key.subkey(RECORDER_KEY)).damaged == 0


def answers_of(store: Store) -> str:
    return str(store.vault.rows("SELECT interview_id FROM interview")[0][0])


def test_a_torn_witness_tells_of_the_entry_before(tmp_path: Path) -> None:
    seen = witness.Witness(tmp_path, b"k" * 32)
    seen.tell(7, "aa" * 32)
    seen.tell(8, "bb" * 32)
    seen.close()
    path = tmp_path / witness.FILE_NAME
    content = bytearray(path.read_bytes())
    content[512] ^= 1  # the second place holds 8
    path.write_bytes(content)

    assert witness.testimony(tmp_path, b"k" * 32) == witness.Testimony(7, "aa" * 32)
    assert witness.testimony(tmp_path, b"x" * 32) is None


def test_verify_finds_a_lost_witness_and_a_damaged_snapshot(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        (path,) = snapshots.files(store.folder)
        content = bytearray(path.read_bytes())
        content[9_000] ^= 1
        path.write_bytes(content)
        (store.folder / witness.FILE_NAME).write_bytes(b"")

        findings = {finding.check for finding in verify(store).findings}

    assert findings == {"witness", "snapshot"}


def test_verify_finds_a_snapshot_that_has_no_length(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        (path,) = snapshots.files(store.folder)
        path.write_bytes(b"")

        findings = [(finding.check, finding.detail) for finding in verify(store).findings]

    assert findings == [("snapshot", f"{path.name} is empty")]


def test_three_snapshots_are_kept_and_the_recorder_reaches_back_to_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safeguard, "_NEW_AFTER_BYTES", 2_000)
    with practice(tmp_path / "w") as store:
        interview_id = begin(store).interview_id
    for n in range(6):
        with opened(tmp_path / "w") as store:
            told(store, interview_id, *range(n * 5, n * 5 + 5))

    held = snapshots.files(tmp_path / "w")
    assert len(held) == 3
    assert snapshots.seq_of(held[0]) == recorder.first_of(recorder.files(tmp_path / "w")[0])
    with opened(tmp_path / "w") as store:
        assert verify(store).ok


# ---- repair ---------------------------------------------------------------------------------


def repaired(folder: Path) -> RepairReport:
    return repair(folder, folder.with_name("new"), passphrase=None, clock=StepClock())


def spoil(path: Path, *pages: int) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * 4096 + 600] ^= 1
    path.write_bytes(content)


def test_any_page_may_be_lost_and_every_answer_comes_back(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        told(store, begin(store).interview_id, *range(12))
    pages = (tmp_path / "w" / "vault.db").stat().st_size // 4096
    for page in range(0, pages, 3):
        folder = tmp_path / f"w{page}"
        shutil.copytree(tmp_path / "w", folder)
        spoil(folder / "vault.db", page)
        before = {p.name: p.read_bytes() for p in folder.iterdir()}

        report = repair(folder, tmp_path / f"n{page}", passphrase=None, clock=StepClock())

        assert report.is_whole
        with opened(tmp_path / f"n{page}") as store:
            assert values(store) == expected(*range(12))
            assert [form.xform for form in forms(store)] == [FORM.xform]
            assert verify(store).ok
        assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


@pytest.mark.parametrize("gone", ["vault.db", "vault.key", "vault.witness"])
def test_a_lost_file_is_made_good(older: tuple[Path, Path, str], gone: str) -> None:
    folder, _, _ = older
    (folder / gone).unlink()

    report = repaired(folder)

    assert report.is_whole
    with opened(folder.with_name("new")) as store:
        assert values(store) == expected(*range(15))
        assert verify(store).ok


def test_what_did_not_come_back_is_named_by_its_numbers(
    older: tuple[Path, Path, str],
) -> None:
    """Snapshot at 1, the older database up to 12, a recorder that lost its last half."""
    folder, copy, _ = older
    shutil.copy(copy, folder / "vault.db")
    (path,) = recorder.files(folder)
    content = path.read_bytes().rstrip(b"\0")
    path.write_bytes(content[: int(len(content) * 0.8)])

    report = repaired(folder)

    assert not report.is_whole
    ((first, last),) = report.missing
    assert (last, report.last_known) == (33, 33)
    with opened(folder.with_name("new")) as store:
        kept = len(values(store))
        assert 5 < kept < 15
        assert first == 13 + 2 * (kept - 5) + 1
        assert verify(store).ok  # the loss is part of the history now
        assert repaired_event(store)["missing"] == f"[[{first},33]]"
        told(store, answers_of(store), 77)
        assert verify(store).ok


def repaired_event(store: Store) -> dict[str, str]:
    from fieldkit.store.answers import events

    return dict(next(e.detail for e in events(store) if e.kind == "workspace.repaired"))


def test_nothing_left_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    practice(tmp_path / "w").close()
    for path in (*snapshots.files(tmp_path / "w"), tmp_path / "w" / "vault.db"):
        path.write_bytes(b"")

    with pytest.raises(Known) as refused:
        repaired(tmp_path / "w")

    assert refused.value.slots["detail"] == "nothing left"
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_repair_never_writes_over_anything(tmp_path: Path) -> None:
    practice(tmp_path / "w").close()
    (tmp_path / "new").mkdir()

    with pytest.raises(Known) as refused:
        repaired(tmp_path / "w")

    assert refused.value.code is Code.WORKSPACE_EXISTS


def test_a_pool_has_a_witness_and_snapshots_and_is_repaired_from_them(pool: Store) -> None:
    folder = pool.folder
    pool.close()
    spoil(folder / "vault.db", 0)

    report = repaired(folder)

    assert report.is_whole
    assert recorder.files(folder) == []


def test_the_witness_is_read_back_by_its_own_key(store: Store) -> None:
    begin(store)
    found = witness.testimony(store.folder, store.key.subkey(WITNESS_KEY))

    assert found is not None
    assert found.seq == 2


def test_a_safeguard_that_cannot_be_made_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice(tmp_path / "w").close()
    (tmp_path / "w" / witness.FILE_NAME).unlink()
    (tmp_path / "w" / witness.FILE_NAME).mkdir()

    with pytest.raises(Known) as refused:
        opened(tmp_path / "w")

    assert refused.value.code is Code.FILE_UNWRITABLE
