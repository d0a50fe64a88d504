"""The content of a file without metadata, picture and sound unchanged bit for bit, or as it is.

We walk the formats ourselves: an imaging library would decode and encode the picture again, which
changes evidence, and the usual tag library is under the GPL.

What is kept is a list of what a decoder needs; what is not on it is dropped, so that metadata of
kinds nobody has thought of go too. Not looked into: the picture and sound themselves (which may
show or say a place), colour profiles, and what an encoder writes between the bits of its stream.
"""

import codecs
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from types import MappingProxyType
from typing import BinaryIO, Final

from fieldkit.errors import Code, Known
from fieldkit.media import gif, jpeg, kinds, mpeg, png, riff, sound, tags
from fieldkit.media.kinds import HEAD_BYTES, Kind, is_plain, kind_of
from fieldkit.media.parts import PIECE_BYTES, File, Part, Span, damaged, pieces, planned


def kind_in(source: BinaryIO) -> Kind:
    """The kind of a file, looked at behind its tags and, in a film, at its tracks."""
    return _kind(File(source))


def cleaned(source: BinaryIO) -> Iterator[bytes]:
    """The content without metadata, in pieces of at most 256 KiB.

    The whole file is walked before the first piece comes. Raises MEDIA_DAMAGED where it cannot be
    walked, MEDIA_UNCLEANED for a kind that cannot be cleaned here.
    """
    file = File(source)
    if file.n_bytes == 0:
        raise damaged()
    kind = _kind(file)
    parts_of = PARTS_OF.get(kind)
    if parts_of is None:
        raise Known(Code.MEDIA_UNCLEANED, name=kind.media_type)
    yield from pieces(file, planned(parts_of(file)))


def as_it_is(source: BinaryIO) -> Iterator[bytes]:
    """The content untouched, metadata and all, in pieces of at most 256 KiB."""
    source.seek(0)
    yield from takewhile(bool, iter(lambda: source.read(PIECE_BYTES), b""))


def text_parts(file: File) -> Iterator[Part]:
    """Plain text, whole: what stands in it is its content, and there is nothing beside it.

    What begins as text but goes on otherwise is of no kind that is known.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, file.n_bytes, PIECE_BYTES):
            piece = file.some(start, PIECE_BYTES)
            if not is_plain(decoder.decode(piece)):
                raise Known(Code.MEDIA_UNCLEANED, name=kinds.UNKNOWN.media_type)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # The cause would carry the text itself along.
        raise Known(Code.MEDIA_UNCLEANED, name=kinds.UNKNOWN.media_type) from None
    yield Span(0, file.n_bytes)


PARTS_OF: Final[Mapping[Kind, Callable[[File], Iterator[Part]]]] = MappingProxyType(
    {
        kinds.JPEG: jpeg.parts,
        kinds.PNG: png.parts,
        kinds.GIF: gif.parts,
        kinds.WEBP: riff.webp_parts,
        kinds.WAV: riff.wav_parts,
        kinds.MP3: sound.mp3_parts,
        kinds.AAC: sound.aac_parts,
        kinds.AMR: sound.amr_parts,
        kinds.AMR_WB: sound.amr_parts,
        kinds.FLAC: sound.flac_parts,
        kinds.M4A: mpeg.parts,
        kinds.MP4: mpeg.parts,
        kinds.MOV: mpeg.parts,
        kinds.GP3: mpeg.parts,
        kinds.GP3_SOUND: mpeg.parts,
        kinds.TEXT: text_parts,
    }
)
"""How each cleanable kind is walked."""


def _kind(file: File) -> Kind:
    kind = kind_of(file.some(0, HEAD_BYTES))
    try:
        if kind is kinds.MP3:
            behind = kind_of(file.some(tags.after_head(file), HEAD_BYTES))
            return behind if behind in {kinds.FLAC, kinds.AAC} else kind
        return mpeg.kind_in(file, kind)
    except Known:
        # A damaged file has a kind too: it may be kept as it is.
        return kind
