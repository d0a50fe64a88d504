"""How far two coders agree on one indicator: counts, observed agreement, Cohen's kappa.

Three codes that have no order: present, absent, unknown. Unknown is a code of its own, since to
take what nobody said for absent is the very mistake that a second coder is there to find.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from fieldkit.analysis.estimate import Estimate, share
from fieldkit.scoring.truth import Truth

CODES: Final = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)

FEWEST: Final = 2 * len(CODES) ** 2
"""Below so many cases the interval is withheld: 2k² for k codes, here 18.

Source: D. V. Cicchetti, Testing the normal approximation and minimal sample size requirements of
weighted kappa when the number of categories is large, Applied Psychological Measurement 5 (1981),
101–104, on the standard error of Fleiss, Cohen and Everitt.
"""

# The 0.975 quantile of the standard normal distribution.
_Z: Final = 1.959963984540054

Pair = tuple[Truth, Truth]


class Gap(StrEnum):
    """Why a number is not given."""

    NO_CASES = "no_cases"  # nobody coded a case twice: no kappa, no interval
    ONE_CODE = "one_code"  # both used one and the same code throughout: kappa is 0/0
    FEW_CASES = "few_cases"  # fewer than `FEWEST`: kappa stands, the interval is withheld
    NO_SPREAD = "no_spread"  # the formula gives no width, as with full agreement: no interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders on one indicator; `table[i][j]` counts first code i, second code j of `CODES`.

    `observed` is the share of equal codes with Wilson's interval. `kappa` is from −1 to 1, 1 for
    full agreement, 0 for what chance alone gives; `low` and `high` are its 95 % interval. `gap`
    says why `kappa` or its interval is None.
    """

    table: tuple[tuple[int, ...], ...]
    observed: Estimate
    kappa: float | None
    low: float | None
    high: float | None
    gap: Gap | None

    @property
    def n(self) -> int:
        """How many cases both coded."""
        return self.observed.answered


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """The agreement of two coders over the cases that both coded, in any order."""
    counted = Counter(pairs)
    table = tuple(tuple(counted[first, second] for second in CODES) for first in CODES)
    n = sum(map(sum, table))
    observed = share(sum(table[i][i] for i in range(len(CODES))), n)
    if n == 0:
        return Agreement(table, observed, None, None, None, Gap.NO_CASES)
    kappa = cohens_kappa(table)
    if kappa is None:
        return Agreement(table, observed, None, None, None, Gap.ONE_CODE)
    spread = standard_error(table)
    gap = Gap.FEW_CASES if n < FEWEST else None if spread > 0 else Gap.NO_SPREAD
    if gap is not None:
        return Agreement(table, observed, kappa, None, None, gap)
    low, high = max(-1.0, kappa - _Z * spread), min(1.0, kappa + _Z * spread)
    return Agreement(table, observed, kappa, low, high, None)


def cohens_kappa(table: Sequence[Sequence[int]]) -> float | None:
    """(p_o - p_e) / (1 - p_e) of a square table of counts; None where p_e is 1.

    p_o is the share on the diagonal, p_e the sum of the products of the marginal shares. Exact in
    fractions and rounded once, so that equal tables give equal numbers.
    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20 (1960), 37–46.
    """
    n, rows, columns = _margins(table)
    equal = Fraction(sum(table[i][i] for i in range(len(table))), n)
    expected = Fraction(sum(r * c for r, c in zip(rows, columns, strict=True)), n * n)
    if expected == 1:
        return None
    return float((equal - expected) / (1 - expected))


def standard_error(table: Sequence[Sequence[int]]) -> float:
    """The large-sample standard error of kappa itself (not of the null hypothesis).

    With κ, p_e, cells p_ij and margins p_i., p_.j: A = Σ p_ii (1 − (p_i. + p_.i)(1 − κ))²,
    B = (1 − κ)² Σ_{i≠j} p_ij (p_.i + p_j.)², C = (κ − p_e (1 − κ))², and the error is
    √(A + B − C) / ((1 − p_e) √n).
    Source: J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and
    weighted kappa, Psychological Bulletin 72 (1969), 323–327. p_e must not be 1.
    """
    n, rows, columns = _margins(table)
    size = range(len(table))
    cells = [[Fraction(count, n) for count in row] for row in table]
    of_first = [Fraction(count, n) for count in rows]
    of_second = [Fraction(count, n) for count in columns]
    expected = sum((of_first[i] * of_second[i] for i in size), Fraction(0))
    equal = sum((cells[i][i] for i in size), Fraction(0))
    kappa = (equal - expected) / (1 - expected)
    a = sum(cells[i][i] * (1 - (of_first[i] + of_second[i]) * (1 - kappa)) ** 2 for i in size)
    b = sum(cells[i][j] * (of_second[i] + of_first[j]) ** 2 for i in size for j in size if i != j)
    variance = a + (1 - kappa) ** 2 * b - (kappa - expected * (1 - kappa)) ** 2
    return math.sqrt(max(variance, Fraction(0)) / n) / float(1 - expected)


def _margins(table: Sequence[Sequence[int]]) -> tuple[int, list[int], list[int]]:
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    return sum(rows), rows, columns
