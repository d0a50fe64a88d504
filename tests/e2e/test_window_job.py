"""The whole job in the real window by keyboard alone, through a kill, to one pooled table."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

from fieldkit.ids import SystemClock
from fieldkit.interview import serialise
from fieldkit.records import InterviewState
from fieldkit.services import exchange, interviews, reporting, workspaces
from tests.e2e.window_driver import PHRASE

ROOT = Path(__file__).resolve().parents[2]
FORM = ROOT / "tests" / "data" / "forms" / "sixty.md"
STEPS = ROOT / "tests" / "data" / "interviews" / "sixty.json"
RULESET = "ilo2012-adult"
KILLED_AFTER = "/data/pay/pay_owed"
PATIENCE_S = 240

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# What the second person answers differently: paid in full, free to leave, nobody at call.
SECOND = {
    "/data/pay/pay_status": "all",
    "/data/leaving/leaving_can": "let",
    "/data/leaving/leaving_notice": "none",
    "/data/work/work_call": "no",
}
GONE_WITH_IT = ("/data/pay/pay_owed", "/data/pay/pay_says", "/data/pay/pay_lose")


class Window:
    """A driver process: its lines as they come, and the right to kill it."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self._child = child
        self._lines: Queue[str | None] = Queue()
        self.seen: list[dict[str, Any]] = []
        self._reader = Thread(target=self._read)
        self._reader.start()

    def until(self, word: str, value: object = None) -> dict[str, Any]:
        """Wait for a line that has a word (and a value); the driver's end is a failure."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE_S)
            except Empty:
                pytest.fail(f"the window said nothing more before {word}")
            if line is None:
                pytest.fail(f"the window ended before {word}; last: {self.seen[-3:]}")
            said = json.loads(line)
            self.seen.append(said)
            assert "stuck" not in said, said
            if word in said and (value is None or said[word] == value):
                return said

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._child.kill()
        self._child.wait(PATIENCE_S)

    def wait(self) -> None:
        assert self._child.wait(PATIENCE_S) == 0

    def close(self) -> None:
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.startswith("{"):
                self._lines.put(line)
        self._lines.put(None)


@contextmanager
def window(folder: Path, steps: Path, out: Path, stop_after: str = "") -> Iterator[Window]:
    arguments = [str(folder), str(FORM), str(steps), str(out), "--stop-after", stop_after]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.window_driver", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    ) as child:
        opened = Window(child)
        try:
            yield opened
        finally:
            opened.close()


@dataclass(frozen=True)
class Job:
    """Two laptops' workspaces and workbooks, and what was seen on the way."""

    folders: tuple[Path, Path]
    workbooks: tuple[Path, Path]
    before_kill: list[dict[str, Any]]
    reopened: dict[str, Any]
    scores: tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Given two monitors with a laptop each; the first one's laptop dies in the middle."""
    base = tmp_path_factory.mktemp("job")
    outs = (base / "out1", base / "out2")
    for out in outs:
        out.mkdir()
    with window(base / "one", STEPS, outs[0], KILLED_AFTER) as dying:
        dying.until("saved", KILLED_AFTER)
        dying.kill()
    with window(base / "one", STEPS, outs[0]) as again:
        reopened = again.until("reopened")
        first_score = again.until("score")["score"]
        assert again.until("exported")["failed"] == ""
        again.wait()
    other = base / "second.json"
    other.write_text(json.dumps(second_steps(), ensure_ascii=False), "utf-8")
    with window(base / "two", other, outs[1]) as calm:
        assert calm.until("gate")["gate"]
        second_score = calm.until("score")["score"]
        assert calm.until("exported")["failed"] == ""
        calm.wait()
    return Job(
        (base / "one", base / "two"),
        (next(outs[0].glob("*.xlsx")), next(outs[1].glob("*.xlsx"))),
        dying.seen,
        reopened,
        (first_score, second_score),
    )


