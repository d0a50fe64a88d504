"""Export a workspace to a workbook, and merge workbooks into a pool."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit import log
from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from fieldkit.records import (
    WITHOUT_ANSWERS,
    Address,
    Event,
    Interview,
    InterviewState,
    Ref,
    Special,
    StoredForm,
)
from fieldkit.services import assessment, codings, consent, interviews, judgements
from fieldkit.services.files import read_whole, write_whole
from fieldkit.services.library import definition_of, shipped_rulesets
from fieldkit.store import answers as stored_answers
from fieldkit.store import attachments as stored_attachments
from fieldkit.store import forms as stored_forms
from fieldkit.store import interviews as stored_interviews
from fieldkit.store import merge as stored_merge
from fieldkit.store import workspace as stored_workspace
from fieldkit.store.disk import is_there
from fieldkit.store.merge import Batch, Conflict
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.dataset.export import Export, ExportCase

SEALED_ENDING = ".age"
ENDINGS = (".xlsx", SEALED_ENDING)

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What left the workspace."""

    file: str
    sealed: bool
    practice: bool
    interviews: int
    by_state: Mapping[str, int]
    revisions: int
    n_bytes: int
    sha256: str
    purpose: str = ""
    left_out: int = 0  # interviews whose person did not agree to the purpose


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not merged, and why."""

    file: str
    error: Known


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A cell that somebody changed in a readable sheet; listed, never merged by itself."""

    file: str
    sheet: str
    row: int
    column: str
    before: str
    after: str
    kind: str


@dataclass(frozen=True, slots=True)
class PoolReport:
    """What adding files to a pool did; `records` are revisions, `withdrawn` interviews erased.

    `files` are those that were merged; `refused` counts the others, each with its reason in
    `refusals`, and the records that were put into quarantine.
    """

    files: int
    records_in: int
    new: int
    known: int
    refused: int
    interviews_new: int
    conflicts: int
    forked: int
    withdrawn: int
    refusals: tuple[Refusal, ...]
    edits: tuple[EditedCell, ...]
    content_sha256: str


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """What a pool holds."""

    interviews: int
    by_state: Mapping[str, int]
    by_form: Mapping[str, int]
    revisions: int
    conflicts: int
    practice: bool
    content_sha256: str


def export_workbook(
    store: Store,
    out: Path,
    *,
    recipients: Sequence[str] = (),
    overwrite: bool = False,
    purpose: str = "",
    progress: Progress | None = None,
) -> ExportReport:
    """Write every interview to one workbook, sealed when the name ends in `.age`.

    With a purpose only those leave whose person agreed to it and did not take that back. A clear
    workbook is the caller's deliberate choice; either way the export is an event of the workspace.
    A declined interview leaves as a visit, without any answer. Raises FILE_*, WORKBOOK_RECIPIENT,
    and CONSENT_PURPOSE for a purpose that no form here asks for.
    """
    from fieldkit.dataset import seal, workbook_write

    sealed = _is_to_be_sealed(out, recipients, overwrite=overwrite)
    held = _held(store)
    leaving = _agreed(store, held, purpose) if purpose else held
    gathered = _gather(store, leaving, progress=progress)
    data = workbook_write.write(gathered, stored_workspace.device_signing_key(store))
    if sealed:
        data = seal.seal(data, recipients)
    write_whole(out, data, overwrite=overwrite)
    sha256 = hashlib.sha256(data).hexdigest()
    stored_answers.record_event(
        store,
        "export",
        {
            "sealed": str(sealed).lower(),
            "interviews": str(len(gathered.cases)),
            "sha256": sha256,
            "purpose": purpose,
        },
    )
    log.event(log.Happening.EXPORTED, n=len(gathered.cases))
    return ExportReport(
        out.name,
        sealed,
        gathered.practice,
        len(gathered.cases),
        _by_state(gathered.interviews),
        len(gathered.revisions),
        len(data),
        sha256,
        purpose,
        len(held) - len(leaving),
    )


