"""Which field takes which answer: from control, data type and appearance of a question."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from fieldkit.interview.view import Item
from fieldkit.ui.interview.choice import ROWS_LIMIT, ListField, RowsField
from fieldkit.ui.interview.date import DateField
from fieldkit.ui.interview.rank import RankField
from fieldkit.ui.interview.simple import NoteField, TriggerField
from fieldkit.ui.interview.text import LineField, RangeField, TextField
from fieldkit.ui.interview.upload import UploadField

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
        "string": LineField,
        "int": LineField,
        "decimal": LineField,
        "boolean": LineField,
        "date": DateField,
        "time": DateField,
        "dateTime": DateField,
        "geopoint": LineField,
        "geotrace": LineField,
        "geoshape": LineField,
        "binary": UploadField,
        "barcode": LineField,
        "intent": LineField,
    }
)
"""The field of an input by its data type; the same keys as `xforms.values.TYPES`."""


_SEARCHED: Final = frozenset({"search", "autocomplete"})


def make(item: Item) -> AnyField:
    """The field for a question."""
    if item.control in BY_CONTROL:
        return BY_CONTROL[item.control](item)
    words = item.appearance.split()
    if item.control in {"select1", "select"}:
        # A closed box ("minimal") saves room on a telephone; here it would only hide the choices.
        is_long = len(item.choices) > ROWS_LIMIT or not _SEARCHED.isdisjoint(words)
        return ListField(item) if is_long else RowsField(item)
    if item.data_type == "string" and "multiline" in words:
        return TextField(item)
    return BY_TYPE.get(item.data_type, LineField)(item)
