"""Compiled forms kept beside the interviews that used them."""

from fieldkit.records import StoredForm
from fieldkit.store.workspace import Store


def put_form(store: Store, form: StoredForm) -> None:
    """Keep a form; the same form again changes nothing but its attached files."""
    raise NotImplementedError


def form(store: Store, sha256: str) -> StoredForm:
    """One stored form; raises FORM_FILE_MISSING when it is not there."""
    raise NotImplementedError


def forms(store: Store) -> tuple[StoredForm, ...]:
    """Every stored form, by form id, then in the order they were put."""
    raise NotImplementedError
