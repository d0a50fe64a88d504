"""MP4, M4A, 3GP and QuickTime: nothing moves, what is not picture or sound becomes free space.

Tables inside point at bytes of the file by their place, so every box keeps its length: boxes that
are not known to be needed are renamed `free` and filled with zeros. So are tracks of places, titles
and times, and their samples in the media.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.media.boxes import Box, boxes, rest, within
from fieldkit.media.kinds import GP3, GP3_SOUND, HEAD_BYTES, M4A, MP4, Kind, kind_of
from fieldkit.media.parts import File, Part, Span, Zeros, damaged
from fieldkit.media.tracks import KEPT, Hole, holes, kinds, tracks

# Boxes by the box they stand in (ISO/IEC 14496-12, table 1; QuickTime file format). Those that
# hold boxes are keys here, the others are copied. No `tref`: what it refers to may be gone.
_KNOWN: Final = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
    b"edts": frozenset({b"elst"}),
    b"tapt": frozenset({b"clef", b"prof", b"enof"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64"}
        | {b"stss", b"stps", b"stsh", b"padb", b"stdp", b"sdtp", b"sbgp", b"sgpd", b"subs"}
    ),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset(
        {b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"}
    ),
    b"mfra": frozenset({b"tfra", b"mfro"}),
}
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})


@dataclass(frozen=True, slots=True)
class _Film:
    """A film on its walk: the places of the tracks that are blanked, and of their samples."""

    file: File
    blanked: frozenset[int]
    holes: tuple[Hole, ...]


def kind_in(file: File, kind: Kind) -> Kind:
    """The kind told apart by tracks: a file whose brand says video may hold sound alone."""
    if kind not in {GP3, MP4}:
        return kind
    found = {track.kind for track in tracks(file)}
    if b"soun" in found and b"vide" not in found:
        return GP3_SOUND if kind is GP3 else M4A
    return kind


def parts(file: File) -> Iterator[Part]:
    """The file with picture and sound in place, its times zero and all else blank."""
    try:
        blanked = frozenset(one.box.start for one in tracks(file) if one.kind not in KEPT)
        film = _Film(file, blanked, holes(file))
        names = set()
        for box in boxes(file, 0, file.n_bytes):
            names.add(box.name)
            yield from _kept(film, box, b"")
    except Known as error:
        if error.code is not Code.MEDIA_UNCLEANED:
            raise
        kind = kind_in(file, kind_of(file.some(0, HEAD_BYTES)))
        raise Known(Code.MEDIA_UNCLEANED, name=kind.media_type) from error
    if not {b"ftyp", b"moov"} <= names:
        raise damaged()
    yield Zeros(rest(file, 0, file.n_bytes))


def _kept(film: _Film, box: Box, parent: bytes, track: bytes = b"") -> Iterator[Part]:
    file = film.file
    if box.name not in _KNOWN[parent] or box.start in film.blanked:
        size = file.at(box.start, 4)
        wide = file.at(box.start + 8, box.content - box.start - 8)
        yield from (size, b"free", wide, Zeros(box.end - box.content))
    elif box.name in _KNOWN:
        if box.name == b"trak":
            track = next(kinds(file, box), b"")
        yield Span(box.start, box.content - box.start)
        for inner in within(file, box):
            yield from _kept(film, inner, box.name, track)
        yield Zeros(rest(file, box.content, box.end))
    elif box.name == b"mdat":
        yield from _media(film, box)
    elif box.name in _TIMED:
        yield from _without_times(file, box)
    elif box.name == b"hdlr":
        yield from _without_name(file, box, parent)
    elif box.name == b"dref":
        yield from _within_itself(file, box)
    elif box.name == b"stsd":
        yield from _without_maker(file, box, is_picture=track == b"vide")
    else:
        yield Span(box.start, box.end - box.start)


def _media(film: _Film, box: Box) -> Iterator[Part]:
    """The samples, those of blanked tracks blank."""
    place = box.start
    for hole in film.holes[bisect_right(film.holes, box.start, key=_start) :]:
        if hole.start >= box.end:
            break
        begin = max(hole.start, place)
        yield Span(place, begin - place)
        yield Zeros(max(hole.end, begin) - begin)
        place = max(hole.end, begin)
    yield Span(place, box.end - place)


def _without_times(file: File, box: Box) -> Iterator[Part]:
    """The head of a film, track or medium with the times of its making and changing zero."""
    times = 16 if file.at(box.content, 1)[0] == 1 else 8
    start = box.content + 4 + times
    if start > box.end:
        raise damaged()
    yield Span(box.start, start - times - box.start)
    yield Zeros(times)
    yield Span(start, box.end - start)


def _without_name(file: File, box: Box, parent: bytes) -> Iterator[Part]:
    """What a track is, without the name that a program or person gave it."""
    start = box.content + 24
    if start > box.end or (parent == b"mdia" and file.at(box.content + 8, 4) not in KEPT):
        raise damaged()
    yield Span(box.start, start - box.start)
    yield Zeros(box.end - start)


def _within_itself(file: File, box: Box) -> Iterator[Part]:
    """Where the samples are: in this file; the path of another file would tell of a computer."""
    if box.content + 8 > box.end:
        raise damaged()
    yield Span(box.start, box.content + 8 - box.start)
    for entry in boxes(file, box.content + 8, box.end):
        if entry.content + 4 > entry.end:
            raise damaged()
        if not file.at(entry.content, 4)[3] & 1:
            raise Known(Code.MEDIA_UNCLEANED)
        yield Span(entry.start, entry.content + 4 - entry.start)
        yield Zeros(entry.end - entry.content - 4)
    yield Zeros(rest(file, box.content + 8, box.end))


def _without_maker(file: File, box: Box, *, is_picture: bool) -> Iterator[Part]:
    """How samples are coded, without the name of the device or program that coded pictures."""
    if box.content + 8 > box.end:
        raise damaged()
    yield Span(box.start, box.content + 8 - box.start)
    for entry in boxes(file, box.content + 8, box.end):
        if is_picture:
            # VisualSampleEntry (ISO/IEC 14496-12, 12.1.3): 42 bytes, then the name in 32.
            name = entry.content + 42
            if name + 32 > entry.end:
                raise damaged()
            yield Span(entry.start, name - entry.start)
            yield Zeros(32)
            yield Span(name + 32, entry.end - name - 32)
        else:
            yield Span(entry.start, entry.end - entry.start)
    yield Zeros(rest(file, box.content + 8, box.end))


def _start(hole: Hole) -> int:
    return hole.start
