"""The one opening function: every safety setting, and every file that must be refused."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from fieldkit.errors import Bug, Code, FieldkitError, Known
from fieldkit.store import database, driver, key
from fieldkit.store.workspace import Kind, create, open_store
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, practice

WRONG = {
    "cipher_log_level": "WARN",
    "cipher_memory_security": "OFF",
    "journal_mode": "DELETE",
    "synchronous": "NORMAL",
    "temp_store": "FILE",
    "secure_delete": "OFF",
    "foreign_keys": "OFF",
    "recursive_triggers": "OFF",
    "trusted_schema": "ON",
    "cell_size_check": "OFF",
    "busy_timeout": "1",
}


FILES = {
    "lock",
    "vault.db",
    "vault.key",
    "vault.key.copy",
    "vault.witness",
    "recorder-000000000001.log",
    "snapshot-000000000001.db",
}


def test_each_setting_has_a_wrong_value_to_be_tried() -> None:
    assert set(WRONG) == {pragma.name for pragma in database.PRAGMAS}


# Once on, cipher_memory_security stays on for the process; a fresh one is tried further down.
@pytest.mark.parametrize("name", sorted(set(WRONG) - {"cipher_memory_security"}))
def test_a_workspace_does_not_open_with_a_setting_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    practice(tmp_path / "w").close()
    broken = tuple(
        database.Pragma(p.name, WRONG[name] if p.name == name else p.value, p.expected)
        for p in database.PRAGMAS
    )
    monkeypatch.setattr(database, "PRAGMAS", broken)

    figures.add("6.settings", broken=1)
    with pytest.raises(Bug) as refused:
        open_store(tmp_path / "w", passphrase=None, clock=StepClock())

    assert refused.value.code is Code.STORE_UNSAFE
    assert refused.value.slots["detail"] == name
    figures.add("6.settings", refused=1)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_opens_without_memory_security(tmp_path: Path, kind: Kind) -> None:
    practice(tmp_path / "w", kind).close()
    code = (
        "import sys; from pathlib import Path; from fieldkit.ids import SystemClock;"
        "from fieldkit.store import database as d, workspace as w;"
        "d.PRAGMAS = tuple(d.Pragma(p.name, 'OFF' if 'memory_s' in p.name else p.value, p.expected)"
        " for p in d.PRAGMAS);"
        "w.open_store(Path(sys.argv[1]), passphrase=None, clock=SystemClock())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "w")], capture_output=True, check=False
    )

    figures.add("6.settings", broken=1)
    assert done.returncode == 1
    assert b"fieldkit.errors.Bug: store.unsafe" in done.stderr
    figures.add("6.settings", refused=1)


def test_a_driver_without_a_cipher_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    path.touch()
    connection = sqlite3.connect(path)

    with pytest.raises(Bug) as refused:
        database.assert_safe(connection, path)
    connection.close()

    assert refused.value.slots["detail"] == "cipher_version"


def test_a_file_written_without_a_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    connection = dbapi2.connect(str(path))
    connection.execute("CREATE TABLE t (x)")

    with pytest.raises(Bug) as refused:
        database.assert_safe(connection, path)
    connection.close()

    assert refused.value.slots["detail"] == "header"


def test_a_lost_trigger_is_refused(tmp_path: Path) -> None:
    store = practice(tmp_path / "w")
    opened = key.unlock(store.folder / key.FILE_NAME, key.PRACTICE_PASSPHRASE)
    store.close()
    connection = database.keyed(store.folder / database.FILE_NAME, opened, "rw")
    connection.execute("DROP TRIGGER revision_no_update")
    connection.close()

    with pytest.raises(Bug) as refused:
        open_store(store.folder, passphrase=None, clock=StepClock())

    assert refused.value.slots["detail"] == "triggers"


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE revision",
        "DROP TRIGGER revision_no_delete",
        "DROP INDEX revision_by_device",
        "DELETE FROM revision",
        "DELETE FROM event",
        "UPDATE event SET kind = 'x'",
        "UPDATE revision SET value = 'x'",
        "ATTACH ':memory:' AS other",
        "ALTER TABLE revision ADD COLUMN x TEXT",
        "CREATE TRIGGER t BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
        "PRAGMA synchronous = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA rekey = 'x'",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "REPLACE INTO setting SELECT name, value FROM nowhere",
    ],
)
def test_history_and_settings_cannot_be_changed(tmp_path: Path, statement: str) -> None:
    with practice(tmp_path / "w") as store:
        before = store.vault.rows("SELECT * FROM event")

        with pytest.raises(Bug):
            store.vault.write(statement)

        assert store.vault.rows("SELECT * FROM event") == before


def test_tables_are_strict_and_sqlite_utils_sees_them(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        tables = store.vault.utils().tables

        assert {
            table.name for table in tables if table.name[0] != "_" and not table.strict
        } == set()
        assert store.vault.utils()["interview_list"].count == 0


def test_sqlite_utils_catches_the_errors_of_the_cipher_driver(tmp_path: Path) -> None:
    """Without the alias its own handlers miss them, and four groups of features break."""
    with practice(tmp_path / "w") as store:
        assert store.vault.utils().cached_counts() == {}


def test_sqlite_utils_is_imported_without_pandas() -> None:
    code = (
        "import sys; from fieldkit.store import driver; driver._sqlite_utils();"
        "assert 'pandas' not in sys.modules and 'numpy' not in sys.modules; import numpy, pandas"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_folder_and_files_are_private(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("POSIX modes")
    with practice(tmp_path / "w") as store:
        begin(store)
        modes = {path.name: path.stat().st_mode & 0o777 for path in store.folder.iterdir()}

    assert (tmp_path / "w").stat().st_mode & 0o777 == 0o700
    assert set(modes) == FILES | {"vault.db-wal", "vault.db-shm"}
    assert set(modes.values()) == {0o600}


def test_a_closed_folder_holds_what_it_must_and_no_more(tmp_path: Path) -> None:
    practice(tmp_path / "w").close()

    assert set(contents(tmp_path / "w")) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


# ---- what is refused, and stays as it was --------------------------------------------------


def raw(folder: Path, *statements: str) -> None:
    opened = key.unlock(folder / key.FILE_NAME, "right")
    connection = database.keyed(folder / database.FILE_NAME, opened, "rw")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def damage(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def damage_key(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for name in ("vault.key", "vault.key.copy"):
        damage(folder, name, change)


def flip(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def plain(folder: Path) -> None:
    (folder / "vault.db").unlink()
    connection = dbapi2.connect(str(folder / "vault.db"))
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def swap(folder: Path) -> None:
    _real(folder.parent / "other")
    for name in ("vault.key", "vault.key.copy"):
        shutil.copy(folder.parent / "other" / name, folder / name)


BAD: dict[str, tuple[str | None, Code, Callable[[Path], None]]] = {
    "wrong passphrase": ("wrong", Code.KEY_WRONG_PASSPHRASE, lambda f: None),
    "wrong passphrase with quotes": ("x' --", Code.KEY_WRONG_PASSPHRASE, lambda f: None),
    "no passphrase": (None, Code.KEY_NO_PASSPHRASE, lambda f: None),
    "empty passphrase": ("", Code.KEY_NO_PASSPHRASE, lambda f: None),
    "key file missing": (
        "right",
        Code.KEY_FILE_MISSING,
        lambda f: [(f / name).unlink() for name in ("vault.key", "vault.key.copy")],
    ),
    "key file cut": (
        "right",
        Code.KEY_FILE_DAMAGED,
        lambda f: damage_key(f, lambda d: d[:100]),
    ),
    "key file bit": ("right", Code.KEY_FILE_DAMAGED, lambda f: damage_key(f, flip(60))),
    "key file empty": (
        "right",
        Code.KEY_FILE_DAMAGED,
        lambda f: damage_key(f, lambda d: b""),
    ),
    "key file of another": ("right", Code.STORE_DAMAGED, swap),
    "nothing there": ("right", Code.WORKSPACE_MISSING, lambda f: [p.unlink() for p in f.iterdir()]),
    "no folder": ("right", Code.WORKSPACE_MISSING, shutil.rmtree),
    "database missing": ("right", Code.STORE_DAMAGED, lambda f: (f / "vault.db").unlink()),
    "database empty": ("right", Code.STORE_DAMAGED, lambda f: damage(f, "vault.db", lambda d: b"")),
    "first page": ("right", Code.STORE_DAMAGED, lambda f: damage(f, "vault.db", flip(500))),
    "random bytes": (
        "right",
        Code.STORE_DAMAGED,
        lambda f: damage(f, "vault.db", lambda d: os.urandom(8192)),
    ),
    "text": (
        "right",
        Code.WORKSPACE_FOREIGN,
        lambda f: damage(f, "vault.db", lambda d: "Привет\n".encode() * 500),
    ),
    "clear database": ("right", Code.WORKSPACE_FOREIGN, plain),
    "another program's": (
        "right",
        Code.WORKSPACE_FOREIGN,
        lambda f: raw(f, "PRAGMA application_id = 7"),
    ),
    "no version": ("right", Code.WORKSPACE_FOREIGN, lambda f: raw(f, "PRAGMA user_version = 0")),
    "newer": ("right", Code.WORKSPACE_NEWER, lambda f: raw(f, "PRAGMA user_version = 99")),
    "key check": ("right", Code.STORE_DAMAGED, lambda f: raw(f, "UPDATE setting SET value = 'x'")),
}


def _real(folder: Path) -> None:
    create(folder, passphrase="right", practice=False, clock=StepClock()).close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a passphrase of its own; cheap, since the cost is tested elsewhere."""
    folder = tmp_path_factory.mktemp("sound") / "w"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "STRONG", key.PRACTICE)
        _real(folder)
    return folder


