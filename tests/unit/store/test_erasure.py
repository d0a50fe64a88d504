"""An interview taken back: gone from every file and every pool, and the chain still holds."""

import itertools
from pathlib import Path

import pytest

from fieldkit.errors import Bug, Code, Known
from fieldkit.records import InterviewState
from fieldkit.store import database
from fieldkit.store.answers import answers, events, record_event, revisions, save
from fieldkit.store.driver import Value
from fieldkit.store.erasure import withdraw
from fieldkit.store.interviews import interview, interviews, set_consent
from fieldkit.store.merge import content_sha256
from fieldkit.store.repair import repair
from fieldkit.store.schema import TOMBSTONE
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Kind, Store
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, pour, practice, reopened, said

MARKER = "Приметное слово 42"


def two(store: Store) -> tuple[str, str]:
    gone, kept = begin(store, "far farm").interview_id, begin(store).interview_id
    for interview_id, value in ((gone, MARKER), (kept, "stays")):
        save(store, interview_id, [said("/d/a", value), said("/d/b", "2")], actor="m")
        set_consent(store, interview_id, "interview", "given", actor="m")
    record_event(store, "case.judged", {"reason": MARKER}, gone)
    return gone, kept


def clear_hits(folder: Path, store: Store) -> list[str]:
    """Where the marker is, for somebody who has the key: in rows, and in every free page."""
    key = store.key
    store.close()
    found = []
    for path in folder.iterdir():
        if path.suffix == ".db":
            connection = database.keyed(path, key, "ro&immutable=1")
            pages = connection.execute("PRAGMA page_count").fetchone()
            rows = connection.execute("SELECT group_concat(value) FROM revision").fetchone()
            details = connection.execute("SELECT group_concat(detail) FROM event").fetchone()
            free = connection.execute("PRAGMA freelist_count").fetchone()
            if MARKER in str(rows) or MARKER in str(details) or (free and free[0]):
                found.append(path.name)
            assert pages
            connection.close()
        if path.suffix == ".log":
            from fieldkit.store import recorder
            from fieldkit.store.safeguard import RECORDER_KEY

            if MARKER in str(recorder.read([path], key.subkey(RECORDER_KEY)).entries):
                found.append(path.name)
    return found


def test_a_withdrawn_interview_is_in_no_file_and_the_other_one_is_whole(store: Store) -> None:
    gone, kept = two(store)

    withdraw(store, gone, actor="m")

    assert [a.value for a in answers(store, kept)] == ["stays", "2"]
    assert answers(store, gone) == ()
    assert [e.kind for e in events(store, gone)] == [TOMBSTONE]
    left = interview(store, gone)
    assert (left.state, left.site, left.language) == (InterviewState.WITHDRAWN, "", "")
    assert left.case_code
    assert verify(store).ok
    assert clear_hits(store.folder, store) == []
    figures.record("23.erasure", hits=0)


def test_without_erasing_the_same_look_finds_it(store: Store) -> None:
    """The control of the scan above."""
    two(store)
    store.safeguard.snapshot()

    found = clear_hits(store.folder, store)
    assert len(found) >= 2
    figures.record("23.erasure", control_hits=len(found))


def test_the_store_goes_on_after_an_erasure_and_erasing_twice_is_once(store: Store) -> None:
    gone, kept = two(store)
    withdraw(store, gone, actor="m")
    n = len(list(events(store)))

    withdraw(store, gone, actor="m")
    save(store, kept, [said("/d/c", "3")], actor="m")
    with pytest.raises(Known) as refused:
        save(store, gone, [said("/d/c", "3")], actor="m")

    assert refused.value.code is Code.INTERVIEW_FINISHED
    assert len(list(events(store))) == n + 1
    with reopened(store) as again:
        assert verify(again).ok


def test_an_unknown_interview_and_a_pool_erase_nothing(store: Store, pool: Store) -> None:
    with pytest.raises(Known) as unknown:
        withdraw(store, "nobody", actor="m")
    with pytest.raises(Known) as kind:
        withdraw(pool, "nobody", actor="m")

    assert unknown.value.code is Code.INTERVIEW_UNKNOWN
    assert kind.value.code is Code.WORKSPACE_KIND


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("DELETE FROM revision WHERE interview_id = ?", 1),
        ("DELETE FROM event WHERE interview_id = ?", 1),
        ("DELETE FROM erasure", 0),
        ("DELETE FROM erased", 0),
        ("UPDATE erasure SET reason = ''", 0),
        ("UPDATE revision SET value = ''", 0),
    ],
)
def test_nothing_that_is_not_erased_goes_even_where_erasing_is_let(
    store: Store, statement: str, values: int
) -> None:
    gone, kept = two(store)
    withdraw(store, gone, actor="m")
    given: tuple[Value, ...] = (kept,) * values

    with pytest.raises(Bug), store.vault.erasing():
        store.vault.write(statement, *given)
    with pytest.raises(Bug), store.vault.erasing():
        store.vault.write(f"DELETE FROM event WHERE kind = '{TOMBSTONE}'")

    assert [r.value for r in revisions(store)] == ["stays", "2"]


def test_a_tombstone_erases_in_every_pool_in_any_order(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store, practice(tmp_path / "early", Kind.POOL) as early:
        gone, _ = two(store)
        pour(store, early)
        assert MARKER in {r.value for r in revisions(early)}
        withdraw(store, gone, actor="m")
        hashes = set()
        for n, order in enumerate(itertools.permutations([store, early])):
            with practice(tmp_path / f"p{n}", Kind.POOL) as pool:
                for source in order:
                    pour(source, pool)
                    pour(source, pool)
                assert MARKER not in {r.value for r in revisions(pool)}
                assert interview(pool, gone).state is InterviewState.WITHDRAWN
                assert len(interviews(pool)) == 2
                assert verify(pool).ok
                hashes.add(content_sha256(pool))
        pour(store, early)
        hashes.add(content_sha256(early))

        assert len(hashes) == 1
        figures.record("23.erasure", pools=n + 2, pools_that_kept=0)


def test_a_repair_does_not_bring_an_erased_interview_back(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        gone, _ = two(store)
        withdraw(store, gone, actor="m")
    content = bytearray((tmp_path / "w" / "vault.db").read_bytes())
    content[600] ^= 1
    (tmp_path / "w" / "vault.db").write_bytes(content)

    report = repair(tmp_path / "w", tmp_path / "new", passphrase=None, clock=StepClock())

    assert report.is_whole
    from fieldkit.store.workspace import open_store

    with open_store(tmp_path / "new", passphrase=None, clock=StepClock()) as again:
        assert {r.value for r in revisions(again)} == {"stays", "2"}
