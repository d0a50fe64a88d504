"""The sheets of a form as plain tables: read from .md and .xlsx, written as either.

Every sheet and column is kept, those too that no XLSForm has; only blank rows and columns at the
ends go.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from fieldkit.errors import Code, Known, Slot
from fieldkit.xforms.check import FormProblem
from fieldkit.xforms.locate import FIRST_ROW

_LINE = re.compile(r"\s*\|(.*)\|\s*")
_RULE = re.compile(r"[\s|:-]+")
_PIPE = re.compile(r"(?<!\\)\|")
_LONGEST_SHEET_NAME: Final = 31
_LONGEST_CELL: Final = 32_767

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Sheets by name in their order; each a list of rows of texts, the headers first."""

    sheets: Mapping[str, Table]


def text_of(content: bytes, file: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark; raises FORM_FILE."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not UTF-8") from problem


def read_markdown(text: str) -> Tables:
    """The tables of a Markdown form: `| sheet |` begins one, `#` begins a remark."""
    sheets: dict[str, Table] = {}
    rows: Table = []
    for line in text.splitlines():
        match = None if line.lstrip().startswith("#") else _LINE.fullmatch(line)
        if match is None or _RULE.fullmatch(match.group(1)):
            continue
        name, *cells = (part.strip().replace("\\|", "|") for part in _PIPE.split(match.group(1)))
        if name:
            rows = sheets.setdefault(name, [])
        if any(cells):
            rows.append(cells)
    return Tables({name: _trimmed(found) for name, found in sheets.items()})


def read_workbook(content: bytes) -> Tables:
    """The sheets of an .xlsx that has passed the guard; formulas by their last value."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns about parts of a workbook that a form does not use.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            sheets = {
                sheet.title: _trimmed(
                    [
                        [_cell_text(value) for value in row]
                        for row in sheet.iter_rows(values_only=True)
                    ]
                )
                for sheet in book.worksheets
            }
        finally:
            book.close()
    return Tables(sheets)


def markdown(tables: Tables) -> str:
    """The tables as Markdown; a line break inside a cell becomes a blank (see `broken_lines`)."""
    parts = []
    for name, rows in tables.sheets.items():
        parts.append(f"| {_escaped(name)} |")
        parts += [
            f"|  | {' | '.join(_escaped(cell) for cell in row)} |" for row in rows if any(row)
        ]
        parts.append("")
    return "\n".join(parts)


def broken_lines(tables: Tables) -> Iterator[FormProblem]:
    """The cells that Markdown cannot hold as they are, since they have several lines."""
    for name, rows in tables.sheets.items():
        for number, row in enumerate(rows, start=1):
            for header, cell in zip(rows[0], row, strict=False):
                if "\n" in cell or "\r" in cell:
                    yield FormProblem(
                        "warning",
                        "form.line_break",
                        "The lines of this cell were joined: a Markdown table has one line a row.",
                        {"sheet": name, "row": number, "column": header},
                    )


def workbook(tables: Tables) -> bytes:
    """The tables as an .xlsx: headers in bold and kept in sight, every cell as text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for name, rows in tables.sheets.items():
        sheet = book.create_sheet(name[:_LONGEST_SHEET_NAME])
        for row_number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    if len(text) > _LONGEST_CELL:
                        # Excel, and the writer, would cut it without a word.
                        detail, header = "longer than a cell of Excel holds", rows[0][column - 1]
                        where: dict[str, Slot] = {"row": row_number, "column": header}
                        raise Known(Code.FORM_FILE, sheet=name, detail=detail, **where)
                    cell = sheet.cell(row_number, column, text)
                    # As text and nothing else: a cell that begins with = is no formula of ours.
                    cell.data_type = "s"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                    if row_number == 1:
                        cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def dropped(book: Mapping[str, Any]) -> Iterator[FormProblem]:
    """What stands in the author's workbook and does not reach the form."""
    known = {"survey", "choices", "settings", "entities", "external_choices", "osm"}
    for name in book.get("sheet_names") or ():
        if str(name).lower() not in known and len(book["sheet_names"]) > 1:
            yield FormProblem(
                "warning",
                "form.sheet_ignored",
                "This sheet is not part of an XLSForm and is ignored: check its name if it should"
                " be survey, choices, settings or entities.",
                {"sheet": str(name)},
            )
    yield from _dropped_columns(book)


def _dropped_columns(book: Mapping[str, Any]) -> Iterator[FormProblem]:
    for sheet, known in (("survey", _SURVEY_COLUMNS), ("settings", _SETTINGS_COLUMNS)):
        for headers in book.get(f"{sheet}_header") or ():
            for header in headers:
                plain = str(header or "").strip().lower().replace(" ", "_")
                first = plain.partition("::")[0].partition(":")[0]
                if not plain or first in known or plain in known or first in _FREE_COLUMNS:
                    continue
                rows = [
                    number
                    for number, row in enumerate(book.get(sheet) or (), start=FIRST_ROW)
                    if row.get(header)
                ]
                if rows:
                    yield FormProblem(
                        "warning",
                        "form.column_ignored",
                        "This column is not part of an XLSForm and is ignored: check the spelling"
                        " of its header if it should be one.",
                        {"sheet": sheet, "row": rows[0], "column": str(header)},
                    )


# Columns that authors keep for themselves.
_OWN_COLUMNS: Final = frozenset(
    {"source", "sources", "note", "notes", "comment", "comments", "remark", "remarks"}
)
# Columns that carry what follows the colons into the form, whatever it is.
_OPEN_COLUMNS: Final = frozenset({"bind", "body", "control", "instance", "media", "attribute"})
_FREE_COLUMNS: Final = _OPEN_COLUMNS | _OWN_COLUMNS
_SURVEY_COLUMNS: Final = frozenset(
    {
        "type", "name", "value", "tag", "command", "caption", "label", "hint", "guidance_hint",
        "required", "required_message", "requiredmsg", "relevant", "relevance", "constraint",
        "constraint_message", "constraining_message", "calculation", "calculate", "default",
        "read_only", "readonly", "choice_filter", "appearance", "repeat_count", "count", "jr",
        "parameters", "trigger", "image", "big-image", "audio", "video", "autoplay", "rows",
        "save_to", "intent", "query", "note", "disabled", "compact_tag", "sms_field", "sms_option",
        "sms_separator", "sms_allow_media", "sms_date_format", "sms_datetime_format",
        "sms_response", "noapperrorstring", "no_app_error_string", "accuracythreshold",
    }
)  # fmt: skip
_SETTINGS_COLUMNS: Final = frozenset(
    {
        "form_title", "set_form_title", "title", "form_id", "set_form_id", "id_string", "version",
        "default_language", "instance_name", "style", "allow_choice_duplicates", "namespaces",
        "public_key", "submission_url", "auto_send", "auto_delete", "prefix", "delimiter",
        "client_editable", "clean_text_values", "omit_instanceid", "omit_instance_id", "name",
        "instance_xmlns", "sms_keyword", "sms_separator", "sms_allow_media", "sms_date_format",
        "sms_datetime_format", "sms_response", "add_none_option",
    }
)  # fmt: skip


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return str(value)
    return str(value).strip().replace("\xa0", " ")


def _escaped(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "").replace("|", "\\|")


def _trimmed(rows: Sequence[Sequence[str]]) -> Table:
    """Without blank rows at the end and blank columns at the right."""
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell), default=0)
    kept = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    return kept
