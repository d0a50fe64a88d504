"""Exact records ↔ canonical JSON lines, and back with every field checked.

Canonical: keys sorted, no blanks, ASCII only, so that any text of Python, lone surrogates too,
comes back equal and equal records are equal bytes.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final, TypedDict, TypeVar

from fieldkit.errors import Code, Known
from fieldkit.records import (
    Address,
    Event,
    Interview,
    InterviewState,
    Revision,
    Status,
    StoredForm,
)

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

Record = TypeVar("Record")
Word = TypeVar("Word", bound=StrEnum)

LARGEST_PART: Final = 512 * 2**20
"""Bytes of a part before packing: what a reader takes, and so what may be written."""

_NO_ADDRESS: Final = Address("")
_LONGEST_LINE: Final = 16 * 2**20
_LONGEST_ID: Final = 200
_LARGEST: Final = 2**63 - 1
_HASH = re.compile(r"[0-9a-f]{64}")


class Part(StrEnum):
    """The parts of the payload, in the order in which they are carried."""

    FORMS = "forms"
    INTERVIEWS = "interviews"
    REVISIONS = "revisions"
    EVENTS = "events"
    CELLS = "cells"  # the readable sheets as they were written


class EditKind(StrEnum):
    """What somebody did to a readable sheet."""

    CELL = "cell"
    ROW_MISSING = "row_missing"
    ROW_ADDED = "row_added"
    COLUMN_MISSING = "column_missing"
    COLUMN_ADDED = "column_added"
    SHEET_MISSING = "sheet_missing"


@dataclass(frozen=True, slots=True)
class SheetEdit:
    """One difference between a readable sheet and the payload.

    `row` is the row of the sheet as it is now; of a missing row, the one it had. `before` and
    `after` are answers: they belong on screen and in the pool, never in a log. `address` is the
    question's, "" where the cell shows no question of its own (facts, labels, scores).
    """

    sheet: str
    row: int
    column: str
    before: str
    after: str
    kind: EditKind = EditKind.CELL
    interview_id: str = ""
    address: Address = _NO_ADDRESS


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a readable sheet as it was written, its cells as shown texts."""

    sheet: str
    interview_id: str
    address: Address
    cells: tuple[str, ...]


