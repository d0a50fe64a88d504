"""An acknowledged answer survives `kill -9` in the middle of anything, and leaves nothing readable.

Saves by the window's path, checkpoints, closing and opening, a new key, a new passphrase, the
beginning of an interview, snapshots, backups (each with a backup's name is restored), a migration
from the first schema: 200 kills each run, 2,000 with FIELDKIT_LONG=1.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import memory
from tests.e2e.kill_series import MARKER, MIGRATE, OTHER, PHRASE, WORKS
from tests.e2e.marks import Marks
from tests.e2e.series import told_by

TRIALS = amount("FIELDKIT_KILLS", 200, 2_000)
FAULTS = ("lost", "unsound", "unopened", "ended_by_themselves")

__all__ = ["memory"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are of POSIX"),
]


def series(base: Path, trials: int, manner: str) -> dict[str, Any]:
    return told_by("kill_series", base, trials, manner, manner=manner)


def test_no_acknowledged_answer_is_lost_to_a_kill_in_the_middle_of_anything(memory: Path) -> None:
    told = series(memory, TRIALS, "honest")

    figures.record(
        "1.kills",
        runs=sum(told["kills"].values()),
        reopening_ms=told["reopening_ms"][0],
        reopening_ms_p95=told["reopening_ms"][1],
        reopening_ms_longest=told["reopening_ms"][2],
        **{name: told[name] for name in ("acknowledged", "backups", *FAULTS)},
    )
    assert sum(told["kills"].values()) == TRIALS
    assert set(told["kills"]) == {*WORKS, MIGRATE}
    assert told["backups"] > 0
    assert told["acknowledged"] > TRIALS
    assert told["why"] == {}
    assert told["reopening_ms"][1] < 2000  # of 20, 19: what else runs on the machine is luck
    for name in FAULTS:
        assert told[name] == 0, name
    assert Marks([MARKER, PHRASE, OTHER]).in_files(memory, with_bare=False) == {}


def test_the_same_kills_catch_a_program_that_promises_too_early(memory: Path) -> None:
    """The control."""
    told = series(memory, 15, "hasty")

    figures.record("1.kills", control_runs=15, control_lost=told["lost"])
    assert told["lost"] > 0
