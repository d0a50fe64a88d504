"""ODK functions over dates and times (ODK XForms specification, functions)."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Final

from fieldkit.xpath import dates
from fieldkit.xpath.closures import NumberOf, Piece, Static, from_date, from_number, from_string
from fieldkit.xpath.functions import Function
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.values import NAN, plain_number

MomentOf = Callable[[Context], datetime | None]


def _moment(argument: Piece) -> MomentOf:
    """Return the closure for the moment, in the interview's zone, that an argument names.

    A number counts days since 1970; a text must be a date; a node may hold either.
    """
    if argument.static in (Static.NUMBER, Static.DATE):
        number = argument.number
        return lambda ctx: dates.moment_of(number(ctx), ctx.environment.timezone)
    if argument.static is Static.BOOLEAN:
        return lambda _: None
    string, may_count = argument.string, argument.static is Static.NODES

    def moment(ctx: Context) -> datetime | None:
        text, zone = string(ctx), ctx.environment.timezone
        found = dates.parse(text, zone)
        if found is None and may_count:
            return dates.moment_of(plain_number(text), zone)
        return None if found is None else dates.localised(found, zone)

    return moment


def _days(moment: MomentOf) -> NumberOf:
    def number(ctx: Context) -> float:
        found = moment(ctx)
        return NAN if found is None else dates.days(found)

    return number


def _date(arguments: Sequence[Piece]) -> Piece:
    """Decision 15: the text of a date has no time; as a number the moment is kept.

    Compared and reckoned with, it is the day: `date(now()) = today()`, as in JavaRosa.
    """
    moment = _moment(arguments[0])

    def day(ctx: Context) -> float:
        found = moment(ctx)
        return NAN if found is None else dates.Day(found.date(), ctx.environment.timezone)

    def number(ctx: Context) -> float:
        found = moment(ctx)
        if found is None or found.time() == time.min:
            return day(ctx)
        return dates.days(found)

    return from_date(number, lambda ctx: dates.date_text(moment(ctx)), day)


def _date_time(arguments: Sequence[Piece]) -> Piece:
    argument = arguments[0]
    moment, is_text = _moment(argument), argument.static is not Static.NUMBER

    def string(ctx: Context) -> str:
        found = moment(ctx)
        if found is not None and is_text and not dates.has_time(argument.string(ctx)):
            return dates.date_text(found)
        return dates.date_time_text(found)

    return from_date(_days(moment), string)


def _today(_: Sequence[Piece]) -> Piece:
    def now(ctx: Context) -> datetime:
        return ctx.environment.now().astimezone(ctx.environment.timezone)

    def day(ctx: Context) -> float:
        return dates.Day(now(ctx).date(), ctx.environment.timezone)

    return from_date(day, lambda ctx: dates.date_text(now(ctx)), day)


def _now(_: Sequence[Piece]) -> Piece:
    def now(ctx: Context) -> datetime:
        return ctx.environment.now().astimezone(ctx.environment.timezone)

    return from_date(lambda ctx: dates.days(now(ctx)), lambda ctx: dates.date_time_text(now(ctx)))


def _format(arguments: Sequence[Piece]) -> Piece:
    """A time of day is one of today, as JavaRosa has it."""
    argument, pattern = arguments[0], arguments[1].string
    moment, string = _moment(argument), argument.string

    def formatted(ctx: Context) -> str:
        found, zone = moment(ctx), ctx.environment.timezone
        if found is None:
            found = dates.time_today(string(ctx), zone, ctx.environment.now())
            found = None if found is None else dates.localised(found, zone)
        return dates.format_date(found, pattern(ctx))

    return from_string(formatted)


def _decimal_date_time(arguments: Sequence[Piece]) -> Piece:
    """Of a date without time the `Midnight`, of which whole days are whole where clocks change."""
    argument = arguments[0]
    if argument.static is Static.NUMBER:
        return from_number(argument.number)
    if argument.static is Static.DATE:
        date = argument.number
        return from_number(lambda ctx: _from_midnight(date(ctx)))
    string, days = argument.string, _days(_moment(argument))

    def number(ctx: Context) -> float:
        zone = ctx.environment.timezone
        day = None if dates.has_time(string(ctx)) else dates.parse(string(ctx), zone)
        return days(ctx) if day is None else dates.Midnight(day.date(), zone)

    return from_number(number)


def _from_midnight(number: float) -> float:
    return number.midnight() if isinstance(number, dates.Day) else number


def _decimal_time(arguments: Sequence[Piece]) -> Piece:
    string = arguments[0].string

    def number(ctx: Context) -> float:
        environment = ctx.environment
        return dates.day_fraction(string(ctx), environment.timezone, environment.now())

    return from_number(number)


FUNCTIONS: Final = (
    Function("date", 1, 1, "date", _date),
    Function("date-time", 1, 1, "date", _date_time),
    Function("today", 0, 0, "date", _today, is_volatile=True),
    Function("now", 0, 0, "date", _now, is_volatile=True),
    Function("format-date", 2, 2, "string", _format),
    Function("format-date-time", 2, 2, "string", _format),
    Function("decimal-date-time", 1, 1, "number", _decimal_date_time),
    Function("decimal-time", 1, 1, "number", _decimal_time),
)
