"""Kills programs at random moments of everything that changes files, and looks at what is left.

`python -m tests.e2e.change_kills BASE TRIALS MANNER` prints one JSON line: a tally. Each trial
forks a child that saves an answer and does one kind of work, again and again, until it is killed;
the place must then hold to all that the child said. A few trials share a place, so that each work
meets what a kill of another has left. MANNER `honest` does it as the program does; `careless` is
the control.
"""

import json
import random
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from tests.e2e.kill_series import kill_once
from tests.e2e.looking import Looker, Told
from tests.e2e.world import ALL_WORKS, CONTROLS, LARGER, Place, Work, make, save_one

SEED = 20261121
_TRIALS_A_PLACE = 4

# The longest wait before the kill: what the work takes, and some more.
LONGEST_S = {
    "save": 0.05,
    "backup": 0.5,
    "rekey": 0.4,
    "passphrase": 0.05,
    "snapshot": 0.2,
    "upgrade": 0.4,
    "withdraw": 0.5,
    "seal": 0.7,
    "pool": 0.8,
    "attach": 0.2,
    LARGER: 0.6,
}


@dataclass
class Tally:
    """What a series of kills did."""

    kills: Counter[str] = field(default_factory=Counter)
    bad: int = 0
    ended_by_themselves: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    looking_ms_longest: int = 0


def work_until_killed(place: Place, work: Work, say: IO[str], *, is_late: bool) -> None:
    """Work from now on, or, for a late kill, once the work was done before."""

    def aloud(words: str) -> None:
        print(words, file=say, flush=True)

    store, said = place.opened(), ["ready"]
    if is_late:
        store = work(place, store, said.append)
    aloud("\n".join(said))
    while True:
        store = work(place, save_one(place, store, aloud), aloud)


def main(base: Path, trials: int, manner: str) -> None:
    works = dict(CONTROLS) if manner == "careless" else dict(ALL_WORKS)
    origin = make(base / "origin" / "place", finished=6)
    chance, tally, looker = random.Random(SEED), Tally(), Looker()
    # Every kind as often as any other, in an order of chance.
    kinds = [list(works)[n % len(works)] for n in range(trials)]
    chance.shuffle(kinds)
    place, told = origin, Told()
    for n, kind in enumerate(kinds):
        if n % _TRIALS_A_PLACE == 0:
            shutil.rmtree(base / "trial", ignore_errors=True)
            shutil.copytree(base / "origin", base / "trial")
            place, told = Place(base / "trial" / "place"), Told()
        do = partial(work_until_killed, place, works[kind], is_late=tally.kills[kind] % 3 == 2)
        lines, lived = kill_once(do, chance.uniform(0, LONGEST_S[kind]))
        for line in lines:
            told.hear(line)
            tally.acknowledged[line.split()[0]] += 1
        tally.kills[kind] += 1
        tally.ended_by_themselves += not lived
        begun = time.perf_counter()
        problems = looker.judge(place, told)
        tally.looking_ms_longest = max(
            tally.looking_ms_longest, round((time.perf_counter() - begun) * 1000)
        )
        tally.bad += bool(problems)
        tally.why.update(f"after {kind}: {problem}" for problem in problems)
        told.backups.clear()
        for file in place.backups.iterdir():
            file.unlink()
    print(json.dumps(vars(tally)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
