"""Reading what can still be read of a damaged database, a few rows at a time."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from fieldkit.errors import FieldkitError, Known
from fieldkit.records import Event, Revision, StoredForm
from fieldkit.store import driver
from fieldkit.store.chain import event_hash, revision_hash
from fieldkit.store.database import keyed
from fieldkit.store.driver import Connection, Row
from fieldkit.store.forms import form_sha256
from fieldkit.store.key import Key
from fieldkit.store.ledger import SELECT_EVENTS, SELECT_REVISIONS, event_of, revision_of
from fieldkit.store.parts import SELECT_HELD, SELECT_PARTS, Held, Part, of_row

T = TypeVar("T")

_STEP: Final = 64
_IN_VAIN: Final = 40  # steps without a row, after which no more is looked for
_HAS_TABLE: Final = "SELECT 1 FROM sqlite_master WHERE name = ?"
_FORMS: Final = "SELECT form_sha256, form_id, version, title, xform FROM form"


def entries(path: Path, key: Key) -> tuple[Revision | Event, ...]:
    """Every entry that can be read and bears its own hash."""
    reading = _Reading(path, key)
    found: list[Revision | Event] = []
    for row in reading.rows(SELECT_REVISIONS):
        revision = _made(revision_of, row)
        if revision is not None and revision_hash(revision) == revision.hash:
            found.append(revision)
    for row in reading.rows(SELECT_EVENTS):
        event = _made(event_of, row)
        if event is not None and event_hash(event) == event.hash:
            found.append(event)
    return tuple(found)


def forms(path: Path, key: Key) -> tuple[StoredForm, ...]:
    """Every form that can be read and bears its own hash, without its attached files."""
    found = (_made(lambda r: StoredForm(*r), row) for row in _Reading(path, key).rows(_FORMS))
    return tuple(form for form in found if form and form_sha256(form) == form.form_sha256)


def attachments(path: Path, key: Key) -> tuple[Held, ...]:
    """Every row that can be read of an attachment; whether its content can is another question."""
    found = (_made(of_row, row) for row in _Reading(path, key).rows(SELECT_HELD))
    return tuple(held for held in found if held)


def parts(path: Path, key: Key) -> Iterator[Part]:
    """Every part of an attachment that can be read, 16 MiB in memory at a time at the most."""
    for row in _Reading(path, key).rows(SELECT_PARTS):
        yield Part(*row)


class _Reading:
    """A connection that is made anew after each failure: the cipher's errors stick to one."""

    def __init__(self, path: Path, key: Key) -> None:
        self._path, self._key = path, key
        self._connection: Connection | None = None

    def rows(self, select: str) -> Iterator[Row]:
        """The rows of a table, skipping those on pages that cannot be read."""
        at = in_vain = 0
        try:
            # A file whose first page is gone has no tables: nothing can be read of it. One of an
            # older version lacks some.
            while in_vain < _IN_VAIN and self._ask(_HAS_TABLE, _table(select)):
                some = self._between(select, at, at + _STEP)
                if some is None:  # one page is damaged: its neighbours are read one by one
                    some = [
                        row
                        for one in range(at, at + _STEP)
                        for row in self._between(select, one, one + 1) or ()
                    ]
                    in_vain += 1
                elif not some:
                    following = self._next(select, at)
                    if following is None:
                        return
                    in_vain += 1
                    at = max(at, following - _STEP)
                in_vain = 0 if some else in_vain
                yield from some
                at += _STEP
        finally:
            self._close()

    def _between(self, select: str, low: int, high: int) -> list[Row] | None:
        return self._ask(f"{select} WHERE rowid >= ? AND rowid < ?", low, high)

    def _next(self, select: str, low: int) -> int | None:
        found = self._ask(f"SELECT min(rowid) FROM {_table(select)} WHERE rowid >= ?", low)  # noqa: S608
        if found is None:
            return low  # the way there is damaged: go on step by step
        return None if found[0][0] is None else int(found[0][0])

    def _ask(self, sql: str, *values: int | str) -> list[Row] | None:
        with suppress(FieldkitError), driver.translated(self._path.parent):
            if self._connection is None:
                self._connection = keyed(self._path, self._key, "ro")
            return self._connection.execute(sql, values).fetchall()
        self._close()
        return None

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _table(select: str) -> str:
    return select.rpartition(" FROM ")[2]


def _made(make: Callable[[Row], T], row: Row) -> T | None:
    try:
        return make(row)
    except (Known, ValueError, TypeError, AttributeError):
        return None
