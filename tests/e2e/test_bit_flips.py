"""One flipped bit anywhere is noticed or does no harm: it never changes or hides an answer.

The folder is as a crash leaves it, with answers that are in the write-ahead log alone. SQLite takes
a damaged log for the end of it and opens without a word, so what stands beside the database must
notice; the control takes that away.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from fieldkit.errors import Bug, Code, FieldkitError
from fieldkit.ids import SystemClock
from fieldkit.store.answers import answers, events, revisions, save
from fieldkit.store.interviews import interviews
from fieldkit.store.repair import repair
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import memory
from tests.unit.store.making import StepClock, begin, practice, said

FLIPS = amount("FIELDKIT_BIT_FLIPS", 1000, 10_000)
SEED = 20261121
PAGE = 4096
DATABASE = ("vault.db", "vault.db-wal", "vault.db-shm", "lock")
KEYS = ("vault.key", "vault.key.copy")

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

Contents = Mapping[str, object]


def contents(store: Store) -> Contents:
    """All that a person or an export could read of the answers."""
    held = interviews(store)
    return {
        "history": {r.revision_id: r for r in revisions(store)},
        "events": {e.hash for e in events(store) if e.interview_id},
        "current": {i.interview_id: answers(store, i.interview_id) for i in held},
        "list": held,
    }


@pytest.fixture
def crashed(memory: Path) -> tuple[Path, Contents]:
    """A folder with 30 answers folded into the file and 30 more in the log, and what is in it."""
    with practice(memory / "w") as store:
        begun = begin(store)
        for n in range(60):
            told = [said(f"/d/q{n % 41}", f"value {n} " + "x" * (n * 7))]
            save(store, begun.interview_id, told, actor="m1")
            if n == 29:
                store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        truth = contents(store)
        shutil.copytree(memory / "w", memory / "crashed")
    (memory / "crashed" / "vault.db-shm").unlink()
    return memory / "crashed", truth


def outcome(folder: Path, truth: Contents) -> str:
    """`harmless`, `silent`, or how it was noticed."""
    try:
        with open_store(folder, passphrase=None, clock=SystemClock()) as store:
            if contents(store) == truth:
                return "harmless"
            return "by verify" if not verify(store).ok else "silent"
    except FieldkitError as error:
        odd = isinstance(error, Bug) and error.code is Code.BUG
        return f"odd: {error.slots}" if odd else f"said: {error.code}"


def leave_alone(folder: Path) -> None:
    """Take away what stands beside the database."""
    for path in folder.iterdir():
        if path.name not in DATABASE + KEYS:
            path.unlink()


def flips(names: Mapping[str, int], folder: Path, n: int) -> Iterator[tuple[Path, int]]:
    """Places in files, as many in each as its weight says."""
    chance = random.Random(SEED)
    for name in chance.choices(list(names), list(names.values()), k=n):
        path = folder / name
        yield path, chance.randrange(path.stat().st_size * 8)


def series(
    crashed: Path, truth: Contents, weights: Mapping[str, int], n: int
) -> dict[str, Counter[str]]:
    tally: dict[str, Counter[str]] = {name: Counter() for name in weights}
    work = crashed.with_name("flipped")
    for path, bit in flips(weights, crashed, n):
        shutil.copytree(crashed, work)
        data = bytearray(path.read_bytes())
        data[bit // 8] ^= 1 << bit % 8
        (work / path.name).write_bytes(data)
        tally[path.name][outcome(work, truth)] += 1
        shutil.rmtree(work)
    for name, counts in tally.items():
        print(f"  {name}: {dict(counts)}")
    return tally


def test_no_flipped_bit_changes_or_hides_an_answer(crashed: tuple[Path, Contents]) -> None:
    folder, truth = crashed
    rest = [p.name for p in folder.iterdir() if p.is_file() and p.name != "lock"]
    heavy = {"vault.db": 8, "vault.db-wal": 8}
    print(f"\n{FLIPS} flips")

    tally = series(folder, truth, {name: heavy.get(name, 2) for name in rest}, FLIPS)

    whole = sum(tally.values(), Counter[str]())
    noticed = sum(whole[what] for what in whole if what.startswith(("said", "by")))
    figures.record(
        "8.bit_flips",
        flips=whole.total(),
        silent=whole["silent"],
        odd=sum(whole[what] for what in whole if what.startswith("odd")),
        detected=noticed,
        harmless=whole["harmless"],
    )
    assert whole.total() == FLIPS
    assert whole["silent"] == 0
    assert [what for what in whole if what.startswith("odd")] == []
    assert noticed > FLIPS / 20
    assert tally["vault.key"].total() > 0


def test_the_same_flips_catch_a_store_with_nothing_beside_it(
    crashed: tuple[Path, Contents],
) -> None:
    """The control: the database alone loses the end of a damaged log without a word."""
    folder, truth = crashed
    leave_alone(folder)
    print("\nthe database alone")

    tally = series(folder, truth, {"vault.db-wal": 1}, 25)

    lost = tally["vault.db-wal"]["silent"]
    figures.record("8.bit_flips", control_flips=25, control_silent=lost)
    assert lost > 0


def test_an_unharmed_folder_is_harmless(crashed: tuple[Path, Contents]) -> None:
    """The control of the other side: the check finds nothing where nothing is wrong."""
    folder, truth = crashed

    assert outcome(folder, truth) == "harmless"


def without_page(folder: Path, page: int) -> Path:
    damaged = folder.with_name("damaged")
    shutil.copytree(folder, damaged)
    with (damaged / "vault.db").open("r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes(PAGE))
    return damaged


def after_repair(damaged: Path, truth: Contents) -> str:
    """`whole`, `said` what is missing, or `silent` about it."""
    mended = damaged.with_name("mended")
    try:
        report = repair(damaged, mended, passphrase=None, clock=SystemClock())
        with open_store(mended, passphrase=None, clock=SystemClock()) as store:
            is_same = contents(store) == truth
            is_sound = verify(store).ok
    except FieldkitError as error:
        return f"said: {error.code}"
    finally:
        shutil.rmtree(mended, ignore_errors=True)
    if is_same and is_sound and report.is_whole:
        return "whole"
    return "silent" if report.is_whole else "said"


def test_any_one_page_lost_is_brought_back_whole(crashed: tuple[Path, Contents]) -> None:
    folder, truth = crashed
    (folder / "vault.db-wal").unlink()  # the log would mend some by itself
    pages = (folder / "vault.db").stat().st_size // PAGE
    tally: Counter[str] = Counter()
    tried = range(0, pages, amount("FIELDKIT_PAGE_STEP", 4, 1))
    for page in tried:
        damaged = without_page(folder, page)
        tally[after_repair(damaged, truth)] += 1
        shutil.rmtree(damaged)
    print(f"\n{len(tried)} of {pages} pages lost, one at a time: {dict(tally)}")
    figures.record("9.lost_pages", pages=pages, tried=len(tried), whole=tally["whole"])

    assert pages > 20
    assert tally == {"whole": len(tried)}


def test_the_database_alone_cannot_bring_a_first_page_back(crashed: tuple[Path, Contents]) -> None:
    """The control: with one page 1 everything is gone, and it is said."""
    folder, truth = crashed
    leave_alone(folder)

    said = after_repair(without_page(folder, 0), truth)

    figures.record("9.lost_pages", control_lost=int(said.startswith("said")))
    assert said.startswith("said")


def test_a_folder_put_back_to_an_older_copy_of_its_database_is_noticed(memory: Path) -> None:
    with practice(memory / "w") as store:
        begun = begin(store)
        save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")
    older = (memory / "w" / "vault.db").read_bytes()
    with open_store(memory / "w", passphrase=None, clock=StepClock()) as store:
        save(store, begun.interview_id, [said("/d/a", "2")], actor="m1")
        truth = contents(store)
    (memory / "w" / "vault.db").write_bytes(older)

    # What the recorder has is put back at once.
    figures.add("8.rollbacks", tried=1)
    assert outcome(memory / "w", truth) == "harmless"
    figures.add("8.rollbacks", detected=1)


def test_an_older_copy_that_nothing_can_mend_is_refused(memory: Path) -> None:
    with practice(memory / "w") as store:
        begun = begin(store)
    older = (memory / "w" / "vault.db").read_bytes()
    with open_store(memory / "w", passphrase=None, clock=StepClock()) as store:
        save(store, begun.interview_id, [said("/d/a", "2")], actor="m1")
        truth = contents(store)
    (memory / "w" / "vault.db").write_bytes(older)
    for path in (memory / "w").glob("recorder-*"):
        path.unlink()

    figures.add("8.rollbacks", tried=1)
    assert outcome(memory / "w", truth) == f"said: {Code.STORE_ROLLED_BACK}"
    figures.add("8.rollbacks", detected=1)


def test_an_older_copy_is_not_noticed_by_the_database_alone(memory: Path) -> None:
    """The control: nothing in the file says that there was a newer one."""
    with practice(memory / "w") as store:
        begun = begin(store)
        save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")
    older = (memory / "w" / "vault.db").read_bytes()
    with open_store(memory / "w", passphrase=None, clock=StepClock()) as store:
        save(store, begun.interview_id, [said("/d/a", "2")], actor="m1")
        truth = contents(store)
    (memory / "w" / "vault.db").write_bytes(older)
    leave_alone(memory / "w")

    assert outcome(memory / "w", truth) == "silent"
    figures.record("8.rollbacks", control_silent=1)
