"""The program says nothing to the network and nothing of an answer when it breaks.

The network is watched in three ways, each with a control: an audit hook hears Python; an empty
network namespace lets nothing out and counts what wanted to; strace (the console's run only, since
it slows the window's twentyfold) sees the calls of native code. Crashes are made in each way that
a program has, once as fieldkit starts and once as any other program does.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.e2e import figures
from tests.e2e.crasher import MARKER, WAYS
from tests.e2e.loud import NOWHERE
from tests.e2e.no_network import NetworkError

ROOT = Path(__file__).resolve().parents[2]
FORM = ROOT / "tests" / "data" / "forms" / "shut.md"
ENDS_WELL = {"as_a_warning", "in_a_library_log", "as_a_message_of_qt", "in_another_thread"}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="watched by the means of POSIX")


def crash(manner: str, way: str, folder: Path) -> str:
    """All that a breaking program says, on its streams and in its log."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crasher", manner, way, str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    logged = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    return (done.stdout + done.stderr + logged).decode("utf-8", "replace")


@pytest.mark.parametrize("way", [way for way in WAYS if way != "with_a_core_dump"])
def test_a_crash_says_where_and_never_what(tmp_path: Path, way: str) -> None:
    (tmp_path / "loud").mkdir()
    (tmp_path / "silent").mkdir()

    said = crash("silent", way, tmp_path / "silent")

    figures.add("25.crashes", ways=1, silent=MARKER not in said)
    assert MARKER not in said
    log = (tmp_path / "silent" / "fieldkit.log").read_text("utf-8")
    assert "program.started" in log
    if way.startswith("as_a_warning"):
        assert "library.warned kind=UserWarning" in log
    elif way.startswith("as_a_message"):
        assert "job.failed kind=QtCriticalMsg" in log
    elif way.startswith("in_a_library"):
        assert log.count("WARNING some.library\n") == 2
    else:
        assert re.search(r"program\.crashed builtins\.ValueError \[crasher\.py:\d+:fail", log)
    assert MARKER in crash("loud", way, tmp_path / "loud"), "the control"
    figures.add("25.crashes", control_loud=1)


def dumped(folder: Path, manner: str) -> bool:
    """Whether the system wrote, or would have piped, the memory of a program that aborts."""
    child = os.posix_spawn(
        "/bin/sh",
        [
            "sh",
            "-c",
            'cd "$0" && exec "$@"',
            str(folder),
            sys.executable,
            "-m",
            "tests.e2e.crasher",
            manner,
            "with_a_core_dump",
            str(folder),
        ],
        {**os.environ, "PYTHONPATH": str(ROOT)},
    )
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    return os.WCOREDUMP(status)


def test_no_memory_is_dumped(tmp_path: Path) -> None:
    for manner in ("silent", "loud"):
        (tmp_path / manner).mkdir()
    if not dumped(tmp_path / "loud", "loud"):
        pytest.skip("LOUD: this system dumps no program's memory, so nothing is proved here")

    assert not dumped(tmp_path / "silent", "silent")
    figures.record("25.crashes", dumps_kept_off=1)
    assert [path.name for path in (tmp_path / "silent").iterdir()] == ["fieldkit.log"]


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_DUMPABLE is Linux's")
@pytest.mark.parametrize("start", ["silent", "reader"])
def test_the_processes_that_hold_answers_are_no_source_of_dumps(start: str) -> None:
    """Where core files go to a program, a limit of zero alone does not keep memory off the disk."""
    begin = {
        "silent": "from fieldkit import log; log.forbid_core_dumps()",
        "reader": "from fieldkit.dataset import reader_process as r; r.limit()",
    }[start]
    look = (
        "import ctypes, resource; before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0);"
        f"{begin};"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),"
        " resource.getrlimit(resource.RLIMIT_CORE))"
    )

    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, cwd=ROOT)

    assert done.stdout.decode() == "1 0 (0, 0)\n"


# ---- the network ------------------------------------------------------------------------------


@cache
def without_a_network() -> tuple[str, ...]:
    """The words before a command that leave it no network at all; empty where not allowed."""
    words = ("unshare", "-rn")
    if shutil.which("unshare") is None:
        return ()
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return () if tried.returncode else words


# The system's count, for a namespace of its own, of what was sent, begun, or found no way out.
COUNTED = ("OutNoRoutes", "OutRequests", "ActiveOpens", "OutDatagrams")
COUNTS = "cat /proc/net/snmp; sed 's/^/Six: /' /proc/net/snmp6"


