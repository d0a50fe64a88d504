"""The author's sheets looked at row by row, so that all mistakes are said and not only the first.

pyxform stops at the first thing it refuses. What can be seen in the cells themselves is found
here; and `mend` takes a fault out of a copy of the sheets, so that what stands behind it shows.
Nothing here refuses a form that pyxform and our parser take.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from fieldkit.errors import Code, Known, Slot
from fieldkit.xforms.locate import FIRST_ROW, cell
from fieldkit.xpath.tokens import NC_NAME

Rows = list[dict[str, str]]
Book = Mapping[str, Rows]

_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?\s*([^}]*?)\s*\}")
_SELECT = re.compile(
    r"(select_one|select_multiple|select one|select multiple|rank)(_from_file)?\s+(.+)"
)
_CONTROL = re.compile(r"(begin|end)[ _](group|repeat|loop|lgroup)")
_NAME = re.compile(rf"{NC_NAME}(?::{NC_NAME})?")
_OTHER: Final = ("or_other", "or specify other", "or other")
_WITHOUT_NAME: Final = frozenset({"note", "audit"})
_STAND_IN: Final = "mended_"
# Cells that hold words or names, where a reference is text or is looked at elsewhere.
_EXPRESSIONS: Final = frozenset(
    {"relevant", "relevance", "constraint", "calculation", "calculate", "required", "readonly",
     "read_only", "choice_filter", "default", "repeat_count", "label", "hint", "guidance_hint",
     "constraint_message", "required_message", "trigger"}
)  # fmt: skip


def faults(book: Book, types: frozenset[str]) -> Iterator[Known]:
    """What the cells of the survey sheet show to be wrong; `types` are the question types."""
    rows = book.get("survey", [])
    names = {cell(row, "name", "value") for row in rows}
    lists = {cell(row, "list_name", "list name") for row in book.get("choices", [])}
    around: list[set[str]] = [set()]
    for number, row in enumerate(rows, start=FIRST_ROW):
        if not row or cell(row, "disabled").lower() in {"yes", "true"}:
            continue
        kind, name = cell(row, "type"), cell(row, "name", "value")
        control = _CONTROL.match(kind.lower())
        if control and control.group(1) == "end":
            around = around[:-1] or [set()]
            continue
        yield from _of_type(kind, lists, types, number, name)
        yield from _of_name(kind, name, around[-1], number)
        yield from _of_references(row, names, number, name)
        around[-1].add(name)
        if control:
            around.append(set())
    yield from _of_choices(book.get("choices", []))


def _of_choices(rows: Rows) -> Iterator[Known]:
    """Choices without any words, which pyxform passes over or stumbles on."""
    for number, row in enumerate(rows, start=FIRST_ROW):
        name = cell(row, "name", "value")
        kinds = {header.lower().partition("::")[0] for header in row}
        if name and not kinds & {"label", "caption", "media", "image", "audio", "video"}:
            where: dict[str, Slot] = {"sheet": "choices", "row": number, "column": "label"}
            yield Known(Code.FORM_STRUCTURE, name=name, detail="the choice has no label", **where)


def _of_type(
    kind: str, lists: set[str], types: frozenset[str], number: int, question: str
) -> Iterator[Known]:
    select = _SELECT.match(kind)
    if select:
        wanted = select.group(3)
        for words in _OTHER:
            wanted = wanted.removesuffix(words).strip()
        is_elsewhere = select.group(2) or wanted.startswith("${")
        if not is_elsewhere and wanted not in lists:
            yield _fault(Code.FORM_REFERENCE, number, "type", wanted, question, "no such list")
    elif kind and not _is_known(kind.lower(), types):
        yield _fault(Code.FORM_TYPE, number, "type", kind, question, "unknown question type")


def _is_known(kind: str, types: frozenset[str]) -> bool:
    is_external = kind.startswith(("select_one_external", "select one external"))
    return is_external or kind in types or bool(_CONTROL.match(kind))


def _of_name(kind: str, name: str, beside: set[str], number: int) -> Iterator[Known]:
    if not name and kind and kind not in _WITHOUT_NAME:
        yield _fault(Code.FORM_STRUCTURE, number, "name", "", "", "the question has no name")
    elif name and name in beside:
        yield _fault(Code.FORM_STRUCTURE, number, "name", name, "", "stands twice")
    elif name and not _NAME.fullmatch(name):
        yield _fault(Code.FORM_STRUCTURE, number, "name", name, "", "not a name")


def _of_references(
    row: Mapping[str, str], names: set[str], number: int, question: str
) -> Iterator[Known]:
    for header, value in row.items():
        if header.lower().partition("::")[0] not in _EXPRESSIONS:
            continue
        for wanted in dict.fromkeys(_REFERENCE.findall(value)):
            if wanted not in names:
                yield _fault(
                    Code.FORM_REFERENCE, number, header, wanted, question, "no such question"
                )


def _fault(code: Code, row: int, column: str, name: str, question: str, detail: str) -> Known:
    slots: dict[str, Slot] = {"sheet": "survey", "row": row, "column": column, "detail": detail}
    if name:
        slots["name"] = name
    if question and question != name:
        slots["question"] = question
    return Known(code, **slots)


def mend(book: dict[str, Rows], problems: Sequence[Known]) -> bool:
    """Take what is at fault out of the sheets; False when there is nothing that can be taken."""
    changed = [_mend_one(book, problem) for problem in problems]
    return any(changed)


def as_written(problem: Known, names: Sequence[str]) -> Known:
    """A problem of mended sheets in the author's own names; `names` are by row."""
    number = problem.slots.get("row")
    is_row = problem.slots.get("sheet") == "survey" and isinstance(number, int)
    if not is_row or not isinstance(number, int) or not 0 <= number - FIRST_ROW < len(names):
        return problem
    name, stand_in = names[number - FIRST_ROW], f"{_STAND_IN}{number}"
    slots = dict(problem.slots)
    if str(slots.get("ref", "")).endswith(stand_in):
        del slots["ref"]
    if slots.get("name") == stand_in:
        slots["name"] = name
    return Known(problem.code, **slots)


def _mend_one(book: dict[str, Rows], problem: Known) -> bool:
    rows = book.get(str(problem.slots.get("sheet", "")), [])
    number = problem.slots.get("row")
    place = number - FIRST_ROW if isinstance(number, int) else -1
    if not 0 <= place < len(rows):
        return False
    row, column = rows[place], str(problem.slots.get("column", ""))
    before = dict(row)
    kind = cell(row, "type").lower()
    if problem.slots["sheet"] == "entities" and column in row:
        row[column] = "'mended'"  # taken away, others would be missed
    elif problem.slots["sheet"] != "survey":
        row.pop(column, None) if column in row and "name" not in column else row.clear()
    elif _CONTROL.match(kind) and column in {"", "type"}:
        return False
    elif column == "type":
        row["type"] = "text"
    elif column.lower() in {"name", "value"}:
        row[column] = f"{_STAND_IN}{number}"
    elif column.lower() in {"calculation", "calculate"} and kind == "calculate":
        row[column] = "''"
    elif column.lower().partition("::")[0] == "label":
        row[column] = "mended"
    elif column in row:
        del row[column]
    else:
        row.clear()
    return row != before