def canonical(value: object) -> bytes:
    """A JSON value as canonical bytes without a line end."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def lines(records: Iterable[object]) -> bytes:
    """Records as canonical JSON lines, each ended by a line feed."""
    return b"".join(canonical(record) + b"\n" for record in records)


def from_revision(revision: Revision) -> Mapping[str, object]:
    """A revision as a JSON object; keys are the names of its fields."""
    return _fields(revision) | {"parents": list(revision.parents)}


def from_event(event: Event) -> Mapping[str, object]:
    """An event as a JSON object; keys are the names of its fields."""
    return _fields(event) | {"detail": dict(event.detail)}


def from_interview(interview: Interview) -> Mapping[str, object]:
    """An interview as a JSON object; keys are the names of its fields."""
    return _fields(interview)


def from_form(form: StoredForm) -> Mapping[str, object]:
    """A stored form as a JSON object; its files in base64."""
    files = {name: base64.b64encode(data).decode("ascii") for name, data in form.files.items()}
    return _fields(form) | {"files": files}


def from_row(row: WrittenRow) -> object:
    """A written row as a JSON array."""
    return [row.sheet, row.interview_id, row.address, list(row.cells)]


def to_revision(value: Json, part: Part, line: int) -> Revision:
    """A revision from its JSON object; raises `WORKBOOK_DAMAGED` naming part and line."""
    has = _Object(value, part, line, Revision)
    return Revision(
        revision_id=has.name("revision_id"),
        device_id=has.name("device_id"),
        seq=has.count("seq"),
        interview_id=has.name("interview_id"),
        address=Address(has.text("address")),
        status=has.word("status", Status),
        value=has.text("value"),
        value_type=has.name("value_type"),
        parents=has.names("parents"),
        actor=has.text("actor"),
        reason=has.text("reason"),
        **has.moment(),
        prev_hash=has.hash("prev_hash", or_blank=True),
        hash=has.hash("hash"),
    )


def to_event(value: Json, part: Part, line: int) -> Event:
    """An event from its JSON object; raises `WORKBOOK_DAMAGED` naming part and line."""
    has = _Object(value, part, line, Event)
    return Event(
        device_id=has.name("device_id"),
        seq=has.count("seq"),
        kind=has.name("kind"),
        interview_id=has.text("interview_id"),
        detail=has.texts("detail"),
        **has.moment(),
        prev_hash=has.hash("prev_hash", or_blank=True),
        hash=has.hash("hash"),
    )


def to_interview(value: Json, part: Part, line: int) -> Interview:
    """An interview from its JSON object; raises `WORKBOOK_DAMAGED` naming part and line."""
    has = _Object(value, part, line, Interview)
    return Interview(
        interview_id=has.name("interview_id"),
        case_code=has.name("case_code"),
        form_id=has.text("form_id"),
        form_version=has.text("form_version"),
        form_sha256=has.hash("form_sha256"),
        device_id=has.name("device_id"),
        created_seq=has.count("created_seq"),
        created_utc=has.text("created_utc"),
        state=has.word("state", InterviewState),
        language=has.text("language"),
        site=has.text("site"),
        updated_utc=has.text("updated_utc"),
        position=has.text("position"),
        answered=has.count("answered"),
    )


def to_form(value: Json, part: Part, line: int) -> StoredForm:
    """A stored form whose text has the hash it claims; raises `WORKBOOK_DAMAGED` otherwise."""
    has = _Object(value, part, line, StoredForm)
    form = StoredForm(
        form_sha256=has.hash("form_sha256"),
        form_id=has.text("form_id"),
        version=has.text("version"),
        title=has.text("title"),
        xform=has.text("xform"),
        files={name: has.bytes_of(text) for name, text in has.texts("files").items()},
    )
    if hashlib.sha256(form.xform.encode("utf-8", "surrogatepass")).hexdigest() != form.form_sha256:
        raise damaged(part, line)
    return form


def to_row(value: Json, part: Part, line: int) -> WrittenRow:
    """A written row from its JSON array; raises `WORKBOOK_DAMAGED` naming part and line."""
    if not isinstance(value, list) or len(value) != 4:
        raise damaged(part, line)
    sheet, interview_id, address, cells = value
    if not isinstance(cells, list):
        raise damaged(part, line)
    texts = [text for text in (sheet, interview_id, address, *cells) if isinstance(text, str)]
    if len(texts) != len(cells) + 3:
        raise damaged(part, line)
    return WrittenRow(texts[0], texts[1], Address(texts[2]), tuple(texts[3:]))


def read_lines(
    data: bytes, part: Part, read: Callable[[Json, Part, int], Record]
) -> tuple[Record, ...]:
    """Every record of a part; raises `WORKBOOK_DAMAGED` naming part and line."""
    return tuple(
        read(_value(line, part, at), part, at)
        for at, line in enumerate(data.split(b"\n")[:-1], start=1)
    )


def damaged(part: str, line: int = 0) -> Known:
    """The error for a part that is not what was written."""
    return Known(Code.WORKBOOK_DAMAGED, detail=part, row=line)


def _value(line: bytes, part: Part, at: int) -> Json:
    if len(line) > _LONGEST_LINE:
        raise damaged(part, at)
    try:
        value: Json = json.loads(line)
    except (ValueError, RecursionError):
        raise damaged(part, at) from None
    return value


def _fields(record: Revision | Event | Interview | StoredForm) -> dict[str, object]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


class _Moment(TypedDict):
    wall_utc: str
    wall_offset_minutes: int
    mono_ms: int
    boot_id: str


class _Object:
    """A JSON object with exactly the fields of a record, read field by field."""

    def __init__(self, value: Json, part: Part, line: int, record: type) -> None:
        if not isinstance(value, dict) or value.keys() != {f.name for f in fields(record)}:
            raise damaged(part, line)
        self._value = value
        self._error = damaged(part, line)

    def text(self, name: str) -> str:
        found = self._value[name]
        if not isinstance(found, str):
            raise self._error
        return found

    def name(self, name: str) -> str:
        return self._named(self.text(name))

    def names(self, name: str) -> tuple[str, ...]:
        found = self._value[name]
        if not isinstance(found, list):
            raise self._error
        return tuple(self._named(each) for each in found)

    def texts(self, name: str) -> Mapping[str, str]:
        found = self._value[name]
        if not isinstance(found, dict):
            raise self._error
        texts = {key: value for key, value in found.items() if isinstance(value, str)}
        if len(texts) != len(found):
            raise self._error
        return texts

    def count(self, name: str) -> int:
        found = self._whole(name)
        if found < 0:
            raise self._error
        return found

    def word(self, name: str, words: type[Word]) -> Word:
        try:
            return words(self.text(name))
        except ValueError:
            raise self._error from None

    def hash(self, name: str, *, or_blank: bool = False) -> str:
        found = self.text(name)
        if not _HASH.fullmatch(found) and not (or_blank and not found):
            raise self._error
        return found

    def moment(self) -> _Moment:
        return {
            "wall_utc": self.text("wall_utc"),
            "wall_offset_minutes": self._whole("wall_offset_minutes"),
            "mono_ms": self._whole("mono_ms"),
            "boot_id": self.text("boot_id"),
        }

    def bytes_of(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise self._error from None

    def _whole(self, name: str) -> int:
        found = self._value[name]
        if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST:
            raise self._error
        return found

    def _named(self, found: Json) -> str:
        if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_ID:
            raise self._error
        return found
