"""Choices of one question as a list that can be filtered, ticked and moved."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fieldkit.interview.view import ChoiceView

_Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE: Final = Qt.ItemDataRole.UserRole
_TEXT_ROLES: Final = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def folded(text: str) -> str:
    """A text as it is searched: without case, accents or the dots of ё."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


class ChoiceModel(QAbstractListModel):
    """The choices that match the filter; a choice that is chosen carries a tick."""

    def __init__(self, choices: Sequence[ChoiceView], chosen: frozenset[str], many: bool) -> None:
        super().__init__()
        self._all = tuple(choices)
        self._shown = self._all
        self._filter = ""
        self._chosen = chosen
        self._is_many = many

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many choices match."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Label, value and tick."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        choice = self._shown[index.row()]
        if role in _TEXT_ROLES:
            return choice.label or choice.value
        if role == VALUE_ROLE:
            return choice.value
        if role == Qt.ItemDataRole.CheckStateRole:
            is_on = choice.value in self._chosen
            return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every row can be highlighted; ticking goes through the field, which saves."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def value_at(self, row: int) -> str:
        """The stored value of a row shown."""
        return self._shown[row].value

    def row_of(self, value: str) -> int:
        """The row that shows a value, -1 when none does."""
        values = [choice.value for choice in self._shown]
        return values.index(value) if value in values else -1

    def set_filter(self, text: str) -> None:
        """Show only the choices whose label or value contains the text."""
        self._filter = text
        self._rebuild()

    def set_choices(self, choices: Sequence[ChoiceView]) -> None:
        """Offer other choices."""
        if tuple(choices) != self._all:
            self._all = tuple(choices)
            self._rebuild()

    def set_chosen(self, chosen: frozenset[str]) -> None:
        """Tick other choices."""
        if chosen == self._chosen:
            return
        self._chosen = chosen
        if self._shown:
            self.dataChanged.emit(
                self.index(0), self.index(len(self._shown) - 1), [Qt.ItemDataRole.CheckStateRole]
            )

    def _rebuild(self) -> None:
        wanted = folded(self._filter)
        self.beginResetModel()
        self._shown = tuple(
            choice
            for choice in self._all
            if wanted in folded(choice.label) or wanted == folded(choice.value)
        )
        self.endResetModel()
