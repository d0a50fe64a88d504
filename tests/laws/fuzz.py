"""Feeds mutated inputs to the targets for a while; anything but a typed refusal is a crash.

    python tests/laws/fuzz.py TARGET|all [--seconds 60] [--seed 0] [--keep FOLDER]

An input that takes longer than ten seconds counts as a hang. What crashed is written into FOLDER.
Prints executions, crashes and the slowest input of each target. `fuzz_guided.py` does the same led
by coverage.
"""

import argparse
import hashlib
import random
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.laws.targets import TARGETS, WORDS, Target, mended, seeds

LONGEST_S = 10.0
_KEPT = 300
_LARGEST = 20_000


@dataclass
class Outcome:
    """What came of one target: how many inputs, how many were taken, which crashed."""

    executions: int = 0
    taken: int = 0
    crashes: dict[str, bytes] = field(default_factory=dict)
    slowest_s: float = 0.0


class Inputs:
    """Endless inputs: what was taken before cut, joined, overwritten and repeated."""

    def __init__(self, good: Sequence[bytes], chance: random.Random) -> None:
        self._pool = list(good)
        self._seeds = len(good)
        self._chance = chance

    def next(self) -> bytes:
        """Another input."""
        data = self._chance.choice(self._pool)
        for _ in range(self._chance.choice((1, 1, 2, 3, 6))):
            data = _changed(data, self._pool, self._chance)
        return data[:_LARGEST]

    def keep(self, data: bytes) -> None:
        """Begin from this one too, so that changes add up; the oldest that was kept may go."""
        if len(self._pool) < self._seeds + _KEPT:
            self._pool.append(data)
        else:
            self._pool[self._chance.randrange(self._seeds, len(self._pool))] = data


def run(name: str, target: Target, inputs: Inputs, is_over: Callable[[Outcome], bool]) -> Outcome:
    """Give the target inputs until it is over, and keep one input of each kind of crash."""
    outcome = Outcome()
    while not is_over(outcome):
        data = inputs.next()
        began = time.process_time()  # a machine that stalls is no hang
        try:
            if target(mended(name, data)):
                inputs.keep(data)
                outcome.taken += 1
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is a finding
            outcome.crashes.setdefault(_kind(problem), data)
        took = time.process_time() - began
        outcome.executions += 1
        outcome.slowest_s = max(outcome.slowest_s, took)
        if took > LONGEST_S:
            outcome.crashes.setdefault("hang", data)
    return outcome


def _changed(data: bytes, pool: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((0, 0, 1, 2, 5, 20)))
    what = chance.randrange(5)
    if what == 0:
        middle = chance.choice(WORDS)
    elif what == 1:
        middle = bytes(chance.randrange(256) for _ in range(chance.randint(0, 3)))
    elif what == 2:
        other = chance.choice(pool)
        place = chance.randint(0, len(other))
        middle = other[place : place + chance.randint(0, 80)]
    elif what == 3:
        middle = data[start : start + chance.randint(1, 40)] * chance.choice((2, 3, 50))
    else:
        return data[:start] + data[end:]
    return data[:start] + middle + data[end:]


def _kind(problem: Exception) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "fieldkit" in Path(frame.filename).parts] or frames
    return f"{type(problem).__name__} in {Path(ours[-1].filename).name}:{ours[-1].name}"


def _until(moment: float) -> Callable[[Outcome], bool]:
    return lambda _: time.monotonic() > moment


def main() -> int:
    """Fuzz what is asked for; 1 when something crashed."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=["all", *TARGETS])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    names = list(TARGETS) if asked.target == "all" else [asked.target]
    found = 0
    for name in names:
        inputs = Inputs(seeds(name), random.Random(asked.seed))
        outcome = run(name, TARGETS[name], inputs, _until(time.monotonic() + asked.seconds))
        found += len(outcome.crashes)
        print(
            f"{name:12} {outcome.executions:8} inputs, {outcome.taken} taken, "
            f"slowest {outcome.slowest_s:.2f} s, {len(outcome.crashes)} kinds of crash",
            flush=True,
        )
        for kind, data in outcome.crashes.items():
            print(f"    {kind}: {data[:200]!r}", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
