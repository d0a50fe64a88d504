"""ODK functions over numbers: extremes, powers, trigonometry, chance."""

import math
from collections.abc import Callable, Sequence
from typing import Final

from fieldkit.xpath.closures import NumberOf, Piece, from_number, node_number
from fieldkit.xpath.functions import Function, number_of_numbers
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.values import NAN, truncate


def _numbers(arguments: Sequence[Piece]) -> Callable[[Context], list[float]]:
    def numbers(ctx: Context) -> list[float]:
        found: list[float] = []
        for argument in arguments:
            if argument.nodes is None:
                found.append(argument.number(ctx))
            else:
                found.extend([node_number(node, ctx) for node in argument.nodes(ctx)])
        return found

    return numbers


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Sequence[Piece]], Piece]:
    """Decision 18: NaN with a blank among the values, and of no values."""

    def build(arguments: Sequence[Piece]) -> Piece:
        numbers = _numbers(arguments)

        def extreme(ctx: Context) -> float:
            found = numbers(ctx)
            if not found or any(value != value for value in found):
                return NAN
            return choose(found)

        return from_number(extreme)

    return build


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.copysign(math.inf, base) if math.fmod(exponent, 2) else math.inf
    except ValueError:
        # A negative base with a fraction has no real power; zero with a negative one is infinite.
        is_odd = abs(math.fmod(exponent, 2)) == 1
        return NAN if base else math.copysign(math.inf, base if is_odd else 1.0)


def _guarded(function: Callable[..., float], at_zero: float = NAN) -> Callable[..., float]:
    def guarded(*numbers: float) -> float:
        try:
            return function(*numbers)
        except OverflowError:
            return math.inf
        except ValueError:
            return at_zero if numbers[0] == 0 else NAN

    return guarded


def _pi(_: Sequence[Piece]) -> Piece:
    return from_number(lambda _: math.pi)


def _random(_: Sequence[Piece]) -> Piece:
    return from_number(lambda ctx: ctx.environment.random())


def _int(arguments: Sequence[Piece]) -> Piece:
    number: NumberOf = arguments[0].number
    return from_number(lambda ctx: truncate(number(ctx)))


FUNCTIONS: Final = (
    Function("min", 1, None, "number", _extreme(min)),
    Function("max", 1, None, "number", _extreme(max)),
    Function("int", 1, 1, "number", _int),
    Function("abs", 1, 1, "number", number_of_numbers(abs)),
    Function("pow", 2, 2, "number", number_of_numbers(_power)),
    Function("sqrt", 1, 1, "number", number_of_numbers(_guarded(math.sqrt))),
    Function("exp", 1, 1, "number", number_of_numbers(_guarded(math.exp))),
    Function("exp10", 1, 1, "number", number_of_numbers(lambda value: _power(10.0, value))),
    Function("log", 1, 1, "number", number_of_numbers(_guarded(math.log, -math.inf))),
    Function("log10", 1, 1, "number", number_of_numbers(_guarded(math.log10, -math.inf))),
    Function("sin", 1, 1, "number", number_of_numbers(_guarded(math.sin))),
    Function("cos", 1, 1, "number", number_of_numbers(_guarded(math.cos))),
    Function("tan", 1, 1, "number", number_of_numbers(_guarded(math.tan))),
    Function("asin", 1, 1, "number", number_of_numbers(_guarded(math.asin))),
    Function("acos", 1, 1, "number", number_of_numbers(_guarded(math.acos))),
    Function("atan", 1, 1, "number", number_of_numbers(math.atan)),
    Function("atan2", 2, 2, "number", number_of_numbers(math.atan2)),
    Function("pi", 0, 0, "number", _pi),
    Function("random", 0, 0, "number", _random, is_volatile=True),
)
