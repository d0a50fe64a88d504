"""Damage and forgery are found: each kind is done to a real file, past the two walls."""

import random
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import schema
from fieldkit.store.answers import revisions, save
from fieldkit.store.interviews import set_consent
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, practice, said


def past_the_walls(store: Store, *statements: str) -> None:
    """What someone with the key and another program could do."""
    connection = store._vault._connection  # type: ignore[union-attr]
    connection.set_authorizer(None)
    for statement in statements:
        connection.execute(statement)


@pytest.fixture
def filled(store: Store) -> Store:
    begun = begin(store)
    for n in range(5):
        save(store, begun.interview_id, [said("/d/a", str(n)), said("/d/b", str(n))], actor="m1")
    set_consent(store, begun.interview_id, "research", "given")
    return store


NO_UPDATE = "DROP TRIGGER revision_no_update"
NO_DELETE = "DROP TRIGGER revision_no_delete"
# An event squeezed in where a revision is: nothing but the number tells.
SAME_PLACE = (
    "INSERT INTO event SELECT device_id, 4, kind, interview_id, detail, wall_utc,"
    " wall_offset_minutes, mono_ms, boot_id, prev_hash, randomblob(32) FROM event WHERE seq = 3"
)
EVENT_UPDATE = "DROP TRIGGER event_no_update"
CHANGES = 100


@pytest.mark.parametrize(
    ("statements", "check"),
    [
        ((NO_UPDATE, "UPDATE revision SET value = 'x' WHERE seq = 4"), "chain"),
        ((NO_UPDATE, "UPDATE revision SET seq = 400 WHERE seq = 4"), "chain"),
        ((NO_DELETE, "DELETE FROM revision WHERE seq = 4"), "chain"),
        ((EVENT_UPDATE, "UPDATE event SET detail = '{}' WHERE seq = 2"), "chain"),
        ((NO_UPDATE,), "trigger"),
        ((SAME_PLACE,), "chain"),
        (("UPDATE current_answer SET value = 'x'",), "projection"),
        (("DELETE FROM current_answer",), "projection"),
        (("UPDATE interview_list SET answered = 7",), "projection"),
        (("UPDATE interview_list SET state = 'finished'",), "projection"),
        (("UPDATE consent SET state = 'refused'",), "projection"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_forgery_is_found(filled: Store, statements: tuple[str, ...], check: str) -> None:
    past_the_walls(filled, *statements)

    report = verify(filled)

    assert not report.ok
    assert check in {finding.check for finding in report.findings}


def test_each_of_a_hundred_changes_to_old_entries_is_found(filled: Store) -> None:
    """Any column of any revision or event but the last, by somebody who has the key."""
    chance = random.Random(20261121)
    connection = filled.vault.connection
    past_the_walls(filled, NO_UPDATE, EVENT_UPDATE)
    assert {f.check for f in verify(filled).findings} == {"trigger"}, "the control: no change yet"
    end = max(revision.seq for revision in revisions(filled))
    columns = {"revision": schema.REVISION_COLUMNS, "event": schema.EVENT_COLUMNS}
    for _ in range(CHANGES):
        table = chance.choice(list(columns))
        kept = {"seq", "prev_hash", "hash", "wall_offset_minutes", "mono_ms", "detail"}
        column = chance.choice(
            [c.strip() for c in columns[table].split(",") if c.strip() not in kept]
        )
        rows = connection.execute(f"SELECT rowid FROM {table} WHERE seq < {end}").fetchall()
        connection.execute("SAVEPOINT here")
        other = "'refused'" if column == "status" else f"{column} || 'x'"
        (row,) = chance.choice(rows)
        connection.execute(f"UPDATE {table} SET {column} = {other} WHERE rowid = {row}")

        found = {finding.check for finding in verify(filled).findings}

        connection.execute("ROLLBACK TO here")
        connection.execute("RELEASE here")
        # What is no list or mapping any more cannot even be read.
        assert found & {"chain", "reading"}, (table, column)
    figures.record("18.history", changes=CHANGES, found=CHANGES, control_sound=1)


def test_a_sound_store_has_no_findings(filled: Store) -> None:
    report = verify(filled)

    assert (report.ok, report.findings, report.revisions, report.events) == (True, (), 10, 8)


def test_every_damaged_page_is_found_and_no_answer_is_in_the_report(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        begun = begin(store)
        for n in range(20):
            save(store, begun.interview_id, [said(f"/d/q{n}", "secret " * 200)], actor="m1")
    sound = (tmp_path / "w" / "vault.db").read_bytes()
    checks = set()

    for page in range(1, len(sound) // 4096):
        content = bytearray(sound)
        content[page * 4096 + 100] ^= 1
        (tmp_path / "w" / "vault.db").write_bytes(content)
        try:
            with open_store(tmp_path / "w", passphrase=None, clock=StepClock()) as store:
                report = verify(store)
        except Known as error:
            assert error.code is Code.STORE_DAMAGED  # noqa: PT017
            continue
        assert not report.ok, page
        assert "secret" not in str(report)
        checks |= {finding.check for finding in report.findings}

    assert {"cipher_integrity_check", "reading"} <= checks
