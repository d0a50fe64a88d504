"""What a workbook says of itself: forms, rulesets, device, sequence ranges, counts and hashes.

The manifest is what is signed; parts and rows are bound to it by their SHA-256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.dataset.export import Export
from fieldkit.dataset.payload import Json, Part, WrittenRow, canonical
from fieldkit.dataset.sheets import Role, Sheet
from fieldkit.errors import Code, Known
from fieldkit.records import Event, Revision

FORMAT: Final = "fieldkit-workbook"
VERSION: Final = 1

_SIGNED_AS: Final = b"fieldkit workbook manifest 1\n"


@dataclass(frozen=True, slots=True)
class SequenceRange:
    """The first and the last sequence number of one device in the file, and how many there are."""

    device_id: str
    first: int
    last: int
    n: int


@dataclass(frozen=True, slots=True)
class PartSeal:
    """Length and SHA-256 of a part's canonical bytes, and its number of lines."""

    n_bytes: int
    n_lines: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SheetSeal:
    """The columns of a data sheet as (name, role, pattern), and SHA-256 of each row in order."""

    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that has been read; `forms` and `rulesets` map hash and id to what is said."""

    program_version: str
    created_utc: str
    practice: bool
    device_id: str
    device_code: str
    public_key: bytes
    languages: tuple[str, ...]
    forms: Mapping[str, Mapping[str, str]]
    rulesets: Mapping[str, Mapping[str, str]]
    sequences: tuple[SequenceRange, ...]
    counts: Mapping[str, int]
    parts: Mapping[Part, PartSeal]
    sheets: Mapping[str, SheetSeal]


def row_hash(cells: Iterable[str]) -> str:
    """SHA-256 of a row's shown texts as a canonical JSON array."""
    return hashlib.sha256(canonical(list(cells))).hexdigest()


def sequences(entries: Iterable[Revision | Event]) -> tuple[SequenceRange, ...]:
    """The range of each device that wrote any of the entries, by its id."""
    by_device: dict[str, list[int]] = {}
    for entry in entries:
        by_device.setdefault(entry.device_id, []).append(entry.seq)
    return tuple(
        SequenceRange(device, min(seqs), max(seqs), len(seqs))
        for device, seqs in sorted(by_device.items())
    )


def signed_bytes(manifest: bytes) -> bytes:
    """What the signature is of: the manifest's bytes under a fixed heading."""
    return _SIGNED_AS + manifest


def write(
    export: Export,
    languages: tuple[str, ...],
    parts: Mapping[Part, bytes],
    sheets: Iterable[Sheet],
    written: Iterable[WrittenRow],
) -> bytes:
    """The manifest of an export as canonical JSON."""
    device = export.device
    return canonical(
        {
            "format": FORMAT,
            "version": VERSION,
            "program_version": export.program_version,
            "created_utc": export.created_utc,
            "practice": export.practice,
            "device": {
                "id": device.device_id,
                "code": device.code,
                "public_key": device.public_key.hex(),
            },
            "languages": list(languages),
            "forms": {
                sha256: {"form_id": f.form_id, "version": f.version, "title": f.title}
                for sha256, f in export.forms.items()
            },
            "rulesets": {
                name: {"version": r.version, "sha256": r.sha256}
                for name, r in export.rulesets.items()
            },
            "sequences": {
                found.device_id: [found.first, found.last, found.n]
                for found in sequences((*export.revisions, *export.events))
            },
            "counts": _counts(export),
            "parts": {
                part: [len(data), data.count(b"\n"), hashlib.sha256(data).hexdigest()]
                for part, data in parts.items()
            },
            "sheets": _sheet_seals(sheets, written),
        }
    )


def _sheet_seals(
    sheets: Iterable[Sheet], written: Iterable[WrittenRow]
) -> Mapping[str, Mapping[str, object]]:
    hashes: dict[str, list[str]] = {}
    for row in written:
        hashes.setdefault(row.sheet, []).append(row_hash(row.cells))
    return {
        sheet.name: {
            "columns": [[c.name, c.role, c.pattern] for c in sheet.columns],
            "rows": hashes.get(sheet.name, []),
        }
        for sheet in sheets
        if sheet.is_data
    }


def _counts(export: Export) -> Mapping[str, int]:
    return {
        "cases": len(export.cases),
        "forms": len(export.forms),
        "interviews": len(export.interviews),
        "revisions": len(export.revisions),
        "events": len(export.events),
    }


def read(data: bytes) -> Manifest:
    """A manifest from its bytes.

    Raises `WORKBOOK_DAMAGED` when it is not built as `write` builds it, `WORKBOOK_FOREIGN` when
    it is of another format or of a later version.
    """
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError):
        raise _damaged() from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Known(Code.WORKBOOK_FOREIGN, detail="manifest")
    if value.get("version") != VERSION:
        raise Known(Code.WORKBOOK_FOREIGN, detail="made by a later version")
    try:
        return _manifest(value)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise _damaged() from None


def _manifest(value: dict[str, Json]) -> Manifest:
    device = _object(value["device"])
    return Manifest(
        program_version=_text(value["program_version"]),
        created_utc=_text(value["created_utc"]),
        practice=_truth(value["practice"]),
        device_id=_text(device["id"]),
        device_code=_text(device["code"]),
        public_key=bytes.fromhex(_text(device["public_key"])),
        languages=tuple(map(_text, _array(value["languages"]))),
        forms={name: _texts(form) for name, form in _object(value["forms"]).items()},
        rulesets={name: _texts(rules) for name, rules in _object(value["rulesets"]).items()},
        sequences=tuple(
            SequenceRange(name, *map(_whole, _array(numbers)))
            for name, numbers in _object(value["sequences"]).items()
        ),
        counts={name: _whole(n) for name, n in _object(value["counts"]).items()},
        parts={Part(name): _part(seal) for name, seal in _object(value["parts"]).items()},
        sheets={name: _sheet(seal) for name, seal in _object(value["sheets"]).items()},
    )


def _part(value: Json) -> PartSeal:
    n_bytes, n_lines, sha256 = _array(value)
    return PartSeal(_whole(n_bytes), _whole(n_lines), _text(sha256))


def _sheet(value: Json) -> SheetSeal:
    seal = _object(value)
    return SheetSeal(
        tuple(_column(column) for column in _array(seal["columns"])),
        tuple(map(_text, _array(seal["rows"]))),
    )


def _column(value: Json) -> tuple[str, str, str]:
    name, role, pattern = map(_text, _array(value))
    return name, Role(role).value, pattern


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _truth(value: Json) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _array(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _texts(value: Json) -> Mapping[str, str]:
    return {name: _text(text) for name, text in _object(value).items()}


def _damaged() -> Known:
    return Known(Code.WORKBOOK_DAMAGED, detail="manifest")