def _is_to_be_sealed(out: Path, recipients: Sequence[str], *, overwrite: bool) -> bool:
    """What the name says; raises FILE_UNWRITABLE, FILE_EXISTS and WORKBOOK_RECIPIENT."""
    if not out.name.endswith(ENDINGS):
        raise Known(Code.FILE_UNWRITABLE, file=out.name, detail="end the name in .xlsx or .age")
    if is_there(out) and not overwrite:
        raise Known(Code.FILE_EXISTS, file=out.name)
    sealed = out.name.endswith(SEALED_ENDING)
    if not sealed and recipients:
        raise Known(Code.WORKBOOK_RECIPIENT, file=out.name, detail="the name must end in .age")
    return sealed


def sealed_file(store: Store, interview_id: str, recipients: Sequence[str]) -> bytes:
    """One interview as a workbook in an age envelope, which `pool_add` reads like any other."""
    from fieldkit.dataset import seal, workbook_write

    only = tuple(i for i in _held(store) if i.interview_id == interview_id)
    gathered = _gather(store, only)
    data = workbook_write.write(gathered, stored_workspace.device_signing_key(store))
    return seal.seal(data, recipients)


def pool_add(
    pool: Store,
    files: Sequence[Path],
    *,
    identities: Sequence[str] = (),
    progress: Progress | None = None,
) -> PoolReport:
    """Merge workbooks into a pool, in any order and any number of times with one result.

    A file that is refused leaves the pool as it was, and the others are merged all the same.
    """
    records_in = new = known = refused = interviews_new = forked = withdrawn = 0
    refusals: list[Refusal] = []
    edits: list[EditedCell] = []
    for done, path in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            counts, n, found = _merge_file(pool, path, identities)
        except Known as error:
            refusals.append(Refusal(path.name, error))
            continue
        records_in += n
        new += counts.new
        known += counts.known
        refused += counts.refused
        interviews_new += counts.interviews_new
        forked += counts.forked
        withdrawn += counts.withdrawn
        edits += found
    log.event(log.Happening.POOLED, files=len(files), n=new)
    return PoolReport(
        len(files) - len(refusals),
        records_in,
        new,
        known,
        refused + len(refusals),
        interviews_new,
        len(stored_merge.conflicts(pool)),
        forked,
        withdrawn,
        tuple(refusals),
        tuple(edits),
        stored_merge.content_sha256(pool),
    )


def pool_status(pool: Store) -> PoolStatus:
    """What the pool holds, with the hash that is the same whatever the order of merging."""
    held = stored_interviews.interviews(pool)
    info = stored_workspace.info(pool)
    forms: dict[str, int] = {}
    for interview in held:
        forms[interview.form_id] = forms.get(interview.form_id, 0) + 1
    return PoolStatus(
        len(held),
        _by_state(held),
        forms,
        info.revisions,
        len(stored_merge.conflicts(pool)),
        pool.is_practice,
        stored_merge.content_sha256(pool),
    )


def pool_conflicts(pool: Store) -> tuple[tuple[Interview, Conflict], ...]:
    """Every address with two heads that differ, with its interview."""
    held = {interview.interview_id: interview for interview in stored_interviews.interviews(pool)}
    return tuple((held[c.interview_id], c) for c in stored_merge.conflicts(pool))


def _merge_file(
    pool: Store, path: Path, identities: Sequence[str]
) -> tuple[stored_merge.MergeCounts, int, list[EditedCell]]:
    from fieldkit.dataset import seal, workbook_read

    raw = read_whole(path)
    data = seal.unseal(raw, identities) if seal.is_sealed(raw) else raw
    payload = workbook_read.read(data)
    if payload.manifest.practice != pool.is_practice:
        raise Known(Code.WORKSPACE_KIND, detail="practice data and real data are kept apart")
    batch = Batch(new_uuid(), hashlib.sha256(raw).hexdigest(), payload.manifest.public_key.hex())
    counts = stored_merge.merge(
        pool, payload.revisions, payload.events, payload.interviews, payload.forms, batch=batch
    )
    edits = [
        EditedCell(path.name, e.sheet, e.row, e.column, e.before, e.after, e.kind.value)
        for e in payload.sheet_edits
    ]
    return counts, len(payload.revisions), edits


