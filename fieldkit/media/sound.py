"""MP3, AAC, AMR and FLAC: frames of sound are kept, tags around and between them are dropped."""

from collections.abc import Callable, Iterator
from typing import Final

from fieldkit.media import tags
from fieldkit.media.kinds import is_adts_frame, is_mp3_frame
from fieldkit.media.parts import PIECE_BYTES, File, Part, Span, damaged

_MOST_BETWEEN: Final = 1 << 20
"""How far the next frame is looked for where something else stands between two."""

# Bit rates in kbit/s by their index (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3).
_RATES_1: Final = (
    (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
_LOW: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_2: Final = ((32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256), _LOW, _LOW)
_SAMPLES_A_SECOND: Final = (44_100, 48_000, 32_000)

# Bytes of a frame behind its header by frame type (RFC 4867, 5.3; 3GPP TS 26.101 and 26.201).
_AMR: Final = {**dict(enumerate((12, 13, 15, 17, 19, 20, 26, 31, 5))), 15: 0}
_AMR_WB: Final = {**dict(enumerate((17, 23, 32, 36, 40, 46, 50, 58, 60, 5))), 14: 0, 15: 0}

FrameLength = Callable[[bytes], int]
"""The whole length of the frame that begins with these seven bytes; 0 when none does."""


def mp3_parts(file: File) -> Iterator[Part]:
    """The frames of MPEG sound."""
    yield from _frames(file, mp3_length)


def aac_parts(file: File) -> Iterator[Part]:
    """The frames of AAC in ADTS."""
    yield from _frames(file, adts_length)


def amr_parts(file: File) -> Iterator[Part]:
    """The frames of AMR, narrow or wide; what no frame begins with ends the sound."""
    is_wide = file.some(0, 9) == b"#!AMR-WB\n"
    lengths, start = (_AMR_WB, 9) if is_wide else (_AMR, 6)
    place = start
    ahead, ahead_start = b"", start
    while True:
        if not 0 <= place - ahead_start < len(ahead):
            ahead, ahead_start = file.some(place, PIECE_BYTES), place
        header = ahead[place - ahead_start] if ahead else 0xFF
        length = lengths.get(header >> 3 & 0x0F)
        if header & 0x83 or length is None or place + 1 + length > file.n_bytes:
            break
        place += 1 + length
    if place == start:
        raise damaged()
    yield Span(0, place)


def flac_parts(file: File) -> Iterator[Part]:
    """Stream information, the table to seek by, and the frames (RFC 9639, 8)."""
    start = tags.after_head(file)
    if file.at(start, 4) != b"fLaC":
        raise damaged()
    place = start + 4
    kept: dict[int, Span] = {}
    is_last = False
    while not is_last:
        first, length = file.at(place, 1)[0], file.number(place + 1, 3)
        is_last, kind = bool(first & 0x80), first & 0x7F
        if (place == start + 4) != (kind == 0) or (kind == 0 and length != 34):
            raise damaged()
        if kind in {0, 3} and kind not in kept:
            kept[kind] = Span(place + 4, length)
        place += 4 + length
    end = tags.before_tail(file, place)
    if file.at(place, 2) not in {b"\xff\xf8", b"\xff\xf9"}:
        raise damaged()
    yield b"fLaC"
    for kind, span in kept.items():
        flag = 0x80 if kind == max(kept) else 0
        yield bytes((kind | flag,)) + span.n_bytes.to_bytes(3, "big")
        yield span
    yield Span(place, end - place)


def mp3_length(header: bytes) -> int:
    """The length of a frame of MPEG layer I to III."""
    if not is_mp3_frame(header[:4]):
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    is_first = version == 3
    rates = (_RATES_1 if is_first else _RATES_2)[layer - 1]
    bits = rates[(header[2] >> 4) - 1] * 1000
    samples = _SAMPLES_A_SECOND[header[2] >> 2 & 3] // {3: 1, 2: 2, 0: 4}[version]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * bits // samples + padding) * 4
    return (144 if is_first or layer == 2 else 72) * bits // samples + padding


def adts_length(header: bytes) -> int:
    """The length of an ADTS frame."""
    if not is_adts_frame(header[:7]):
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length >= 7 else 0


def _frames(file: File, length_of: FrameLength) -> Iterator[Part]:
    start = tags.after_head(file)
    end = tags.before_tail(file, start)
    window = _Window(file)
    place, n_between, has_sound = start, 0, False
    while place < end:
        length = length_of(window.header(place))
        following = place + length
        if length and (n_between or not has_sound):
            # Where the sound begins, or begins again, one header alone may be chance.
            is_chance = following != end and not length_of(window.header(following))
            length = 0 if is_chance or following > end else length
        if length:
            if following > end:
                break  # the last frame was cut; no player can play it
            yield Span(place, length)
            place += length
            n_between, has_sound = 0, True
            continue
        behind = tags.after_head(file, place)
        place = behind if behind > place else window.next_sync(place + 1, end)
        n_between += 1
        if n_between > _MOST_BETWEEN:
            raise damaged()
    if not has_sound:
        raise damaged()


class _Window:
    """A piece of the file held ready, so that short looks do not read one by one."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._start = 0
        self._held = b""

    def header(self, place: int) -> bytes:
        """Seven bytes from a place, fewer at the end of the file."""
        self._hold(place, 7)
        at = place - self._start
        return self._held[at : at + 7]

    def next_sync(self, place: int, end: int) -> int:
        """The next place where a frame or a tag may begin, or `end`."""
        self._hold(place, 1)
        found = self._held.find(b"\xff", place - self._start)
        return min(end, self._start + (found if found >= 0 else len(self._held)))

    def _hold(self, place: int, n_bytes: int) -> None:
        if not self._start <= place or place + n_bytes > self._start + len(self._held):
            self._start = place
            self._held = self._file.some(place, PIECE_BYTES)
