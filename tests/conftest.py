"""What every test stands on: no screen, no user's folders, no time limits that depend on luck."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.e2e.no_network import listen

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Examples may be slow on a shared machine; a law is about what holds, not how fast.
settings.register_profile("fieldkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fieldkit")

ROOT = Path(__file__).resolve().parents[1]

_tries: list[str] = []
listen(_tries.append)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program's user folder, away from the real one; child processes inherit it."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("FIELDKIT_HOME")
    os.environ["FIELDKIT_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["FIELDKIT_HOME"]
    else:
        os.environ["FIELDKIT_HOME"] = before


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread of its own behind."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon and t.is_alive()]
    assert left == []


@pytest.fixture(autouse=True)
def no_warning_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which the program logs a warning that the test did not ask for."""
    yield
    ours = [r for r in caplog.get_records("call") if r.name == "fieldkit"]
    assert [r.getMessage() for r in ours if r.levelno >= logging.WARNING] == []


@pytest.fixture(autouse=True)
def network_tries() -> Iterator[list[str]]:
    """Fail a test in which anything tried to reach a network, even if the try was swallowed."""
    _tries.clear()
    yield _tries
    assert _tries == []
