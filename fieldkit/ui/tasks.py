"""Three lanes: the window's thread, one thread that owns the store, one for long work.

A job is a plain function; it touches no QObject. What it returns or raises comes home by one
queued signal, so `done` and `failed` always run on the window's thread. SQLite ties a connection
to its thread, hence a `ThreadPoolExecutor(1)` that never ends its thread between jobs.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from inspect import ismethod
from typing import Protocol, TypeVar
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from fieldkit import log
from fieldkit.errors import Bug, FieldkitError

T = TypeVar("T")
S = TypeVar("S", bound="Closing")


class Closing(Protocol):
    """What the store lane keeps open between jobs."""

    def close(self) -> None:
        """Let go of the file."""
        ...


@dataclass(slots=True)
class _Held:
    """The open store; read and written on the store lane alone."""

    store: Closing | None = None


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a result goes; the receivers are held weakly, so a page left behind can be freed."""

    done: Callable[[], Callable[[object], object] | None]
    failed: Callable[[], Callable[[FieldkitError], object] | None]


@dataclass(frozen=True, slots=True)
class _Result:
    home: _Home
    value: object
    error: FieldkitError | None


class Tasks(QObject):
    """Runs jobs off the window's thread and brings their results home."""

    _landed = Signal(object)
    _progressed = Signal(object, int, int)
    unclaimed = Signal(object)
    """A FieldkitError whose receiver is gone; the window shows it, so that no failure is lost."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store_lane = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._work_lane = ThreadPoolExecutor(1, thread_name_prefix="work")
        self._held = _Held()
        self._is_open = True
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def open_store(
        self,
        opener: Callable[[], S],
        first: Callable[[S], T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object],
    ) -> None:
        """Open a store on its lane, keep it there, and bring home what `first` reads from it.

        A store that is open already is closed before. When `first` fails, the store is closed.
        """
        self._submit(self._store_lane, partial(_open, self._held, opener, first), done, failed)

    def store(
        self,
        job: Callable[[S], T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object],
    ) -> None:
        """Run a job with the open store; jobs run one after another, in order of asking."""
        self._submit(self._store_lane, partial(_with_store, self._held, job), done, failed)

    def close_store(self, done: Callable[[None], object]) -> None:
        """Close the store once everything asked before is done."""
        self._submit(self._store_lane, partial(_close, self._held), done, self._never_fails)

    def work(
        self,
        job: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object],
    ) -> None:
        """Run a long job that needs no store."""
        self._submit(self._work_lane, job, done, failed)

    def progress_to(self, receiver: Callable[[int, int], object]) -> Callable[[int, int], None]:
        """A function for a job to say how far it is; `receiver` hears it on the window's thread."""
        return partial(self._progressed.emit, _weakly_two(receiver))

    def drain(self) -> None:
        """Refuse new jobs, finish those asked for, close the store and end both threads.

        Results still on their way are not delivered; called when the window has closed.
        """
        if not self._is_open:
            return
        self._is_open = False
        self._store_lane.submit(_close, self._held)
        self._store_lane.shutdown(wait=True)
        self._work_lane.shutdown(wait=True, cancel_futures=True)

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        job: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[FieldkitError], object],
    ) -> None:
        home = _Home(_weakly(done), _weakly(failed))
        if not self._is_open:
            self._landed.emit(_Result(home, None, Bug(detail="closing")))
            return
        lane.submit(self._run, job, home)

    def _run(self, job: Callable[[], object], home: _Home) -> None:
        """On a lane: run the job and send its result home, whatever it is."""
        try:
            result = _Result(home, job(), None)
        except FieldkitError as error:
            log.event(log.Happening.FAILED, code=error.code.value)
            result = _Result(home, None, error)
        except BaseException as error:  # noqa: BLE001 - the border of a thread: all must come home
            log.failure(log.Happening.FAILED, error)
            result = _Result(home, None, Bug(detail=type(error).__name__))
        if shiboken6.isValid(self):
            self._landed.emit(result)

    def _deliver(self, result: _Result) -> None:
        if result.error is None:
            done = result.home.done()
            if done is not None:
                done(result.value)
            return
        failed = result.home.failed()
        if failed is None:
            self.unclaimed.emit(result.error)
        else:
            failed(result.error)

    def _report(
        self, weak: Callable[[], Callable[[int, int], object] | None], done: int, total: int
    ) -> None:
        receiver = weak()
        if receiver is not None:
            receiver(done, total)

    def _never_fails(self, error: FieldkitError) -> None:
        self.unclaimed.emit(error)


def _open(held: _Held, opener: Callable[[], S], first: Callable[[S], T]) -> T:
    _close(held)
    store = opener()
    try:
        value = first(store)
    except BaseException:
        store.close()
        raise
    held.store = store
    return value


def _with_store(held: _Held, job: Callable[[S], T]) -> T:
    if held.store is None:
        raise Bug(detail="locked")
    return job(held.store)  # type: ignore[arg-type]  # the lane holds what open_store put there


def _close(held: _Held) -> None:
    store, held.store = held.store, None
    if store is not None:
        store.close()


def _weakly(receiver: Callable[[T], object]) -> Callable[[], Callable[[object], object] | None]:
    """A way back to a bound method that does not keep its object alive, nor trust a dead one."""
    if not ismethod(receiver):
        return partial(_itself, receiver)  # type: ignore[arg-type]  # T is what the job returns
    return partial(_if_alive, WeakMethod(receiver))


def _weakly_two(
    receiver: Callable[[int, int], object],
) -> Callable[[], Callable[[int, int], object] | None]:
    return _weakly(receiver)  # type: ignore[arg-type,return-value]  # the same, for two arguments


def _itself(receiver: Callable[[object], object]) -> Callable[[object], object]:
    return receiver


def _if_alive(
    weak: "WeakMethod[Callable[[object], object]]",
) -> Callable[[object], object] | None:
    receiver = weak()
    owner = getattr(receiver, "__self__", None)
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return None
    return receiver
