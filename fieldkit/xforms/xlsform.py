"""Workbooks (.xlsx, .md) to XForm text through pyxform; errors with sheet, row and column.

pyxform is called without its validator, so nothing leaves the process and no Java is needed; what
the validator would find, our own parser finds, and it is located here in the workbook.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known, Slot
from fieldkit.xforms.check import FormProblem
from fieldkit.xforms.parse import parse_form

MAX_WORKBOOK_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(
    r"(?:sheet: )?'(survey|choices|settings|entities|external_choices|osm)'(?: sheet|\.)",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"the '([^']+)' value")
_SURVEY = re.compile(rb"^\s*\|\s*survey\s*\|", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(r"'([^']*)'")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
# The headers that pyxform takes for each column, besides the one our own errors name.
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "calculation": ("calculation", "calculate", "bind::calculate"),
    "constraint": ("constraint", "bind::constraint"),
    "required": ("required", "bind::required"),
    "read_only": ("read_only", "readonly", "bind::readonly"),
    "repeat_count": ("repeat_count", "count", "jr:count", "control::jr:count"),
    "choice_filter": ("choice_filter",),
    "default": ("default",),
    "label": ("label", "hint", "guidance_hint", "constraint_message", "required_message"),
}
_COUNT_SUFFIX: Final = "_count"
_NO_CHOICES: Final = "There should be a choices sheet"
_LISTED: Final = frozenset({"select_one", "select_multiple", "rank"})
# What pyxform says of a row without naming the column.
_UNSAID: Final[Mapping[str, str]] = {
    "List name": "type",
    "no type": "type",
    "Unmatched": "type",
    "no name": "name",
    "Missing calculation": "calculation",
    "not found: 'type'": "type",
}

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """The XForm of a workbook, and what pyxform remarked while making it."""

    xform: str
    warnings: tuple[FormProblem, ...] = ()


def compile_workbook(path: Path) -> CompiledForm:
    """Compile a form from its file, by the ending of the name: .md, .xlsx, or .xml as it is.

    A form that our parser refuses is refused here too, with `sheet`, `row` and `column`; files of
    secondary instances need not be there yet. Raises FILE_MISSING, FORM_FILE and the form's codes.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Known(Code.FILE_MISSING, file=path.name) from problem
    return compile_bytes(content, path.suffix.lower(), path.stem, path.name)


def compile_bytes(content: bytes, ending: str, stem: str, file: str = "") -> CompiledForm:
    """Compile a form from its bytes; `stem` is its id when the settings say none."""
    if len(content) > MAX_WORKBOOK_BYTES:
        raise Known(Code.FORM_FILE, file=file, detail="too large")
    if ending == ".xml":
        return CompiledForm(_text(content, file))
    if ending not in {".md", ".xlsx"}:
        raise Known(Code.FORM_FILE, file=file, detail="neither .xlsx, .md nor .xml")
    if ending == ".xlsx":
        _guard(content, file)
    else:
        # Without the byte order mark that editors on Windows write.
        content = _text(content, file).encode()
    xform, remarks, rows = _convert(content, ending, stem, file)
    try:
        parse_form(xform, {}, allow_missing_files=True)
    except Known as problem:
        raise located(problem, rows) from problem
    return CompiledForm(xform, tuple(_remark(remark) for remark in remarks))


def located(problem: Known, rows: Sequence[Row]) -> Known:
    """The same refusal with the row of the survey sheet, and the column under its own header."""
    ref = problem.slots.get("ref")
    names = problem.slots.get("name")
    if not isinstance(ref, str):
        return problem
    slots = dict(problem.slots)
    path = ref.split("/")[2:]
    if path[-1:] == ["instanceName"]:
        slots |= {"sheet": "settings", "row": 2, "column": "instance_name"}
        return Known(problem.code, **slots)
    places = _places(rows)
    found = places.get("/".join(path))
    column = str(slots.get("column", ""))
    if found is None and path and path[-1].endswith(_COUNT_SUFFIX):
        # pyxform computes a repeat's count in a question of its own making.
        repeat = "/".join([*path[:-1], path[-1].removesuffix(_COUNT_SUFFIX)])
        found, column = places.get(repeat), "repeat_count"
    if found is None:
        return problem
    number, row = found
    slots |= {"sheet": "survey", "row": number}
    if column:
        slots["column"] = _header(row, column, str(names))
    return Known(problem.code, **slots)


