"""Programs that leave a person's words in clear: the controls of the scan for them.

`python -m tests.e2e.leaky WAY FOLDER`.
"""

import io
import logging
import sys
from pathlib import Path

from fieldkit.store import database
from fieldkit.store.answers import save
from tests.unit.store.making import begin, practice, said

MARKER = "mulberry-lantern-47"


def sorts_in_a_file(folder: Path) -> None:
    """`temp_store=FILE`: SQLCipher does not encrypt what a big sort puts aside."""
    database.PRAGMAS = tuple(  # type: ignore[misc]
        database.Pragma(p.name, "FILE", "1") if p.name == "temp_store" else p
        for p in database.PRAGMAS
    )
    with practice(folder / "w") as store:
        begun = begin(store)
        for n in range(8):
            told = [said(f"/d/q{n}_{m}", f"{n} {m} {MARKER} " * 200) for m in range(60)]
            save(store, begun.interview_id, told, actor="m1")
        store.vault.rows("PRAGMA cache_size = 10")
        store.vault.rows("SELECT value, hex(hash) FROM revision ORDER BY value DESC, hash")


def exports_through_temporary_files(folder: Path) -> None:
    """xlsxwriter as it comes, even into memory."""
    import xlsxwriter

    book = xlsxwriter.Workbook(io.BytesIO())
    sheet = book.add_worksheet()
    for n in range(1000):
        sheet.write_string(n, 0, f"{MARKER} {n}")
    book.close()


def logs_what_was_said(folder: Path) -> None:
    """A log like any other program's."""
    logging.basicConfig(filename=folder / "program.log")
    logging.getLogger("program").warning("odd answer %s", MARKER)


WAYS = {
    way.__name__: way
    for way in (sorts_in_a_file, exports_through_temporary_files, logs_what_was_said)
}


if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]))
