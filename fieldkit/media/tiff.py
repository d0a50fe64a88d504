"""The one thing kept of EXIF: which way up the picture is, read and written anew."""

import struct
from typing import Final

UPRIGHT: Final = 1
MOST_BYTES: Final = 1 << 16
"""How much of an EXIF block is looked at; its first directory stands at its beginning."""

_TAG: Final = 0x0112
_SHORT: Final = 3


def orientation(tiff: bytes) -> int:
    """The orientation 1 to 8 (TIFF 6.0, page 36; EXIF 2.32, 4.6.4); 1 when none can be read."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return UPRIGHT
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    if directory + 2 > len(tiff):
        return UPRIGHT
    (n_entries,) = struct.unpack_from(f"{order}H", tiff, directory)
    for start in range(directory + 2, directory + 2 + 12 * n_entries, 12):
        if start + 12 > len(tiff):
            break
        tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, start)
        if tag == _TAG:
            return value if kind == _SHORT and count == 1 and 1 <= value <= 8 else UPRIGHT
    return UPRIGHT


def minimal(turned: int) -> bytes:
    """An EXIF block that holds the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _TAG, _SHORT, 1, turned, 0, 0)
