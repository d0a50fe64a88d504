"""A full or failing disk never makes a false "done", and what was refused goes through later.

Every changing call of backups, keys, withdrawals, sealing, a pool that grows and attachments fails
in turn: with no room or with an error, once or from then on, with half of a write done.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import built, environment, memory
from tests.e2e.series import told_by

RUNS = amount("FIELDKIT_CHANGE_FAULTS", 110, 2_000)

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]


def tally(base: Path, manner: str, runs: int) -> dict[str, Any]:
    root = base / "trial" / "place"
    root.mkdir(parents=True)  # a listener's root must be there when it begins
    watched = environment(built(base), root)
    return told_by("change_faults", base, manner, runs, manner=manner, watched=watched)


def test_a_failing_disk_never_makes_a_false_done_of_any_change(memory: Path) -> None:
    told = tally(memory, "honest", RUNS)

    runs = sum(told["runs"].values())
    figures.record(
        "4.disk_faults_in_changes",
        runs=runs,
        works=len(told["runs"]),
        calls=sum(told["calls"].values()),
        refused=told["refused"],
        bad=told["bad"],
        not_done_later=told["not_done_later"],
    )
    assert told["why"] == {}
    assert (told["bad"], told["not_done_later"]) == (0, 0)
    assert told["refused"] > runs / 3


def test_careless_programs_are_caught_by_the_same_faults(memory: Path) -> None:
    """The control: one says that it is done before it is, one erases before it has written."""
    told = tally(memory, "careless", 40)

    figures.record("4.disk_faults_in_changes", control_bad=told["bad"])
    assert any("acknowledged as withdrawn, and is not" in why for why in told["why"])
    assert any("sealed, and its file is gone or not whole" in why for why in told["why"])
