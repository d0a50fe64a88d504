import gc
import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from fieldkit.errors import Bug, Code, FieldkitError, Known
from fieldkit.ui.tasks import Tasks


class FakeStore:
    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.is_open = True

    def close(self) -> None:
        assert threading.current_thread() is self.thread
        self.is_open = False


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.errors: list[FieldkitError] = []
        self.threads: list[threading.Thread] = []

    def done(self, value: object) -> None:
        self.values.append(value)
        self.threads.append(threading.current_thread())

    def failed(self, error: FieldkitError) -> None:
        self.errors.append(error)
        self.threads.append(threading.current_thread())

    def progress(self, done: int, total: int) -> None:
        self.values.append((done, total, threading.current_thread()))


@pytest.fixture
def home(qapp: object) -> Receiver:
    return Receiver()


def _refuse(_store: object) -> None:
    raise Known(Code.STORE_FULL)


def _break(_store: object) -> None:
    raise ZeroDivisionError


def _nothing(_store: object) -> None:
    return None


def test_results_come_home_to_the_windows_thread(
    qtbot: QtBot, tasks: Tasks, home: Receiver
) -> None:
    tasks.work(threading.current_thread, home.done, home.failed)

    qtbot.waitUntil(lambda: bool(home.values))
    assert home.values[0] is not threading.main_thread()
    assert home.threads == [threading.main_thread()]


def test_a_known_error_reaches_failed_as_it_is(qtbot: QtBot, tasks: Tasks, home: Receiver) -> None:
    tasks.open_store(FakeStore, _refuse, home.done, home.failed)

    qtbot.waitUntil(lambda: bool(home.errors))
    assert home.errors[0].code is Code.STORE_FULL
    assert home.values == []


def test_any_other_error_reaches_failed_as_a_bug_without_its_text(
    qtbot: QtBot, tasks: Tasks, home: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.open_store(FakeStore, _nothing, home.done, home.failed)
    tasks.store(_break, home.done, home.failed)

    qtbot.waitUntil(lambda: bool(home.errors))
    caplog.clear()  # the log of it is wanted here
    assert isinstance(home.errors[0], Bug)
    assert home.errors[0].slots == {"detail": "ZeroDivisionError"}


def test_jobs_of_the_store_run_in_order_on_one_thread(
    qtbot: QtBot, tasks: Tasks, home: Receiver
) -> None:
    seen: list[tuple[int, threading.Thread]] = []

    def note(n: int, _store: object) -> None:
        seen.append((n, threading.current_thread()))

    tasks.open_store(FakeStore, _nothing, home.done, home.failed)
    for n in range(50):
        tasks.store(partial(note, n), home.done, home.failed)

    qtbot.waitUntil(lambda: len(home.values) == 51)
    assert [n for n, _ in seen] == list(range(50))
    assert len({thread for _, thread in seen}) == 1


def test_a_job_after_the_lock_fails_and_is_told(qtbot: QtBot, tasks: Tasks, home: Receiver) -> None:
    tasks.open_store(FakeStore, _nothing, home.done, home.failed)
    tasks.close_store(home.done)
    tasks.store(_nothing, home.done, home.failed)

    qtbot.waitUntil(lambda: bool(home.errors))
    assert home.errors[0].slots == {"detail": "locked"}


def test_a_failure_whose_receiver_is_gone_is_still_told(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    told: list[FieldkitError] = []
    tasks.unclaimed.connect(told.append)
    gone = Receiver()

    def wait_and_refuse() -> None:
        gate.wait(10)
        raise Known(Code.FILE_MISSING)

    tasks.work(wait_and_refuse, gone.done, gone.failed)
    shiboken6.delete(gone)
    gate.set()

    qtbot.waitUntil(lambda: bool(told))
    assert told[0].code is Code.FILE_MISSING


def test_a_waiting_job_does_not_keep_its_receiver_alive(qtbot: QtBot, tasks: Tasks) -> None:
    gate, freed = threading.Event(), threading.Event()

    class Watched(Receiver):
        def __del__(self) -> None:
            freed.set()

    receiver = Watched()
    tasks.work(lambda: gate.wait(10), receiver.done, receiver.failed)
    del receiver
    gc.collect()

    assert freed.is_set()
    gate.set()


def test_progress_is_heard_on_the_windows_thread(
    qtbot: QtBot, tasks: Tasks, home: Receiver
) -> None:
    say = tasks.progress_to(home.progress)

    tasks.work(partial(say, 3, 7), home.failed, home.failed)

    qtbot.waitUntil(lambda: bool(home.values))
    assert home.values == [(3, 7, threading.main_thread())]


def test_quitting_finishes_what_was_asked_and_closes_the_store(
    qtbot: QtBot, home: Receiver
) -> None:
    tasks = Tasks()
    opened: list[FakeStore] = []
    written: list[int] = []

    def write(n: int, _store: object) -> None:
        written.append(n)

    tasks.open_store(FakeStore, opened.append, home.done, home.failed)
    for n in range(20):
        tasks.store(partial(write, n), home.done, home.failed)
    tasks.drain()

    assert written == list(range(20))
    assert not opened[0].is_open
    assert not [t for t in threading.enumerate() if t.name.startswith(("store", "work"))]


def test_a_job_after_quitting_is_refused(qtbot: QtBot, home: Receiver) -> None:
    tasks = Tasks()
    tasks.drain()

    tasks.work(int, home.done, home.failed)

    qtbot.waitUntil(lambda: bool(home.errors))
    assert home.errors[0].slots == {"detail": "closing"}
