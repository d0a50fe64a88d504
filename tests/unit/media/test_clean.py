"""What a file says about itself is gone, what it shows and sounds is there bit for bit."""

import io
import struct
import wave
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QImageReader

from fieldkit.errors import Code, Known
from fieldkit.media.clean import PARTS_OF, as_it_is, cleaned, kind_in
from fieldkit.media.kinds import kind_of
from fieldkit.media.tiff import minimal
from tests.unit.media import making
from tests.unit.media.making import ALL, MADE, MARKS, TIME

PICTURES = [name for name in MADE if MADE[name][0].startswith("image/")]
FILMS = [name for name in MADE if MADE[name][0] in {"video/mp4", "video/3gpp", "video/quicktime"}]


def clean(content: bytes) -> bytes:
    return b"".join(cleaned(io.BytesIO(content)))


def refusal(content: bytes) -> Known:
    with pytest.raises(Known) as caught:
        clean(content)
    return caught.value


def picture(content: bytes) -> list[QImage]:
    """Every frame as it is seen: turned the way the file says."""
    device = QBuffer()
    device.setData(content)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    frames = []
    for _ in range(max(1, reader.imageCount())):
        frame = reader.read()
        assert not frame.isNull(), reader.errorString()
        frames.append(frame)
    return frames


@pytest.mark.parametrize("name", MADE)
def test_no_mark_is_left_wherever_it_stood(name: str) -> None:
    content = MADE[name][1]()

    left = clean(content)

    assert [mark for mark in MARKS if mark in left] == []


@pytest.mark.parametrize("name", MADE)
def test_the_marks_are_there_when_the_file_is_kept_as_it_is(name: str) -> None:
    content = MADE[name][1]()

    kept = b"".join(as_it_is(io.BytesIO(content)))

    assert kept == content
    assert [mark for mark in MARKS if mark not in kept] == []


@pytest.mark.parametrize("name", MADE)
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    once = clean(MADE[name][1]())

    assert clean(once) == once


@pytest.mark.parametrize("name", MADE)
def test_a_kind_is_known_before_and_after(name: str) -> None:
    media_type, made = MADE[name]

    assert kind_in(io.BytesIO(made())).media_type == media_type
    assert kind_in(io.BytesIO(clean(made()))).media_type == media_type
    assert kind_in(io.BytesIO(made())).is_cleanable


def test_every_kind_that_can_be_cleaned_is_tried_here() -> None:
    tried = {media_type for media_type, _ in MADE.values()} | {"text/plain"}

    assert {kind.media_type for kind in PARTS_OF} == tried


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_the_same_and_the_same_way_up(name: str) -> None:
    content = MADE[name][1]()

    before, after = picture(content), picture(clean(content))

    assert len(before) == len(after)
    assert before == after


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_up_is_kept_and_only_a_turned_picture_carries_exif(orientation: int) -> None:
    content = making.jpeg(orientation)

    left = clean(content)

    assert picture(left) == picture(content)
    assert (b"Exif" in left) == (orientation > 1)


def test_a_turned_picture_would_differ_without_its_orientation() -> None:
    assert picture(making.jpeg(6)) != picture(making.jpeg(1))


def test_a_turned_png_keeps_its_orientation() -> None:
    """Qt does not turn a PNG, other programs do."""
    left = clean(making.png(8))

    assert making.chunk(b"eXIf", minimal(8)) in left
    assert b"eXIf" not in clean(making.png(1))


