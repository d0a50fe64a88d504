"""PNG without metadata: chunks that make the picture are kept, each with its own checksum."""

import zlib
from collections.abc import Iterator
from typing import Final

from fieldkit.media import tiff
from fieldkit.media.parts import PIECE_BYTES, File, Part, Span, damaged

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_ANY: Final = (1 << 31) - 1
_MOST_NAME: Final = 79
_PROFILE_NAME: Final = b"icc"
# Chunks that are kept, with the most bytes each can hold (PNG, third edition, section 11); what is
# longer hides something.
_KEPT: Final = {
    b"IHDR": 13,
    b"PLTE": 768,
    b"IDAT": _ANY,
    b"IEND": 0,
    b"tRNS": 256,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"iCCP": _ANY,
    b"cICP": 4,
    b"mDCV": 24,
    b"cLLI": 8,
    b"sBIT": 4,
    b"bKGD": 6,
    b"pHYs": 9,
    b"hIST": 512,
    b"acTL": 8,
    b"fcTL": 26,
    b"fdAT": _ANY,
}


def parts(file: File) -> Iterator[Part]:
    """The chunks of the picture up to its end, with an eXIf for the orientation alone."""
    if file.at(0, 8) != _SIGNATURE:
        raise damaged()
    yield Span(0, 8)
    place = 8
    has_exif = has_picture = False
    while True:
        length, name = file.number(place, 4), file.at(place + 4, 4)
        if place + 12 + length > file.n_bytes or (place == 8) != (name == b"IHDR"):
            raise damaged()
        if name in _KEPT:
            if length > _KEPT[name] or not _is_whole(file, place + 4, 4 + length):
                raise damaged()
            if name == b"iCCP":
                yield from _profile(file, place, length)
            else:
                yield Span(place, 12 + length)
        elif name == b"eXIf" and not has_exif:
            has_exif = True
            turned = tiff.orientation(file.some(place + 8, min(length, tiff.MOST_BYTES)))
            if turned != tiff.UPRIGHT:
                yield _chunk(b"eXIf", tiff.minimal(turned))
        has_picture |= name == b"IDAT"
        if name == b"IEND":
            if not has_picture:
                raise damaged()
            return
        place += 12 + length


def _profile(file: File, place: int, length: int) -> Iterator[Part]:
    """A colour profile under a name of ours: its own may be that of a screen or a person."""
    n_name = file.some(place + 8, min(length, _MOST_NAME + 1)).find(b"\x00")
    if n_name < 0:
        raise damaged()
    start, n_bytes = place + 8 + n_name, length - n_name
    head = b"iCCP" + _PROFILE_NAME
    yield (len(_PROFILE_NAME) + n_bytes).to_bytes(4, "big") + head
    yield Span(start, n_bytes)
    yield _checksum(file, start, n_bytes, zlib.crc32(head)).to_bytes(4, "big")


def _is_whole(file: File, start: int, n_bytes: int) -> bool:
    """Whether name and content of a chunk agree with its checksum."""
    return _checksum(file, start, n_bytes, 0) == file.number(start + n_bytes, 4)


def _checksum(file: File, start: int, n_bytes: int, checksum: int) -> int:
    for done in range(0, n_bytes, PIECE_BYTES):
        checksum = zlib.crc32(file.at(start + done, min(PIECE_BYTES, n_bytes - done)), checksum)
    return checksum


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return len(content).to_bytes(4, "big") + name + content + checksum.to_bytes(4, "big")
