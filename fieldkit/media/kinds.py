"""The kind of a file by its first bytes; its name and what it was sent as are not believed."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A media type, its usual ending without the dot, and whether metadata can be taken out."""

    media_type: str
    ending: str
    is_cleanable: bool


HEAD_BYTES: Final = 64
"""How much of a file `kind_of` wants to see."""

UNKNOWN: Final = Kind("application/octet-stream", "bin", False)
JPEG: Final = Kind("image/jpeg", "jpg", True)
PNG: Final = Kind("image/png", "png", True)
GIF: Final = Kind("image/gif", "gif", True)
WEBP: Final = Kind("image/webp", "webp", True)
WAV: Final = Kind("audio/wav", "wav", True)
MP3: Final = Kind("audio/mpeg", "mp3", True)
AAC: Final = Kind("audio/aac", "aac", True)
AMR: Final = Kind("audio/amr", "amr", True)
AMR_WB: Final = Kind("audio/amr-wb", "awb", True)
FLAC: Final = Kind("audio/flac", "flac", True)
M4A: Final = Kind("audio/mp4", "m4a", True)
MP4: Final = Kind("video/mp4", "mp4", True)
MOV: Final = Kind("video/quicktime", "mov", True)
GP3: Final = Kind("video/3gpp", "3gp", True)
GP3_SOUND: Final = Kind("audio/3gpp", "3gp", True)
TEXT: Final = Kind("text/plain", "txt", True)
XML: Final = Kind("application/xml", "xml", False)

_BY_START: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"fLaC", FLAC),
    (b"ID3", MP3),
    (b"#!AMR\n", AMR),
    (b"#!AMR-WB\n", AMR_WB),
    (b"OggS", Kind("audio/ogg", "ogg", False)),
    (b"RF64", Kind("audio/wav", "wav", False)),
    (b"\x1aE\xdf\xa3", Kind("video/webm", "webm", False)),
    (b"II*\x00", Kind("image/tiff", "tif", False)),
    (b"MM\x00*", Kind("image/tiff", "tif", False)),
    (b"%PDF-", Kind("application/pdf", "pdf", False)),
    (b"{\\rtf", Kind("application/rtf", "rtf", False)),
    (b"%!", Kind("application/postscript", "ps", False)),
    (b"PK\x03\x04", Kind("application/zip", "zip", False)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("application/x-ole-storage", "doc", False)),
)
_BY_RIFF: Final = {
    b"WEBP": WEBP,
    b"WAVE": WAV,
    b"AVI ": Kind("video/x-msvideo", "avi", False),
}
# Major brands of the base media file format (ISO/IEC 14496-12); any other brand is a video.
_BY_BRAND: Final = {
    **dict.fromkeys((b"M4A ", b"M4B ", b"F4A "), M4A),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), Kind("image/heic", "heic", False)),
    **dict.fromkeys((b"mif1", b"msf1", b"hevc", b"hevx"), Kind("image/heic", "heic", False)),
    **dict.fromkeys((b"avif", b"avis"), Kind("image/avif", "avif", False)),
    b"crx ": Kind("image/x-canon-cr3", "cr3", False),
    b"qt  ": MOV,
}
_UTF_16: Final = frozenset({b"\xff\xfe", b"\xfe\xff"})  # the first looks like sound of layer I
# Letters and marks of any script, tab, line ends and form feed: no other control characters.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def kind_of(head: bytes) -> Kind:
    """The kind of a file that begins with `head`; `UNKNOWN` when nothing known begins so."""
    for start, kind in _BY_START:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return _BY_RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        if head[8:11] in {b"3gp", b"3g2", b"3gg", b"3gs"}:
            return GP3
        return _BY_BRAND.get(head[8:12], MP4)
    if head[:2] in _UTF_16:
        return UNKNOWN
    if is_mp3_frame(head[:4]):
        return MP3
    if is_adts_frame(head[:7]):
        return AAC
    return _written(head[:HEAD_BYTES])


def is_mp3_frame(header: bytes) -> bool:
    """Whether four bytes can begin a frame of MPEG layer I to III (ISO/IEC 11172-3, 2.4.2.3)."""
    return (
        len(header) == 4
        and header[0] == 0xFF
        and header[1] & 0xE0 == 0xE0
        and header[1] & 0x18 != 0x08  # no such version
        and header[1] & 0x06 != 0  # no such layer
        and header[2] >> 4 not in {0, 15}  # free format is not walked; 15 is forbidden
        and header[2] & 0x0C != 0x0C  # no such sampling rate
    )


def is_adts_frame(header: bytes) -> bool:
    """Whether seven bytes can begin an ADTS frame of AAC (ISO/IEC 13818-7, 6.2)."""
    return (
        len(header) == 7
        and header[0] == 0xFF
        and header[1] & 0xF6 == 0xF0
        and (header[2] >> 2) & 0x0F < 13
    )


def is_plain(text: str) -> bool:
    """Whether a text has no control characters but those that lay it out."""
    return _CONTROLS.search(text) is None


def _written(head: bytes) -> Kind:
    """Text in UTF-8, or what looks like it; markup has places for metadata that nobody sees."""
    if not head:
        return UNKNOWN
    for cut in range(4):  # a character may be cut by the end of the head
        try:
            text = head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        if text.lstrip().startswith("<"):
            return XML
        return TEXT if text and is_plain(text) else UNKNOWN
    return UNKNOWN