@pytest.mark.parametrize("case", BAD)
def test_a_bad_folder_is_refused_by_its_right_name_and_keeps_every_byte(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    folder = tmp_path / "w"
    shutil.copytree(sound, folder)
    passphrase, code, spoil = BAD[case]
    spoil(folder)
    before = contents(folder)

    with pytest.raises(FieldkitError) as refused:
        open_store(folder, passphrase=passphrase, clock=StepClock())

    assert refused.value.code is code
    assert contents(folder) == before


def test_the_sound_folder_opens(sound: Path) -> None:
    """The control of the table above."""
    with open_store(sound, passphrase="right", clock=StepClock()) as store:
        assert store.kind is Kind.WORKSPACE
        assert not store.is_practice
    figures.record("6.settings", control_opened=1)


def test_a_newer_folder_left_by_a_crash_keeps_every_byte_too(tmp_path: Path) -> None:
    """With a write-ahead log beside it, a careless look would fold that into the file."""
    store = practice(tmp_path / "w")
    store._vault._connection.set_authorizer(None)  # type: ignore[union-attr]
    store.vault.write("PRAGMA user_version = 99")
    crashed = tmp_path / "crashed"
    shutil.copytree(tmp_path / "w", crashed)
    (crashed / "vault.db-shm").unlink()
    (crashed / "lock").write_bytes(b"")
    store.close()
    before = contents(crashed)

    with pytest.raises(Known) as refused:
        open_store(crashed, passphrase=None, clock=StepClock())

    assert refused.value.code is Code.WORKSPACE_NEWER
    assert contents(crashed) == before


def test_a_damaged_salt_in_the_file_does_no_harm(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(sound, folder)
    damage(folder, "vault.db", flip(3))

    with open_store(folder, passphrase="right", clock=StepClock()) as store:
        assert store.vault.rows("SELECT count(*) FROM event") == [(1,)]


def test_a_folder_that_is_not_empty_is_not_made_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(Known) as refused:
        practice(tmp_path)

    assert refused.value.code is Code.WORKSPACE_EXISTS
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_an_empty_folder_is_made_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()

    practice(tmp_path / "w").close()

    assert (tmp_path / "w" / "vault.db").exists()


def test_a_workspace_needs_a_passphrase_unless_it_is_for_practice(tmp_path: Path) -> None:
    with pytest.raises(Known) as refused:
        create(tmp_path / "w", passphrase="", practice=False, clock=StepClock())

    assert refused.value.code is Code.KEY_NO_PASSPHRASE
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, Code.FILE_FULL), (errno.EACCES, Code.FILE_UNWRITABLE)],
    ids=["full", "no right"],
)
def test_a_failed_creation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: Code
) -> None:
    def fail(*_args: object, **_words: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(database, "create_vault", fail)

    with pytest.raises(Known) as refused:
        practice(tmp_path / "w")

    assert refused.value.code is code
    assert [path.name for path in tmp_path.iterdir()] == []


def test_practice_says_so_and_opens_with_no_passphrase(tmp_path: Path) -> None:
    practice(tmp_path / "w").close()

    with open_store(tmp_path / "w", passphrase="anything", clock=StepClock()) as store:
        assert store.is_practice


def test_a_closed_store_is_not_used_and_closes_again(tmp_path: Path) -> None:
    store = practice(tmp_path / "w")
    store.close()
    store.close()

    with pytest.raises(Bug):
        begin(store)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_FULL", Code.STORE_FULL),
        ("SQLITE_IOERR", Code.STORE_FAILED),
        ("SQLITE_READONLY", Code.STORE_FAILED),
        ("SQLITE_CANTOPEN", Code.STORE_FAILED),
        ("SQLITE_CORRUPT", Code.STORE_DAMAGED),
        ("SQLITE_NOTADB", Code.STORE_DAMAGED),
        ("SQLITE_BUSY", Code.WORKSPACE_BUSY),
        ("SQLITE_CONSTRAINT", Code.BUG),
        ("SQLITE_ERROR", Code.BUG),
    ],
)
def test_each_error_of_the_driver_has_one_meaning(tmp_path: Path, name: str, code: Code) -> None:
    error = dbapi2.OperationalError("a person's words")
    error.sqlite_errorcode, error.sqlite_errorname = getattr(dbapi2, name), name  # type: ignore[attr-defined]

    with pytest.raises(FieldkitError) as caught, driver.translated(tmp_path):
        raise error

    assert caught.value.code is code
    assert caught.value.slots == {"detail": name}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_copy_to_a_full_disk_is_called_full_though_it_comes_without_a_code(
    tmp_path: Path,
) -> None:
    source, target = dbapi2.connect(":memory:"), dbapi2.connect("/dev/full")
    source.execute("CREATE TABLE t (x)")
    source.execute("INSERT INTO t VALUES (zeroblob(100000))")
    source.commit()

    with pytest.raises(Known) as caught, driver.translated(tmp_path):
        source.backup(target)
    source.close()
    target.close()

    assert caught.value.code is Code.STORE_FULL


def test_a_failing_write_on_a_full_disk_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full at fsync is told as a failure of input and output."""
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = dbapi2.SQLITE_IOERR  # type: ignore[attr-defined]
    monkeypatch.setattr(driver, "_FULL_BELOW_BYTES", 2**62)

    with pytest.raises(Known) as caught, driver.translated(tmp_path):
        raise error

    assert caught.value.code is Code.STORE_FULL


def test_a_lost_folder_is_a_failure_and_not_a_full_disk(tmp_path: Path) -> None:
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = dbapi2.SQLITE_IOERR  # type: ignore[attr-defined]

    with pytest.raises(Known) as caught, driver.translated(tmp_path / "gone"):
        raise error

    assert caught.value.code is Code.STORE_FAILED


def contents(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir()}
