"""A wrong key and every kind of damage get their own words, at the real command, and no file moves.

SQLCipher says "file is not a database" of a wrong key, a damaged first page and a text file alike,
and opens an empty file as a healthy database; a person needs to know which it is.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldkit import wording
from fieldkit.cli.main import main
from fieldkit.errors import Code, Known
from fieldkit.store import database, key
from fieldkit.store.answers import save
from fieldkit.store.workspace import Store, create
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, said

PHRASE = "Right words in Order 7"
STRANGER = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
PAGE = 4096

# The words themselves: a code alone helps nobody.
SAID = {
    Code.KEY_WRONG_PASSPHRASE: "The passphrase is not right.",
    Code.KEY_NO_PASSPHRASE: "A passphrase is needed.",
    Code.KEY_IDENTITY: "This recovery key does not open the workspace.",
    Code.KEY_FILE_MISSING: "The key file of this workspace is missing.",
    Code.KEY_FILE_DAMAGED: "The key file of this workspace is damaged.",
    Code.WORKSPACE_MISSING: "There is no workspace in this folder.",
    Code.WORKSPACE_FOREIGN: "This file is not a fieldkit workspace.",
    Code.WORKSPACE_NEWER: "This workspace was made by a newer version of fieldkit.",
    Code.STORE_DAMAGED: "The stored file is damaged.",
}


@dataclass(frozen=True)
class Case:
    """What is wrong, and what must be said of it."""

    code: Code
    spoil: Callable[[Path], object] = lambda _folder: None
    passphrase: str | None = PHRASE
    identity: str | None = None


def change(name: str, how: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        names = (name, key.COPY_NAME) if name == key.FILE_NAME else (name,)
        for each in names:
            (folder / each).write_bytes(how((folder / each).read_bytes()))

    return spoil


def flipped(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def zeroed(page: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: page * PAGE] + bytes(PAGE) + data[(page + 1) * PAGE :]


def without(*names: str) -> Callable[[Path], object]:
    return lambda folder: [(folder / name).unlink() for name in names]


def a_folder_instead(name: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return spoil


def rewritten(*statements: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        opened = key.unlock(folder / key.FILE_NAME, PHRASE)
        connection = database.keyed(folder / database.FILE_NAME, opened, "rw")
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return spoil


def plain_sqlite(folder: Path) -> None:
    from sqlcipher3 import dbapi2

    (folder / database.FILE_NAME).unlink()
    connection = dbapi2.connect(str(folder / database.FILE_NAME))
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def of_another(*names: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        other = folder.with_name("other")
        made(other).close()
        for name in names:
            shutil.copy(other / name, folder / name)
        shutil.rmtree(other)

    return spoil


WRONG, DAMAGED = Code.KEY_WRONG_PASSPHRASE, Code.STORE_DAMAGED
KEY_DAMAGED, FOREIGN = Code.KEY_FILE_DAMAGED, Code.WORKSPACE_FOREIGN
KEY, DB = key.FILE_NAME, database.FILE_NAME

CASES: dict[str, Case] = {
    "another passphrase": Case(WRONG, passphrase="quite other words 8"),
    "other capitals": Case(WRONG, passphrase=PHRASE.lower()),
    "a blank at the end": Case(WRONG, passphrase=PHRASE + " "),
    "one letter of another alphabet": Case(WRONG, passphrase=PHRASE.replace("o", "о", 1)),
    "quotes": Case(WRONG, passphrase="x' --"),
    "SQL": Case(WRONG, passphrase="'; DROP TABLE revision; --"),
    "very long": Case(WRONG, passphrase="x" * 100_000),
    "a key in place of a passphrase": Case(WRONG, passphrase="x'" + "0" * 64 + "'"),
    "wrong passphrase and damaged database": Case(WRONG, change(DB, flipped(500)), "other"),
    "no passphrase": Case(Code.KEY_NO_PASSPHRASE, passphrase=None),
    "empty passphrase": Case(Code.KEY_NO_PASSPHRASE, passphrase=""),
    "no recovery key at all": Case(Code.KEY_IDENTITY, identity="my letters"),
    "a stranger's recovery key": Case(Code.KEY_IDENTITY, identity=STRANGER),
    "key files missing": Case(Code.KEY_FILE_MISSING, without(KEY, key.COPY_NAME)),
    "key files cut": Case(KEY_DAMAGED, change(KEY, lambda data: data[:100])),
    "key files of one bit": Case(KEY_DAMAGED, change(KEY, flipped(60))),
    "key files empty": Case(KEY_DAMAGED, change(KEY, lambda _: b"")),
    "key files of random bytes": Case(KEY_DAMAGED, change(KEY, lambda _: os.urandom(900))),
    "key files of text": Case(KEY_DAMAGED, change(KEY, lambda _: b"remember: Monday")),
    "key files too long": Case(KEY_DAMAGED, change(KEY, lambda data: data + b" " * 70_000)),
    "key files damaged, passphrase wrong": Case(KEY_DAMAGED, change(KEY, flipped(60)), "other"),
    "key files of another workspace": Case(DAMAGED, of_another(KEY, key.COPY_NAME)),
    "database of another workspace": Case(DAMAGED, of_another(DB)),
    "folder empty": Case(
        Code.WORKSPACE_MISSING, lambda folder: [path.unlink() for path in folder.iterdir()]
    ),
    "folder gone": Case(Code.WORKSPACE_MISSING, shutil.rmtree),
    "database missing": Case(DAMAGED, without(DB)),
    "database empty": Case(DAMAGED, change(DB, lambda _: b"")),
    "database of 100 bytes": Case(DAMAGED, change(DB, lambda data: data[:100])),
    "database cut inside a page": Case(DAMAGED, change(DB, lambda data: data[: PAGE * 5 + 99])),
    "database cut at a page": Case(DAMAGED, change(DB, lambda data: data[: PAGE * 5])),
    "first page, one bit": Case(DAMAGED, change(DB, flipped(500))),
    "first page zeroed": Case(DAMAGED, change(DB, zeroed(0))),
    "random bytes": Case(DAMAGED, change(DB, lambda data: os.urandom(len(data)))),
    "text": Case(FOREIGN, change(DB, lambda _: "Привет\n".encode() * 500)),
    "clear SQLite": Case(FOREIGN, plain_sqlite),
    "another program's": Case(FOREIGN, rewritten("PRAGMA application_id = 7")),
    "no version": Case(FOREIGN, rewritten("PRAGMA user_version = 0")),
    "a newer program's": Case(Code.WORKSPACE_NEWER, rewritten("PRAGMA user_version = 99")),
}


def made(folder: Path) -> Store:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key, "STRONG", key.PRACTICE)
        return create(folder, passphrase=PHRASE, practice=False, clock=StepClock())


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an interview of a hundred answers, closed."""
    folder = tmp_path_factory.mktemp("sound") / "w"
    with made(folder) as store:
        begun = begin(store)
        for n in range(100):
            save(store, begun.interview_id, [said(f"/d/q{n}", "x" * 200)], actor="m1")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        return {}
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"a folder"
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("name", CASES)
def test_each_wrong_key_and_each_damage_has_its_words_and_moves_no_file(
    sound: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    case, folder = CASES[name], tmp_path / "w"
    shutil.copytree(sound, folder)
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    case.spoil(folder)
    before = contents(folder)
    monkeypatch.delenv("FIELDKIT_PASSPHRASE", raising=False)
    if case.passphrase is not None:
        monkeypatch.setenv("FIELDKIT_PASSPHRASE", case.passphrase)
    words = ["workspace", "info", str(folder), "--json"]
    if case.identity is not None:
        (tmp_path / "stick.txt").write_text(case.identity)
        words += ["--recovery-key", str(tmp_path / "stick.txt")]

    status = main(words)

    figures.add("7.wrong_keys", cases=1)
    told = capsys.readouterr()
    assert status == 1
    assert json.loads(told.out)["error"]["code"] == case.code
    assert told.err.startswith(SAID[case.code])
    assert contents(folder) == before
    figures.add("7.wrong_keys", right=1)


def test_there_are_thirty_and_the_words_differ() -> None:
    assert len(CASES) >= 30
    assert len(set(SAID.values())) == len(SAID)
    assert {case.code for case in CASES.values()} == set(SAID)
    assert all(wording.sentence(Known(code)).startswith(text) for code, text in SAID.items())


def test_the_sound_folder_opens(
    sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The control of the table: with nothing spoilt the same command does its work."""
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", PHRASE)

    assert main(["workspace", "info", str(sound), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["revisions"] == 100
    figures.record("7.wrong_keys", control_opened=1)
