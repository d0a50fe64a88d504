"""Bytes of a workbook from elsewhere → its exact records, or one typed error and nothing changed.

Guard, child process, signature, hashes, every field of every record, then the readable sheets
against what was written. Nothing here trusts what stood before it.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.dataset import guard, manifest, payload, seal
from fieldkit.dataset.child import ReadSheet, read_sheets
from fieldkit.dataset.edits import sheet_edits
from fieldkit.dataset.manifest import Manifest
from fieldkit.dataset.payload import Part, SheetEdit, damaged
from fieldkit.dataset.workbook_write import MANIFEST, PAYLOAD_SHEET, SIGNATURE
from fieldkit.errors import Code, Known
from fieldkit.records import Event, Interview, Revision, StoredForm

_LARGEST_MANIFEST: Final = 128 * 2**20


@dataclass(frozen=True, slots=True)
class Payload:
    """What a workbook carries; signed by the key that `manifest.public_key` names.

    Whether that key is one that the pool knows is the caller's question. `sheet_edits` are
    differences of the readable sheets; `n_formulas` counts cells that somebody made formulas.
    """

    manifest: Manifest
    revisions: tuple[Revision, ...]
    events: tuple[Event, ...]
    interviews: tuple[Interview, ...]
    forms: tuple[StoredForm, ...]
    sheet_edits: tuple[SheetEdit, ...]
    n_formulas: int


def read(data: bytes) -> Payload:
    """Read a workbook in clear.

    Raises `WORKBOOK_SEALED`, `WORKBOOK_FOREIGN`, `WORKBOOK_DANGEROUS` or `WORKBOOK_DAMAGED`, with
    `detail` a technical word. May be called from any thread; takes at most a minute.
    """
    inspection = guard.inspect(data)
    sheets = read_sheets(data)
    hidden = sheets.get(PAYLOAD_SHEET)
    if hidden is None:
        raise Known(Code.WORKBOOK_FOREIGN, detail="no records")
    texts = _texts(hidden)
    stated = texts.get(MANIFEST, "").encode("ascii", "replace")
    if len(stated) > _LARGEST_MANIFEST:
        raise damaged(MANIFEST)
    described = manifest.read(stated)
    _check_signature(stated, texts.get(SIGNATURE, ""), described)
    parts = {part: _part(texts.get(part.value, ""), part, described) for part in Part}
    written = payload.read_lines(parts[Part.CELLS], Part.CELLS, payload.to_row)
    result = Payload(
        described,
        payload.read_lines(parts[Part.REVISIONS], Part.REVISIONS, payload.to_revision),
        payload.read_lines(parts[Part.EVENTS], Part.EVENTS, payload.to_event),
        payload.read_lines(parts[Part.INTERVIEWS], Part.INTERVIEWS, payload.to_interview),
        payload.read_lines(parts[Part.FORMS], Part.FORMS, payload.to_form),
        sheet_edits(described.sheets, written, sheets),
        inspection.n_formulas,
    )
    _check_whole(result)
    return result


def _texts(hidden: ReadSheet) -> Mapping[str, str]:
    """The chunks of each part joined, whatever order the rows came in."""
    chunks: dict[str, dict[int, str]] = {}
    for cells in hidden.values():
        name, n, text = (*cells, "", "", "")[:3]
        if not n.isdecimal() or len(n) > 9 or int(n) in chunks.setdefault(name, {}):
            raise damaged(PAYLOAD_SHEET)
        chunks[name][int(n)] = text
    if any(sorted(found) != list(range(1, len(found) + 1)) for found in chunks.values()):
        raise damaged(PAYLOAD_SHEET)
    return {name: "".join(found[n] for n in sorted(found)) for name, found in chunks.items()}


def _check_signature(stated: bytes, signature_text: str, described: Manifest) -> None:
    try:
        signature = bytes.fromhex(signature_text)
    except ValueError:
        raise damaged(SIGNATURE) from None
    if not seal.is_signed(manifest.signed_bytes(stated), signature, described.public_key):
        raise damaged(SIGNATURE)


def _part(text: str, part: Part, described: Manifest) -> bytes:
    stated = described.parts.get(part)
    if stated is None or stated.n_bytes > payload.LARGEST_PART:
        raise damaged(part)
    inflate = zlib.decompressobj()
    try:
        packed = base64.b64decode(text.encode("ascii"), validate=True)
        data = inflate.decompress(packed, stated.n_bytes + 1)
    except (binascii.Error, UnicodeEncodeError, zlib.error):
        raise damaged(part) from None
    is_whole = inflate.eof and not inflate.unused_data and len(data) == stated.n_bytes
    if not is_whole or hashlib.sha256(data).hexdigest() != stated.sha256:
        raise damaged(part)
    return data


def _check_whole(found: Payload) -> None:
    """The records are those that the manifest counts, and belong together."""
    stated = found.manifest
    counts = {
        "forms": len(found.forms),
        "interviews": len(found.interviews),
        "revisions": len(found.revisions),
        "events": len(found.events),
    }
    if any(stated.counts.get(name) != n for name, n in counts.items()):
        raise damaged("counts")
    known = {interview.interview_id for interview in found.interviews}
    if any(revision.interview_id not in known for revision in found.revisions):
        raise damaged(Part.REVISIONS)
    forms = {form.form_sha256 for form in found.forms}
    if any(interview.form_sha256 not in forms for interview in found.interviews):
        raise damaged(Part.INTERVIEWS)
    if stated.sequences != manifest.sequences((*found.revisions, *found.events)):
        raise damaged("sequences")
