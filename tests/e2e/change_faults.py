"""A disk that fails at each of its calls, one after the other, under everything that changes files.

`python -m tests.e2e.change_faults BASE MANNER RUNS` runs on the listening disk and prints one JSON
line: a tally. Each run takes a fresh place, makes the n-th call of one work fail, and looks at the
place as it is left, by a program that goes on or is killed; then the disk is sound, the same work
must go through, and all that was said to be done must be. MANNER `careless` is the control.
"""

import errno
import json
import random
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.store.workspace import Store
from tests.e2e.disk import Disk
from tests.e2e.looking import Looker, Told
from tests.e2e.world import ALL_WORKS, CONTROLS, Place, Work, make, save_one

SEED = 20261121
SAID_OF_A_DISK = {Code.STORE_FULL, Code.STORE_FAILED, Code.FILE_FULL, Code.FILE_UNWRITABLE}
_FIRST, _FIRST_CARELESS = 60, 12


@dataclass
class Tally:
    """What all runs did."""

    runs: Counter[str] = field(default_factory=Counter)
    calls: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    bad: int = 0
    not_done_later: int = 0
    why: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Fault:
    """Which call fails, how, and for how long."""

    n: int
    number: int
    is_sticky: bool
    is_torn: bool
    is_crash: bool  # the program is killed once something was refused


class Trial:
    """One place, one work, one fault."""

    def __init__(self, place: Place, kind: str, work: Work, tally: Tally) -> None:
        self._place, self._kind, self._work, self._tally = place, kind, work, tally
        self.told = Told()

    def under(self, fault: Fault, disk: Disk, looker: Looker) -> int:
        """How many calls the work made; what is wrong afterwards goes to the tally."""
        store = self._place.opened()
        disk.fail_at(fault.n, fault.number, sticky=fault.is_sticky, torn=fault.is_torn)
        is_done = self._attempt(lambda: self._did(store))
        made = disk.calm()
        if fault.is_crash and not is_done:
            self._judge(self._as_killed(), looker, "left")
        self._attempt(store.close, is_said=False)
        if not is_done:
            self._again()
        self._judge(self._place, looker, "later")
        return made

    def _did(self, store: Store) -> None:
        self._work(self._place, store, self.told.hear).close()

    def _again(self) -> None:
        """The disk is sound: what was refused goes through, and so does an answer."""
        try:
            store = self._place.opened()
            store = self._work(self._place, store, self.told.hear)
            save_one(self._place, store, self.told.hear).close()
        except (FieldkitError, OSError) as error:
            self._tally.not_done_later += 1
            self._tally.why[f"{self._kind} not done later: {error!r}"] += 1

    def _as_killed(self) -> Place:
        """A copy of what a kill at this moment leaves."""
        left = Place(self._place.base.parent / "left")
        ignored = shutil.ignore_patterns("*-shm")
        shutil.copytree(self._place.base, left.base, ignore=ignored)
        return left

    def _judge(self, place: Place, looker: Looker, when: str) -> None:
        problems = looker.judge(place, self.told)
        self._tally.bad += bool(problems)
        self._tally.why.update(f"{self._kind}, {when}: {problem}" for problem in problems)
        if place is not self._place:
            shutil.rmtree(place.base)

    def _attempt(self, act: Callable[[], object], *, is_said: bool = True) -> bool:
        """Do it as the program does: an error of the world is said, any other is ours."""
        try:
            act()
        except Known as error:
            self._tally.refused += is_said
            self._tally.said[error.code.value] += is_said
            if error.code not in SAID_OF_A_DISK:
                self._tally.bad += 1
                self._tally.why[f"{self._kind}: said {error.code} {dict(error.slots)}"] += 1
            return False
        except (FieldkitError, OSError):
            self._tally.bad += 1
            self._tally.why[f"{self._kind}: {traceback.format_exc()}"] += 1
            return False
        return True


def main(base: Path, manner: str, most: int) -> None:
    disk, tally, looker = Disk(), Tally(), Looker()
    works = dict(CONTROLS) if manner == "careless" else dict(ALL_WORKS)
    make(base / "origin" / "place")
    shutil.rmtree(base / "trial")
    chance = random.Random(SEED)

    def run(kind: str, fault: Fault) -> int:
        shutil.copytree(base / "origin", base / "trial")
        made = Trial(Place(base / "trial" / "place"), kind, works[kind], tally).under(
            fault, disk, looker
        )
        shutil.rmtree(base / "trial")
        return made

    for kind in works:
        n_calls = run(kind, Fault(2**40, errno.EIO, False, False, False))
        tally.calls[kind] = n_calls
        faults = [
            Fault(n, number, is_sticky, is_torn, is_crash)
            for n in range(1, n_calls + 1)
            for number in (errno.ENOSPC, errno.EIO)
            for is_sticky in (False, True)
            for is_torn in (False, True)
            for is_crash in (False, True)
        ]
        # Where a work begins it is decided what stands; its many calls to copy come later.
        each = most // len(works)
        n_first = 16 * (_FIRST_CARELESS if manner == "careless" else _FIRST)
        first, rest = faults[:n_first], faults[n_first:]
        chosen = chance.sample(first, min(-(-each // 2), len(first)))
        for fault in (*chosen, *chance.sample(rest, min(each // 2, len(rest)))):
            run(kind, fault)
            tally.runs[kind] += 1
    print(json.dumps(vars(tally)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
