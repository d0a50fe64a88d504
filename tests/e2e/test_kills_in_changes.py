"""`kill -9` in the middle of whatever changes files leaves the old state or the new, and all of it.

Backups, keys, passphrases, snapshots, a migration, withdrawals, sealing, a pool that grows, and
attachments of 20 parts; what was said to be done is done, and nothing is half done.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.change_kills import LONGEST_S
from tests.e2e.disk import memory
from tests.e2e.series import told_by

TRIALS = amount("FIELDKIT_CHANGE_KILLS", 66, 2_000)

__all__ = ["memory"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are of POSIX"),
]


def series(base: Path, trials: int, manner: str) -> dict[str, Any]:
    return told_by("change_kills", base, trials, manner, manner=manner)


def test_a_kill_inside_any_change_leaves_the_old_state_or_the_new(memory: Path) -> None:
    told = series(memory, TRIALS, "honest")

    figures.record(
        "1.kills_in_changes",
        runs=sum(told["kills"].values()),
        works=len(told["kills"]),
        acknowledged=sum(told["acknowledged"].values()),
        bad=told["bad"],
        ended_by_themselves=told["ended_by_themselves"],
    )
    assert set(told["kills"]) == set(LONGEST_S)
    assert told["why"] == {}
    assert (told["bad"], told["ended_by_themselves"]) == (0, 0)
    # Each work got to its end too, so that what it says was held against it.
    for said in ("withdrawn", "sealed", "backed-up", "changed", "pooled", "attached", "brought-up"):
        assert told["acknowledged"][said] > 0, said


def test_the_same_kills_catch_careless_programs(memory: Path) -> None:
    """The control: one says that it is done before it is, one erases before it has written."""
    told = series(memory, 30, "careless")

    figures.record("1.kills_in_changes", control_bad=told["bad"])
    assert any("acknowledged as withdrawn, and is not" in why for why in told["why"])
    assert any("sealed, and its file is gone or not whole" in why for why in told["why"])
