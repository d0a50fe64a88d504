"""Kills programs at random moments of all that changes a workspace, and looks at what is left.

`python -m tests.e2e.kill_series BASE TRIALS MANNER` prints one JSON line: a tally. Each trial forks
a child that does one kind of work again and again, each time saving an answer by the window's path
first and saying so once that has returned; the child is killed, and the folder must open at once,
hold every answer ever acknowledged in it, and pass every check. MANNER `hasty` is the control: it
says so before it saves.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import IO

from fieldkit.errors import FieldkitError
from fieldkit.ids import SystemClock, new_uuid
from fieldkit.records import Address, Answer, Status
from fieldkit.services import interviews
from fieldkit.store import access, backup, key, rekey
from fieldkit.store.answers import revisions
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create, open_store
from tests.unit.store.making import begin

SEED = 20261121
MARKER = "mulberry-lantern-47"
PHRASE = "seven quiet herons over wet stones"
OTHER = "nine loud herons under dry stones"
_TRIALS_A_FOLDER = 25


@dataclass
class Tally:
    """What a series of kills did."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    unopened: int = 0
    ended_by_themselves: int = 0
    backups: int = 0
    reopening_ms: list[float] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)


Work = Callable[[Store], Store]
"""One round of work on an open store; the store to go on with is returned."""


def only_save(store: Store) -> Store:
    return store


def fold_in(store: Store) -> Store:
    """A checkpoint."""
    store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def close_and_open(store: Store) -> Store:
    store.close()
    return opened(store.folder)


def change_key(store: Store) -> Store:
    """A new key in a new file, swapped for the old one."""
    store.close()
    return rekey.rekey(
        store.folder, passphrase=_fitting(store.folder), new_passphrase=None, clock=SystemClock()
    )


def change_passphrase(store: Store) -> Store:
    access.change_passphrase(store, random.choice((PHRASE, OTHER)), with_device=False)
    return store


def finish_and_begin(store: Store) -> Store:
    """Other writes than answers: a new form's interview."""
    begin(store)
    return store


def snapshot(store: Store) -> Store:
    store.safeguard.snapshot()
    return store


def back_up(store: Store) -> Store:
    """A backup under a name of its own, outside the folder."""
    backup.backup(store, store.folder.parent / "backups" / f"{new_uuid()}.backup")
    return store


# Work, how often it is chosen, and the longest wait before the kill.
WORKS: dict[str, tuple[Work, int, float]] = {
    "save": (only_save, 6, 0.06),
    "checkpoint": (fold_in, 4, 0.06),
    "reopen": (close_and_open, 3, 0.15),
    "rekey": (change_key, 4, 0.25),
    "passphrase": (change_passphrase, 2, 0.1),
    "begin": (finish_and_begin, 2, 0.1),
    "snapshot": (snapshot, 2, 0.15),
    "backup": (back_up, 4, 0.25),
}
MIGRATE = "migrate"
_MIGRATIONS = 4  # of as many trials as the weights add up to
_OLDEST = Path(__file__).resolve().parents[1] / "data" / "vaults" / "v1" / "practice"


def _fitting(folder: Path) -> str:
    """Whichever passphrase opens the key file now."""
    for phrase in (PHRASE, OTHER):
        with contextlib.suppress(FieldkitError):
            key.unlock(folder / key.FILE_NAME, phrase)
            return phrase
    return PHRASE


def opened(folder: Path) -> Store:
    return open_store(folder, passphrase=_fitting(folder), clock=SystemClock())


def save_one(store: Store, manner: str, say: IO[str]) -> None:
    interview = interviews.listed(store)[0]
    n = random.randrange(40)
    told = Answer(Address(f"/d/q{n}"), Status.ANSWERED, f"{MARKER} {n} " + "x" * (n * 20))
    prepared = interviews.ticket(interview.interview_id, [told], told.address)
    if manner == "hasty":
        print(prepared.revision_ids[0], file=say, flush=True)
    interviews.save(store, prepared, actor="m1")
    if manner != "hasty":
        print(prepared.revision_ids[0], file=say, flush=True)


def migrate_until_killed(folder: Path, say: IO[str]) -> None:
    print("ready", file=say, flush=True)
    while True:
        open_store(folder, passphrase=None, clock=SystemClock()).close()


def work_until_killed(folder: Path, work: Work, manner: str, say: IO[str]) -> None:
    store = opened(folder)
    print("ready", file=say, flush=True)
    while True:
        save_one(store, manner, say)
        store = work(store)


