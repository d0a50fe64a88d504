"""Small real stores for tests: practice folders, a plain form, plain answers, a fixed clock."""

import hashlib
from pathlib import Path

from fieldkit.ids import Instant, new_uuid
from fieldkit.records import Address, Answer, Interview, Status, StoredForm
from fieldkit.store.answers import events, revisions
from fieldkit.store.forms import forms, put_form
from fieldkit.store.interviews import interviews, start_interview
from fieldkit.store.merge import Batch, MergeCounts, merge
from fieldkit.store.workspace import Kind, Store, create, open_store

XFORM = "<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>"
FORM = StoredForm(
    form_sha256=hashlib.sha256(XFORM.encode()).hexdigest(),
    form_id="worker",
    version="1",
    title="Worker",
    xform=XFORM,
    files={"regions.csv": b"name,label\nn,North\n"},
)


class StepClock:
    """A clock that moves one second at each look."""

    def __init__(self) -> None:
        self._seconds = 0

    def instant(self) -> Instant:
        self._seconds += 1
        minutes, seconds = divmod(self._seconds, 60)
        return Instant(f"2026-11-02T08:{minutes:02d}:{seconds:02d}.000Z", 300, self._seconds, "b")


def practice(folder: Path, kind: Kind = Kind.WORKSPACE) -> Store:
    return create(folder, passphrase=None, practice=True, clock=StepClock(), kind=kind)


def reopened(store: Store) -> Store:
    store.close()
    return open_store(store.folder, passphrase=None, clock=store.clock)


def begin(store: Store, site: str = "north") -> Interview:
    put_form(store, FORM)
    return start_interview(
        store,
        form_sha256=FORM.form_sha256,
        form_id=FORM.form_id,
        form_version=FORM.version,
        language="English (en)",
        site=site,
        actor="m1",
    )


def said(address: str, value: str = "", status: Status = Status.ANSWERED) -> Answer:
    return Answer(Address(address), status, value)


def added(address: str) -> Answer:
    return said(address, status=Status.ADDED)


def removed(address: str) -> Answer:
    return said(address, status=Status.REMOVED)


def pour(source: Store, pool: Store) -> MergeCounts:
    """Everything of a store's interviews into a pool."""
    return merge(
        pool,
        list(revisions(source)),
        [event for event in events(source) if event.interview_id],
        interviews(source),
        forms(source),
        batch=Batch(new_uuid(), "0" * 64, ""),
    )
