"""The set-up script says in plain words what is missing, and does its work once."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "packaging" / "run.py"


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_wrong_words_end_with_2_and_say_the_right_ones(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["fly"]) == 2
    assert "packaging/run.py demo" in capsys.readouterr().err


def test_an_old_python_is_named_with_what_is_needed(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))

    problem = run._missing_python()

    assert "3.11" in problem
    assert "3.9.2" in problem


def test_a_missing_venv_module_is_said_with_how_to_get_it(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    assert "-venv" in run._missing_python()


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux lacks single libraries"
)
def test_missing_libraries_are_named_by_the_package_that_has_them(run: ModuleType) -> None:
    problem = run._missing_libraries({"libnowhere.so.9": "libnowhere9", "libc.so.6": "libc6"})

    assert "sudo apt install libnowhere9\n" in problem
    assert "libc6" not in problem


def test_no_screen_is_said_with_the_way_to_do_without(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    assert "--headless" in run._missing_screen()


def test_an_unchanged_environment_is_not_made_again(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start must not wait for an installer."""
    stamp = tmp_path / "stamp"
    started: list[list[str]] = []
    monkeypatch.setattr(run, "STAMP", stamp)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "_runs", lambda command: started.append(command) or True)

    assert run._prepare() is None
    first = len(started)
    assert run._prepare() is None
    stamp.write_text("another lock", "ascii")
    assert run._prepare() is None

    assert first == 3
    assert len(started) == 2 * first


def test_a_failed_install_leaves_no_stamp_and_is_said(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(run, "_runs", lambda command: "--require-hashes" not in command)

    assert "could not be installed" in run._prepare()
    assert not (tmp_path / "stamp").exists()
