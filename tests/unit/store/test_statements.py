"""Statements that come again stay prepared, and the end of the chain is known between saves."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from fieldkit.errors import Bug
from fieldkit.store import driver
from fieldkit.store.answers import answers, events, revisions, save
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store
from tests.unit.store.making import begin, reopened, said


class Asked:
    """An authorizer that counts; SQLite asks it whenever a statement is prepared."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *_action: object) -> int:
        self.times += 1
        return int(dbapi2.SQLITE_OK)


def times_prepared(connection: driver.Connection, rounds: int) -> int:
    """How often the last of some rounds of seven statements had one of them prepared."""
    asked = Asked()
    connection.set_authorizer(asked)
    for n in range(rounds):
        if n == rounds - 1:
            asked.times = 0
        for column in "abcdefg":
            connection.execute(f"SELECT {column} FROM t").fetchall()
    return asked.times


def begin_and_break_off(store: Store) -> None:
    with store.appending() as ledger:
        ledger.event("never.happened", {})
        raise Bug(detail="in the middle")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "some.db"
    connection = dbapi2.connect(str(made))
    connection.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
    connection.close()
    return made


def test_what_is_asked_a_second_time_stays_prepared(path: Path) -> None:
    connection = driver.connect(path, "rw")

    assert times_prepared(connection, 3) == 0
    connection.close()


def test_the_drivers_own_cache_of_that_size_prepares_anew_each_time(path: Path) -> None:
    """Control of the test above."""
    connection = dbapi2.connect(str(path), cached_statements=0)

    assert times_prepared(connection, 3) > 0
    connection.close()


def test_a_new_authorizer_is_asked_about_what_was_kept(path: Path) -> None:
    connection = driver.connect(path, "rw")
    for _ in range(3):
        connection.execute("SELECT a FROM t").fetchall()
    connection.set_authorizer(lambda *_action: dbapi2.SQLITE_DENY)

    with pytest.raises(dbapi2.DatabaseError):
        connection.execute("SELECT a FROM t")
    connection.close()


def test_a_kept_statement_may_be_under_way_twice(path: Path) -> None:
    connection = driver.connect(path, "rw")
    connection.execute("INSERT INTO t (a) VALUES (1), (2), (3)")
    for _ in range(3):
        connection.execute("SELECT a FROM t ORDER BY a").fetchall()

    first = connection.execute("SELECT a FROM t ORDER BY a")
    assert first.fetchone() == (1,)
    assert connection.execute("SELECT a FROM t ORDER BY a").fetchone() == (1,)
    assert first.fetchone() == (2,)
    connection.close()


def test_more_statements_than_are_kept_still_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_MOST_KEPT", 3)
    connection = driver.connect(path, "rw")

    told = [connection.execute(f"SELECT {n % 9}").fetchone() for n in range(40)]

    assert told == [(n % 9,) for n in range(40)]
    connection.close()


def test_a_save_after_one_that_failed_follows_what_is_on_disk(store: Store) -> None:
    interview_id = begin(store).interview_id
    save(store, interview_id, [said("/d/a", "first")], actor="m")
    with pytest.raises(Bug):
        begin_and_break_off(store)

    save(store, interview_id, [said("/d/a", "second")], actor="m")

    assert [a.value for a in answers(store, interview_id)] == ["second"]
    assert verify(store).findings == ()
    chain = sorted([*revisions(store), *events(store)], key=lambda entry: entry.seq)
    assert [entry.seq for entry in chain] == list(range(1, len(chain) + 1))


def test_the_chain_goes_on_over_saves_openings_and_saves_of_nothing(store: Store) -> None:
    interview_id = begin(store).interview_id
    for n in range(3):
        save(store, interview_id, [said(f"/d/q{n}", "x")], actor="m")
        save(store, interview_id, [], actor="m")
        store = reopened(store)
        save(store, interview_id, [said(f"/d/q{n}", "y"), said(f"/d/r{n}", "z")], actor="m")

    assert verify(store).findings == ()
    chain = sorted([*revisions(store), *events(store)], key=lambda entry: entry.seq)
    assert [entry.prev_hash for entry in chain] == ["", *(entry.hash for entry in chain[:-1])]
    store.close()


def test_two_answers_of_one_save_to_one_address_follow_each_other(store: Store) -> None:
    interview_id = begin(store).interview_id

    save(store, interview_id, [said("/d/a", "one"), said("/d/a", "two")], actor="m")

    first, second = revisions(store, interview_id)
    assert second.parents == (first.revision_id,)
    assert verify(store).findings == ()
