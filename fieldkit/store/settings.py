"""Small facts of a vault: one row each of the table `setting`; some follow from events."""

import json
from collections.abc import Mapping
from typing import Final

from fieldkit.records import Event
from fieldkit.store.chain import canonical
from fieldkit.store.database import Vault

RECIPIENTS_CHANGED: Final = "key.recipients_changed"
PROVEN: Final = "key.recovery_proven"
SEALING: Final = "policy.sealing"
_RECIPIENTS: Final = "recovery_recipients"
_POLICY: Final = {"after_hours": "seal_after_hours", "at_export": "seal_at_export"}


def read(vault: Vault, name: str) -> str | None:
    """The value of a setting, or None."""
    row = vault.row("SELECT value FROM setting WHERE name = ?", name)
    return None if row is None else str(row[0])


def write(vault: Vault, name: str, value: str) -> None:
    """Set a value inside a transaction."""
    vault.write(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        name,
        value,
    )


def recipients(vault: Vault) -> dict[str, str]:
    """Recovery recipients, each with when its identity was seen to open the vault ("" never)."""
    found: dict[str, str] = json.loads(read(vault, _RECIPIENTS) or "{}")
    return found


def write_recipients(vault: Vault, found: Mapping[str, str]) -> None:
    """Set the recovery recipients inside a transaction."""
    write(vault, _RECIPIENTS, canonical(dict(found)))


def sealing(vault: Vault) -> dict[str, str]:
    """When finished interviews are sealed: `after_hours` and `at_export`, "" for never and no."""
    return {field: read(vault, name) or "" for field, name in _POLICY.items()}


def write_sealing(vault: Vault, told: Mapping[str, str]) -> None:
    """Set what an event tells of the policy, inside a transaction."""
    for field, name in _POLICY.items():
        if field in told:
            write(vault, name, told[field])


def follow(vault: Vault, event: Event) -> None:
    """Bring the settings up with an event that is put back into the history."""
    known = recipients(vault)
    if event.kind == RECIPIENTS_CHANGED:
        named = event.detail.get("recipients", "").split()
        write_recipients(vault, {name: known.get(name, "") for name in named})
    elif event.kind == PROVEN:
        write_recipients(vault, {**known, event.detail.get("recipient", ""): event.wall_utc})
    elif event.kind == SEALING:
        write_sealing(vault, event.detail)
