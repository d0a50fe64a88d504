"""Tags before and behind sound: ID3, APE and Lyrics3 in all their versions."""

from typing import Final

from fieldkit.media.parts import File, damaged

_ID3_HEAD: Final = 10
_ID3_V1: Final = 128
_ID3_V1_LONG: Final = 227
_APE: Final = 32
_LYRICS_MOST: Final = 5100


def after_head(file: File, place: int = 0) -> int:
    """Where the sound begins behind any number of ID3v2 and APE tags."""
    while True:
        behind = _behind_tag(file, place)
        if behind == place:
            return place
        place = behind


def before_tail(file: File, start: int) -> int:
    """Where the sound that begins at `start` ends before any number of tags."""
    end = file.n_bytes
    while True:
        n_bytes = _tail_bytes(file, start, end)
        if n_bytes == 0:
            return end
        end -= n_bytes
        if end < start:
            raise damaged()


def _behind_tag(file: File, place: int) -> int:
    head = file.some(place, _APE)
    if head.startswith(b"ID3") and len(head) >= _ID3_HEAD:
        footer = _ID3_HEAD if head[5] & 0x10 else 0
        behind = place + _ID3_HEAD + _seven_bits(head[6:10]) + footer
    elif head.startswith(b"APETAGEX") and len(head) == _APE:
        behind = place + _APE + int.from_bytes(head[12:16], "little")
    else:
        return place
    if behind > file.n_bytes:
        raise damaged()
    return behind


def _tail_bytes(file: File, start: int, end: int) -> int:
    """The length of the tag that ends at `end`; 0 when none does."""

    def last(n_bytes: int) -> bytes:
        return file.at(end - n_bytes, n_bytes) if end - start >= n_bytes else b""

    if last(_ID3_V1).startswith(b"TAG"):
        return _ID3_V1 + (_ID3_V1_LONG if last(_ID3_V1 + _ID3_V1_LONG).startswith(b"TAG+") else 0)
    ape = last(_APE)
    if ape.startswith(b"APETAGEX"):
        has_header = int.from_bytes(ape[20:24], "little") & (1 << 31)
        return max(_APE, int.from_bytes(ape[12:16], "little")) + (_APE if has_header else 0)
    if ape.endswith(b"LYRICS200"):
        counted = ape[-15:-9]
        if not counted.isdigit():
            raise damaged()
        return int(counted) + 15
    if ape.endswith(b"LYRICSEND"):
        lyrics = last(min(_LYRICS_MOST, end - start))
        at = lyrics.rfind(b"LYRICSBEGIN")
        if at < 0:
            raise damaged()
        return len(lyrics) - at
    footer = last(_ID3_HEAD)
    if footer.startswith(b"3DI"):
        return 2 * _ID3_HEAD + _seven_bits(footer[6:10])
    return 0


def _seven_bits(digits: bytes) -> int:
    """A number of seven bits a byte (ID3v2.4, 6.2)."""
    number = 0
    for digit in digits:
        number = number << 7 | digit & 0x7F
    return number