def _held(store: Store) -> tuple[Interview, ...]:
    """The interviews that may leave; what was sealed stays."""
    return tuple(
        interview
        for interview in stored_interviews.interviews(store)
        if interview.state is not InterviewState.SEALED
    )


def _agreed(store: Store, held: Sequence[Interview], purpose: str) -> tuple[Interview, ...]:
    """Those whose person agreed to a purpose; raises CONSENT_PURPOSE where no form asks for it."""
    asked = {form: consent.purposes(store, form) for form in {i.form_sha256 for i in held}}
    if not any(purpose in each for each in asked.values()):
        names = tuple(sorted({name for each in asked.values() for name in each}))
        raise Known(Code.CONSENT_PURPOSE, name=purpose, names=names)
    return tuple(
        interview
        for interview in held
        if interview.state not in WITHOUT_ANSWERS
        and consent.is_given(store, interview, interviews.session_of(store, interview), purpose)
    )


def _gather(
    store: Store, held: Sequence[Interview], *, progress: Progress | None = None
) -> "Export":
    """Everything an export of these interviews is made of; the declined keep no answer."""
    from fieldkit.dataset.export import Device, Export, ExportCase

    leaving = {interview.interview_id for interview in held}
    kept = {i.interview_id for i in held if i.state not in WITHOUT_ANSWERS}
    forms: dict[str, StoredForm] = {}
    cases: list[ExportCase] = []
    for done, interview in enumerate(held):
        if progress:
            progress(done, len(held))
        if interview.form_sha256 not in forms:
            forms[interview.form_sha256] = stored_forms.form(store, interview.form_sha256)
        if interview.interview_id not in kept:
            cases.append(ExportCase(interview, {}))
            continue
        session = interviews.session_of(store, interview)
        cases.append(_case(store, interview, session))
    device = stored_workspace.device(store)
    named = {c.partition("/")[0] for case in cases for c in case.indicators}
    return Export(
        cases=tuple(cases),
        definitions={sha256: definition_of(form) for sha256, form in forms.items()},
        forms=forms,
        rulesets={r.id: r for r in shipped_rulesets() if r.id in named},
        revisions=tuple(r for r in stored_answers.revisions(store) if r.interview_id in kept),
        events=tuple(
            e
            for e in stored_answers.events(store)
            if e.interview_id in leaving and _leaves(e, kept)
        ),
        interviews=tuple(held),
        device=Device(device.device_id, device.device_code, device.public_key),
        practice=store.is_practice,
        created_utc=store.clock.instant().wall_utc,
        program_version=metadata.version("fieldkit"),
    )


def _leaves(event: Event, kept: set[str]) -> bool:
    """Events of interviews leave; what was written or attached without consent stays behind."""
    is_written = event.kind in {judgements.EVENT, codings.CODED, stored_attachments.ADDED}
    return event.interview_id in kept or (bool(event.interview_id) and not is_written)


def _case(store: Store, interview: Interview, session: InterviewSession) -> "ExportCase":
    from fieldkit.dataset.export import ExportCase

    state = serialise.state(session)
    return ExportCase(
        interview,
        values={Ref(ref): value for ref, value in state["values"].items()},
        relevant={Ref(ref): on for ref, on in state["relevant"].items()},
        specials={Ref(ref): Special(code) for ref, code in state["special"].items()},
        addresses=_instances(session, state["values"]),
        indicators=state["indicators"],
        scores=assessment.determinations(session),
        judgements=judgements.of_case(store, interview.interview_id),
    )


def _instances(session: InterviewSession, refs: Mapping[str, str]) -> Mapping[Ref, Address]:
    """Every repeat instance that a leaf lies in, with its address."""
    found: dict[Ref, Address] = {}
    for ref in refs:
        steps = ref.split("/")
        for n, step in enumerate(steps):
            if step.endswith("]"):
                instance = Ref("/".join(steps[: n + 1]))
                found.setdefault(instance, session.address_of(instance))
    return found


def _by_state(held: Sequence[Interview]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for interview in held:
        counts[interview.state.value] = counts.get(interview.state.value, 0) + 1
    return counts