def second_steps() -> dict[str, Any]:
    script = json.loads(STEPS.read_text("utf-8"))
    for step in script["steps"]:
        answers = step.get("set", {})
        answers |= {ref: value for ref, value in SECOND.items() if ref in answers}
        for ref in GONE_WITH_IT:
            answers.pop(ref, None)
    return script  # type: ignore[no-any-return]


def wanted_values() -> dict[str, str]:
    found: dict[str, str] = {}
    for step in json.loads(STEPS.read_text("utf-8"))["steps"]:
        found |= step.get("set", {})
    return found


def test_after_the_kill_every_answer_that_was_marked_saved_is_there(job: Job) -> None:
    wanted = wanted_values()
    saved = [said["saved"] for said in job.before_kill if "saved" in said]

    assert len(saved) > 25
    values, special = job.reopened["values"], job.reopened["special"]
    assert [ref for ref in saved if ref not in values and ref not in special] == []
    typed = [ref for ref in saved if ref in values and ref in wanted]
    assert [r for r in typed if sorted(values[r].split()) != sorted(wanted[r].split())] == []


def test_the_interview_reopens_at_the_same_question_in_the_same_language(job: Job) -> None:
    assert job.reopened["reopened"] == KILLED_AFTER
    assert job.reopened["language"] == "Russian (ru)"
    assert any(said.get("language") == "Russian (ru)" for said in job.before_kill)


def test_each_workspace_holds_one_finished_interview_with_two_children(job: Job) -> None:
    for folder in job.folders:
        with workspaces.open_workspace(folder, passphrase=PHRASE) as store:
            assert workspaces.verify(store).ok
            (held,) = interviews.listed(store)
            session = interviews.session_of(store, held)
            assert held.state is InterviewState.FINISHED
            values = serialise.state(session)["values"]
            assert values["/data/family/child[2]/child_age"] == "5"


def test_the_score_on_the_screen_tells_the_two_apart(job: Job) -> None:
    first, second = job.scores

    assert len(first) == len(second) == 4
    assert first != second


def test_both_workbooks_pool_to_the_same_in_either_order(job: Job, tmp_path: Path) -> None:
    hashes = []
    for order in (job.workbooks, job.workbooks[::-1]):
        pool = tmp_path / f"pool{len(hashes)}"
        with workspaces.create_pool(pool, passphrase=PHRASE, clock=SystemClock()) as store:
            report = exchange.pool_add(store, order)
            assert report.refusals == ()
            assert (report.files, report.interviews_new, report.conflicts) == (2, 2, 0)
            assert exchange.pool_add(store, order).new == 0
            hashes.append(exchange.pool_status(store).content_sha256)

    assert hashes[0] == hashes[1]


def test_the_pooled_table_counts_the_two_answers(job: Job, tmp_path: Path) -> None:
    """Pay that is due and not paid is present with the first person and absent with the second."""
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as store:
        exchange.pool_add(store, job.workbooks)
        table = reporting.analyse(store, RULESET, kind="indicators")

    column = {name: table.columns.index(name) for name in table.columns}
    fed = [row for row in table.rows if row[column["present"]] == 1]
    assert len(fed) >= 1
    for row in fed:
        assert (row[column["present"]], row[column["absent"]]) == (1, 1)


def test_libreoffice_opens_the_workbook(job: Job, tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LIBREOFFICE IS NOT INSTALLED: nobody but us has opened the workbook")

    # Comma, quotes, UTF-8, and -1: a file for every sheet.
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    done = subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
         "--convert-to", every_sheet, "--outdir", str(tmp_path), str(job.workbooks[0])],
        capture_output=True, timeout=PATIENCE_S,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    text = (tmp_path / f"{job.workbooks[0].stem}-cases.csv").read_text("utf-8")
    with workspaces.open_workspace(job.folders[0], passphrase=PHRASE) as store:
        assert interviews.listed(store)[0].case_code in text
    assert "носит воду" in (tmp_path / f"{job.workbooks[0].stem}-child.csv").read_text("utf-8")
