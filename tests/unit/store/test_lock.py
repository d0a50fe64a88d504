import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import lock
from fieldkit.store.workspace import open_store
from tests.unit.store.making import StepClock, practice


def test_a_second_opening_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with practice(tmp_path / "w"), pytest.raises(Known) as refused:
        open_store(tmp_path / "w", passphrase=None, clock=StepClock())

    assert refused.value.code is Code.WORKSPACE_BUSY
    assert refused.value.slots["detail"] == str(os.getpid())


def test_a_second_program_is_refused(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from fieldkit.store import lock;"
        "lock.take(Path(sys.argv[1]))"
    )

    with practice(tmp_path / "w"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "w")], capture_output=True, check=False
        )

    assert b"workspace.busy" in done.stderr


def test_a_lock_dies_with_its_program(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from fieldkit.store import lock;"
        "held = lock.take(Path(sys.argv[1])); os.abort()"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    left_behind = (tmp_path / "lock").read_bytes()

    held = lock.take(tmp_path)
    held.release()
    held.release()

    assert left_behind
    assert (tmp_path / "lock").read_bytes() == b""


def test_a_closed_folder_opens_again(tmp_path: Path) -> None:
    practice(tmp_path / "w").close()

    open_store(tmp_path / "w", passphrase=None, clock=StepClock()).close()


def test_a_folder_that_takes_no_lock_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()

    with pytest.raises(Known) as refused:
        lock.take(tmp_path)

    assert refused.value.code is Code.FILE_UNWRITABLE


def test_a_lock_holds_on_a_disk_too_full_for_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError("no space")

    monkeypatch.setattr(lock.os, "write", full)

    held = lock.take(tmp_path)
    with pytest.raises(Known):
        lock.take(tmp_path)
    held.release()
