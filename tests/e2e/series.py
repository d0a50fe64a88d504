"""Runs a proof in a process of its own, and reads the one JSON document that it prints."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def told_by(
    module: str, *words: object, manner: str, watched: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What `python -m tests.e2e.MODULE WORDS` tells; `watched` are variables beside the usual.

    It must end well. What it told is printed with the manner of the run.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"tests.e2e.{module}", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **(watched or {})},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    print(f"\n{manner}: {told}")
    return told
