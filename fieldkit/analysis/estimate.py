"""A share with its interval, or nothing where nobody answered."""

import math
from dataclasses import dataclass
from typing import Final

# The 0.975 quantile of the standard normal distribution.
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """n of N as a share from 0 to 1 with a 95 % interval; all None when N is 0.

    The interval takes the cases for a simple random sample; it says nothing of how they were found.
    """

    n: int
    answered: int  # N
    share: float | None
    low: float | None
    high: float | None


def share(n: int, answered: int) -> Estimate:
    """The share of n in N with Wilson's score interval, without continuity correction.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927), 209–212; method 3 of R. G. Newcombe,
    Statistics in Medicine 17 (1998), 857–872.
    """
    if answered == 0:
        return Estimate(n, answered, None, None, None)
    observed = n / answered
    z2 = _Z * _Z
    centre = observed + z2 / (2 * answered)
    reach = _Z * math.sqrt((observed * (1 - observed) + z2 / (4 * answered)) / answered)
    scale = 1 + z2 / answered
    # At the ends the exact value is 0 or 1, and rounding must not step over it.
    low = 0.0 if n == 0 else (centre - reach) / scale
    high = 1.0 if n == answered else (centre + reach) / scale
    return Estimate(n, answered, observed, low, high)
