"""What `interview run` printed as saved is there after `kill -9`, and the draft goes on to its end.

Through the real command line: a child that is killed at a random line, or a little later in the
middle of a save; then `workspace verify`, `case show`, and `interview run --resume`.
"""

import contextlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.main import main
from tests.e2e import figures

ROOT = Path(__file__).resolve().parents[2]
TRIALS = int(os.environ.get("FIELDKIT_RUN_KILL_TRIALS", "15"))
SEED = 20261121
ACTS = 120

FORM = """\
| survey   |                  |         |             |
|          | type             | name    | label       |
|          | text             | a       | A           |
|          | text             | b       | B           |
|          | integer          | c       | C           |
|          | select_one yn    | d       | D           |
|          | begin_repeat     | row     | Row         |
|          | text             | e       | E           |
|          | end_repeat       |         |             |
| choices  |                  |         |             |
|          | list_name        | name    | label       |
|          | yn               | yes     | Yes         |
|          | yn               | no      | No          |
| settings |                  |         |             |
|          | form_id          | version |             |
|          | kill             | 1       |             |
"""

Shown = dict[str, tuple[str, str | None]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")


@dataclass(frozen=True)
class Act:
    """One act of the script, and what a list of answers says after it."""

    step: dict[str, Any]
    ref: str
    value: str = ""
    special: str | None = None


@dataclass
class Killed:
    """What a killed run promised."""

    interview: str = ""
    saved: list[tuple[str, int]] = field(default_factory=list)


def script_of_acts() -> list[Act]:
    """Answers, changes, clearings, special answers and rows, each a save of its own."""
    chance = random.Random(SEED)
    acts: list[Act] = []
    rows = 1
    for n in range(ACTS):
        name = chance.choice("abcde+")
        ref = f"/data/row[{chance.randint(1, rows)}]/e" if name == "e" else f"/data/{name}"
        if name == "+":
            rows += 1
            acts.append(Act({"add": "/data/row"}, f"/data/row[{rows}]"))
        elif n % 9 == 8:
            acts.append(Act({"special": {ref: "refused"}}, ref, "", "refused"))
        else:
            value = {"c": str(n), "d": "yes" if n % 2 else "no"}.get(name, f"answer {n} ё")
            acts.append(Act({"set": {ref: value}}, ref, value))
    return acts


def after(acts: list[Act]) -> Shown:
    return {act.ref: (act.value, act.special) for act in acts}


def command(*words: str, program: str = "fieldkit") -> list[str]:
    return [sys.executable, "-m", program, *words]


def done(*words: str, status: int = 0) -> Any:
    """What the command says; in this process, for only what is killed needs one of its own."""
    told, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(complained):
        found = main(list(words))
    assert found == status, complained.getvalue()
    lines = told.getvalue().splitlines()
    return [json.loads(line) for line in lines] if "run" in words else json.loads("".join(lines))


def kill_once(words: list[str], lines: int, wait_s: float) -> Killed:
    """Start the run, kill it `wait_s` after its n-th line, and return all that it promised."""
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        heard = b"".join(child.stdout.readline() for _ in range(lines))
        time.sleep(wait_s)
        child.send_signal(signal.SIGKILL)
        heard += child.stdout.read()
    killed = Killed()
    for line in heard.rpartition(b"\n")[0].splitlines():
        told = json.loads(line)
        killed.interview = killed.interview or told.get("interview", "")
        if "saved" in told:
            killed.saved.append((told["saved"], told["seq"]))
    return killed


def broken_promises(folder: Path, acts: list[Act], killed: Killed) -> list[str]:
    """Everything promised that does not hold; at most the act under way may be there beyond it."""
    n = len(killed.saved)
    if [ref for ref, _ in killed.saved] != [act.ref for act in acts[:n]]:
        return ["other refs than the script's"]
    (case,) = (
        case
        for case in done("case", "show", str(folder), "--all", "--json")["cases"]
        if case["interview"] == killed.interview
    )
    shown = {a["ref"]: a for a in case["answers"] if "meta" not in a["ref"]}
    shown.pop("/data/row[1]", None)  # the row that the form opens with
    there = {ref: (a["value"], a["special"]) for ref, a in shown.items()}
    if there not in (after(acts[:n]), after(acts[: n + 1])):
        return [f"after {n} acts the answers are of no moment of the script"]
    under_way = acts[n].ref if n < len(acts) else ""
    return [
        f"{ref} has another number"
        for ref, seq in dict(killed.saved).items()
        if ref != under_way and shown[ref]["seq"] != seq
    ]


def prepared(tmp_path: Path) -> tuple[Path, list[Act], list[str]]:
    """A workspace, the acts, and the words that play them into it."""
    folder, form, steps = tmp_path / "w", tmp_path / "kill.md", tmp_path / "steps.json"
    form.write_text(FORM, "utf-8")
    acts = script_of_acts()
    steps.write_text(json.dumps({"steps": [act.step for act in acts]}), "utf-8")
    done("workspace", "create", str(folder), "--practice", "--json")
    run = ["interview", "run", str(folder), "--form", str(form), "--script", str(steps)]
    return folder, acts, run


def test_what_was_printed_as_saved_survives_a_kill_and_the_draft_goes_on(tmp_path: Path) -> None:
    folder, acts, run = prepared(tmp_path)
    rest = tmp_path / "rest.json"
    chance = random.Random(SEED)
    promised = 0

    for _ in range(TRIALS):
        killed = kill_once(
            command(*run), chance.randint(1, len(acts)), chance.choice((0, chance.uniform(0, 0.01)))
        )
        promised += len(killed.saved)

        assert done("workspace", "verify", str(folder), "--json")["ok"] is True
        assert broken_promises(folder, acts, killed) == []
        left = [*(act.step for act in acts[len(killed.saved) :]), {"finalise": True}]
        # The act under way may be done already; a row is then there and must not come twice.
        shown = done("case", "show", str(folder), killed.interview, "--json")["cases"][0]
        if "add" in left[0] and acts[len(killed.saved)].ref in {a["ref"] for a in shown["answers"]}:
            left = left[1:]
        rest.write_text(json.dumps({"steps": left}), "utf-8")
        resumed = ["--resume", killed.interview, "--script", str(rest)]
        lines = done("interview", "run", str(folder), *resumed)
        assert lines[-1] == {"finished": killed.interview, "state": "finished"}
        shown = done("case", "show", str(folder), killed.interview, "--json")["cases"][0]
        whole = {a["ref"]: (a["value"], a["special"]) for a in shown["answers"]}
        assert after(acts).items() <= whole.items()

    print(f"{TRIALS} kills, {promised} answers promised, none lost")
    figures.record("1.kills_of_runs", runs=TRIALS, acknowledged=promised, lost=0)
    assert promised > 10 * TRIALS


def test_a_kill_before_the_first_line_leaves_a_sound_workspace(tmp_path: Path) -> None:
    folder, _, run = prepared(tmp_path)
    chance = random.Random(SEED)

    for _ in range(5):
        kill_once(command(*run), 0, chance.uniform(0.1, 0.6))

        assert done("workspace", "verify", str(folder), "--json")["ok"] is True
        done("case", "show", str(folder), "--all", "--json")


def test_the_same_check_catches_a_program_that_promises_too_early(tmp_path: Path) -> None:
    """The control: each answer acknowledged before it is written must be missed."""
    folder, acts, run = prepared(tmp_path)

    caught = [
        bool(
            broken_promises(
                folder, acts, kill_once(command(*run, program="tests.e2e.hasty_run"), n, 0.005)
            )
        )
        for n in (30, 60, 90)
    ]

    figures.record("1.kills_of_runs", control_caught=sum(caught))
    assert any(caught)
