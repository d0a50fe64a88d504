"""A full or failing disk never makes a false "saved", and trying again never writes twice.

Every changing call of the work, of whatever part of the program, fails in turn: with no room or
with an error, once or from then on, with half of a write done, in a program that goes on or is
killed.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import built, environment, memory
from tests.e2e.series import told_by

RUNS = amount("FIELDKIT_DISK_FAULTS", 540, 2_784)
FAULTS = ("false_saved", "duplicates", "unsound", "not_taken_later")

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def tally(base: Path, manner: str, runs: int) -> dict[str, Any]:
    watched = environment(built(base), base)
    return told_by("disk_faults", base, manner, runs, manner=manner, watched=watched)


def test_a_failing_disk_never_makes_a_false_saved_nor_a_double(memory: Path) -> None:
    told = tally(memory, "honest", RUNS)

    names = ("runs", "calls", "refused", "acknowledged", *FAULTS)
    figures.record("4.disk_faults", **{name: told[name] for name in names})
    assert told["runs"] > RUNS
    assert told["calls"] > 100
    assert told["refused"] > RUNS
    assert told["acknowledged"] > RUNS
    for name in FAULTS:
        assert told[name] == 0, name
    assert {name: n for name, n in told["odd"].items() if n} == {}


def test_a_store_that_acknowledges_before_it_commits_is_caught(memory: Path) -> None:
    """The first control."""
    caught = tally(memory, "hasty", 40)["false_saved"]

    figures.record("4.disk_faults", control_false_saved=caught)
    assert caught > 0


def test_a_program_that_tries_again_under_new_ids_is_caught(memory: Path) -> None:
    """The second control: a commit that failed may be there all the same."""
    caught = tally(memory, "forgetful", 120)["duplicates"]

    figures.record("4.disk_faults", control_duplicates=caught)
    assert caught > 0
