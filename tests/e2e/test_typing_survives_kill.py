"""Of words that are being typed without a rest, `kill -9` takes the last second at most.

The real window, offscreen, in a practice workspace; a text question of one line and one of several.
FIELDKIT_LONG=1 kills 100 times.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e import figures
from tests.e2e.amounts import amount

ROOT = Path(__file__).resolve().parents[2]
TRIALS = amount("FIELDKIT_TYPING_KILLS", 8, 100)
MOST_LOST_S = 1.0
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


def typed_until_killed(folder: Path, after_s: float, *manner: str) -> tuple[str, str]:
    """All that was typed when the kill came, and what of it was older than a second."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.typing_driver", str(folder), *manner],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        seen = [json.loads(child.stdout.readline())]
        began = seen[0]["at"]
        while time.monotonic() < began + after_s:
            seen.append(json.loads(child.stdout.readline()))
        killed = time.monotonic()
        child.kill()
        rest = child.stdout.read().splitlines()
    seen += [json.loads(line) for line in rest if line.endswith("}")]
    old = [one["typed"] for one in seen if one["at"] <= killed - MOST_LOST_S]
    return "".join(one["typed"] for one in seen), "".join(old)


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
        typed, old = typed_until_killed(folder, chance.uniform(1.2, 3.0))
        # One line is selected when it is entered, so that typing replaces it; several are not.
        there = before + typed if looks else typed
        kept = stored(folder)

        assert there.startswith(kept)
        assert len(kept) >= len(there) - len(typed) + len(old)
        before = kept
        figures.add("3.typing", kills=1, letters=len(typed), lost_after_a_second=0)


def test_a_window_that_waits_for_a_rest_loses_more(tmp_path: Path) -> None:
    """The control."""
    folder = draft(tmp_path, "")

    _, old = typed_until_killed(folder, 2.5, "--only-on-rest")

    lost = len(old) - len(stored(folder))
    assert lost > 0
    figures.record("3.typing", control_lost=lost)
