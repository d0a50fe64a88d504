"""Pools: set union of histories, order-free, idempotent, associative; conflicts stay for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.records import Address, Event, Interview, Revision, StoredForm
from fieldkit.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Batch:
    """Where one merge came from; kept as a row of `import_batch`."""

    batch_id: str  # a new UUID
    file_sha256: str
    signer: str  # public key in hex, "" when unsigned


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What one merge did; new + known + refused is what came in."""

    new: int  # revisions
    known: int
    refused: int  # revisions and events whose hash does not fit, kept in quarantine
    events_new: int
    interviews_new: int
    forms_new: int
    conflicts: int  # addresses in conflict in the pool after this merge
    forked: int  # sequence numbers of a device with two histories: a copied laptop


@dataclass(frozen=True, slots=True)
class Conflict:
    """An address with two or more heads that differ."""

    interview_id: str
    address: Address
    heads: tuple[Revision, ...]


def merge(
    store: Store,
    revisions: Iterable[Revision],
    events: Iterable[Event],
    interviews: Iterable[Interview],
    forms: Iterable[StoredForm],
    *,
    batch: Batch,
) -> MergeCounts:
    """Take histories into a pool in one transaction; raises WORKSPACE_KIND in a workspace.

    Pass the events of the interviews too: state, language and consent are read from them.
    """
    raise NotImplementedError


def heads(store: Store, interview_id: str) -> Mapping[Address, tuple[Revision, ...]]:
    """Per address the revisions that nothing replaces."""
    raise NotImplementedError


def conflicts(store: Store, interview_id: str | None = None) -> tuple[Conflict, ...]:
    """Every address in conflict."""
    raise NotImplementedError


def content_sha256(store: Store) -> str:
    """One hash over interviews, their events and revisions; the same whatever the order of merging."""
    raise NotImplementedError