def _convert(
    content: bytes, ending: str, stem: str, file: str
) -> tuple[str, list[str], Sequence[Row]]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform
    from pyxform.xls2xform import convert

    remarks: list[str] = []
    rows: Sequence[Row] = ()
    with warnings.catch_warnings():
        # openpyxl warns about parts of a workbook that a form does not use.
        warnings.simplefilter("ignore")
        try:
            book = get_xlsform(BytesIO(content), file_type=ending)
            rows = list(book.survey or ())
            if not rows:
                raise _no_questions(file)
            book.fallback_form_name = stem
            result = convert(
                BytesIO(content),
                warnings=remarks,
                validate=False,
                file_type=ending,
                form_name=None,
            )
        except (PyXFormError, IndexError) as problem:
            if not rows and ending == ".md" and _SURVEY.search(content):
                # A table without any row is not even read as a table.
                raise _no_questions(file) from problem
            raise _refusal(problem, rows, file) from problem
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            OSError,
            zipfile.BadZipFile,
        ) as bad:
            raise Known(Code.FORM_FILE, file=file, detail=type(bad).__name__) from bad
    return result.xform, remarks, rows


def _no_questions(file: str) -> Known:
    return Known(Code.FORM_STRUCTURE, sheet="survey", file=file, detail="no questions")


def _refusal(problem: Exception, rows: Sequence[Row], file: str) -> Known:
    """A pyxform error as ours: its code by what it says, its place out of its words."""
    from pyxform.errors import PyXFormReadError

    text = str(problem)
    if isinstance(problem, PyXFormReadError) or text.startswith("Argument 'definition'"):
        return Known(Code.FORM_FILE, file=file, detail="not an XLSForm")
    said = _ROW.sub("", text).split(" Learn more:")[0].strip()
    slots: dict[str, Slot] = {"detail": said.partition("\n")[0]}
    row = _ROW.search(text)
    sheet = _SHEET.search(text)
    column = _COLUMN.search(text)
    if row:
        slots["row"] = int(row.group(1))
        slots["sheet"] = sheet.group(1).lower() if sheet else "survey"
    elif sheet:
        slots["sheet"] = sheet.group(1).lower()
    if column:
        slots["column"] = column.group(1)
    code = _code(text, str(getattr(getattr(problem, "code", None), "name", "")))
    column_name = _column_of(code, text)
    if column_name:
        slots.setdefault("column", column_name)
    if text.startswith(_NO_CHOICES):
        slots |= _first_select(rows)
    if "row" not in slots:
        slots |= _search(rows, text)
    question = _name_in(rows, slots)
    name = slots.get("name") or _named(code, text) or question
    if name:
        slots["name"] = name
    if question and question != name:
        slots["question"] = question
    return Known(code, **slots)


def _column_of(code: Code, text: str) -> str:
    """The column that an error is about, where pyxform leaves it unsaid."""
    if code is Code.FORM_TYPE:
        return "type"
    return next((column for words, column in _UNSAID.items() if words in text), "")


def _first_select(rows: Sequence[Row]) -> dict[str, Slot]:
    """The first question that needs a list, when the form has no list at all."""
    for number, row in enumerate(rows, start=2):
        words = _cell(row, "type").split()
        if len(words) > 1 and words[0] in _LISTED:
            return {"sheet": "survey", "row": number, "column": "type", "name": words[1]}
    return {}


