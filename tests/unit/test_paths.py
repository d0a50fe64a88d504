"""Where the user's private folder lies."""

import sys
from pathlib import Path

import pytest

from fieldkit import paths

pytestmark = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="XDG folders are those of other systems"
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIELDKIT_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("named", ["", "data", "./here"])
def test_a_data_folder_that_is_empty_or_relative_counts_as_unset(
    named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Read as given, it would put workspaces wherever the program was started."""
    monkeypatch.setenv("XDG_DATA_HOME", named)

    assert paths.user_folder() == tmp_path / ".local" / "share" / "fieldkit"


def test_a_data_folder_with_a_whole_path_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))

    assert paths.user_folder() == tmp_path / "elsewhere" / "fieldkit"


def test_our_own_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "mine"))

    assert paths.user_folder() == tmp_path / "mine"
