"""Of words that are being typed without a rest, `kill -9` takes the last second at most.

The real window, offscreen, in a practice workspace; a text question of one line and one of several.
Held are laws that no stalled machine breaks: what the window called saved is there, and never more
letters than fit into a second wait to be handed on. What a stop of the clock shows is recorded for
the table of promises. FIELDKIT_LONG=1 kills 100 times.
"""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.e2e.typing_driver import BETWEEN_MS

ROOT = Path(__file__).resolve().parents[2]
TRIALS = amount("FIELDKIT_TYPING_KILLS", 8, 100)
MOST_LOST_S = 1.0
MOST_WAITING = int(MOST_LOST_S * 1000) // BETWEEN_MS
SEED = 20261121

FORM = """\
| survey   |      |         |       |            |
|          | type | name    | label | appearance |
|          | text | said    | Said  | {looks}    |
| settings |      |         |       |            |
|          | form_id | version |    |            |
|          | typing  | 1       |    |            |
"""

pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal"),
]


def fieldkit(*given: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "fieldkit", *given], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def draft(base: Path, looks: str) -> Path:
    """A practice workspace with one interview that has no answer yet."""
    form, script, folder = base / "form.md", base / "steps.json", base / "vault"
    form.write_text(FORM.format(looks=looks), "utf-8")
    script.write_text('{"steps": []}', "utf-8")
    fieldkit("workspace", "create", str(folder), "--practice")
    fieldkit("interview", "run", str(folder), "--form", str(form), "--script", str(script))
    return folder


@dataclass
class Typed:
    """What was seen of the letters of one window until it was killed."""

    letters: list[tuple[float, str]] = field(default_factory=list)
    handed: int = 0
    kept: int = 0
    most_waiting: int = 0
    killed: float = 0.0

    def note(self, seen: dict[str, Any]) -> None:
        if "typed" in seen:
            self.letters.append((seen["at"], seen["typed"]))
        self.handed = seen.get("handed", self.handed)
        self.kept = seen.get("kept", self.kept)
        self.most_waiting = max(self.most_waiting, len(self.letters) - self.handed)

    @property
    def text(self) -> str:
        return "".join(letter for _, letter in self.letters)

    @property
    def older_than_a_second(self) -> int:
        return sum(at <= self.killed - MOST_LOST_S for at, _ in self.letters)


def typed_until_killed(folder: Path, letters: int, wait_s: float, *manner: str) -> Typed:
    """Kill the window that long after so many letters, and after a save where one is to come."""
    typed = Typed()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.typing_driver", str(folder), *manner],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        while len(typed.letters) < letters or not (typed.kept or manner):
            typed.note(json.loads(child.stdout.readline()))
        time.sleep(wait_s)
        typed.killed = time.monotonic()
        child.kill()
        for line in child.stdout.read().splitlines():
            if line.endswith("}"):
                typed.note(json.loads(line))
    return typed


def stored(folder: Path) -> str:
    shown = json.loads(fieldkit("case", "show", str(folder), "--all", "--json"))
    answers = shown["cases"][0]["answers"]
    return next((a["value"] for a in answers if a["ref"].endswith("/said")), "")


@pytest.mark.parametrize("looks", ["", "multiline"])
def test_a_kill_takes_a_second_of_typing_at_most(tmp_path: Path, looks: str) -> None:
    chance = random.Random(SEED)
    folder = draft(tmp_path, looks)
    before = ""
    for _ in range(TRIALS // 2):
        letters, wait_s = chance.randint(40, 90), chance.uniform(0, BETWEEN_MS / 1000)
        typed = typed_until_killed(folder, letters, wait_s)
        # One line is selected when it is entered, so that typing replaces it; several are not.
        before = before if looks else ""
        text = stored(folder)
        kept = len(text) - len(before)

        assert (before + typed.text).startswith(text)
        assert kept >= typed.kept > 0
        assert typed.most_waiting <= MOST_WAITING
        before = text
        lost = max(0, typed.older_than_a_second - kept)
        figures.add("3.typing", kills=1, letters=len(typed.text), lost_after_a_second=lost)


def test_a_window_that_waits_for_a_rest_loses_more(tmp_path: Path) -> None:
    """The control."""
    folder = draft(tmp_path, "")

    typed = typed_until_killed(folder, 70, 0.0, "--only-on-rest")

    lost = typed.older_than_a_second - len(stored(folder))
    assert typed.most_waiting > MOST_WAITING
    assert lost > 0
    figures.record("3.typing", control_lost=lost)
