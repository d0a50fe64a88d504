"""Which field takes which answer: from control, data type and appearance of a question."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from fieldkit.interview.view import Item
from fieldkit.ui.interview.choice import ROWS_LIMIT, ListField, RowsField
from fieldkit.ui.interview.date import DateField
from fieldkit.ui.interview.rank import RankField
from fieldkit.ui.interview.simple import NoteField, TriggerField, UploadField
from fieldkit.ui.interview.text import LineField, RangeField, TextField

AnyField = (
    LineField
    | TextField
    | RangeField
    | DateField
    | RowsField
    | ListField
    | RankField
    | TriggerField
    | NoteField
    | UploadField
)

BY_CONTROL: Mapping[str, Callable[[Item], AnyField]] = MappingProxyType(
    {
        "rank": RankField,
        "range": RangeField,
        "trigger": TriggerField,
        "note": NoteField,
        "upload": UploadField,
    }
)

BY_TYPE: Mapping[str, Callable[[Item], AnyField]] = MappingProxyType(
    {
        "date": DateField,
        "time": DateField,
        "dateTime": DateField,
    }
)
"""Data types of an input that are not typed as one line of text."""


def make(item: Item) -> AnyField:
    """The field for a question."""
    if item.control in BY_CONTROL:
        return BY_CONTROL[item.control](item)
    words = item.appearance.split()
    if item.control in {"select1", "select"}:
        is_long = len(item.choices) > ROWS_LIMIT or not {"minimal", "search"}.isdisjoint(words)
        return ListField(item) if is_long or "autocomplete" in words else RowsField(item)
    if item.data_type in BY_TYPE:
        return BY_TYPE[item.data_type](item)
    return TextField(item) if "multiline" in words else LineField(item)


def as_widget(field: AnyField) -> QWidget:
    """The field as the widget it is."""
    return field
