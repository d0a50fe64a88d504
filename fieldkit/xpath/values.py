"""XPath value conversions: string, number, boolean; nothing here knows of nodes."""

import math
import re
from typing import Final

NAN: Final = math.nan
# XPath 1.0 section 4.4: optional white space, minus, Number; no plus, no exponent, no hexadecimal.
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*", re.ASCII)
# Integers up to here are exact as doubles, and their text has no exponent.
_EXACT: Final = 1e15


def plain_number(text: str) -> float:
    """Return the number that a text spells, NaN if it is not one (XPath 1.0 section 4.4)."""
    if text.isdigit() and text.isascii():
        return float(text)  # most numbers, without the expression
    if not text or _NUMBER.fullmatch(text) is None:
        return NAN
    return float(text)


def number_text(value: float) -> str:
    """Return the text of a number without exponent (XPath 1.0 section 4.2)."""
    if -_EXACT < value < _EXACT:
        whole = int(value)
        if whole == value:
            return str(whole)
    elif value != value:
        return "NaN"
    elif math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    if "e" in text:
        return _without_exponent(text)
    return text.removesuffix(".0")


def boolean_text(value: bool) -> str:
    """Return true or false as text (XPath 1.0 section 4.2)."""
    return "true" if value else "false"


def number_boolean(value: float) -> bool:
    """Return whether a number is neither zero nor NaN (XPath 1.0 section 4.3)."""
    return value == value and value != 0


def add(left: float, right: float) -> float:
    """Return the sum."""
    return left + right


def divide(left: float, right: float) -> float:
    """Return the IEEE 754 quotient, where Python would raise at zero."""
    if right:
        return left / right
    if left != left or left == 0:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend (XPath 1.0 section 3.5)."""
    if not right or math.isinf(left):
        return NAN
    return math.fmod(left, right)


def round_half_up(value: float) -> float:
    """Return the nearest whole number, a half towards positive infinity, keeping -0."""
    if not math.isfinite(value):
        return value
    whole = float(math.floor(value))
    # Adding a half first would round 0.49999999999999994 up, and lose the half beyond 2^52.
    return math.copysign(whole + 1 if float(value) - whole >= 0.5 else whole, value)


def truncate(value: float) -> float:
    """Return the number without its fraction, keeping -0, NaN and the infinities."""
    return math.copysign(float(int(value)), value) if math.isfinite(value) else value


def _without_exponent(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text.removeprefix("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}".rstrip("0")
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"
