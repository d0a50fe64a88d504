"""Compiled forms kept beside the interviews that used them, so that these always open."""

import hashlib
from typing import TYPE_CHECKING

from fieldkit.errors import Bug, Code, Known
from fieldkit.records import StoredForm
from fieldkit.store.database import Vault
from fieldkit.store.driver import Row

if TYPE_CHECKING:
    from fieldkit.store.workspace import Store


def put_form(store: "Store", form: StoredForm) -> None:
    """Keep a form; the same form again changes nothing but its attached files."""
    if form_sha256(form) != form.form_sha256:
        raise Bug(detail="form hash")
    with store.vault.transaction():
        write_form(store.vault, form)
    store.safeguard.form(form)


def form(store: "Store", sha256: str) -> StoredForm:
    """One stored form; raises FORM_FILE_MISSING when it is not there."""
    row = store.vault.row(
        "SELECT form_sha256, form_id, version, title, xform FROM form WHERE form_sha256 = ?", sha256
    )
    if row is None:
        raise Known(Code.FORM_FILE_MISSING, name=sha256[:12])
    return _form(store.vault, row)


def forms(store: "Store") -> tuple[StoredForm, ...]:
    """Every stored form, by form id, then in the order they were put."""
    rows = store.vault.rows(
        "SELECT form_sha256, form_id, version, title, xform FROM form ORDER BY form_id, rowid"
    )
    return tuple(_form(store.vault, row) for row in rows)


def form_sha256(form: StoredForm) -> str:
    """The hash that names a form: SHA-256 of the XForm text in UTF-8."""
    return hashlib.sha256(form.xform.encode()).hexdigest()


def write_form(vault: Vault, form: StoredForm) -> bool:
    """Write a form inside a transaction; whether it was new.

    Two contents of one attached file: the one with the greater hash stays, so that the order of
    merging does not matter; a changed file is meant to come with a changed form version.
    """
    new = vault.write(
        "INSERT OR IGNORE INTO form (form_sha256, form_id, version, title, xform)"
        " VALUES (?, ?, ?, ?, ?)",
        form.form_sha256,
        form.form_id,
        form.version,
        form.title,
        form.xform,
    )
    for name, content in form.files.items():
        vault.write(
            "INSERT INTO form_file (form_sha256, name, sha256, content) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, content = excluded.content"
            " WHERE excluded.sha256 > form_file.sha256",
            form.form_sha256,
            name,
            hashlib.sha256(content).hexdigest(),
            content,
        )
    return new == 1


def _form(vault: Vault, row: Row) -> StoredForm:
    return StoredForm(row[0], row[1], row[2], row[3], row[4], _files(vault, row[0]))


def _files(vault: Vault, sha256: str) -> dict[str, bytes]:
    return dict(
        vault.rows(
            "SELECT name, content FROM form_file WHERE form_sha256 = ? ORDER BY name", sha256
        )
    )
