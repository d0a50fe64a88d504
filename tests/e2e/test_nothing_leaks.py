"""Nothing a person said is readable on disk, through a whole job with kills.

Looked through are the files left in the data, home and temporary folders, and, where there is a C
compiler, every byte that any process of the job handed to any file at all: what was unlinked before
it was written, or removed again, is seen too. Read by the program are only the inputs; written in
clear is only the workbook that the person asks for in clear, which shows that the scan can see.
"""

import base64
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldkit.store import key
from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.disk import built, calls, environment
from tests.e2e.leaky import MARKER, WAYS
from tests.e2e.marks import Marks
from tests.e2e.window_driver import PHRASE
from tests.unit.media import making

ROOT = Path(__file__).resolve().parents[2]
KILLS = amount("FIELDKIT_LEAK_KILLS", 5, 50)
SEED = 20261121
CHEAP = "tests.e2e.cheap_keys"
CYRILLIC = "шелковица-фонарь-47"
SITE = "quince-gate-12"
CLI_PHRASE = "seven quiet herons over wet stones"
PICTURED, NOTED, WRITTEN = "medlar-window-29", "rowan-stairs-63", "damson-letter-81"
WORDS = (MARKER, CYRILLIC, SITE, PHRASE, CLI_PHRASE, PICTURED, NOTED, WRITTEN)

FORM = ROOT / "tests" / "data" / "forms" / "marked.md"
KEPT = FORM.with_name("marked_kept.md")  # the same with questions that take a file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal"),
]


def compiled(folder: Path) -> Path | None:
    """The listener; without it only the files left are looked through, and it is said."""
    try:
        return built(folder)
    except pytest.skip.Exception:
        print("LOUD: no C compiler here: only files that were left are looked through")
        return None


