"""Workbooks (.xlsx, .md) to XForm text through pyxform; errors with sheet, row and column.

pyxform is called without its validator, so nothing leaves the process and no Java is needed; what
the validator would find, our own parser finds, and `locate` says where it stands in the workbook.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fieldkit.errors import Code, Known, Slot, refuse
from fieldkit.xforms import authoring, columns, guard
from fieldkit.xforms.authoring import Rows
from fieldkit.xforms.check import FormProblem
from fieldkit.xforms.clauses import with_clause
from fieldkit.xforms.locate import Row, Sheets, cell, located, read_sheets
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.tables import dropped, text_of

MAX_WORKBOOK_BYTES: Final = guard.LARGEST_FILE
MOST_ROUNDS: Final = 8  # of mending a refused form to see what else is wrong

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(
    r"(?:sheet: )?'(survey|choices|settings|entities|external_choices|osm)'(?: sheet|\.)",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"the '([^']+)' value")
_SURVEY = re.compile(rb"^\s*\|\s*survey\s*\|", re.IGNORECASE | re.MULTILINE)
_PARAMETER = re.compile(r"Parameter ([\w-]+) ")
_QUOTED = re.compile(r"'([^']*)'")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_NO_CHOICES: Final = "There should be a choices sheet"
_LISTED: Final = frozenset({"select_one", "select_multiple", "rank"})
_SHEETS: Final = ("survey", "choices", "settings", "entities", "external_choices", "osm")
# What pyxform says of a row without naming the column.
_UNSAID: Final[Mapping[str, str]] = {
    "List name": "type",
    "no type": "type",
    "Unmatched": "type",
    "no name": "name",
    "Missing calculation": "calculation",
    "not found: 'type'": "type",
}


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """The XForm of a form's file, what was remarked while making it, and the author's rows."""

    xform: str
    warnings: tuple[FormProblem, ...] = ()
    sheets: Sheets = field(default_factory=Sheets)


def compile_workbook(path: Path) -> CompiledForm:
    """Compile a form from its file, by the ending of the name: .md, .xlsx, or .xml as it is.

    A form that our parser refuses is refused here too, with `sheet`, `row` and `column`, and every
    other problem that could be found in its `also`; files of secondary instances need not be there
    yet. Raises FILE_MISSING, FORM_FILE and the form's codes.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Known(Code.FILE_MISSING, file=path.name) from problem
    return compile_bytes(content, path.suffix.lower(), path.stem, path.name)


def compile_bytes(content: bytes, ending: str, stem: str, file: str = "") -> CompiledForm:
    """Compile a form from its bytes; `stem` is its id when the settings say none."""
    if len(content) > MAX_WORKBOOK_BYTES:
        raise Known(Code.FORM_FILE, file=file, detail="too large for a form")
    if ending == ".xml":
        xform = text_of(content, file)
        refuse(_refusals(xform))
        return CompiledForm(xform)
    if ending not in {".md", ".xlsx"}:
        raise Known(Code.FORM_FILE, file=file, detail="neither .xlsx, .md nor .xml")
    if ending == ".xlsx":
        guard.inspect(content, file)
    else:
        # Without the byte order mark that editors on Windows write.
        content = text_of(content, file).encode()
    return _compile_book(_read(content, ending, stem, file), file)


def _compile_book(book: dict[str, Any], file: str) -> CompiledForm:
    sheets = read_sheets(book["survey"], book.get("choices") or ())
    try:
        xform, remarks = _convert(book, file)
        problems = [located(problem, sheets) for problem in _refusals(xform)]
    except Known as problem:
        problems = [problem]
    if problems:
        refuse(_with_others(problems, book))
    found = [_remark(remark) for remark in remarks]
    return CompiledForm(xform, (*found, *dropped(book)), sheets)


def _refusals(xform: str) -> list[Known]:
    """What our parser and our columns refuse, each with its clause; pyxform has let it pass."""
    try:
        definition = parse_form(xform, {}, allow_missing_files=True)
        found = list(columns.faults(definition, xform))
    except Known as problem:
        found = [problem, *problem.also]
    return [with_clause(problem) for problem in found]


def _with_others(problems: list[Known], book: dict[str, Any]) -> list[Known]:
    """All that is wrong besides: by the cells, and by mending a copy until it passes."""
    rows: dict[str, Rows] = {name: [dict(row) for row in book.get(name) or ()] for name in _SHEETS}
    names = [cell(row, "name", "value") for row in rows["survey"]]
    found = {_key(problem): problem for problem in problems}
    for fault in authoring.faults(rows, _types()):
        found.setdefault(_key(fault), fault)
    fresh = list(found.values())
    for _ in range(MOST_ROUNDS):
        if not authoring.mend(rows, fresh):
            break
        try:
            xform, _remarks = _convert(book | rows, "")
            sheets = read_sheets(rows["survey"], rows["choices"])
            again = [located(problem, sheets) for problem in _refusals(xform)]
        except Known as problem:
            again = [problem]
        again = [authoring.as_written(problem, names) for problem in again]
        fresh = [p for p in again if _key(p) not in found and not _is_of_mending(p, names)]
        found |= {_key(problem): problem for problem in fresh}
    everything = [*problems, *(p for p in found.values() if p not in problems)]
    # What has a place comes first: it may be the reason of what has none.
    return sorted(everything, key=lambda p: not {"row", "ref", "sheet"} & p.slots.keys())


