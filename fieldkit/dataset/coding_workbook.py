"""The workbook that a second coder fills in: made of questions and answers, free of any code.

Sheet `coding` has a row for each case and indicator, `answers` everything that was said, `about`
the rules of coding and what the codes will be compared by. It comes back through the guard and
the child process, like every workbook from elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.dataset import guard
from fieldkit.dataset.child import ReadSheet, read_sheets
from fieldkit.dataset.plain_workbook import tables_workbook
from fieldkit.errors import Code, Known
from fieldkit.scoring.truth import Truth

CODING: Final = "coding"
ANSWERS: Final = "answers"
ABOUT: Final = "about"

COLUMNS: Final = ("case_code", "indicator", "what", "meaning", "evidence", "code", "note")
_ANSWER_COLUMNS: Final = ("case_code", "question", "answer", "ref")
_ABOUT_COLUMNS: Final = ("about", "English", "Русский")
_FACTS: Final = ("ruleset", "version", "sha256", "sample")

_CODES: Final[Mapping[str, Truth]] = {
    "1": Truth.TRUE,
    "0": Truth.FALSE,
    "?": Truth.UNKNOWN,
}
_LONGEST_NOTE: Final = 2_000
_LONGEST_EVIDENCE: Final = 8_000  # characters; what is beyond stands in the sheet of answers

_HOW: Final = (
    (
        "code",
        "1: the fact is there. 0: the answers say that it is not. ?: the answers do not tell. "
        "Leave blank what you do not code.",
        "1: факт есть. 0: ответы говорят, что его нет. ?: по ответам не понять. "
        "Пусто: вы этого не кодируете.",
    ),
    (
        "alone",
        "Code by yourself, from the answers. Do not look at the score or at another coder's codes.",
        "Кодируйте самостоятельно, по ответам. Не смотрите ни на оценку, ни на чужие коды.",
    ),
    (
        "not asked",
        "Not asked, refused and does not know are never a no: code ? unless other answers tell.",
        "Не спросили, отказ и «не знает» никогда не значат «нет»: ставьте ?, если иного не "
        "говорят другие ответы.",
    ),
    (
        "file",
        "This file holds answers. Keep it as you keep the interviews, and delete it when done.",
        "В файле есть ответы. Храните его как сами интервью и удалите, когда закончите.",
    ),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a filled-in workbook says it was made for; `sample` is "" for cases named one by one."""

    ruleset: str
    version: str
    sha256: str
    sample: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One row to be coded."""

    case_code: str
    indicator: str
    what: str
    meaning: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, in words."""

    case_code: str
    question: str
    answer: str
    ref: str


@dataclass(frozen=True, slots=True)
class Coded:
    """One row that was coded, by its number in the sheet."""

    row: int
    case_code: str
    indicator: str
    code: Truth
    note: str


def write(
    facts: Facts, asked: Sequence[Asked], said: Sequence[Said], *, is_practice: bool
) -> bytes:
    """The workbook to fill in; WORKBOOK_VALUE for a text that no cell holds."""
    about = [*_HOW, *((name, getattr(facts, name), None) for name in _FACTS)]
    return tables_workbook(
        {
            CODING: (
                COLUMNS,
                [
                    (a.case_code, a.indicator, a.what, a.meaning, _cut(a.evidence), None, None)
                    for a in asked
                ],
            ),
            ANSWERS: (_ANSWER_COLUMNS, [(s.case_code, s.question, s.answer, s.ref) for s in said]),
            ABOUT: (_ABOUT_COLUMNS, about),
        },
        is_practice=is_practice,
    )


def read(data: bytes) -> tuple[Facts, tuple[Coded, ...]]:
    """What a coder filled in; blank codes are left out.

    Raises what the guard and the child raise, WORKBOOK_FOREIGN for a workbook that is none of
    ours, DATA_CELL with the place of a code that is not 1, 0 or ?, DATA_TABLE for a column that
    is missing or a row that stands twice.
    """
    guard.inspect(data)
    sheets = read_sheets(data)
    if CODING not in sheets or ABOUT not in sheets:
        raise Known(Code.WORKBOOK_FOREIGN, detail="no sheet of codes")
    return _facts(sheets[ABOUT]), tuple(_rows(sheets[CODING]))


def _facts(sheet: ReadSheet) -> Facts:
    told = {row[0]: row[1] for row in sheet.values() if len(row) > 1 and row[0] in _FACTS}
    if not {"ruleset", "version"} <= told.keys():
        raise Known(Code.WORKBOOK_FOREIGN, detail="no ruleset named")
    return Facts(*(told.get(name, "") for name in _FACTS))


def _rows(sheet: ReadSheet) -> Iterator[Coded]:
    heading = sheet.get(1, ())
    for column in ("case_code", "indicator", "code"):
        if column not in heading:
            raise Known(Code.DATA_TABLE, detail="column missing", sheet=CODING, column=column)
    places = {name: heading.index(name) for name in COLUMNS if name in heading}
    seen: set[tuple[str, str]] = set()
    for number, cells in sheet.items():
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if number == 1 or not row["code"]:
            continue
        if row["code"] not in _CODES:
            raise Known(Code.DATA_CELL, sheet=CODING, row=number, column="code")
        note = row.get("note", "")
        if len(note) > _LONGEST_NOTE:
            raise Known(Code.DATA_CELL, sheet=CODING, row=number, column="note")
        key = (row["case_code"], row["indicator"])
        if key in seen:
            raise Known(Code.DATA_TABLE, detail="row twice", sheet=CODING, row=number)
        seen.add(key)
        yield Coded(number, *key, _CODES[row["code"]], note)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_EVIDENCE else f"{text[:_LONGEST_EVIDENCE]} …"
