"""WebP and WAV: boxes in one RIFF box, whose size is written anew over what is kept."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from fieldkit.media import tiff
from fieldkit.media.parts import File, Part, Span, damaged, planned, size

Chunk = tuple[bytes, int, int]
"""Name, where its content starts, and how long that is."""

# Flags of VP8X (RFC 9649, 2.7): colours, transparency, movement; then EXIF. The rest is cleared.
_COLOURS, _ALPHA, _EXIF_FLAG, _MOVES = 0x20, 0x10, 0x08, 0x02
_PICTURE: Final = frozenset({b"VP8 ", b"VP8L"})
_FRAME: Final = 16
_MOST_INSIDE: Final = 64
_SOUND: Final = frozenset({b"fmt ", b"fact", b"data"})
_MOST_BYTES: Final = {b"fmt ": 1024, b"fact": 16}


def webp_parts(file: File) -> Iterator[Part]:
    """Picture, transparency, colours and movement; EXIF only to keep the picture upright."""
    yield from _riff(b"WEBP", planned(_webp_kept(file, _webp_orientation(file))))


def _webp_kept(file: File, turned: int) -> Iterator[Part]:
    has_picture = has_flags = False
    for name, start, length in _chunks(file, *_whole(file, b"WEBP")):
        if name == b"VP8X":
            has_flags = True
            flags = file.at(start, 10)[0] & (_COLOURS | _ALPHA | _MOVES)
            flags |= _EXIF_FLAG if turned != tiff.UPRIGHT else 0
            yield _head(name, 10) + bytes((flags, 0, 0, 0)) + file.at(start + 4, 6)
        elif name == b"ANIM":
            yield _head(name, 6) + file.at(start, 6)
        elif name in _PICTURE | {b"ALPH", b"ICCP"}:
            has_picture |= name in _PICTURE
            yield from _same(file, (name, start, length))
        elif name == b"ANMF":
            has_picture = True
            yield from _frame(file, start, length)
    if not has_picture:
        raise damaged()
    if turned != tiff.UPRIGHT and has_flags:
        exif = tiff.minimal(turned)
        yield _head(b"EXIF", len(exif)) + exif


def wav_parts(file: File) -> Iterator[Part]:
    """The format of the sound, its count of samples, and the sound."""
    kept: dict[bytes, tuple[Part, ...]] = {}
    for name, start, length in _chunks(file, *_whole(file, b"WAVE")):
        if name in kept:
            continue
        if length > _MOST_BYTES.get(name, length):
            raise damaged()
        if name in _SOUND:
            kept[name] = tuple(_same(file, (name, start, length)))
    if not {b"fmt ", b"data"} <= kept.keys():
        raise damaged()
    yield from _riff(b"WAVE", planned(chain.from_iterable(kept.values())))


def _whole(file: File, form: bytes) -> tuple[int, int]:
    """Where the chunks begin and end; what stands behind the box is not of the file."""
    if file.at(0, 4) != b"RIFF" or file.at(8, 4) != form:
        raise damaged()
    end = 8 + _number(file, 4)
    if end > file.n_bytes + 1:  # some writers count a padding byte that they leave out
        raise damaged()
    return 12, min(end, file.n_bytes)


def _chunks(file: File, start: int, end: int) -> Iterator[Chunk]:
    """The chunks that begin between two places; some writers count the whole too short."""
    place = start
    while place + 8 <= end:
        length = _number(file, place + 4)
        if place + 8 + length > file.n_bytes:
            raise damaged()
        yield file.at(place, 4), place + 8, length
        place += 8 + length + length % 2


def _same(file: File, chunk: Chunk) -> Iterator[Part]:
    _, start, length = chunk
    yield Span(start - 8, 8 + length)
    if length % 2:
        end = start + length
        yield Span(end, 1) if file.some(end, 1) == b"\x00" else b"\x00"


def _frame(file: File, start: int, length: int) -> Iterator[Part]:
    """A frame of an animation: its place and time, and of what stands in it the picture alone."""
    if length < _FRAME:
        raise damaged()
    inside = [
        chunk
        for chunk in islice(_chunks(file, start + _FRAME, start + length), _MOST_INSIDE)
        if chunk[0] in _PICTURE | {b"ALPH"}
    ]
    if any(at + n_bytes > start + length for _, at, n_bytes in inside):
        raise damaged()
    kept = planned(part for chunk in inside for part in _same(file, chunk))
    n_bytes = _FRAME + sum(map(size, kept))
    yield Span(start - 8, 8) if n_bytes == length else _head(b"ANMF", n_bytes)
    yield Span(start, _FRAME)
    yield from kept


def _webp_orientation(file: File) -> int:
    for name, start, length in _chunks(file, *_whole(file, b"WEBP")):
        if name == b"EXIF":
            exif = file.some(start, min(length, tiff.MOST_BYTES))
            return tiff.orientation(exif.removeprefix(b"Exif\x00\x00"))
    return tiff.UPRIGHT


def _riff(form: bytes, kept: tuple[Part, ...]) -> Iterator[Part]:
    yield _head(b"RIFF", 4 + sum(map(size, kept))) + form
    yield from kept


def _head(name: bytes, length: int) -> bytes:
    return name + length.to_bytes(4, "little")


def _number(file: File, start: int) -> int:
    return int.from_bytes(file.at(start, 4), "little")
