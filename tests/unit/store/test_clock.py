"""The wall clock may do what it likes: order, chain and durations do not follow it."""

from itertools import pairwise
from pathlib import Path

import pytest

from fieldkit.ids import Instant, SystemClock
from fieldkit.store.answers import answers, events, revisions, save
from fieldkit.store.ledger import CLOCK_JUMPED, jump_s
from fieldkit.store.verify import verify
from fieldkit.store.workspace import create, open_store
from tests.e2e import figures
from tests.unit.store.making import begin, said


class Wild:
    """A clock whose next moments are told: wall time, then milliseconds and start."""

    def __init__(self) -> None:
        self.now = Instant("2026-11-02T08:00:00.000Z", 300, 1_000, "one")

    def instant(self) -> Instant:
        return self.now

    def set(self, wall: str, mono_ms: int, boot: str = "one") -> None:
        self.now = Instant(wall, 300, mono_ms, boot)


TRICKS = {
    "a year on": ("2027-11-02T08:00:00.000Z", 2_000, "one", True),
    "a year back": ("2025-11-02T08:00:00.000Z", 2_000, "one", True),
    "1970": ("1970-01-01T00:00:00.000Z", 2_000, "one", True),
    "an hour back (summer time)": ("2026-11-02T07:00:01.000Z", 2_000, "one", True),
    "as it should": ("2026-11-02T08:00:01.000Z", 2_000, "one", False),
    "a drift of two seconds": ("2026-11-02T08:00:03.000Z", 2_000, "one", False),
    "after a restart, later": ("2026-11-09T08:00:00.000Z", 5, "two", False),
    "after a restart, earlier": ("2026-11-01T08:00:00.000Z", 5, "two", True),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_jump_is_recorded_and_reorders_nothing(tmp_path: Path, trick: str) -> None:
    wall, mono_ms, boot, is_jump = TRICKS[trick]
    figures.add("21.clock", tricks=1)
    clock = Wild()
    with create(tmp_path / "w", passphrase=None, practice=True, clock=clock) as store:
        interview_id = begin(store).interview_id
        save(store, interview_id, [said("/d/a", "before")], actor="m")

        clock.set(wall, mono_ms, boot)
        save(store, interview_id, [said("/d/a", "after")], actor="m")

        assert [a.value for a in answers(store, interview_id)] == ["after"]
        jumps = [e for e in events(store) if e.kind == CLOCK_JUMPED]
        assert len(jumps) == is_jump
        history = sorted([*revisions(store), *events(store)], key=lambda e: e.seq)
        assert [e.seq for e in history] == list(range(1, len(history) + 1))
        same_start = [e for e in history if e.boot_id == "one"]
        assert all(b.mono_ms >= a.mono_ms for a, b in pairwise(same_start))
        assert verify(store).ok
    figures.add("21.clock", right=1, control_unmoved=not is_jump)


def test_a_clock_put_back_while_the_folder_was_closed_is_recorded_too(tmp_path: Path) -> None:
    clock = Wild()
    with create(tmp_path / "w", passphrase=None, practice=True, clock=clock) as store:
        begin(store)
    clock.set("2026-10-30T08:00:00.000Z", 5, "two")

    with open_store(tmp_path / "w", passphrase=None, clock=clock) as store:
        begin(store)
        (jump,) = [e for e in events(store) if e.kind == CLOCK_JUMPED]

    assert jump.detail == {"seconds": "-259200", "before": "2026-11-02T08:00:00.000Z"}


def test_what_is_no_time_accuses_nobody() -> None:
    odd = Instant("yesterday", 0, 1, "one")

    assert jump_s(odd, Instant("2026-11-02T08:00:00.000Z", 0, 2, "one")) is None


def test_the_machines_clock_counts_sleep_where_the_system_tells() -> None:
    clock = SystemClock()
    first, second = clock.instant(), clock.instant()

    assert second.mono_ms >= first.mono_ms
    assert second.boot_id == first.boot_id
    assert jump_s(first, second) is None
