"""A power cut in the middle of everything else that changes files leaves the old state or the new.

Backups, a new key, a new passphrase, snapshots that rotate, a migration, withdrawals, sealing and a
pool that grows: recorded once, cut off at moments inside each, by three models of what a disk then
holds. After each cut the workspace opens, no acknowledged answer is lost, what bears a backup's
name is one, a sealed interview is here or whole in its file, and of a withdrawn one there is
nothing left, even for somebody who has the key.
"""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import Call, Model, Replay, built, calls, environment, memory
from tests.e2e.looking import Looker, Told
from tests.e2e.world import ALL_WORKS, Place, make

ROOT = Path(__file__).resolve().parents[2]
CUTS = amount("FIELDKIT_CHANGE_CUTS", 6, 150)  # in each work, by each model
SEED = 20261121

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]


@dataclass
class Tally:
    """What the cuts inside one kind of work did."""

    cuts: int = 0
    bad: int = 0
    why: Counter[str] = field(default_factory=Counter)


def recorded(base: Path, manner: str) -> tuple[Place, list[Call]]:
    """A place as it was before the work, and every call of the work."""
    place = make(base / "now" / "place")
    before = Place(base / "before" / "place")
    shutil.copytree(place.base.parent, before.base.parent)
    library = built(base)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.disk_changes", str(place.base), manner],
        cwd=ROOT,
        env={**os.environ, **environment(library, place.base, base / "log")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    now, then = str(place.base), str(before.base)
    heard = [
        Call(
            c.kind,
            c.path.replace(now, then, 1),
            c.offset,
            c.data.replace(now.encode(), then.encode(), 1),
        )
        if c.kind == "R"
        else Call(c.kind, c.path.replace(now, then, 1), c.offset, c.data)
        for c in calls(base / "log")
    ]
    return before, heard


def moments(heard: list[Call], cuts: int, chance: random.Random) -> list[tuple[int, str]]:
    """Where to cut, inside each work alike, and which work that is."""
    spans: dict[str, list[int]] = {name: [] for name in ALL_WORKS}
    name = ""
    for n, call in enumerate(heard):
        said, _, work = call.data.decode().partition(" ") if call.kind == "N" else ("", "", "")
        if said == "begin":
            name = work
        if name:
            spans[name].append(n + 1)
        if said == "end":
            name = ""
    return sorted(
        (moment, name) for name in spans for moment in chance.choices(spans[name], k=cuts)
    )


def series(
    base: Path,
    manner: str,
    models: tuple[Model, ...],
    *,
    cuts: int = CUTS,
    is_journalled: bool = True,
) -> dict[str, Tally]:
    before, heard = recorded(base, manner)
    chance = random.Random(SEED)
    replay = Replay(before.base, is_journalled=is_journalled)
    told, fed, looker = Told(), 0, Looker()
    tallies = {name: Tally() for name in ALL_WORKS}
    for moment, name in moments(heard, cuts, chance):
        for call in heard[fed:moment]:
            replay.feed(call)
            if call.kind == "N":
                told.hear(call.data.decode())
        fed = moment
        for model in models:
            left = Place(before.base.parent / "left")
            replay.cut(model, chance, left.base)
            problems = looker.judge(left, told)
            tallies[name].cuts += 1
            tallies[name].bad += bool(problems)
            tallies[name].why.update(problems)
            shutil.rmtree(left.base)
    print(f"\n{manner}: {len(heard)} calls, {looker.n_different} different folders")
    for name, tally in tallies.items():
        print(f"  {name}: {tally.cuts} cuts, {tally.bad} bad {dict(tally.why)}")
    return tallies


def all_of(tallies: dict[str, Tally]) -> Counter[str]:
    return sum((tally.why for tally in tallies.values()), Counter[str]())


def test_a_power_cut_inside_any_change_leaves_the_old_state_or_the_new(memory: Path) -> None:
    tallies = series(memory, "full", tuple(Model))

    cuts = sum(tally.cuts for tally in tallies.values())
    figures.record(
        "2.power_cuts_in_changes",
        works=len(tallies),
        cuts=cuts,
        models=len(Model),
        bad=sum(tally.bad for tally in tallies.values()),
    )
    assert cuts == CUTS * len(ALL_WORKS) * len(Model)
    assert {name: tally.why for name, tally in tallies.items() if tally.bad} == {}


def test_it_holds_where_each_folder_keeps_its_names_for_itself(memory: Path) -> None:
    """No order between folders, as POSIX has it: a new folder may be gone, with all in it."""
    models = (Model.NOTHING, Model.SOME)
    tallies = series(memory, "full", models, cuts=CUTS // 2, is_journalled=False)

    figures.record(
        "2.power_cuts_in_changes",
        unordered_cuts=sum(tally.cuts for tally in tallies.values()),
        unordered_bad=sum(tally.bad for tally in tallies.values()),
    )
    assert {name: tally.why for name, tally in tallies.items() if tally.bad} == {}


def test_a_name_given_before_the_bytes_are_on_the_disk_is_caught(memory: Path) -> None:
    """The control: folders synced, files not, in everything that this project writes itself."""
    tallies = series(memory, "unsynced", (Model.NOTHING, Model.TORN), cuts=4)

    bad = {name: tally.bad for name, tally in tallies.items() if tally.bad}
    figures.record("2.power_cuts_in_changes", control_bad=sum(bad.values()), control_works=len(bad))
    for words in (
        "workspace: does not open",
        "old: does not open",
        "a backup: ",
        "sealed, and its",
    ):
        assert any(words in why for why in all_of(tallies)), words


def test_an_erasure_in_the_database_alone_is_caught(memory: Path) -> None:
    """The control: what snapshots and recorder keep is found by somebody who has the key."""
    tallies = series(memory, "uncleared", (Model.NOTHING,), cuts=4)

    why = all_of(tallies)
    figures.record("2.power_cuts_in_changes", control_erasures=sum(why.values()))
    assert any("still on the disk" in words for words in why)