class Place:
    """A person's folders, all in one, and a way to run programs in them."""

    def __init__(self, base: Path) -> None:
        self.streams = self.written = 0
        self.given, self.out, self.seen = base / "given", base / "out", base / "seen"
        self.logs, self.started = base / "log", 0
        self.logs.mkdir()
        for folder in (self.given, self.out, self.seen):
            folder.mkdir()
        listener = compiled(base)
        heard = environment(listener, Path("/"), self.logs) if listener else {}
        folders = {name: self.seen / name for name in ("home", "temp", "config", "cache", "data")}
        for folder in folders.values():
            folder.mkdir(mode=0o700)
        self.data = folders["data"]
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            **heard,
            "HOME": str(folders["home"]),
            "TMPDIR": str(folders["temp"]),
            "SQLITE_TMPDIR": str(folders["temp"]),
            "XDG_CONFIG_HOME": str(folders["config"]),
            "XDG_CACHE_HOME": str(folders["cache"]),
            "XDG_DATA_HOME": str(folders["data"]),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "FIELDKIT_PASSPHRASE": CLI_PHRASE,
        }

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a program, with a log of its own: a kill may cut its last record short."""
        self.started += 1
        log = {"DISK_LOG": str(self.logs / f"{self.started:04}")}
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment | log,
        )

    def run(self, *words: str, status: int = 0) -> str:
        child = self.start(*words)
        said, complained = child.communicate(timeout=240)
        assert child.returncode == status, complained
        return said

    def kill(self, *words: str, after_line: int = -1, wait_s: float = 0.0) -> None:
        """Start a program, kill it a moment after its n-th line, or after its start."""
        child = self.start(*words)
        assert child.stdout is not None
        for _ in range(after_line + 1):
            child.stdout.readline()
        time.sleep(wait_s)
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=60)

    def hits(self, marks: Marks, *, with_bare: bool = False) -> dict[str, list[str]]:
        """What is found in the files left, and in all that was ever written outside `out`."""
        found = marks.in_files(self.seen, with_bare=with_bare)
        streams: dict[str, list[bytes]] = defaultdict(list)
        for log in sorted(self.logs.iterdir()):
            for call in calls(log):
                if call.kind in "WCR" and not call.path.startswith(f"{self.out}/"):
                    streams[call.path].append(call.data)
        for path, written in streams.items():
            # What was left is tried at each byte above.
            hits = marks.hits(b"".join([path.encode(), b"\0", *written]), with_bare=False)
            if hits:
                found[f"written: {path}"] = hits
        self.streams = len(streams)
        self.written = sum(len(part) for parts in streams.values() for part in parts)
        return found


@dataclass(frozen=True)
class Job:
    """A whole job done, and its folders."""

    place: Place
    secrets: tuple[str, ...]


def steps() -> list[dict[str, dict[str, str]]]:
    return [
        {"set": {"/data/a": f"{MARKER} and {CYRILLIC}"}},
        {"set": {"/data/b": f"{CYRILLIC} {MARKER} " * 60}},
        {"set": {"/data/shut": "yes"}},
    ]


def give_files(place: Place) -> None:
    """A picture with a word in its pixels and one in what it says of itself, and a paper."""
    row = b"\0" + (PICTURED.encode() * 25)[:400]  # not filtered: the words stand as they are
    parts = (
        making.chunk(b"IHDR", struct.pack(">IIBBBBB", 400, 300, 8, 0, 0, 0, 0)),
        making.chunk(b"tEXt", b"Comment\0" + NOTED.encode()),
        making.chunk(b"IDAT", zlib.compress(row * 300)),
        making.chunk(b"IEND", b""),
    )
    place.given.joinpath("room.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    place.given.joinpath("paper.txt").write_text(f"{WRITTEN} " * 60_000, "utf-8")


def in_the_window(place: Place, script: Path) -> None:
    """Interview, killed in the middle; then unlocked, finished, scored, exported in clear."""
    clear, folder = place.out / "clear", place.data / "one"
    clear.mkdir()
    words = ["tests.e2e.window_driver", str(folder), str(FORM), str(script), str(clear)]
    child = place.start(*words, "--stop-after", "/data/b")
    assert child.stdout is not None
    while '"saved": "/data/b"' not in (line := child.stdout.readline()):
        assert line, child.stderr and child.stderr.read()
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert '"exported"' in place.run(*words)


def on_the_console(place: Place, script: Path, chance: random.Random) -> None:
    """Interviews, sealed exports, a pool, a table, backups, a repair: most killed, then whole."""
    folder, pool, sealed = place.data / "two", place.data / "pool", place.out / "sealed.xlsx.age"
    stick = place.out / "stick.txt"
    run = ["fieldkit", "interview", "run", str(folder), "--form", str(KEPT), "--site", SITE]
    run += ["--script", str(script)]
    place.run(CHEAP, "workspace", "create", str(folder))
    recovery_key = place.run("fieldkit", "workspace", "recovery", "make", str(folder), str(stick))
    recipient = next(word for word in recovery_key.split() if word.startswith("age1"))
    for _ in range(KILLS):
        place.kill(*run, after_line=chance.randint(0, 3), wait_s=chance.uniform(0, 0.02))
    draft = json.loads(place.run(*run).splitlines()[0])["interview"]
    add = ["fieldkit", "attachment", "add", str(folder), draft, "/data/paper", "--keep-metadata"]
    add.append(str(place.given / "paper.txt"))
    for _ in range(KILLS):
        place.kill(*add, wait_s=chance.uniform(0.4, 1.4))
    place.run(*add)
    (room,) = (
        each["name"]
        for each in json.loads(
            place.run("fieldkit", "attachment", "list", str(folder), draft, "--json")
        )["attachments"]
        if each["media_type"] == "image/png"
    )
    copy = place.out / "room.png"
    place.run("fieldkit", "attachment", "save", str(folder), draft, room, str(copy))
    finish = place.given / "finish.json"
    finish.write_text('{"steps": [{"finalise": true}]}')
    place.run(*run[:4], "--resume", draft, "--script", str(finish))
    export = ["fieldkit", "export", str(folder), "--recipient", recipient, "--overwrite"]
    export.append(str(sealed))
    for _ in range(KILLS):
        place.kill(*export, wait_s=chance.uniform(0.6, 1.6))
    place.run(*export)
    place.run(CHEAP, "pool", "create", str(pool))
    add = ["fieldkit", "pool", "add", str(pool), str(sealed), "--identity", str(stick)]
    for _ in range(KILLS):
        place.kill(*add, wait_s=chance.uniform(0.6, 1.6))
    place.run(*add)
    place.run("fieldkit", "analyse", str(pool), "--by", "site")
    assert MARKER in place.run("fieldkit", "case", "show", str(folder), "--all")
    place.run(CHEAP, "workspace", "rekey", str(folder))
    kept = place.seen / "kept"
    kept.mkdir()
    for n in range(KILLS):
        command = ("fieldkit", "workspace", "backup", str(folder), str(kept / f"{n}.backup"))
        place.kill(*command, wait_s=chance.uniform(0.6, 1.6))
    place.run("fieldkit", "workspace", "backup", str(folder), str(kept / "whole.backup"))
    restored, mended = place.data / "restored", place.data / "mended"
    place.run("fieldkit", "workspace", "restore", str(kept / "whole.backup"), str(restored))
    place.run("fieldkit", "workspace", "repair", str(folder), str(mended))
    place.run("fieldkit", "workspace", "verify", str(folder))


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    place = Place(tmp_path_factory.mktemp("leaks"))
    give_files(place)
    whole, draft = place.given / "steps.json", place.given / "draft.json"
    whole.write_text(json.dumps({"steps": [*steps(), {"finalise": True}]}), "utf-8")
    attach = {"attach": {"/data/room": "room.png"}}
    draft.write_text(json.dumps({"steps": [*steps(), attach]}), "utf-8")
    in_the_window(place, whole)
    on_the_console(place, draft, random.Random(SEED))
    secrets = [
        key.unlock(place.data / name / key.FILE_NAME, phrase).secret.hex()
        for name, phrase in (("one", PHRASE), ("two", CLI_PHRASE), ("pool", CLI_PHRASE))
    ]
    return Job(place, tuple(secrets))


def test_nothing_said_is_readable_anywhere_after_a_whole_job_with_kills(job: Job) -> None:
    found = job.place.hits(Marks(WORDS), with_bare=True)

    n_files = sum(path.is_file() for path in job.place.seen.rglob("*"))
    print(
        f"\n{n_files} files left; {job.place.written:,} bytes written to {job.place.streams} files"
    )
    figures.record(
        "5.markers",
        kills=5 * KILLS + 1,
        files=n_files,
        written_bytes=job.place.written,
        hits=sum(map(len, found.values())),
    )
    assert n_files > 10
    assert found == {}


def test_no_key_is_written_down(job: Job) -> None:
    marks = Marks(secret for secret in job.secrets)
    raw = [bytes.fromhex(secret) for secret in job.secrets]

    assert job.place.hits(marks) == {}
    left = b"".join(p.read_bytes() for p in job.place.seen.rglob("*") if p.is_file())
    hit = [n for n, secret in enumerate(raw) if secret in left]
    figures.record("5.markers", keys_hit=len(hit))
    assert hit == []


def test_the_scan_sees_the_workbook_that_was_asked_for_in_clear(job: Job) -> None:
    """The control of the whole job: its words are there where they are meant to be."""
    (path,) = (job.place.out / "clear").glob("*.xlsx")

    hits = Marks(WORDS).hits(path.read_bytes())

    figures.record("5.markers", control_hits=len(hits))
    assert f"{MARKER!r} as utf-8 in zip" in hits
    assert f"{CYRILLIC!r} as utf-8 in zip" in hits


def test_a_picture_asked_for_in_clear_is_whole_but_for_what_it_says_of_itself(job: Job) -> None:
    """The control of the attachments: their words are in what was given in, and in this copy."""
    given = job.place.given.joinpath("room.png").read_bytes()
    copy = job.place.out.joinpath("room.png").read_bytes()

    assert Marks([NOTED]).hits(given)
    assert Marks([WRITTEN]).hits(job.place.given.joinpath("paper.txt").read_bytes())
    assert Marks([PICTURED]).hits(copy)
    assert Marks([NOTED]).hits(copy) == []


@pytest.mark.parametrize("way", WAYS)
def test_programs_that_leak_are_caught(tmp_path: Path, way: str) -> None:
    """The controls: a sort in a file, an export through temporary files, a talkative log."""
    place = Place(tmp_path)
    if not place.logs.parent.joinpath("disk.so").exists() and way != "logs_what_was_said":
        pytest.skip("LOUD: without a C compiler, files that are gone again cannot be seen")

    place.run("tests.e2e.leaky", way, str(place.data))

    assert place.hits(Marks([MARKER]))
    figures.add("5.markers", control_leaks=1)


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "upper case": bytes.upper,
    "utf-16-le": lambda word: word.decode().encode("utf-16-le"),
    "utf-16-be": lambda word: word.decode().encode("utf-16-be"),
    "base64 at 0": base64.b64encode,
    "base64 at 1": lambda word: base64.b64encode(b"x" + word + b"yz"),
    "base64 at 2": lambda word: base64.b64encode(b"xy" + word + b"z"),
    "hex": lambda word: word.hex().encode(),
    "hex in capitals": lambda word: word.hex().upper().encode(),
    "json": lambda word: json.dumps(word.decode()).encode(),
    "zlib": lambda word: zlib.compress(b"before " * 9 + word),
    "gzip": lambda word: zlib.compress(b"before " * 9 + word, wbits=31),
    "bare deflate": lambda word: zlib.compress(b"before " * 9 + word, wbits=-15),
    "base64 in zlib": lambda word: zlib.compress(base64.b64encode(b"x" + word)),
}


@pytest.mark.parametrize("way", PACKED)
@pytest.mark.parametrize("word", [MARKER, CYRILLIC], ids=["latin", "cyrillic"])
def test_the_scan_finds_a_word_however_it_is_written(way: str, word: str) -> None:
    noise = random.Random(SEED).randbytes(5000)
    packed = PACKED[way](word.encode())

    assert Marks([word]).hits(noise + packed + noise)
    assert Marks([word]).hits(noise + noise) == []
