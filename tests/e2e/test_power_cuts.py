"""An acknowledged answer survives a power cut: recorded writes, cut off at any call.

A kill cannot show it, for the system still writes what it was handed; so the program's writes and
syncs are recorded and replayed up to a random call, by three models of what a disk then holds.
What the models cannot show is a disk that lies about syncing.
"""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.ids import SystemClock
from fieldkit.store.answers import revisions
from fieldkit.store.verify import verify
from fieldkit.store.workspace import open_store
from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import Call, Model, Replay, built, calls, environment, memory
from tests.unit.store.making import begin, practice

ROOT = Path(__file__).resolve().parents[2]
CUTS = amount("FIELDKIT_POWER_CUTS", 500, 10_000)
SEED = 20261121
ALONE = ("vault.db", "vault.db-wal", "vault.key", "vault.key.copy", "lock")

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@dataclass
class Tally:
    """What a series of cuts under one model did."""

    cuts: int = 0
    lost: int = 0
    cuts_that_lost: int = 0
    corrupt: int = 0
    why: Counter[str] = field(default_factory=Counter)


def recorded(base: Path, manner: str) -> tuple[Path, list[Call]]:
    """A folder as it was before the work, and every call of the work."""
    folder = base / "w"
    with practice(folder) as store:
        begin(store)
    library = built(base)
    before = base / "before"
    shutil.copytree(folder, before)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.disk_work", str(folder), manner],
        cwd=ROOT,
        env={**os.environ, **environment(library, folder, base / "log")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    heard = list(calls(base / "log"))
    renamed = [
        Call(c.kind, c.path.replace(str(folder), str(before), 1), c.offset, c.data) for c in heard
    ]
    return before, renamed


@dataclass(frozen=True)
class Left:
    """What opening a folder found in it; None in place of answers where it did not open."""

    there: frozenset[str] | None
    why: tuple[str, ...]


def opened(folder: Path) -> Left:
    try:
        with open_store(folder, passphrase=None, clock=SystemClock()) as store:
            there = frozenset(revision.revision_id for revision in revisions(store))
            report = verify(store)
    except FieldkitError as error:
        return Left(None, (error.code.value,))
    return Left(there, tuple(finding.check for finding in report.findings))


def digest(folder: Path) -> bytes:
    """Cuts often leave the same bytes: once looked at is enough."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()


def count(left: Left, promised: set[str], tally: Tally) -> None:
    """What is missing of what was promised, and whether what is there is sound."""
    tally.cuts += 1
    tally.why.update(left.why)
    tally.corrupt += bool(left.why)
    missing = 0 if left.there is None else len(promised - left.there)
    tally.lost += missing
    tally.cuts_that_lost += missing > 0


def leave_alone(folder: Path) -> None:
    """Take away what stands beside the database and would give back what it lost."""
    for path in folder.iterdir():
        if path.name not in ALONE:
            path.unlink()


def series(
    base: Path, manner: str, cuts: int, models: tuple[Model, ...], *, is_alone: bool = False
) -> dict[Model, Tally]:
    before, heard = recorded(base, manner)
    chance = random.Random(SEED)
    moments = sorted(chance.choices(range(1, len(heard) + 1), k=cuts))
    replay, promised, fed = Replay(before), set[str](), 0
    tallies = {model: Tally() for model in models}
    looked_at: dict[bytes, Left] = {}
    for n, moment in enumerate(moments):
        for call in heard[fed:moment]:
            replay.feed(call)
            if call.kind == "N":
                promised.add(call.data.decode())
        fed = moment
        for model, tally in tallies.items():
            left = base / f"cut-{n}-{model.name}"
            replay.cut(model, chance, left)
            if is_alone:
                leave_alone(left)
            bytes_left = digest(left)
            if bytes_left not in looked_at:
                looked_at[bytes_left] = opened(left)
            count(looked_at[bytes_left], promised, tally)
            shutil.rmtree(left)
    if manner == "full" and not is_alone:
        figures.record("2.power_cuts", calls=len(heard), acknowledged=len(promised))
    alone = ", the database alone" if is_alone else ""
    said = f"{len(heard)} calls, {len(promised)} answers acknowledged"
    print(f"\n{manner}{alone}: {said}, {cuts} cuts each, {len(looked_at)} different")
    for model, tally in tallies.items():
        print(f"  {model.value}: {tally}")
    return tallies


def test_no_acknowledged_answer_is_lost_to_a_power_cut(memory: Path) -> None:
    tallies = series(memory, "full", CUTS, tuple(Model))

    figures.record(
        "2.power_cuts",
        cuts=CUTS,
        models=len(tallies),
        lost=sum(tally.lost for tally in tallies.values()),
        corrupt=sum(tally.corrupt for tally in tallies.values()),
    )
    for tally in tallies.values():
        assert (tally.cuts, tally.lost, tally.corrupt) == (CUTS, 0, 0)


def test_the_database_alone_loses_nothing_either(memory: Path) -> None:
    """Else a store that leans on its recorder would pass for one that needs none."""
    tallies = series(memory, "full", CUTS // 10, (Model.NOTHING, Model.TORN), is_alone=True)

    figures.record(
        "2.power_cuts",
        alone_cuts=CUTS // 10,
        alone_lost=sum(tally.lost for tally in tallies.values()),
        alone_corrupt=sum(tally.corrupt for tally in tallies.values()),
    )
    assert [(tally.lost, tally.corrupt) for tally in tallies.values()] == [(0, 0)] * 2


def test_the_same_cuts_catch_a_store_that_does_not_wait_for_the_disk(memory: Path) -> None:
    """The control: with `synchronous=NORMAL` answers must be lost."""
    tallies = series(memory, "normal", 40, (Model.NOTHING, Model.TORN), is_alone=True)

    lost = sum(tally.lost for tally in tallies.values())
    figures.record("2.power_cuts", control_cuts=40, control_lost=lost)
    assert all(tally.lost > 0 for tally in tallies.values())
