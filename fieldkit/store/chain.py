"""The hash chain: what exactly is hashed of a revision and of an event.

`hash` is SHA-256, in hex, over the UTF-8 bytes of one JSON object: keys sorted by code point, no
blanks, `,` and `:` as separators, characters outside ASCII as themselves (RFC 8259; Python's
`json.dumps(sort_keys=True, ensure_ascii=False, separators=(",", ":"))`). The object has every
field of `records.Revision` or `records.Event` but `hash`, under its own name, and `entry`:
`"revision"` or `"event"`. `parents` is a list in ascending order, `detail` an object of strings,
`prev_hash` the `hash` of the same device's entry before this one, `""` for the first. Revisions
and events of a device share one sequence, beginning at 1.
"""

import hashlib
import json
from dataclasses import fields, replace
from typing import Final

from fieldkit.records import Address, Event, Revision, Status

_REVISION_FIELDS: Final = tuple(f.name for f in fields(Revision) if f.name != "hash")
_EVENT_FIELDS: Final = tuple(f.name for f in fields(Event) if f.name != "hash")
_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def canonical(value: object) -> str:
    """The one JSON text of a value made of objects, lists, strings and whole numbers."""
    return _CANONICAL.encode(value)


def revision_bytes(revision: Revision) -> bytes:
    """What is hashed of a revision."""
    content: dict[str, object] = {name: getattr(revision, name) for name in _REVISION_FIELDS}
    content["parents"] = sorted(revision.parents)
    return canonical({"entry": "revision", **content}).encode()


def event_bytes(event: Event) -> bytes:
    """What is hashed of an event."""
    content: dict[str, object] = {name: getattr(event, name) for name in _EVENT_FIELDS}
    content["detail"] = dict(event.detail)
    return canonical({"entry": "event", **content}).encode()


def revision_hash(revision: Revision) -> str:
    """The hash that this revision must bear."""
    return hashlib.sha256(revision_bytes(revision)).hexdigest()


def event_hash(event: Event) -> str:
    """The hash that this event must bear."""
    return hashlib.sha256(event_bytes(event)).hexdigest()


def entry_bytes(entry: Revision | Event) -> bytes:
    """What is hashed of an entry; its SHA-256 is the entry's hash."""
    return revision_bytes(entry) if isinstance(entry, Revision) else event_bytes(entry)


def parsed(line: bytes) -> Revision | Event:
    """The entry whose hashed bytes these are, with the hash they have."""
    told = json.loads(line)
    kind, own = told.pop("entry"), hashlib.sha256(line).hexdigest()
    if kind == "event":
        return Event(**told, hash=own)
    told["parents"] = tuple(told["parents"])
    return Revision(
        **{**told, "address": Address(told["address"]), "status": Status(told["status"])}, hash=own
    )


def sealed_revision(revision: Revision) -> Revision:
    """The revision with its hash filled in."""
    return replace(revision, hash=revision_hash(revision))


def sealed_event(event: Event) -> Event:
    """The event with its hash filled in."""
    return replace(event, hash=event_hash(event))
