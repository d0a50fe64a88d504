"""Plain words for every error code: what happened and what to do, in English.

The command line prints these; `ui/texts.py` translates the same sentences. Placeholders are the
slots of the error; a sentence never needs one to be understood.
"""

from collections.abc import Mapping

from fieldkit.errors import Code, FieldkitError
from fieldkit.wording.data import DATA
from fieldkit.wording.forms import FORMS
from fieldkit.wording.mark import Wording
from fieldkit.wording.vault import VAULT

WORDING: Mapping[Code, Wording] = {**FORMS, **VAULT, **DATA}

_PLACES = (
    "sheet",
    "row",
    "column",
    "ref",
    "file",
    "name",
    "question",
    "names",
    "detail",
    "clause",
    "first",
    "last",
)


def sentence(error: FieldkitError) -> str:
    """What happened, where, and what to do, in English, on one line."""
    wording = WORDING[error.code]
    named = "; ".join(
        f"{slot} {_text(error.slots[slot])}"
        for slot in _PLACES
        if error.slots.get(slot, "") not in {"", ()}
    )
    return f"{wording.what} ({named}) {wording.todo}" if named else f"{wording.what} {wording.todo}"


def where(error: FieldkitError) -> dict[str, str | int | list[str]]:
    """The slots that tell the place, as JSON values."""
    return {
        slot: list(value) if isinstance(value, tuple) else value
        for slot, value in error.slots.items()
        if slot in _PLACES
    }


def _text(value: str | int | tuple[str, ...]) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
