"""The table of contents of an interview: depth, words and state of each row."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from fieldkit.interview.navigate import OutlineRow
from fieldkit.ui.words import plain_words

_Index = QModelIndex | QPersistentModelIndex


class OutlineRole(IntEnum):
    """What the delegate asks for beyond the words."""

    DEPTH = Qt.ItemDataRole.UserRole
    KIND = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2


HEADINGS: Final = frozenset({"group", "repeat", "instance"})


class OutlineModel(QAbstractListModel):
    """Rows in document order; `replace` tells the view no more than what differs."""

    def __init__(self, rows: tuple[OutlineRow, ...] = ()) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, spoken words, depth, kind, state ("open", "needed", "answered", "problem", "")."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return _words(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row)
            case OutlineRole.DEPTH:
                return row.depth
            case OutlineRole.KIND:
                return row.kind
            case OutlineRole.STATE:
                return _state(row)
        return None

    def row_at(self, position: int) -> OutlineRow:
        """The row shown at a position."""
        return self._rows[position]

    def position_of(self, ref: str) -> int:
        """Where a ref is shown, -1 when it is not."""
        for position, row in enumerate(self._rows):
            if row.ref == ref:
                return position
        return -1

    def replace(self, rows: tuple[OutlineRow, ...]) -> None:
        """Show other rows."""
        if [r.ref for r in rows] != [r.ref for r in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [n for n, (a, b) in enumerate(zip(self._rows, rows, strict=True)) if a != b]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))


def _words(row: OutlineRow) -> str:
    return plain_words(row.label) or row.ref.rpartition("/")[2]


def _state(row: OutlineRow) -> str:
    if row.violation is not None:
        # What was not put yet is no mistake; a red mark is kept for answers that do not fit.
        return "needed" if row.violation.code == "required" else "problem"
    if row.kind != "question":
        return ""
    return "answered" if row.answered else "open"


def _spoken(row: OutlineRow) -> str:
    said = {
        "problem": QCoreApplication.translate("outline", "{0}: the answer does not fit"),
        "needed": QCoreApplication.translate("outline", "{0}: needs an answer"),
        "answered": QCoreApplication.translate("outline", "{0}: answered"),
        "open": QCoreApplication.translate("outline", "{0}: not answered"),
        "": "{0}",
    }
    return said[_state(row)].format(_words(row))
