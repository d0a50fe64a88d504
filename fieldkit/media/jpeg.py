"""JPEG without metadata: what decodes the picture is kept, all else and all behind it is dropped.

Pictures taken by telephones carry second pictures and films behind the end of the first, each with
a place and a time of its own.
"""

import re
from collections.abc import Iterator
from typing import Final

from fieldkit.media import tiff
from fieldkit.media.parts import PIECE_BYTES, File, Part, Span, damaged

# ITU-T T.81, table B.1: frames, Huffman and arithmetic tables, quantisation, lines, restarts,
# scans, and the hierarchical markers.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_KEPT: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
# In a scan, stuffed zeros and restart markers belong to the picture.
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_EXIF: Final = b"Exif\x00\x00"


def parts(file: File) -> Iterator[Part]:
    """The parts of the picture, with an EXIF block for the orientation alone where it is turned."""
    if file.at(0, 2) != b"\xff\xd8":
        raise damaged()
    yield Span(0, 2)
    place = 2
    seen: set[str] = set()
    while True:
        place = _next(file, place, _MARKER)
        marker = file.at(place, 2)[1]
        if marker == _END:
            if "scan" not in seen:
                raise damaged()
            yield Span(place, 2)
            return
        if marker in _ALONE:
            place += 2
            continue
        length = file.number(place + 2, 2)
        if marker == _START or length < 2 or place + 2 + length > file.n_bytes:
            raise damaged()
        if marker in _KEPT:
            seen |= {"frame"} if marker in _FRAMES else set()
            yield Span(place, 2 + length)
        elif marker == _SCAN:
            if "frame" not in seen:
                raise damaged()
            seen.add("scan")
            end = _next(file, place + 2 + length, _AFTER_SCAN)
            yield Span(place, end - place)
            place = end
            continue
        else:
            yield from _application(file, place, marker, length, seen)
        place += 2 + length


def _application(
    file: File, place: int, marker: int, length: int, seen: set[str]
) -> Iterator[Part]:
    """What is kept of the segments of applications: density, colours, orientation."""
    content = file.at(place + 4, length - 2)
    if marker == _APP0 and content.startswith(b"JFIF\x00") and len(content) >= 12:
        if "jfif" not in seen:
            seen.add("jfif")
            yield b"\xff\xe0\x00\x10" + content[:12] + b"\x00\x00"  # a thumbnail of no size
    elif marker == _APP1 and content.startswith(_EXIF) and "exif" not in seen:
        seen.add("exif")
        turned = tiff.orientation(content[len(_EXIF) :])
        if turned != tiff.UPRIGHT:
            kept = _EXIF + tiff.minimal(turned)
            yield b"\xff\xe1" + (2 + len(kept)).to_bytes(2, "big") + kept
    elif marker == _APP2 and content.startswith(b"ICC_PROFILE\x00"):
        yield Span(place, 2 + length)
    elif marker == _APP14 and content.startswith(b"Adobe") and len(content) >= 12:
        yield b"\xff\xee\x00\x0e" + content[:12]


def _next(file: File, place: int, marker: re.Pattern[bytes]) -> int:
    """Where the next marker stands, from `place` on."""
    while True:
        piece = file.some(place, PIECE_BYTES)
        found = marker.search(piece)
        if found:
            return place + found.start()
        if len(piece) < 2:
            raise damaged()
        # The last byte may be the first half of a marker.
        place += len(piece) - 1
