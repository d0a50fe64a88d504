"""GIF without comments, texts and blocks of applications; the loop of an animation stays."""

from collections.abc import Iterator
from typing import Final

from fieldkit.media.parts import File, Part, Span, damaged

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS: Final = frozenset({b"\x0bNETSCAPE2.0\x03\x01", b"\x0bANIMEXTS1.0\x03\x01"})
_LOOP_BYTES: Final = 19


def parts(file: File) -> Iterator[Part]:
    """Header, tables, images and their timing (GIF89a, appendix B), up to the trailer."""
    place = 13 + _table_bytes(file.at(10, 1)[0])
    yield Span(0, place)
    control: Span | None = None
    while True:
        block = file.at(place, 1)[0]
        start = place
        if block == _TRAILER:
            yield Span(place, 1)
            return
        if block == _IMAGE:
            place += 10 + _table_bytes(file.at(place + 9, 1)[0]) + 1
            place = _after_blocks(file, place)
            if control:
                yield control
            yield Span(start, place - start)
            control = None
        elif block == _EXTENSION:
            label = file.at(place + 1, 1)[0]
            place = _after_blocks(file, place + 2)
            if label == _CONTROL:
                if place - start != 8:
                    raise damaged()
                control = Span(start, 8)
            elif label == _APPLICATION:
                # A longer block than the loop's own would carry more than the loop.
                is_loop = file.some(start + 2, 14) in _LOOPS and place - start == _LOOP_BYTES
                if is_loop:
                    yield Span(start, _LOOP_BYTES)
            else:
                control = None  # it stood for the text that is left out
        else:
            raise damaged()


def _table_bytes(packed: int) -> int:
    """The size of a colour table by the byte that announces it."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _after_blocks(file: File, place: int) -> int:
    """The place behind a run of sub-blocks and its end."""
    while True:
        length = file.at(place, 1)[0]
        place += 1 + length
        if place > file.n_bytes:
            raise damaged()
        if length == 0:
            return place
