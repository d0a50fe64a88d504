"""What leaves the store as a file: sealed or deliberately in clear, written whole, and recorded.

A page, a table of cases and a template for a coder are exports like any other: the event says what
left, whether sealed, and whom it is about by case codes alone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit import log
from fieldkit.errors import Code, Known
from fieldkit.records import Interview
from fieldkit.services.files import write_whole
from fieldkit.store import answers as stored_answers
from fieldkit.store.disk import is_there
from fieldkit.store.workspace import Store

SEALED_ENDING: Final = ".age"
MOST_CODES: Final = 100
"""Of more cases than these an event gives the number alone."""


@dataclass(frozen=True, slots=True)
class Left:
    """One file that left."""

    file: str
    what: str
    sealed: bool
    cases: int
    n_bytes: int
    sha256: str


def ending(out: Path) -> str:
    """The ending that tells the kind of the file: `.html` for `page.html` and `page.html.age`."""
    return Path(out.name.removesuffix(SEALED_ENDING)).suffix


def check(
    out: Path, endings: Sequence[str], *, recipients: Sequence[str] = (), overwrite: bool = False
) -> None:
    """Refuse before any work what could not be written.

    Raises FILE_UNWRITABLE for another ending, FILE_EXISTS, WORKBOOK_RECIPIENT where sealing and
    recipients do not go together.
    """
    if ending(out) not in endings:
        listed = ", ".join(endings)
        raise Known(Code.FILE_UNWRITABLE, file=out.name, detail=f"end the name in {listed}")
    if is_there(out) and not overwrite:
        raise Known(Code.FILE_EXISTS, file=out.name)
    if bool(recipients) != out.name.endswith(SEALED_ENDING):
        needed = "a recipient is needed" if not recipients else "the name must end in .age"
        raise Known(Code.WORKBOOK_RECIPIENT, file=out.name, detail=needed)


def write(
    store: Store,
    out: Path,
    data: bytes,
    *,
    what: str,
    cases: Sequence[Interview],
    recipients: Sequence[str] = (),
    overwrite: bool = False,
) -> Left:
    """Write a file about these cases, sealed when its name ends in `.age`, and record the event.

    `what` is a word for the kind of file. Call `check` first; raises FILE_* and WORKBOOK_RECIPIENT.
    """
    sealed = out.name.endswith(SEALED_ENDING)
    if sealed:
        from fieldkit.dataset import seal

        data = seal.seal(data, recipients)
    write_whole(out, data, overwrite=overwrite)
    left = Left(out.name, what, sealed, len(cases), len(data), hashlib.sha256(data).hexdigest())
    record(store, left, cases)
    return left


def record(store: Store, left: Left, cases: Sequence[Interview]) -> None:
    """Record that a file, or a page on paper, left; its name is not kept."""
    detail = {
        "what": left.what,
        "sealed": str(left.sealed).lower(),
        "interviews": str(left.cases),
        "sha256": left.sha256,
    }
    if len(cases) <= MOST_CODES:
        detail["case_codes"] = " ".join(sorted(interview.case_code for interview in cases))
    stored_answers.record_event(store, "export", detail)
    log.event(log.Happening.EXPORTED, n=left.cases)
