"""Building many objects neither leaves the collector off nor keeps what has died."""

import gc
import weakref

import pytest

from fieldkit.xforms import collector
from fieldkit.xforms.collector import collector_off


class Ring:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self
        self.inside = [[] for _ in range(60_000)]


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()


def test_the_collector_is_on_again_even_after_a_failure():
    @collector_off()
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()

    assert gc.isenabled()


def test_what_was_off_before_stays_off():
    gc.disable()
    with collector_off():
        pass

    was_enabled = gc.isenabled()
    gc.enable()
    assert not was_enabled


def test_much_that_was_built_is_not_walked_again():
    with collector_off():
        ring = Ring()

    assert gc.get_freeze_count() > 60_000
    assert ring.inside


def test_little_that_was_built_is_left_to_the_collector():
    before = gc.get_freeze_count()

    with collector_off():
        small = [[] for _ in range(100)]

    assert gc.get_freeze_count() == before
    assert small


def test_what_was_frozen_and_died_is_freed_before_long(monkeypatch):
    monkeypatch.setattr(collector, "_MOST_FROZEN", gc.get_freeze_count() + 100_000)
    with collector_off():
        first = Ring()
    dead = weakref.ref(first)
    del first

    with collector_off():
        second = Ring()

    assert dead() is None
    assert second.inside
