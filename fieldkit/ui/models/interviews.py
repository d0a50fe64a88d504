"""The interviews of a workspace as rows: codes, days and states; no name and no answer is here."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QDateTime,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from fieldkit.records import Interview
from fieldkit.ui.models.choices import folded
from fieldkit.ui.names import form_title, language_name
from fieldkit.ui.texts import state_text

_Index = QModelIndex | QPersistentModelIndex
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class Column(IntEnum):
    """The columns in the order shown."""

    CASE = 0
    STATE = 1
    UPDATED = 2
    SITE = 3
    FORM = 4
    LANGUAGE = 5
    ANSWERED = 6


class InterviewModel(QAbstractTableModel):
    """Newest first; filtered here and not by a proxy, which is a hundred times slower."""

    def __init__(self, interviews: tuple[Interview, ...] = ()) -> None:
        super().__init__()
        self._all = _newest_first(interviews)
        self._shown = self._all
        self._filter = ""
        self._searched: tuple[str, ...] = ()  # of each interview; made when first searched

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many interviews match the filter."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """The columns of `Column`."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell."""
        if not index.isValid() or index.row() >= len(self._shown) or role not in _TEXT_ROLES:
            return None
        return _cell(self._shown[index.row()], Column(index.column()))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The heads of the columns."""
        if orientation != Qt.Orientation.Horizontal or role not in _TEXT_ROLES:
            return None
        return _heads()[section] if 0 <= section < len(Column) else None

    def interview_at(self, row: int) -> Interview:
        """The interview of a row shown."""
        return self._shown[row]

    def row_of(self, interview_id: str) -> int:
        """The row of an interview, -1 when it is not shown."""
        ids = [interview.interview_id for interview in self._shown]
        return ids.index(interview_id) if interview_id in ids else -1

    def total(self) -> int:
        """How many interviews there are, shown or not."""
        return len(self._all)

    def replace(self, interviews: tuple[Interview, ...]) -> None:
        """Show other interviews."""
        self._all = _newest_first(interviews)
        self._searched = ()
        self._refilter()

    def set_filter(self, text: str) -> None:
        """Show only the interviews that have every word of the text in one of their cells."""
        self._filter = text
        self._refilter()

    def _refilter(self) -> None:
        words = folded(self._filter).split()
        shown = self._all if not words else self._with(words)
        if shown != self._shown:
            self.beginResetModel()
            self._shown = shown
            self.endResetModel()

    def _with(self, words: list[str]) -> tuple[Interview, ...]:
        if not self._searched:
            self._searched = tuple(map(_searched, self._all))
        both = zip(self._all, self._searched, strict=True)
        return tuple(i for i, cells in both if all(word in cells for word in words))


def _searched(interview: Interview) -> str:
    return folded(" ".join(_cell(interview, column) for column in Column))


def _newest_first(interviews: tuple[Interview, ...]) -> tuple[Interview, ...]:
    return tuple(sorted(interviews, key=_when, reverse=True))


def _when(interview: Interview) -> tuple[str, int]:
    return interview.updated_utc or interview.created_utc, interview.created_seq


def _cell(interview: Interview, column: Column) -> str:
    match column:
        case Column.CASE:
            return interview.case_code
        case Column.STATE:
            return state_text(interview.state)
        case Column.UPDATED:
            return _local(interview.updated_utc or interview.created_utc)
        case Column.SITE:
            return interview.site
        case Column.FORM:
            return form_title(interview.form_id)
        case Column.LANGUAGE:
            return language_name(interview.language)
        case Column.ANSWERED:
            return str(interview.answered)


def _local(utc: str) -> str:
    moment = QDateTime.fromString(utc, Qt.DateFormat.ISODateWithMs).toLocalTime()
    # As dates are typed here: in a short form of another country day and month may be swapped.
    return moment.toString("dd.MM.yyyy HH:mm") if moment.isValid() else utc


def _heads() -> tuple[str, ...]:
    return (
        QCoreApplication.translate("list", "Case"),
        QCoreApplication.translate("list", "State"),
        QCoreApplication.translate("list", "Last change"),
        QCoreApplication.translate("list", "Site"),
        QCoreApplication.translate("list", "Form"),
        QCoreApplication.translate("list", "Language"),
        QCoreApplication.translate("list", "Answers"),
    )
