"""One codec per data type: what an answer may be, as text in the record and as a value.

The stored text is the XForms lexical form (XML Schema part 2; ODK XForms "Data types"). Decisions
G5 to G8 of the conformance notes: an answer that a type does not admit is refused, a computed one
is brought into the type or left blank, a dateTime is kept as given.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

INT_LIMIT: Final = 2**31  # an int is 32 bits (ODK XForms)

_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:Z|[+-]([0-9]{2})(?::([0-9]{2}))?)?"
)
_POINT_PARTS = range(2, 5)  # latitude, longitude, altitude, accuracy
_ZONED = re.compile(r"[Z+-]")
_MAX_ZONE_HOURS: Final = 14
_MIN_TRACE_POINTS: Final = 2
_MIN_SHAPE_POINTS: Final = 4

Value = str | int | Decimal | bool | date | datetime | time | tuple[Decimal, ...] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codec:
    """How one data type is read and written.

    `decode` returns None for a text that the type does not admit; blank is no answer and never
    reaches it. `encode(decode(text))` is the text to store; `decode(encode(value)) == value`.
    """

    name: str
    decode: Callable[[str], Value | None]
    encode: Callable[[Value], str]

    def stored(self, text: str) -> str | None:
        """The text to store for an answer as typed; None when the type refuses it."""
        value = self.decode(text)
        return None if value is None else self.encode(value)


def data_type(name: str) -> str:
    """The data type that a bind names, without its prefix; "" is string, unknown ones stay."""
    local = name.strip().rpartition(":")[2]
    return _SYNONYMS.get(local, local) if local else "string"


def from_calculation(text: str, type_name: str) -> str:
    """What is stored of a computed text.

    NaN and infinities are stored blank (row 6); a number for an int is truncated (G6), outside 32
    bits blank; a number for a date is days since 1970-01-01.
    """
    if type_name == "string" and text not in _NOT_FINITE:
        return text
    if not text or text in _NOT_FINITE:
        return ""
    convert = _FROM_COMPUTED.get(type_name)
    return convert(text) if convert else text


def _computed_int(text: str) -> str:
    if not _DECIMAL.fullmatch(text.strip()):
        return text
    number = int(Decimal(text.strip()))
    return str(number) if -INT_LIMIT <= number < INT_LIMIT else ""


def _computed_boolean(text: str) -> str:
    return {"true": "1", "false": "0"}.get(text, text)


def _computed_datetime(text: str) -> str:
    """A date cell of a workbook reaches the form with a blank between day and clock."""
    day, blank, clock = text.partition(" ")
    return f"{day}T{clock}" if blank and _DATE.fullmatch(day) else text


def _computed_date(text: str) -> str:
    text = _computed_datetime(text)
    if not _DECIMAL.fullmatch(text.strip()):
        return text
    days = math.floor(Decimal(text.strip()))
    try:
        return date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat()
    except (ValueError, OverflowError):
        return ""


def _decode_string(text: str) -> Value | None:
    return text


def _encode_string(value: Value) -> str:
    return str(value)


def _decode_int(text: str) -> Value | None:
    stripped = text.strip()
    if not _INT.fullmatch(stripped) or len(stripped) > 12:
        return None
    number = int(stripped)
    return number if -INT_LIMIT <= number < INT_LIMIT else None


def _decode_decimal(text: str) -> Value | None:
    stripped = text.strip()
    return Decimal(stripped) if _DECIMAL.fullmatch(stripped) else None


def _encode_decimal(value: Value) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _decode_boolean(text: str) -> Value | None:
    return {"1": True, "true": True, "0": False, "false": False}.get(text.strip())


def _encode_boolean(value: Value) -> str:
    return "1" if value else "0"


def _decode_date(text: str) -> Value | None:
    day, _, clock = text.strip().partition("T")
    match = _DATE.fullmatch(day)
    # A dateTime without a zone has a day of its own; one with a zone has not.
    if not match or (clock and (_decode_time(clock) is None or _ZONED.search(clock))):
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _encode_date(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _decode_time(text: str) -> Value | None:
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    hour, minute, second, ahead, past = (int(part or 0) for part in match.groups())
    is_time = hour < 24 and minute < 60 and second < 60
    return text.strip() if is_time and ahead <= _MAX_ZONE_HOURS and past < 60 else None


def _decode_datetime(text: str) -> Value | None:
    day, _, clock = text.strip().partition("T")
    match = _DATE.fullmatch(day)
    if not match or _decode_time(clock) is None:
        return None
    try:
        date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
    return text.strip()


def _decode_point(text: str) -> Value | None:
    parts = text.split()
    if len(parts) not in _POINT_PARTS or not all(_DECIMAL.fullmatch(part) for part in parts):
        return None
    if abs(float(parts[0])) > 90 or abs(float(parts[1])) > 180:
        return None
    return " ".join(parts)


def _decode_points(fewest: int) -> Callable[[str], Value | None]:
    def decode(text: str) -> Value | None:
        points = [point for point in (part.strip() for part in text.split(";")) if point]
        if len(points) < fewest or any(_decode_point(point) is None for point in points):
            return None
        return "; ".join(points)

    return decode


def _decode_file_name(text: str) -> Value | None:
    return text if "/" not in text and "\\" not in text and "\0" not in text else None


TYPES: Final[Mapping[str, Codec]] = {
    codec.name: codec
    for codec in (
        Codec("string", _decode_string, _encode_string),
        Codec("int", _decode_int, _encode_string),
        Codec("decimal", _decode_decimal, _encode_decimal),
        Codec("boolean", _decode_boolean, _encode_boolean),
        Codec("date", _decode_date, _encode_date),
        Codec("time", _decode_time, _encode_string),
        Codec("dateTime", _decode_datetime, _encode_string),
        Codec("geopoint", _decode_point, _encode_string),
        Codec("geotrace", _decode_points(_MIN_TRACE_POINTS), _encode_string),
        Codec("geoshape", _decode_points(_MIN_SHAPE_POINTS), _encode_string),
        Codec("binary", _decode_file_name, _encode_string),
        Codec("barcode", _decode_string, _encode_string),
        Codec("intent", _decode_string, _encode_string),
    )
}
"""Every data type that a bind may have; widgets, columns and codebook are drawn from its keys."""

# select, select1 and rank are said by the control; the value is text.
_SYNONYMS: Final = {
    "integer": "int",
    "long": "int",
    "short": "int",
    "byte": "int",
    "double": "decimal",
    "float": "decimal",
    "datetime": "dateTime",
    "select": "string",
    "select1": "string",
    "rank": "string",
    "anyURI": "binary",
    "base64Binary": "binary",
    "gYear": "string",
}

_NOT_FINITE: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_FROM_COMPUTED: Final[Mapping[str, Callable[[str], str]]] = {
    "int": _computed_int,
    "boolean": _computed_boolean,
    "date": _computed_date,
    "dateTime": _computed_datetime,
}