def kill_once(do: Callable[[IO[str]], None], wait_s: float) -> tuple[list[str], bool]:
    """The lines that a child said before it was killed, and whether it lived until then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            random.seed()
            do(os.fdopen(writing, "w"))
        except BaseException:  # noqa: BLE001 - a child of a fork must end here, whatever happens
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as heard:
        first = heard.readline()
        time.sleep(wait_s)
        os.kill(child, signal.SIGKILL)
        said = heard.read()
    _, status = os.waitpid(child, 0)
    return said.rpartition("\n")[0].splitlines(), first == "ready\n" and os.WIFSIGNALED(status)


def look(folder: Path, promised: set[str], tally: Tally, kind: str) -> None:
    begun = time.perf_counter()
    try:
        store = (
            opened(folder)
            if kind != MIGRATE
            else open_store(folder, passphrase=None, clock=SystemClock())
        )
    except FieldkitError as error:
        tally.unopened += 1
        tally.why[f"after {kind}: {error.code} {error.slots}"] += 1
        return
    tally.reopening_ms.append((time.perf_counter() - begun) * 1000)
    with store:
        there = {revision.revision_id for revision in revisions(store)}
        report = verify(store)
    missing = promised - there
    tally.lost += len(missing)
    if missing:
        tally.why[f"after {kind}: lost"] += 1
    if not report.ok:
        tally.unsound += 1
        tally.why.update(f"after {kind}: {found.check} {found.detail}" for found in report.findings)


def look_at_backups(base: Path, tally: Tally) -> None:
    """Whatever bears a backup's name is one: it is restored, and checked, each time."""
    for file in sorted((base / "backups").glob("*.backup")):
        tally.backups += 1
        into = base / "restored"
        try:
            try:
                store = backup.restore(file, into, passphrase=OTHER, clock=SystemClock())
            except FieldkitError:
                store = backup.restore(file, into, passphrase=PHRASE, clock=SystemClock())
            with store:
                tally.unsound += not verify(store).ok
        except FieldkitError as error:
            tally.unopened += 1
            tally.why[f"a backup: {error.code} {error.slots}"] += 1
        shutil.rmtree(into, ignore_errors=True)
    shutil.rmtree(base / "backups")
    (base / "backups").mkdir()


def migration(base: Path, tally: Tally, wait_s: float) -> None:
    """A folder of the first schema, whose opening brings it to the present one, killed in it."""
    folder = base / "old"
    shutil.copytree(_OLDEST, folder)
    _, lived = kill_once(lambda say: migrate_until_killed(folder, say), wait_s)
    tally.kills[MIGRATE] += 1
    tally.ended_by_themselves += not lived
    look(folder, ids_of_the_oldest(base), tally, MIGRATE)
    shutil.rmtree(folder)


@cache
def ids_of_the_oldest(base: Path) -> set[str]:
    """The revisions that the folder of the first schema holds."""
    whole = base / "whole"
    shutil.copytree(_OLDEST, whole)
    with open_store(whole, passphrase=None, clock=SystemClock()) as store:
        found = {revision.revision_id for revision in revisions(store)}
    shutil.rmtree(whole)
    return found


def folders(base: Path) -> Iterator[Path]:
    """Fresh workspaces, each with an interview begun."""
    n = 0
    while True:
        folder = base / f"w{n}"
        with create(folder, passphrase=PHRASE, practice=False, clock=SystemClock()) as store:
            begin(store)
        yield folder
        n += 1


def main(base: Path, trials: int, manner: str) -> None:
    key.STRONG = key.PRACTICE  # type: ignore[misc]  # the cost of a guess is not what is tried here
    chance, tally, fresh = random.Random(SEED), Tally(), folders(base)
    (base / "backups").mkdir()
    names, weights = [*WORKS, MIGRATE], [*(each[1] for each in WORKS.values()), _MIGRATIONS]
    folder, promised = next(fresh), set[str]()
    for n in range(trials):
        if n % _TRIALS_A_FOLDER == _TRIALS_A_FOLDER - 1:
            shutil.rmtree(base / f"w{n // _TRIALS_A_FOLDER - 2}", ignore_errors=True)
            folder, promised = next(fresh), set()
        kind = chance.choices(names, weights)[0]
        if kind == MIGRATE:
            migration(base, tally, chance.uniform(0, 0.12))
            continue
        work, _, longest_s = WORKS[kind]
        do = partial(work_until_killed, folder, work, manner)
        said, lived = kill_once(do, chance.uniform(0, longest_s))
        promised |= set(said)
        tally.kills[kind] += 1
        tally.acknowledged += len(said)
        tally.ended_by_themselves += not lived
        look(folder, promised, tally, kind)
        look_at_backups(base, tally)
    slow = sorted(tally.reopening_ms)
    at = (len(slow) // 2, len(slow) * 19 // 20, -1)
    told = vars(tally) | {"reopening_ms": [round(slow[n]) for n in at]}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
