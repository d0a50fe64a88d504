"""A random sample that anybody can draw again: by a seed, of all or of each stratum.

A unit's place in the draw is the SHA-256 of seed and unit, so it depends neither on the order of
the units, nor on the machine, nor on the version of a random generator; and a larger sample by the
same seed holds the smaller one, as long as there are no strata.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stratum:
    """One value of the variable that stratifies a sample; `name` is "" where there is none."""

    name: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Draw:
    """The units drawn, in the order of drawing, and how many of each stratum."""

    units: tuple[str, ...]
    strata: tuple[Stratum, ...]


def draw(strata_of: Mapping[str, str], n: int, seed: int) -> Draw:
    """At most `n` units, every unit of a stratum with the same chance.

    `strata_of` gives each unit's stratum, "" for all without strata; see `allocation`.
    """
    by_stratum: dict[str, list[str]] = {}
    for unit, name in strata_of.items():
        by_stratum.setdefault(name, []).append(unit)
    sizes = {name: len(by_stratum[name]) for name in sorted(by_stratum)}
    shares = allocation(sizes, n)
    drawn = {
        name: sorted(by_stratum[name], key=lambda unit: _place(seed, unit))[: shares[name]]
        for name in sizes
    }
    units = [unit for name in sizes for unit in drawn[name]]
    return Draw(
        tuple(sorted(units, key=lambda unit: _place(seed, unit))),
        tuple(Stratum(name, sizes[name], len(drawn[name])) for name in sizes),
    )


def allocation(sizes: Mapping[str, int], n: int) -> Mapping[str, int]:
    """How many of `n` each stratum gets: one each, then to whichever is furthest below its share.

    The larger strata come first where `n` is smaller than the number of strata; ties go by name.
    Without the first round this is the method of largest remainders.
    """
    total = sum(sizes.values())
    n = min(n, total)
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    given = {name: int(place < n and sizes[name] > 0) for place, name in enumerate(order)}
    while sum(given.values()) < n:
        # Never one that has no more units.
        open_strata = [name for name in order if given[name] < sizes[name]]
        name = max(open_strata, key=lambda each: n * sizes[each] / total - given[each])
        given[name] += 1
    return given


def _place(seed: int, unit: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{unit}".encode()).digest()