def test_a_turned_webp_keeps_its_orientation_and_the_flag_for_it() -> None:
    left = clean(making.webp(5))

    assert left[left.index(b"VP8X") + 8] == 0x28
    assert left.endswith(b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x05" + bytes(6))
    assert b"EXIF" not in clean(making.webp(1))


def test_colours_and_density_of_a_jpeg_stay_and_its_thumbnail_goes() -> None:
    left = clean(making.jpeg())

    assert b"ICC_PROFILE\x00\x01\x01" + making.COLOURS in left
    assert left.startswith(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00")
    assert left.count(b"\xff\xd8") == 1
    assert left.endswith(b"\xff\xd9")


def test_the_loop_of_a_moving_gif_stays() -> None:
    left = clean(making.gif())

    assert left.count(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00") == 1
    assert left.count(b"\x21\xf9") == 2


def test_a_sound_is_the_same_sample_for_sample() -> None:
    with wave.open(io.BytesIO(clean(making.wav()))) as sound:
        assert sound.getparams()[:4] == (1, 1, 8000, 251)
        assert sound.readframes(1000) == bytes(range(251))


def test_a_sound_whose_whole_is_counted_too_short_is_still_whole() -> None:
    """Some recorders leave the head of the first chunk out of the count."""
    content = making.wave_sound()
    short = content[:4] + struct.pack("<I", len(content) - 20) + content[8:]

    assert clean(short) == clean(content)


def test_of_an_mp3_its_frames_are_left() -> None:
    assert clean(making.mp3()) == b"".join(making.mp3_frames())


def test_the_lengths_of_mp3_frames_follow_their_headers() -> None:
    from fieldkit.media.sound import mp3_length

    lengths = {b"\xff\xfb\x90\x00": 417, b"\xff\xfb\x92\x00": 418, b"\xff\xf3\x90\x00": 261,
               b"\xff\xe3\x90\x00": 522, b"\xff\xfd\x90\x00": 522, b"\xff\xff\x90\x00": 312,
               b"\xff\xfb\xf0\x00": 0, b"\xff\xfb\x0c\x00": 0}  # fmt: skip

    assert {header: mp3_length(header) for header in lengths} == lengths


def test_of_an_aac_and_an_amr_their_frames_are_left() -> None:
    assert clean(making.aac()) == b"".join(making.aac_frames())
    assert clean(making.amr()) == making.amr()[: -1 - len(ALL)]
    assert clean(making.amr_wide()) == making.amr_wide()[: -1 - len(ALL)]


def test_of_a_flac_its_information_its_table_and_its_frames_are_left() -> None:
    info, seek = making.FLAC_INFO, making.FLAC_SEEK
    block = making.flac_block

    assert clean(making.flac()) == b"".join(
        (b"fLaC", block(0, info), block(3, seek, last=True), making.FLAC_FRAMES)
    )
    assert clean(making.flac(seek=False)) == b"".join(
        (b"fLaC", block(0, info, last=True), making.FLAC_FRAMES)
    )


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start + 8)
            head = 16
        yield name, start + head, start + length
        start += length


def samples(content: bytes) -> dict[bytes, list[bytes]]:
    """What each track's tables point at, by what the track is, as a player would find it."""
    found: dict[bytes, list[bytes]] = {}

    def walk(start: int, end: int, kind: bytes) -> None:
        tables: dict[bytes, int] = {}
        for name, inside, behind in boxes(content, start, end):
            tables[name] = inside
            if name == b"hdlr" and not kind:
                kind = content[inside + 8 : inside + 12]
            if name in {b"moov", b"trak", b"mdia", b"minf", b"stbl"}:
                walk(inside, behind, b"" if name == b"trak" else kind)
        if b"stsc" in tables:
            found[kind] = list(chunked(content, tables))

    walk(0, len(content), b"")
    return found


def chunked(content: bytes, tables: dict[bytes, int]) -> Iterator[bytes]:
    def words(name: bytes, skip: int, shape: str) -> list[int]:
        (count,) = struct.unpack_from(">I", content, tables[name] + skip)
        return list(struct.unpack_from(f">{count}{shape}", content, tables[name] + skip + 4))

    if b"stz2" in tables:
        lengths = words(b"stz2", 8, "H")
    else:
        even, count = struct.unpack_from(">II", content, tables[b"stsz"] + 4)
        lengths = [even] * count if even else words(b"stsz", 8, "I")
    starts = words(b"co64", 4, "Q") if b"co64" in tables else words(b"stco", 4, "I")
    (n_runs,) = struct.unpack_from(">I", content, tables[b"stsc"] + 4)
    runs = dict(
        struct.unpack_from(">II", content, tables[b"stsc"] + 8 + 12 * n) for n in range(n_runs)
    )
    count = 0
    for chunk, place in enumerate(starts, start=1):
        count = runs.get(chunk, count)
        for length in lengths[:count]:
            yield content[place : place + length]
            place += length
        del lengths[:count]


@pytest.mark.parametrize("name", FILMS)
def test_every_sample_of_a_film_is_where_its_tables_say(name: str) -> None:
    content = MADE[name][1]()

    left = clean(content)

    assert len(left) == len(content)
    assert samples(left) == {b"soun": making.SOUND_SAMPLES, b"vide": making.VIDEO_SAMPLES}
    assert b"avcC" + b"needed" in left


@pytest.mark.parametrize("name", FILMS)
def test_a_film_does_not_say_when_it_was_made(name: str) -> None:
    content = MADE[name][1]()
    time = struct.pack(">I", TIME)

    assert time in content
    assert time not in clean(content)


@pytest.mark.parametrize("name", [name for name in MADE if "places" in name])
def test_a_track_of_places_is_blank_and_no_track_any_more(name: str) -> None:
    content = MADE[name][1]()
    (places,) = [
        found for kind, found in samples(content).items() if kind not in {b"soun", b"vide"}
    ]

    left = clean(content)

    assert b"".join(places)[: len(ALL)] == ALL
    assert content.count(b"trak") == 3
    assert left.count(b"trak") == 2
    n_sound = sum(map(len, [*making.SOUND_SAMPLES, *making.VIDEO_SAMPLES]))
    media = next(
        left[start:end] for kind, start, end in boxes(left, 0, len(left)) if kind == b"mdat"
    )
    assert len(media) - media.count(0) <= n_sound


def test_places_in_fragments_or_in_another_file_are_refused_not_left_in() -> None:
    content = making.film_with_places()
    fragment = content + making.box(b"moof", making.box(b"mfhd", bytes(8)))
    elsewhere = content.replace(b"url \x00\x00\x00\x01", b"url \x00\x00\x00\x00")

    for film in (fragment, elsewhere):
        assert refusal(film).code is Code.MEDIA_UNCLEANED
        assert refusal(film).slots == {"name": "video/mp4"}


def test_places_said_to_lie_upon_the_picture_or_outside_the_media_are_damaged() -> None:
    content = making.film_with_places()
    table = content.rindex(b"stco") + 12
    (place,) = struct.unpack_from(">I", content, table)
    picture = content.index(making.VIDEO_SAMPLES[0])

    for wrong in (picture, picture - 5, 0, len(content) - 3):
        lying = content[:table] + struct.pack(">I", wrong) + content[table + 4 :]
        assert wrong != place
        assert refusal(lying).code is Code.MEDIA_DAMAGED


def test_a_film_that_points_into_another_file_is_refused() -> None:
    content = making.film().replace(b"url \x00\x00\x00\x01", b"url \x00\x00\x00\x00")

    assert refusal(content).code is Code.MEDIA_UNCLEANED


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1", "image/heic"),
        (b"\x00\x00\x00\x18ftypavif", "image/avif"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04[Content_Types].xml", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"RF64\xff\xff\xff\xffWAVE", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI ", "video/x-msvideo"),
        (b"RIFF\x00\x00\x00\x00ODD ", "application/octet-stream"),
        (b"II*\x00", "image/tiff"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"{\\rtf1 {\\info {\\author x}}}", "application/rtf"),
        (b"\xef\xbb\xbf <svg>", "application/xml"),
        (b"\x00\x01\x02", "application/octet-stream"),
        ("\ufeffместо".encode("utf-16-le"), "application/octet-stream"),
        (b"\xff\xff\xff\xff", "application/octet-stream"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_by_its_kind(head: bytes, media_type: str) -> None:
    error = refusal(head)

    assert kind_of(head).media_type == media_type
    assert not kind_of(head).is_cleanable
    assert error.code is Code.MEDIA_UNCLEANED
    assert error.slots == {"name": media_type}


def test_plain_text_has_nothing_beside_what_it_says() -> None:
    text = ("Где: у реки\r\n" * 40_000).encode()

    assert clean(text) == text
    assert kind_of(text[:64]).media_type == kind_of(text[:63]).media_type == "text/plain"


@pytest.mark.parametrize("behind", [b"\x00", b"\xff\xd8", "\ufeffx".encode("utf-16-le")])
def test_what_only_begins_as_text_is_refused(behind: bytes) -> None:
    error = refusal(b"text " * 100_000 + behind)

    assert error.code is Code.MEDIA_UNCLEANED
    assert error.__cause__ is None


def test_an_empty_file_is_damaged() -> None:
    assert refusal(b"").code is Code.MEDIA_DAMAGED
