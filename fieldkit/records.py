"""Values shared by interview, store and dataset: refs, answers, revisions, interviews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType

Ref = NewType("Ref", str)
"""A node of the live tree by position, `/data/worker[2]/wage`: 1-based, on repeats only."""

Address = NewType("Address", str)
"""The same node by the keys of its repeat instances, `/data/worker[k7q2ab]/wage`.

A position changes when an earlier instance is removed or two laptops are merged; a key does not,
so revisions are kept under addresses and screens show refs.
"""


class Special(StrEnum):
    """Why a question has no value although it was put; stored beside the value, never in it."""

    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """What a revision says of its address; a question without a revision was not asked."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    CLEARED = "cleared"
    ADDED = "added"  # a repeat instance; value is empty, order is the order of adding
    REMOVED = "removed"  # a repeat instance with everything in it


class InterviewState(StrEnum):
    """Where an interview stands."""

    DRAFT = "draft"
    FINISHED = "finished"
    DECLINED = "declined"  # no consent: only the visit is counted
    WITHDRAWN = "withdrawn"  # consent taken back: erased here and wherever a pool has it
    SEALED = "sealed"  # only the organisation's key opens it: erased here, in a sealed file


WITHOUT_ANSWERS: Final = frozenset(
    {InterviewState.DECLINED, InterviewState.WITHDRAWN, InterviewState.SEALED}
)
"""States of interviews that have no answers here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The present state of one address, as a session hands it out to be saved and takes it back."""

    address: Address
    status: Status
    value: str = ""
    value_type: str = "string"


@dataclass(frozen=True, slots=True)
class Revision:
    """One row of the append-only truth (security design 5.2); never changed once written."""

    revision_id: str
    device_id: str
    seq: int
    interview_id: str
    address: Address
    status: Status
    value: str
    value_type: str
    parents: tuple[str, ...]
    actor: str
    reason: str
    wall_utc: str
    wall_offset_minutes: int
    mono_ms: int
    boot_id: str
    prev_hash: str  # hex SHA-256 of the device's entry before this one; "" for the first
    hash: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a workspace or an interview; shares its device's hash chain."""

    device_id: str
    seq: int
    kind: str
    interview_id: str  # "" when it concerns the workspace
    detail: Mapping[str, str]
    wall_utc: str
    wall_offset_minutes: int
    mono_ms: int
    boot_id: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview in any state, as lists show it; answers are apart."""

    interview_id: str
    case_code: str
    form_id: str
    form_version: str
    form_sha256: str
    device_id: str
    created_seq: int
    created_utc: str
    state: InterviewState
    language: str
    site: str
    updated_utc: str = ""
    position: str = ""  # address of the question last shown, to reopen at
    answered: int = 0


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """One row of the projection: the head revision of an address."""

    address: Address
    status: Status
    value: str
    value_type: str
    seq: int
    device_id: str
    revision_id: str


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A compiled form as kept with the interviews that used it, so that they always open."""

    form_sha256: str  # of the XForm text in UTF-8
    form_id: str
    version: str
    title: str
    xform: str
    files: Mapping[str, bytes] = field(default_factory=dict)  # secondary instances by file name


@dataclass(frozen=True, slots=True)
class Saved:
    """What a commit acknowledged: the last sequence number and the addresses now on disk."""

    seq: int
    addresses: tuple[Address, ...]
