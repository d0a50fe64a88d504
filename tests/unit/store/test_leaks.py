"""Nothing a person said is readable in any file, open, after a crash, or closed."""

import shutil
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.store import database
from fieldkit.store.answers import save
from fieldkit.store.safeguard import Safeguard
from fieldkit.store.workspace import Store
from tests.unit.store.making import begin, practice, removed, said

MARKER = "mulberry-lantern-47"
NEEDLES = tuple(MARKER.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def hits(*folders: Path) -> list[str]:
    return [
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in NEEDLES)
    ]


def fill(store: Store) -> None:
    begun = begin(store, site=MARKER)
    for n in range(60):
        told = [said(f"/d/c[k{n}]/x", MARKER * 50), said("/d/a", MARKER + str(n))]
        save(store, begun.interview_id, told, actor=MARKER, reason=MARKER)
    save(store, begun.interview_id, [removed("/d/c[k3]")], actor=MARKER)
    # A sort too big for the cache spills: to memory, or else into a file.
    store.vault.rows("SELECT value FROM revision ORDER BY value, hash")


def test_no_file_of_the_folder_or_of_temp_holds_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temp))
    store = practice(tmp_path / "w")
    fill(store)
    shutil.copytree(tmp_path / "w", tmp_path / "as a crash leaves it")
    while_open = hits(tmp_path)

    store.close()

    assert while_open == []
    assert hits(tmp_path) == []
    assert list(temp.iterdir()) == []


def test_the_scan_finds_the_words_where_they_are_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same writing without a key must be caught."""
    monkeypatch.setattr(database, "assert_safe", lambda _connection, _path: None)
    monkeypatch.setattr(database, "_refuse_by_first_bytes", lambda _path: None)
    monkeypatch.setattr(
        database, "keyed", lambda path, _key, mode: database.driver.connect(path, mode)
    )
    monkeypatch.setattr(Safeguard, "snapshot", lambda _self: None)  # needs the cipher's checks
    with practice(tmp_path / "w") as store:
        fill(store)

        assert "vault.db-wal" in hits(tmp_path)


def test_no_error_carries_what_was_said(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", MARKER)], actor="m1", revision_ids=["r"])
    told: list[BaseException] = []

    for attempt in (
        lambda: save(
            store, begun.interview_id, [said("/d/a", MARKER + "2")], actor="m", revision_ids=["r"]
        ),
        lambda: save(store, begun.interview_id, [said("/d/a", MARKER + "\ud83c")], actor="m"),
        lambda: store.vault.write("INSERT INTO setting VALUES (?, ?)", "workspace_id", MARKER),
        lambda: store.vault.write("INSERT INTO interview_list VALUES (?)", MARKER),
    ):
        with pytest.raises(FieldkitError) as caught:
            attempt()
        error: BaseException | None = caught.value
        while error is not None:
            told.append(error)
            error = error.__cause__

    assert len(told) >= 5
    for error in told:
        assert MARKER not in f"{error!r} {error} {getattr(error, 'slots', '')} {vars(error)}"
