"""Dates of ODK XPath: texts, days since 1970-01-01T00:00Z as numbers, and formats.

A date without time begins at midnight of the interview's time zone.
"""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from fieldkit.xpath.values import NAN

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS_PER_DAY: Final = 86_400_000
_FARTHEST_DAY: Final = 3_000_000  # beyond year 9999 either way; keeps timedelta from overflowing
_TIME = r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?"
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?:T{_TIME})?", re.ASCII)
_TIME_ALONE = re.compile(_TIME, re.ASCII)
_STRICT_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?", re.ASCII)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_DIRECTIVE = re.compile(r"%(.)")


class Day(float):
    """The number of a date without time: its midnight, in days since 1970-01-01T00:00Z.

    Where clocks change a day may have 23 or 25 hours: whole days later is midnight there, and
    between two dates are whole days (conformance decision F22, as JavaRosa). Its whole
    number counts days of the calendar, so that east of Greenwich none is lost.
    """

    __slots__ = ("_date", "_zone")

    _date: date
    _zone: tzinfo

    def __new__(cls, day: date, zone: tzinfo) -> "Day":
        """Return the number of a day in a time zone."""
        self = super().__new__(cls, days(datetime.combine(day, time.min, zone)))
        self._date, self._zone = day, zone
        return self

    def __int__(self) -> int:
        """Return the days of the calendar since 1970-01-01."""
        return (self._date - EPOCH.date()).days

    __floor__ = __ceil__ = __int__

    def __add__(self, other: float) -> float:
        """Return the day so many whole days later, else the sum."""
        if isinstance(other, Day) or not other.is_integer():
            return float(self) + float(other)
        try:
            return type(self)(self._date + timedelta(days=int(other)), self._zone)
        except OverflowError:
            return float(self) + other

    __radd__ = __add__

    def __sub__(self, other: float) -> float:
        """Return the whole days since another date, else as the sum."""
        if isinstance(other, Day):
            return float((self._date - other._date).days)
        return self + -other

    def midnight(self) -> "Midnight":
        """Return the moment at which the day begins."""
        return Midnight(self._date, self._zone)


class Midnight(Day):
    """The number of the moment at which a day begins, so its whole number is cut from that.

    Reckoned with it is the day: so many whole days later it is midnight again.
    """

    __slots__ = ()
    __int__ = float.__int__
    __floor__ = float.__floor__
    __ceil__ = float.__ceil__


def parse(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a date or dateTime names, None if it names none.

    A month or day of one digit is accepted, as both ODK engines do.
    """
    match = _DATE_TIME.fullmatch(text.strip(" \t\r\n"))
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    where = zone if offset is None else _offset(offset)
    if where is None:
        return None
    try:
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int(((fraction or "") + "000000")[:6]), tzinfo=where,
        )  # fmt: skip
    except ValueError:
        return None


def has_time(text: str) -> bool:
    """Return whether a date text goes on with a time."""
    return "T" in text


def date_number(text: str, zone: tzinfo) -> float:
    """Return the days of a well-formed date or dateTime, NaN for any other text.

    This is the implicit conversion of `'2024-05-01' + 1`, so only two-digit months and days.
    """
    if text[4:5] != "-" or _STRICT_DATE.fullmatch(text) is None:
        return NAN
    moment = parse(text, zone)
    if moment is None:
        return NAN
    return days(moment) if has_time(text) else Day(moment.date(), zone)


def days(moment: datetime) -> float:
    """Return the days since 1970-01-01T00:00Z, to the millisecond."""
    return ((moment - EPOCH) // timedelta(milliseconds=1)) / _MS_PER_DAY


def moment_of(number: float, zone: tzinfo) -> datetime | None:
    """Return the moment of a number of days, in the zone; None when no calendar has it."""
    if not -_FARTHEST_DAY < number < _FARTHEST_DAY:
        return None
    try:
        return (EPOCH + timedelta(milliseconds=round(number * _MS_PER_DAY))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def localised(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment as the zone has it, None when no calendar there does."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def date_text(moment: datetime | None) -> str:
    """Return YYYY-MM-DD, blank for None."""
    return "" if moment is None else moment.date().isoformat()


def date_time_text(moment: datetime | None) -> str:
    """Return the ISO 8601 text with milliseconds and offset, blank for None.

    The offset has whole minutes, also in the years when zones still kept the sun's time.
    """
    if moment is None:
        return ""
    offset = moment.utcoffset() or timedelta(0)
    missing = -offset % timedelta(minutes=1)
    if missing:
        moment = (moment + missing).replace(tzinfo=timezone(offset + missing))
    return moment.isoformat(timespec="milliseconds")


def day_fraction(text: str, zone: tzinfo, now: datetime) -> float:
    """Return the part of the day of a time or dateTime, NaN for any other text.

    A time with an offset is turned into local time with the offset of today.
    """
    moment = parse(text, zone) if has_time(text) else time_today(text, zone, now)
    local = None if moment is None else localised(moment, zone)
    if local is None:
        return NAN
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (local.replace(tzinfo=None) - midnight.replace(tzinfo=None)) / timedelta(days=1)


def time_today(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the moment of a time of day on the day of `now`, None for any other text."""
    if _TIME_ALONE.fullmatch(text) is None:
        return None
    return parse(f"{date_text(now.astimezone(zone))}T{text}", zone)


def format_date(moment: datetime | None, pattern: str) -> str:
    """Return the date in ODK's format (ODK XForms specification, format-date).

    `%W`, the week of the year as ISO 8601 counts it, is JavaRosa's and XPath 3.1's.
    """
    if moment is None:
        return ""
    parts = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "a": _DAYS[moment.weekday()],
        "W": str(moment.isocalendar().week),
        "%": "%",
    }
    return _DIRECTIVE.sub(lambda match: parts.get(match[1], match[0]), pattern)


def whole_days(number: float) -> float:
    """Return the day that a moment falls on; of a date its own."""
    return float(math.floor(number)) if math.isfinite(number) else number


def _offset(text: str) -> tzinfo | None:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].removeprefix(":") or 0)
    if hours > 23 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if text[0] == "+" else -ahead)
