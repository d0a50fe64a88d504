"""A disk that fails at each of its calls, one after the other, under a program that saves.

`python -m tests.e2e.disk_faults BASE MANNER RUNS` runs on the listening disk and prints one JSON
line: a tally. Each run takes a fresh copy of a folder, makes the n-th call fail and does the work
of an interview, or is killed at the first refusal; what was acknowledged must then be there once,
and what was not must be there once after it was tried again. MANNER `honest` is the store as it
is; the others are the control arms: `hasty` acknowledges before it commits, `forgetful` tries
again, after a kill, under new revision ids.
"""

import errno
import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.ids import SystemClock, new_uuid
from fieldkit.records import Address, Answer, Status
from fieldkit.services import interviews
from fieldkit.services.interviews import SaveTicket
from fieldkit.store.answers import revisions
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e.disk import Disk
from tests.unit.store.making import begin, practice

SEED = 20261121
SAID_OF_A_DISK = {Code.STORE_FULL, Code.STORE_FAILED, Code.FILE_FULL, Code.FILE_UNWRITABLE}
_SAVES = 6


@dataclass
class Tally:
    """What all runs did."""

    runs: int = 0
    refused: int = 0
    acknowledged: int = 0
    false_saved: int = 0
    not_taken_later: int = 0
    duplicates: int = 0
    unsound: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)


@dataclass
class Run:
    """One run: the tickets in order, and which of them were acknowledged."""

    tickets: list[SaveTicket] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Fault:
    """Which call fails, how, and for how long."""

    n: int
    number: int
    is_sticky: bool
    is_torn: bool
    is_crash: bool = False  # the program is killed once something was refused


def ticket(interview_id: str, n: int) -> SaveTicket:
    told = Answer(Address(f"/d/q{n % 4}"), Status.ANSWERED, f"value {n} " + "x" * 400)
    return SaveTicket(interview_id, (told,), told.address, (new_uuid(),))


def opened(folder: Path) -> Store:
    return open_store(folder, passphrase=None, clock=SystemClock())


def save(store: Store, prepared: SaveTicket, run: Run, manner: str) -> None:
    if manner == "hasty":
        run.acknowledged |= set(prepared.revision_ids)
    interviews.save(store, prepared, actor="m1")
    run.acknowledged |= set(prepared.revision_ids)


def attempt(tally: Tally, act: Callable[[], object]) -> bool:
    """Do it as the program does: an error of the world is said to the person, others are ours."""
    try:
        act()
    except Known as error:
        tally.refused += 1
        tally.said[error.code.value] += 1
        tally.odd[error.code.value] += error.code not in SAID_OF_A_DISK
        return False
    except (FieldkitError, OSError) as error:
        tally.odd[f"{type(error).__name__} {error}"] += 1
        return False
    return True


def work(folder: Path, run: Run, tally: Tally, manner: str, *, is_crash: bool) -> Store | None:
    """Open, save, fold the log in, save again, try again what was refused; as far as it goes."""
    held: list[Store] = []
    if not attempt(tally, lambda: held.append(opened(folder))):
        return None
    store = held[0]
    (interview,) = interviews.listed(store)
    for n in range(_SAVES):
        prepared = ticket(interview.interview_id, n)
        run.tickets.append(prepared)
        if not attempt(tally, lambda p=prepared: save(store, p, run, manner)):
            if is_crash:
                break
            attempt(tally, lambda p=prepared: save(store, p, run, manner))
        if n == _SAVES // 2:
            attempt(tally, lambda: store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)"))
    return store


def try_again(store: Store, run: Run, tally: Tally, manner: str) -> None:
    """The disk is sound: every ticket that was refused must be taken."""
    for n, prepared in enumerate(run.tickets):
        if run.acknowledged & set(prepared.revision_ids):
            continue
        again = prepared
        if manner == "forgetful":
            again = SaveTicket(
                prepared.interview_id, prepared.answers, prepared.position, (new_uuid(),)
            )
            run.tickets[n] = again
        if not attempt(tally, lambda a=again: save(store, a, run, manner)):
            tally.not_taken_later += 1


def one_run(folder: Path, fault: Fault, disk: Disk, tally: Tally, manner: str) -> int:
    """How many changing calls the work made before the disk was sound again."""
    run = Run()
    disk.fail_at(fault.n, fault.number, sticky=fault.is_sticky, torn=fault.is_torn)
    store = work(folder, run, tally, manner, is_crash=fault.is_crash)
    made = disk.calm()
    tally.runs += 1
    if fault.is_crash and store is not None:
        left = folder.with_name("left")
        shutil.copytree(folder, left, ignore=shutil.ignore_patterns("*-shm"))
        store.close()
        shutil.rmtree(folder)
        left.rename(folder)
        store = opened(folder)
    if manner != "hasty" and store is not None:
        try_again(store, run, tally, manner)
    if store is not None:
        attempt(tally, store.close)
    there: Counter[str] = Counter()
    ids: set[str] = set()
    try:
        with opened(folder) as again:
            there.update(r.value for r in revisions(again))
            ids |= {r.revision_id for r in revisions(again)}
            report = verify(again)
        tally.unsound += not report.ok
        tally.odd.update(f"{found.check}: {found.detail}" for found in report.findings)
    except (FieldkitError, OSError) as error:
        tally.unsound += 1
        tally.odd[f"reopening: {type(error).__name__} {error}"] += 1
    tally.acknowledged += len(run.acknowledged)
    tally.false_saved += len(run.acknowledged - ids)
    tally.duplicates += sum(n - 1 for n in there.values())
    return made


def main(base: Path, manner: str, most: int) -> None:
    disk, tally = Disk(), Tally()
    origin = base / "origin"
    with practice(origin) as store:
        begin(store)
    folder = base / "w"

    def run(fault: Fault) -> int:
        shutil.copytree(origin, folder)
        made = one_run(folder, fault, disk, tally, manner)
        shutil.rmtree(folder)
        return made

    n_calls = run(Fault(2**40, errno.EIO, is_sticky=False, is_torn=False))
    faults = [
        Fault(n, number, is_sticky, is_torn, is_crash)
        for n in range(1, n_calls + 1)
        for number in (errno.ENOSPC, errno.EIO)
        for is_sticky in (False, True)
        for is_torn in (False, True)
        for is_crash in (True, manner == "forgetful")
    ]
    # Every call by one fault at least, then others by chance.
    chance = random.Random(SEED)
    each = [chance.choice(faults[16 * n : 16 * n + 16]) for n in range(n_calls)]
    more = chance.sample(faults, min(len(faults), max(0, most - len(each))))
    for fault in (*chance.sample(each, min(most, len(each))), *more):
        run(fault)
    print(json.dumps({"calls": n_calls, **vars(tally)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
