"""The tracks of a film, and where in the file the samples of those lie that are blanked.

Telephones and cameras write tracks of places, movements and times beside picture and sound, each
sample of them somewhere between the samples of the others.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.media.boxes import Box, boxes, named, within
from fieldkit.media.parts import PIECE_BYTES, File, damaged

KEPT: Final = frozenset({b"vide", b"soun"})
MOST_HOLES: Final = 20_000
"""Runs of samples to blank: three hours of a track that is written twice a second."""
_MOST_SAMPLES: Final = 2_000_000
_MOST_MEDIA: Final = 16


@dataclass(frozen=True, slots=True)
class Track:
    """A track: its box, and whether it is picture (`vide`), sound (`soun`) or what else."""

    box: Box
    kind: bytes


@dataclass(frozen=True, slots=True)
class Hole:
    """A run of bytes to blank."""

    start: int
    end: int


def tracks(file: File) -> Iterator[Track]:
    """The tracks of a film in their order."""
    for box in boxes(file, 0, file.n_bytes):
        if box.name == b"moov":
            for track in named(file, box, b"trak"):
                yield Track(track, next(kinds(file, track), b""))


def kinds(file: File, track: Box) -> Iterator[bytes]:
    """What a track says that it is; a film that is whole says it once."""
    for medium in named(file, track, b"mdia"):
        for box in named(file, medium, b"hdlr"):
            yield file.at(box.content + 8, 4)


def holes(file: File) -> tuple[Hole, ...]:
    """Where the samples lie that are neither picture nor sound, in order.

    Raises MEDIA_UNCLEANED where they cannot be told, as in fragments or in another file, and
    MEDIA_DAMAGED where they would lie outside the media or upon the start of picture or sound.
    """
    found = list(tracks(file))
    foreign = [track for track in found if track.kind not in KEPT]
    if not foreign:
        return ()
    if _is_fragmented(file):
        raise Known(Code.MEDIA_UNCLEANED)
    media = [box for box in boxes(file, 0, file.n_bytes) if box.name == b"mdat"]
    if len(media) > _MOST_MEDIA:
        raise damaged()
    made: list[Hole] = []
    n_samples = 0
    for track in foreign:
        for hole, count in _runs(file, track):
            n_samples += count
            is_inside = any(box.content <= hole.start <= hole.end <= box.end for box in media)
            if not is_inside or n_samples > _MOST_SAMPLES:
                raise damaged()
            if made and made[-1].end == hole.start:
                made[-1] = Hole(made[-1].start, hole.end)
            elif hole.start < hole.end:
                made.append(hole)
            if len(made) > MOST_HOLES:
                raise damaged()
    made.sort(key=_start)
    kept = (_starts(file, track) for track in found if track.kind in KEPT)
    for n_chunks, start in enumerate(chain.from_iterable(kept)):
        before = bisect_right(made, start, key=_start) - 1
        if n_chunks > _MOST_SAMPLES or (before >= 0 and start < made[before].end):
            raise damaged()
    return tuple(made)


def _runs(file: File, track: Track) -> Iterator[tuple[Hole, int]]:
    """The chunks of a track and how many samples each holds (ISO/IEC 14496-12, 8.6 and 8.7)."""
    table = _table(file, track)
    if table is None:
        return
    sizes = _sizes(file, table)
    counts = _counts(file, table)
    for start in _offsets(file, table):
        count = next(counts, 0)
        if not 0 < count <= _MOST_SAMPLES:
            raise damaged()
        n_found, n_bytes = 0, 0
        for length in islice(sizes, count):
            n_found += 1
            n_bytes += length
        if n_found != count:
            raise damaged()
        yield Hole(start, start + n_bytes), count


def _starts(file: File, track: Track) -> Iterator[int]:
    table = _table(file, track)
    return iter(()) if table is None else _offsets(file, table)


def _table(file: File, track: Track) -> Box | None:
    """The sample table; None when a track has none, as one that is nothing but a reference."""
    for medium in named(file, track.box, b"mdia"):
        for inside in named(file, medium, b"minf"):
            for where in named(file, inside, b"dinf"):
                _refuse_elsewhere(file, where)
            return next(named(file, inside, b"stbl"), None)
    return None


def _refuse_elsewhere(file: File, where: Box) -> None:
    for table in named(file, where, b"dref"):
        for entry in boxes(file, table.content + 8, table.end):
            if not file.at(entry.content, 4)[3] & 1:
                raise Known(Code.MEDIA_UNCLEANED)


def _sizes(file: File, table: Box) -> Iterator[int]:
    for box in within(file, table):
        if box.name == b"stsz":
            each, count = file.number(box.content + 4, 4), file.number(box.content + 8, 4)
            if each:
                return repeat(each, count)
            return _numbers(file, box, box.content + 12, count, 4)
        if box.name == b"stz2":
            width, count = file.number(box.content + 7, 1), file.number(box.content + 8, 4)
            if width not in {8, 16}:  # four bits are written by nobody
                raise Known(Code.MEDIA_UNCLEANED)
            return _numbers(file, box, box.content + 12, count, width // 8)
    raise damaged()


def _counts(file: File, table: Box) -> Iterator[int]:
    """How many samples each chunk holds, chunk by chunk, the last count for ever."""
    box = next(named(file, table, b"stsc"), None)
    if box is None:
        raise damaged()
    numbers = _numbers(file, box, box.content + 8, 3 * file.number(box.content + 4, 4), 4)
    chunk, count = 1, 0
    for first in numbers:
        following, _ = next(numbers, 0), next(numbers, 0)
        if first < chunk or (chunk == 1 and count == 0 and first != 1):
            raise damaged()
        yield from repeat(count, first - chunk)
        chunk, count = first, following
    yield from repeat(count)


def _offsets(file: File, table: Box) -> Iterator[int]:
    for box in within(file, table):
        if box.name in {b"stco", b"co64"}:
            width = 4 if box.name == b"stco" else 8
            return _numbers(file, box, box.content + 8, file.number(box.content + 4, 4), width)
    raise damaged()


def _numbers(file: File, box: Box, start: int, count: int, width: int) -> Iterator[int]:
    """A table of numbers, read a piece at a time; one longer than its box lies."""
    if start + count * width > box.end:
        raise damaged()
    step = PIECE_BYTES // width
    for done in range(0, count, step):
        n = min(step, count - done)
        piece = file.at(start + done * width, n * width)
        for at in range(0, n * width, width):
            yield int.from_bytes(piece[at : at + width], "big")


def _is_fragmented(file: File) -> bool:
    for box in boxes(file, 0, file.n_bytes):
        if box.name == b"moof":
            return True
        if box.name == b"moov" and any(named(file, box, b"mvex")):
            return True
    return False


def _start(hole: Hole) -> int:
    return hole.start
