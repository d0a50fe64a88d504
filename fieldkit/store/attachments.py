"""Photos, documents and recordings of an interview, in the encrypted file beside its answers.

The content is in parts in the database and in the flight recorder; what names it is the hash of its
bytes, so that the answer that gives the name binds the content. Nothing is ever whole in memory.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.store import parts
from fieldkit.store.answers import require_open
from fieldkit.store.ledger import Ledger
from fieldkit.store.parts import ADDED as ADDED
from fieldkit.store.parts import Held, Part
from fieldkit.store.workspace import Kind, Store

_ORDER: Final = " ORDER BY interview_id, rowid"
_LARGE_BYTES: Final = 4_194_304


class _AlreadyHeld(Exception):  # noqa: N818 - no error: it ends a transaction that is not needed
    """The interview has this content."""


def add(
    store: Store,
    interview_id: str,
    pieces: Iterable[bytes],
    *,
    media_type: str,
    ending: str,
    is_cleaned: bool,
) -> Held:
    """Take content in, in one transaction; returning means it is on disk, in both places.

    After any error, also one that the pieces raise, nothing of it is there; the same call again
    never doubles it, and content that the interview has already is given back as it is. Raises
    INTERVIEW_UNKNOWN, INTERVIEW_FINISHED, MEDIA_DAMAGED for no content at all, STORE_*.
    """
    store.require(Kind.WORKSPACE)
    try:
        with store.appending() as ledger:
            require_open(store, interview_id)
            held = _taken(store, ledger, interview_id, pieces, media_type, ending, is_cleaned)
    except _AlreadyHeld as known:
        store.safeguard.forget_parts()
        # It may be here from a try that failed after its commit: nothing to append, but what stands
        # beside the database is brought up before it is acknowledged.
        with store.appending():
            pass
        return get(store, interview_id, str(known))
    except BaseException:
        store.safeguard.forget_parts()
        raise
    if held.n_bytes > _LARGE_BYTES:
        with suppress(Known):  # else the log keeps the room that it once took until closing
            store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return held


def attachments(store: Store, interview_id: str | None = None) -> tuple[Held, ...]:
    """The attachments of an interview, or of all, in the order of taking them in."""
    where, values = (" WHERE interview_id = ?", (interview_id,)) if interview_id else ("", ())
    return tuple(map(parts.of_row, store.vault.rows(parts.SELECT_HELD + where + _ORDER, *values)))


def get(store: Store, interview_id: str, name: str) -> Held:
    """One attachment; raises ATTACHMENT_UNKNOWN."""
    found = parts.held(store.vault, interview_id, name)
    if found is None:
        raise Known(Code.ATTACHMENT_UNKNOWN, name=name)
    return found


def content(store: Store, interview_id: str, name: str) -> Iterator[bytes]:
    """The content in pieces of 256 KiB; raises ATTACHMENT_UNKNOWN at once.

    STORE_DAMAGED comes after the last piece when they do not hash to the name: only a reader that
    comes to the end knows that all of it is right.
    """
    return _verified(store, get(store, interview_id, name))


def _verified(store: Store, one: Held) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for part in parts.read(store.vault, one):
        digest.update(part.content)
        yield part.content
    if digest.hexdigest() != one.sha256:
        raise Known(Code.STORE_DAMAGED, detail="attachment", name=one.name)


def _taken(
    store: Store,
    ledger: Ledger,
    interview_id: str,
    pieces: Iterable[bytes],
    media_type: str,
    ending: str,
    is_cleaned: bool,
) -> Held:
    attachment_id, digest, n_bytes = new_uuid(), hashlib.sha256(), 0
    for number, piece in enumerate(parts.cut(pieces)):
        part = Part(attachment_id, number, piece)
        parts.write_part(store.vault, part)
        store.safeguard.part(part)
        digest.update(piece)
        n_bytes += len(piece)
    if not n_bytes:
        raise Known(Code.MEDIA_DAMAGED, detail="empty")
    name = f"{digest.hexdigest()}.{ending}"
    if parts.held(store.vault, interview_id, name) is not None:
        raise _AlreadyHeld(name)
    held = Held(interview_id, name, attachment_id, media_type, n_bytes, is_cleaned, ledger.wall_utc)
    parts.write_held(store.vault, held)
    ledger.event(ADDED, parts.told(held), interview_id)
    store.vault.write(
        "UPDATE interview_list SET updated_utc = max(updated_utc, ?) WHERE interview_id = ?",
        ledger.wall_utc,
        interview_id,
    )
    return held