class Heard:
    """A program's run with all ears on."""

    def __init__(self, folder: Path, *command: str, traced: bool = False) -> None:
        notes, trace, counts = folder / "notes", folder / "trace", folder / "counts"
        # With the filter in the kernel only these calls stop the program, not each of its calls.
        strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", str(trace), "-e", "trace=%network"]
        self.is_traced = traced and shutil.which("strace") is not None
        done = subprocess.run(
            [
                *without_a_network(),
                *("sh", "-c", f'"$@"; s=$?; ({COUNTS}) > "$0"; exit $s', str(counts)),
                *(strace if self.is_traced else ()),
                *(sys.executable, "-m", "tests.e2e.no_network", str(notes), *command),
            ],
            cwd=ROOT,
            capture_output=True,
            check=False,
            timeout=240,
            env={
                **os.environ,
                "FIELDKIT_HOME": str(folder / "home"),
                "PYTHONPATH": str(ROOT),
                "QT_QPA_PLATFORM": "offscreen",
            },
        )
        self.status = done.returncode
        self.said = done.stdout.decode("utf-8", "replace")
        self.failed = done.stderr.decode("utf-8", "replace")
        self.audited = notes.read_text().split() if notes.exists() else []
        self.counted = counted(counts.read_text()) if without_a_network() else 0
        self.traced = (
            re.findall(r"AF_INET6?|AF_PACKET|AF_NETLINK", trace.read_text("utf-8", "replace"))
            if self.is_traced
            else []
        )

    @property
    def tries(self) -> tuple[list[str], int, list[str]]:
        """What the audit hook, the system's counters and the trace of calls heard."""
        return (self.audited, self.counted, self.traced)

    @property
    def n_tries(self) -> int:
        return len(self.audited) + self.counted + len(self.traced)


def counted(text: str) -> int:
    """The sum of the counters that a silent program leaves at nothing; two layouts, two files."""
    total, names = 0, dict[str, list[str]]()
    for line in text.splitlines():
        kind, *words = line.split()
        if kind == "Six:":
            total += int(words[1]) if words[0].endswith("OutNoRoutes") else 0
        elif kind in names:
            total += sum(
                int(n) for name, n in zip(names[kind], words, strict=True) if name in COUNTED
            )
        else:
            names[kind] = words
    return total


def say_what_is_not_watched(heard: Heard, *, traced: bool = False) -> None:
    if not without_a_network():
        print("LOUD: no network namespace is allowed here; the run had this machine's network")
    if traced and not heard.is_traced:
        print("LOUD: strace is not installed; the calls of native code were not watched")


def test_the_tests_themselves_are_heard(network_tries: list[str]) -> None:
    """Every test of the project runs under the audit hook; this is its control."""
    with socket.socket() as tried, pytest.raises(NetworkError):
        tried.connect(NOWHERE)

    assert network_tries == ["socket.connect"]
    network_tries.clear()


def test_the_whole_job_on_the_console_never_tries_a_network(tmp_path: Path) -> None:
    """Interviews, saves, scores, exports, pools and a table of shares, in no network at all."""
    heard = Heard(tmp_path, "fieldkit", "demo", "--headless", traced=True)

    say_what_is_not_watched(heard, traced=True)
    assert heard.status == 0, heard.failed
    assert "Pooled: 2 workbooks" in heard.said
    figures.add("24.network", runs=1, tries=heard.n_tries)
    assert heard.tries == ([], 0, [])


def test_the_window_never_tries_a_network(tmp_path: Path) -> None:
    """Unlock, interview, score, export and quit by keyboard, in no network at all."""
    steps, out = tmp_path / "steps.json", tmp_path / "out"
    steps.write_text('{"steps": [{"set": {"/data/agrees": "yes"}}, {"set": {"/data/shut": "no"}}]}')
    out.mkdir()

    heard = Heard(
        tmp_path,
        *("tests.e2e.window_driver", str(tmp_path / "w"), str(FORM), str(steps), str(out)),
    )

    say_what_is_not_watched(heard)
    assert heard.status == 0, heard.failed
    assert '"exported"' in heard.said
    figures.add("24.network", runs=1, tries=heard.n_tries)
    assert heard.tries == ([], 0, [])


def test_each_ear_hears_a_program_that_tries(tmp_path: Path) -> None:
    """The control: Python's try is in the audit, native code's in the counters and the trace."""
    for way in ("python", "native"):
        (tmp_path / way).mkdir()
    python = Heard(tmp_path / "python", "tests.e2e.loud", "python", traced=True)
    native = Heard(tmp_path / "native", "tests.e2e.loud", "native", traced=True)

    figures.record("24.network", control_heard=python.n_tries + native.n_tries)
    assert python.audited == ["socket.connect"]
    assert native.counted > 0 or not without_a_network()
    if python.is_traced:
        assert python.traced
        assert native.traced


@pytest.mark.skipif(not without_a_network(), reason="LOUD: no network namespace is allowed here")
def test_in_the_namespace_nothing_gets_out() -> None:
    """The control of the namespace itself: the same try, unhindered, ends at its border."""
    done = subprocess.run(
        [*without_a_network(), sys.executable, "-m", "tests.e2e.loud", "python"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode() == "101\n"  # ENETUNREACH
