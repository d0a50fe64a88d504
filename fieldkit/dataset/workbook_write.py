"""An export as the bytes of one .xlsx: readable sheets, and the exact records out of sight.

Everything is made in memory: xlsxwriter's other modes, and openpyxl's, leave clear temporary
files behind when the program is killed.
"""

import base64
import io
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fieldkit.dataset import manifest, payload, seal
from fieldkit.dataset.about import about
from fieldkit.dataset.codebook import codebook
from fieldkit.dataset.export import Export
from fieldkit.dataset.flatten import data_sheets, languages_of
from fieldkit.dataset.payload import Part, WrittenRow
from fieldkit.dataset.sheets import CellValue, Role, Sheet, check, shown
from fieldkit.errors import Bug, Code, Known

PAYLOAD_SHEET: Final = "_fieldkit"
MANIFEST: Final = "manifest"
SIGNATURE: Final = "signature"
CHUNK: Final = 32_000

_LONGEST_NAME: Final = 31  # of a sheet
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
# A cell that begins so is evaluated by Excel once a person edits it and presses Enter.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_NARROWEST: Final = 8
_WIDEST: Final = 42
_WIDEST_TEXT: Final = 70  # of sheets that explain; their cells wrap
_FILTER_ARROW: Final = "    "  # the room that the filter's button takes from a heading
_SAMPLED_ROWS: Final = 50
# One press on Excel's outline button folds them all away and leaves the codes.
_FOLDED: Final = frozenset({Role.LABEL, Role.STATUS})
_PRACTICE_COLOUR: Final = "#C55A11"


def write(export: Export, signing_key: bytes) -> bytes:
    """The workbook, signed by the device's raw Ed25519 private key.

    Raises `WORKBOOK_VALUE` with sheet, row and column, before anything is written, for a cell that
    Excel cannot hold exactly, or for a history too long for one file. The same export gives the
    same bytes.
    """
    if seal.public_key(signing_key) != export.device.public_key:
        raise Bug(detail="signing key of another device")
    data = _named(data_sheets(export))
    readable = (about(export, data), *data, codebook(export))
    check(readable)
    return readable_workbook(
        readable,
        _hidden_rows(export, data, signing_key),
        created_utc=export.created_utc,
        is_practice=export.practice,
    )