def _named(code: Code, text: str) -> str:
    """The name that an error is about, where its words say so."""
    if code not in {Code.FORM_REFERENCE, Code.FORM_TYPE} or text.startswith(_NO_CHOICES):
        return ""
    quoted = _QUOTED.findall(text)
    return quoted[-1] if quoted else text.rpartition(": ")[2].strip()


def _name_in(rows: Sequence[Row], slots: Mapping[str, Slot]) -> str:
    """The question that stands in the row at fault."""
    number = slots.get("row")
    is_there = isinstance(number, int) and 2 <= number < len(rows) + 2
    if slots.get("sheet") != "survey" or not is_there or not isinstance(number, int):
        return ""
    return _cell(rows[number - 2], "name", "value")


def _code(text: str, name: str) -> Code:
    lowered = text.lower()
    is_listless = "list name not in choices" in lowered or text.startswith(_NO_CHOICES)
    if name in {"PYREF_003", "PYREF_004"} or is_listless:
        return Code.FORM_REFERENCE
    if name.startswith("PYREF"):
        return Code.FORM_SYNTAX
    if name.startswith("HEADER") or "must have a sheet" in lowered:
        return Code.FORM_WORKBOOK
    is_type = "question type" in lowered and "invalid" in lowered and "parameter" not in lowered
    if "unknown question type" in lowered or is_type:
        return Code.FORM_TYPE
    if "there is no survey element" in lowered or "no survey element named" in lowered:
        return Code.FORM_REFERENCE
    return Code.FORM_STRUCTURE


def _search(rows: Sequence[Row], text: str) -> dict[str, Slot]:
    """The first row of the survey that has one of the words the error quotes, and its column."""
    words = [word.strip() for word in _QUOTED.findall(text)]
    words += _REFERENCE.findall(text)[::-1]
    words += [word.strip(" .") for word in text.rpartition(":")[2].split(",")]
    for word in (word for word in words if word):
        for number, row in enumerate(rows, start=2):
            for header, cell in row.items():
                if isinstance(cell, str) and word in (cell, *cell.split()):
                    return {"sheet": "survey", "row": number, "column": header}
    return {}


def _places(rows: Sequence[Row]) -> dict[str, tuple[int, Row]]:
    """Row number and cells by the path of names below the root."""
    found: dict[str, tuple[int, Row]] = {}
    around: list[str] = []
    for number, row in enumerate(rows, start=2):
        kind = _cell(row, "type").replace("_", " ").lower()
        name = _cell(row, "name", "value")
        if kind.startswith("end ") and around:
            around.pop()
            continue
        if name:
            found.setdefault("/".join([*around, name]), (number, row))
        if kind.startswith("begin "):
            around.append(name)
    return found


def _header(row: Row, column: str, name: str) -> str:
    """The header under which the row has what is at fault."""
    candidates = _HEADERS.get(column, (column,))
    matching = [
        header
        for candidate in candidates
        for header in row
        if header.lower() == candidate or header.lower().startswith(f"{candidate}::")
    ]
    naming = [header for header in matching if name.rpartition("/")[2] in str(row[header])]
    return next(iter(naming or matching), column)


def _cell(row: Row, *headers: str) -> str:
    for header, cell in row.items():
        if header.strip().lower() in headers and isinstance(cell, str):
            return cell.strip()
    return ""


def _remark(text: str) -> FormProblem:
    row = _ROW.search(text)
    where: dict[str, str | int] = {"sheet": "survey", "row": int(row.group(1))} if row else {}
    return FormProblem("warning", "form.remark", _ROW.sub("", text), where)


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not UTF-8") from problem


def _guard(content: bytes, file: str) -> None:
    """Refuse a workbook that unpacks to far more than a form needs."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in _members(archive))
    except zipfile.BadZipFile as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not an .xlsx file") from problem
    if unpacked > MAX_UNPACKED_BYTES:
        raise Known(Code.FORM_FILE, file=file, detail="too large when unpacked")


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return iter(archive.infolist())
