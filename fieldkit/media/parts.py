"""A cleaned file as a plan of parts: spans of the original, bytes of our own, and zeros.

A plan is made before the first byte leaves, so that a file that cannot be cleaned gives nothing.
Its length is bounded, whatever the lengths in the file say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

from fieldkit.errors import Code, Known

PIECE_BYTES: Final = 256 * 1024
MOST_PARTS: Final = 20_000
MOST_OWN_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Span:
    """`n_bytes` of the original from `start` on."""

    start: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Zeros:
    """`n_bytes` bytes of zero."""

    n_bytes: int


Part = bytes | Span | Zeros


class File:
    """The original, read by position; asking past its end means that a length in it lies."""

    __slots__ = ("_looks_left", "_source", "n_bytes")

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.n_bytes = source.seek(0, 2)
        # A file of nothing but tiny parts would be walked for minutes; no real one needs so many.
        self._looks_left = 200_000 + self.n_bytes // 32

    def at(self, start: int, n_bytes: int) -> bytes:
        """Exactly `n_bytes` from `start`, at most a piece."""
        found = self.some(start, n_bytes)
        if len(found) < n_bytes:
            raise damaged()
        return found

    def some(self, start: int, n_bytes: int) -> bytes:
        """What there is from `start` on, up to `n_bytes` and at most a piece."""
        if start < 0 or n_bytes < 0:
            raise damaged()
        self._looks_left -= 1
        if self._looks_left < 0:
            raise damaged()
        self._source.seek(start)
        return self._source.read(min(n_bytes, PIECE_BYTES))

    def number(self, start: int, n_bytes: int) -> int:
        """A big-endian number."""
        return int.from_bytes(self.at(start, n_bytes), "big")


def damaged() -> Known:
    """The error for a file whose parts do not fit together."""
    return Known(Code.MEDIA_DAMAGED)


def size(part: Part) -> int:
    """How many bytes a part becomes."""
    return len(part) if isinstance(part, bytes) else part.n_bytes


def planned(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with neighbours joined; more than any real file has are MEDIA_DAMAGED."""
    plan: list[Part] = []
    n_own = 0
    for part in parts:
        last = plan[-1] if plan else None
        if isinstance(part, bytes):
            n_own += len(part)
        if size(part) == 0:
            continue
        if isinstance(part, Span) and isinstance(last, Span) and _end(last) == part.start:
            plan[-1] = Span(last.start, last.n_bytes + part.n_bytes)
        elif isinstance(part, Zeros) and isinstance(last, Zeros):
            plan[-1] = Zeros(last.n_bytes + part.n_bytes)
        else:
            plan.append(part)
        if len(plan) > MOST_PARTS or n_own > MOST_OWN_BYTES:
            raise damaged()
    return tuple(plan)


def pieces(file: File, plan: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of a plan, gathered into pieces of at most PIECE_BYTES."""
    waiting = bytearray()
    for piece in chain.from_iterable(_of(file, part) for part in plan):
        if len(waiting) + len(piece) > PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
        waiting += piece
    if waiting:
        yield bytes(waiting)


def _end(span: Span) -> int:
    return span.start + span.n_bytes


def _of(file: File, part: Part) -> Iterator[bytes]:
    if isinstance(part, bytes):
        yield part
        return
    for done in range(0, part.n_bytes, PIECE_BYTES):
        n_bytes = min(PIECE_BYTES, part.n_bytes - done)
        yield file.at(part.start + done, n_bytes) if isinstance(part, Span) else bytes(n_bytes)