def readable_workbook(
    sheets: tuple[Sheet, ...],
    hidden: tuple[tuple[str, int, str], ...] = (),
    *,
    created_utc: str = "",
    is_practice: bool = False,
) -> bytes:
    """Sheets that passed `sheets.check` as an .xlsx; `hidden` rows go to the very hidden sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"created": _moment(created_utc), "author": "", "comments": ""})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "quoted": book.add_format({"quote_prefix": True}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        _write_sheet(page, sheet, formats)
        _arrange(page, sheet, formats, is_practice=is_practice)
    if hidden:
        page = book.add_worksheet(PAYLOAD_SHEET)
        for at, (name, n, text) in enumerate(hidden):
            _done(page.write_string(at, 0, name), PAYLOAD_SHEET, at, name)
            _done(page.write_number(at, 1, n), PAYLOAD_SHEET, at, name)
            _done(page.write_string(at, 2, text), PAYLOAD_SHEET, at, name)
        page.very_hidden()
    book.close()
    return out.getvalue()


def _hidden_rows(
    export: Export, data: tuple[Sheet, ...], signing_key: bytes
) -> tuple[tuple[str, int, str], ...]:
    """The rows of the very hidden sheet: part, number of the chunk, text."""
    written = tuple(_written(data))
    parts = _parts(export, written)
    for part, bytes_of in parts.items():
        if len(bytes_of) > payload.LARGEST_PART:
            raise Known(Code.WORKBOOK_VALUE, sheet=PAYLOAD_SHEET, row=0, column=part.value)
    stated = manifest.write(export, languages_of(export), parts, data, written)
    signature = seal.sign(manifest.signed_bytes(stated), signing_key)
    texts = {MANIFEST: stated.decode("ascii"), SIGNATURE: signature.hex()} | {
        part.value: base64.b64encode(zlib.compress(bytes_of, 6)).decode("ascii")
        for part, bytes_of in parts.items()
    }
    return tuple(
        (name, at // CHUNK + 1, text[at : at + CHUNK])
        for name, text in texts.items()
        for at in range(0, len(text), CHUNK)
    )


def _parts(export: Export, written: tuple[WrittenRow, ...]) -> Mapping[Part, bytes]:
    return {
        Part.FORMS: payload.lines(map(payload.from_form, export.forms.values())),
        Part.INTERVIEWS: payload.lines(map(payload.from_interview, export.interviews)),
        Part.REVISIONS: payload.lines(map(payload.from_revision, export.revisions)),
        Part.EVENTS: payload.lines(map(payload.from_event, export.events)),
        Part.CELLS: payload.lines(map(payload.from_row, written)),
    }


def _written(sheets: Iterable[Sheet]) -> Iterable[WrittenRow]:
    for sheet in sheets:
        for row in sheet.rows:
            cells = tuple(map(shown, row.cells))
            yield WrittenRow(sheet.name, row.interview_id, row.address, cells)


def _named(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets under names that Excel takes: short, without its signs, unique in any case."""
    taken = {"about", "codebook", "history", PAYLOAD_SHEET}
    named = []
    for sheet in sheets:
        stem = _NOT_IN_NAME.sub("_", sheet.name)[:_LONGEST_NAME]
        name, n = stem, 1
        while name.lower() in taken:
            n += 1
            name = f"{stem[: _LONGEST_NAME - 1 - len(str(n))]}~{n}"
        taken.add(name.lower())
        named.append(Sheet(name, sheet.columns, sheet.rows, sheet.is_data, sheet.has_header))
    return tuple(named)


def _write_sheet(page: Worksheet, sheet: Sheet, formats: Mapping[str, Format]) -> None:
    for column, heading in enumerate(sheet.columns):
        _done(page.write_string(0, column, heading.name, formats["head"]), sheet.name, 0, "")
    for at, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row.cells):
            if value is not None:
                code = _put(page, at, column, value, formats)
                _done(code, sheet.name, at, sheet.columns[column].name)


def _put(
    page: Worksheet, row: int, column: int, value: CellValue, formats: Mapping[str, Format]
) -> int:
    if isinstance(value, str):
        quoted = formats["quoted"] if value.startswith(_FORMULA_STARTS) else None
        return int(page.write_string(row, column, value, quoted))
    if isinstance(value, date):
        return int(page.write_datetime(row, column, value, formats["day"]))
    return int(page.write_number(row, column, value))


def _done(code: int, sheet: str, row: int, column: str) -> None:
    # xlsxwriter cuts or drops what does not fit and says so only by its return value.
    if code != 0:
        raise Known(Code.WORKBOOK_VALUE, sheet=sheet, row=row + 1, column=column)


def _arrange(
    page: Worksheet, sheet: Sheet, formats: Mapping[str, Format], *, is_practice: bool
) -> None:
    page.freeze_panes(1, 1)
    if sheet.rows and sheet.columns:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for column, heading in enumerate(sheet.columns):
        cells = (shown(row.cells[column]) for row in sheet.rows[:_SAMPLED_ROWS])
        wanted = max(map(len, (heading.name + _FILTER_ARROW, *cells)))
        width = min(max(wanted, _NARROWEST), _WIDEST if sheet.is_data else _WIDEST_TEXT)
        style = None if sheet.is_data else formats["wrapped"]
        page.set_column(column, column, width, style, {"level": int(heading.role in _FOLDED)})
    page.set_landscape()
    page.repeat_rows(0)
    if is_practice:
        page.set_tab_color(_PRACTICE_COLOUR)
        page.set_header("&C&BPRACTICE · УЧЕБНЫЕ ДАННЫЕ")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return datetime(2000, 1, 1)  # noqa: DTZ001 - Excel's own calendar has no zone
