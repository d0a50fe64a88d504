"""A command line that is run in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.cli.main import main

Run = Callable[..., tuple[int, str]]
"""Takes the words of a command; gives its exit code and what it printed."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str | Path) -> tuple[int, str]:
        code = main([str(word) for word in words])
        return code, capsys.readouterr().out

    return command
