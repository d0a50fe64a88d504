"""XPath value conversions: string, number, boolean; nothing here knows of nodes."""

import math
import re
from typing import Final

NAN: Final = math.nan
# XPath 1.0 section 4.4: optional white space, minus, Number; no plus, no exponent, no hexadecimal.
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*", re.ASCII)


def plain_number(text: str) -> float:
    """Return the number that a text spells, NaN if it is not one (XPath 1.0 section 4.4)."""
    if not text or _NUMBER.fullmatch(text) is None:
        return NAN
    return float(text)