def _is_of_mending(problem: Known, names: list[str]) -> bool:
    """Whether a name is missed only because its row was given another."""
    missed = str(problem.slots.get("name", "")).rpartition("/")[2]
    return problem.code is Code.FORM_REFERENCE and missed in names


def _key(problem: Known) -> tuple[Slot, ...]:
    slots = problem.slots
    if "row" in slots:
        return (str(slots.get("sheet", "")), slots["row"], str(slots.get("column", "")))
    return (problem.code.value, str(slots.get("ref", "")), str(slots.get("column", "")))


def _types() -> frozenset[str]:
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    spoken = {*QUESTION_TYPE_DICT, *aliases._type_alias_map, *aliases.settings_header}
    return frozenset(name.lower() for name in spoken)


def _read(content: bytes, ending: str, stem: str, file: str) -> dict[str, Any]:
    """The sheets as pyxform reads them, with at least one row of questions."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    with warnings.catch_warnings():
        # openpyxl warns about parts of a workbook that a form does not use.
        warnings.simplefilter("ignore")
        try:
            book = get_xlsform(BytesIO(content), file_type=ending)
        except (PyXFormError, IndexError) as problem:
            if ending == ".md" and _SURVEY.search(content):
                # A table without any row is not even read as a table.
                raise _no_questions(file) from problem
            raise _refusal(problem, (), file) from problem
        except _UNREADABLE as bad:
            raise Known(Code.FORM_FILE, file=file, detail="not an XLSForm") from bad
    if not book.survey:
        if not book.sheet_names or "survey" in [name.lower() for name in book.sheet_names]:
            raise _no_questions(file)
        raise Known(Code.FORM_STRUCTURE, sheet="survey", file=file, detail="no sheet named survey")
    sheets = {name: getattr(book, name) for name in type(book).__slots__}
    read = {name: list(_rows(name, sheets[name], file)) for name in _SHEETS if sheets.get(name)}
    return sheets | read | {"fallback_form_name": stem}


def _rows(sheet: str, rows: Rows, file: str) -> Iterator[dict[str, object]]:
    """The rows without cells beyond the header; refuses characters that no XML can hold."""
    for number, row in enumerate(rows, start=2):
        for header, value in row.items():
            if isinstance(value, str) and _CONTROL.search(value):
                where: dict[str, Slot] = {"sheet": sheet, "row": number, "column": header or ""}
                raise Known(Code.FORM_FILE, file=file, detail="control character", **where)
        yield {header: value for header, value in row.items() if header}


def _convert(book: Mapping[str, Any], file: str) -> tuple[str, list[str]]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    remarks: list[str] = []
    # pyxform changes the rows it is given.
    copy = {
        name: [dict(row) for row in part] if name in _SHEETS and part else part
        for name, part in book.items()
    }
    try:
        result = convert(copy, warnings=remarks, validate=False)
    except (PyXFormError, IndexError) as problem:
        raise _refusal(problem, book["survey"], file) from problem
    except _UNREADABLE as bad:
        detail = "pyxform cannot turn these sheets into a form"
        raise Known(Code.FORM_STRUCTURE, file=file, detail=detail) from bad
    return result.xform, remarks


# XML 1.0 section 2.2; pyxform would make a document of it that it cannot read itself.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNREADABLE: Final = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OSError,
    zipfile.BadZipFile,
)


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
        words = cell(row, "type").split()
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
    return cell(rows[number - 2], "name", "value")


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
    parameter = _PARAMETER.match(text)
    for number, row in enumerate(rows, start=2):
        if parameter and f"{parameter.group(1)}=" in cell(row, "parameters"):
            return {"sheet": "survey", "row": number, "column": "parameters"}
    words = [word.strip() for word in _QUOTED.findall(text)]
    words += _REFERENCE.findall(text)[::-1]
    words += [word.strip(" .") for word in text.rpartition(":")[2].split(",")]
    for word in (word for word in words if word):
        for number, row in enumerate(rows, start=2):
            for header, text in row.items():
                if isinstance(text, str) and word in (text, *text.split()):
                    return {"sheet": "survey", "row": number, "column": header}
    return {}


def _remark(text: str) -> FormProblem:
    row = _ROW.search(text)
    where: dict[str, str | int] = {"sheet": "survey", "row": int(row.group(1))} if row else {}
    said = _ROW.sub("", text).split(" Learn more")[0].strip()
    return FormProblem("warning", "form.remark", said, where)
