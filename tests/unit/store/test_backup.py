"""A backup is a file that was opened; a restore makes a new folder and touches nothing else."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import key, slots
from fieldkit.store.answers import revisions, save
from fieldkit.store.backup import backup, restore
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, practice, said


def filled(folder: Path, n: int = 5) -> Store:
    store = practice(folder)
    interview_id = begin(store).interview_id
    save(store, interview_id, [said(f"/d/q{i}", f"value {i}") for i in range(n)], actor="m")
    return store


def back(file: Path, folder: Path, passphrase: str | None = None, **more: str) -> Store:
    return restore(file, folder, passphrase=passphrase, clock=StepClock(), **more)


def test_what_was_backed_up_comes_back_in_a_new_place(tmp_path: Path) -> None:
    with filled(tmp_path / "w") as store:
        report = backup(store, tmp_path / "b")
        there = list(revisions(store))

    assert (report.revisions, report.interviews, report.n_bytes) == (
        5,
        1,
        (tmp_path / "b").stat().st_size,
    )
    with back(tmp_path / "b", tmp_path / "new") as again:
        assert list(revisions(again)) == there
        assert verify(again).ok
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b", "new", "w"]


def test_a_backup_holds_what_is_only_in_the_log_of_the_live_file(tmp_path: Path) -> None:
    with filled(tmp_path / "w") as store:
        backup(store, tmp_path / "b")
        shutil.copy(tmp_path / "w" / "vault.db", tmp_path / "copied.db")

    with back(tmp_path / "b", tmp_path / "new") as again:
        assert len(list(revisions(again))) == 5
    # The control: a file copy of the same moment is no backup.
    copied = (tmp_path / "copied.db").stat().st_size
    with zipfile.ZipFile(tmp_path / "b") as packed:
        assert packed.getinfo("vault.db").file_size >= copied


def test_a_backup_opens_by_passphrase_and_by_recovery_key_and_by_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    identity, recipient = slots.make_recovery()
    with create(
        tmp_path / "w",
        passphrase="right",
        practice=False,
        clock=StepClock(),
        recipients=[recipient],
    ) as store:
        backup(store, tmp_path / "b")

    with pytest.raises(Known) as refused:
        back(tmp_path / "b", tmp_path / "n0", "wrong")
    assert refused.value.code is Code.KEY_WRONG_PASSPHRASE
    back(tmp_path / "b", tmp_path / "n1", "right").close()
    back(tmp_path / "b", tmp_path / "n2", identity=identity).close()
    figures.add("12.recovery", opened=1)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b", "n1", "n2", "w"]


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    with filled(tmp_path / "w") as store:
        backup(store, tmp_path / "b")
        with pytest.raises(Known) as exists:
            backup(store, tmp_path / "b")
    before = {p.name: p.read_bytes() for p in (tmp_path / "w").iterdir()}

    with pytest.raises(Known) as refused:
        back(tmp_path / "b", tmp_path / "w")

    assert exists.value.code is Code.FILE_EXISTS
    assert refused.value.code is Code.WORKSPACE_EXISTS
    assert {p.name: p.read_bytes() for p in (tmp_path / "w").iterdir()} == before


def flip(place: int) -> Callable[[bytes], bytes]:
    return lambda d: d[:place] + bytes([d[place] ^ 1]) + d[place + 1 :]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda d: b"", {Code.BACKUP_FOREIGN}),
        (lambda d: b"PK\x03\x04 no zip", {Code.BACKUP_FOREIGN}),
        (lambda d: d[: len(d) // 2], {Code.BACKUP_FOREIGN}),
        (flip(40_000), {Code.BACKUP_DAMAGED}),
        (flip(300), {Code.BACKUP_DAMAGED, Code.KEY_FILE_DAMAGED}),
        (lambda d: d.replace(b"vault.db", bytes(8), 1), {Code.BACKUP_DAMAGED}),
    ],
)
def test_a_bad_backup_is_named_and_leaves_nothing(
    tmp_path: Path, change: Callable[[bytes], bytes], codes: set[Code]
) -> None:
    with filled(tmp_path / "w") as store:
        backup(store, tmp_path / "b")
    (tmp_path / "b").write_bytes(change((tmp_path / "b").read_bytes()))

    with pytest.raises(Known) as refused:
        back(tmp_path / "b", tmp_path / "new")

    assert refused.value.code in codes
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b", "w"]


def test_a_zip_of_other_things_is_foreign_and_a_missing_file_is_missing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b", "w") as packed:
        packed.writestr("../vault.key", "x")

    with pytest.raises(Known) as foreign:
        back(tmp_path / "b", tmp_path / "new")
    with pytest.raises(Known) as missing:
        back(tmp_path / "none", tmp_path / "new")

    assert foreign.value.code is Code.BACKUP_FOREIGN
    assert missing.value.code is Code.FILE_MISSING


def test_a_backup_to_where_nothing_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    with filled(tmp_path / "w") as store, pytest.raises(Known) as refused:
        backup(store, tmp_path / "nowhere" / "b")

    assert refused.value.code is Code.FILE_UNWRITABLE
    assert [p.name for p in tmp_path.iterdir()] == ["w"]


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_at_any_moment_the_name_never_holds_half_a_backup(tmp_path: Path) -> None:
    with filled(tmp_path / "w", 3_000) as store:
        begun = time.perf_counter()
        backup(store, tmp_path / "whole")
        lasts = time.perf_counter() - begun
    code = (
        "import sys; from pathlib import Path; from fieldkit.ids import SystemClock;"
        "from fieldkit.store.workspace import open_store; from fieldkit.store.backup import backup;"
        "s = open_store(Path(sys.argv[1]), passphrase=None, clock=SystemClock());"
        "print('ready', flush=True); backup(s, Path(sys.argv[2])); print('done', flush=True)"
    )
    whole = broken_off = 0
    for n in range(13):
        file = tmp_path / f"b{n}"
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "w"), str(file)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            if n == 12:  # the last one gets to its end, however slow the machine is
                child.stdout.readline()
            time.sleep(lasts * n / 8)
            child.send_signal(signal.SIGKILL)
            broken_off += not child.stdout.read() and n < 12
        if file.exists():
            whole += 1
            with back(file, tmp_path / f"r{n}") as again:
                assert len(list(revisions(again))) == 3_000
    assert whole > 0
    assert broken_off > 0
