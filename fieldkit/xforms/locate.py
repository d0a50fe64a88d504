"""Where things stand in the author's workbook: sheet, row and column of every finding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldkit.errors import Known, Slot

Row = Mapping[str, str]

# The headers that an XLSForm takes for each column, besides the one our own findings name.
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
    "constraint_message": ("constraint_message", "constraining_message"),
}
_COUNT_SUFFIX: Final = "_count"
_OTHER_SUFFIX: Final = "_other"
FIRST_ROW: Final = 2  # below the headers


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of the author's sheets that findings may be about; empty for an XForm.

    `survey` is by the path of names below the root, `choices` by list and name with a tab between;
    each holds the number of the row, the header's being 1, and its cells by header.
    """

    survey: Mapping[str, tuple[int, Row]] = field(default_factory=dict)
    choices: Mapping[str, tuple[int, Row]] = field(default_factory=dict)

    def place(self, ref: str, column: str = "", naming: str = "") -> dict[str, str | int]:
        """Sheet, row and column of a node's cell; {} for a node that no row of the author made.

        Of several columns that may be meant, the one whose cell has `naming` in it is taken.
        """
        path = ref.split("/")[2:]
        if path[-1:] == ["instanceName"]:
            return {"sheet": "settings", "row": FIRST_ROW, "column": "instance_name"}
        found = self.survey.get("/".join(path))
        if found is None and path and path[-1].endswith(_COUNT_SUFFIX):
            # pyxform computes a repeat's count in a question of its own making.
            repeat = "/".join([*path[:-1], path[-1].removesuffix(_COUNT_SUFFIX)])
            found, column = self.survey.get(repeat), "repeat_count"
        if found is None and path and path[-1].endswith(_OTHER_SUFFIX):
            found = self.survey.get("/".join([*path[:-1], path[-1].removesuffix(_OTHER_SUFFIX)]))
        if found is None:
            return {}
        number, row = found
        place: dict[str, str | int] = {"sheet": "survey", "row": number}
        if column:
            place["column"] = _header(row, column, naming)
        return place

    def choice(self, list_name: str, value: str) -> dict[str, str | int]:
        """Sheet and row of a choice; {} where the list stands in another file."""
        found = self.choices.get(f"{list_name}\t{value}")
        return {"sheet": "choices", "row": found[0]} if found else {}

    def first_choice(self, list_name: str) -> dict[str, str | int]:
        """Sheet and row where a list begins; {} where it stands in another file."""
        rows = [n for key, (n, _) in self.choices.items() if key.startswith(f"{list_name}\t")]
        return {"sheet": "choices", "row": min(rows)} if rows else {}


def read_sheets(survey: Sequence[Row], choices: Sequence[Row]) -> Sheets:
    """Index the rows of a workbook; rows are in order, empty ones included."""
    rows: dict[str, tuple[int, Row]] = {}
    around: list[str] = []
    for number, row in enumerate(survey, start=FIRST_ROW):
        kind = cell(row, "type").replace("_", " ").lower()
        name = cell(row, "name", "value")
        if kind.startswith("end ") and around:
            around.pop()
            continue
        if name:
            rows.setdefault("/".join([*around, name]), (number, row))
        if kind.startswith("begin "):
            around.append(name)
    listed: dict[str, tuple[int, Row]] = {}
    for number, row in enumerate(choices, start=FIRST_ROW):
        key = f"{cell(row, 'list_name', 'list name')}\t{cell(row, 'name', 'value')}"
        listed.setdefault(key, (number, row))
    return Sheets(rows, listed)


def located(problem: Known, sheets: Sheets) -> Known:
    """The same refusal with the row of the sheet, and the column under the author's header."""
    ref = problem.slots.get("ref")
    if not isinstance(ref, str) or "row" in problem.slots:
        return problem
    column = str(problem.slots.get("column", ""))
    place: Mapping[str, Slot] = sheets.place(ref, column, str(problem.slots.get("name", "")))
    return Known(problem.code, **{**problem.slots, **place})


def cell(row: Mapping[str, object], *headers: str) -> str:
    """The text under the first of the headers that the row has, whatever their case."""
    for header, value in row.items():
        # A row longer than its sheet's first has cells without a header.
        if header and header.strip().lower() in headers and isinstance(value, str):
            return value.strip()
    return ""


def _header(row: Row, column: str, naming: str) -> str:
    """The header under which the row has what is at fault."""
    candidates = _HEADERS.get(column, (column,))
    matching = [
        header
        for candidate in candidates
        for header in row
        if header.lower() == candidate or header.lower().startswith(f"{candidate}::")
    ]
    having = [header for header in matching if naming.rpartition("/")[2] in str(row[header])]
    return next(iter(having or matching), column)
