from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import lock, place
from fieldkit.store.place import Risk
from fieldkit.store.workspace import create, open_store
from tests.unit.store.making import StepClock, practice

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:44 / /home/m/share rw - cifs //server/share rw
31 22 8:33 / /mnt/a\\040stick rw - vfat /dev/sdc1 rw
32 22 0:45 / /mnt/ssh rw - fuse.sshfs host: rw
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/home/m/work", ("ext4", "8:1")),
        ("/home/m/share/w", ("cifs", "0:44")),
        ("/home/m/shared", ("ext4", "8:1")),
        ("/mnt/a stick/w", ("vfat", "8:33")),
        ("/mnt/ssh", ("fuse.sshfs", "0:45")),
    ],
)
def test_the_mount_that_holds_a_folder_is_found(
    tmp_path: Path, path: str, found: tuple[str, str]
) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)

    assert place._mount(Path(path), tmp_path / "mounts") == found


@pytest.mark.parametrize(
    "name", ["OneDrive", "OneDrive - Organisation", "Dropbox (Work)", "Yandex.Disk", "Nextcloud"]
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    assert place.risk(tmp_path / name / "w") is Risk.SYNC


@pytest.mark.parametrize("name", ["megaphone", "drop", "onedrives", "work"])
def test_a_plain_name_is_no_risk(tmp_path: Path, name: str) -> None:
    assert place.risk(tmp_path / name) is None


def test_a_synchronised_folder_is_known_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()

    assert place.risk(tmp_path / "w") is Risk.SYNC


def test_network_and_stick_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(place, "_mount", lambda _path: ("nfs4", "0:1"))
    assert place.risk(tmp_path) is Risk.NETWORK
    monkeypatch.setattr(place, "_mount", lambda _path: ("vfat", "8:33"))
    monkeypatch.setattr(place, "_is_removable", lambda _device: True)
    assert place.risk(tmp_path) is Risk.REMOVABLE


def test_a_stick_says_so_of_its_disk_and_its_partitions(tmp_path: Path) -> None:
    disk = tmp_path / "sdc"
    (disk / "sdc1").mkdir(parents=True)
    (disk / "removable").write_text("1\n")
    (tmp_path / "8:33").symlink_to(disk / "sdc1")
    (tmp_path / "8:1").mkdir()

    assert place._is_removable("8:33", tmp_path)
    assert not place._is_removable("8:1", tmp_path)
    assert not place._is_removable("9:9", tmp_path)


def test_a_workspace_is_not_made_or_opened_in_a_synchronised_folder(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    with pytest.raises(Known) as refused:
        practice(tmp_path / "Dropbox" / "w")
    assert (refused.value.code, refused.value.slots) == (Code.WORKSPACE_PLACE, {"detail": "sync"})
    assert list((tmp_path / "Dropbox").iterdir()) == []

    practice(tmp_path / "w").close()
    (tmp_path / "w").rename(tmp_path / "Dropbox" / "w")
    with pytest.raises(Known) as refused:
        open_store(tmp_path / "Dropbox" / "w", passphrase=None, clock=StepClock())
    assert refused.value.code is Code.WORKSPACE_PLACE


def test_a_place_that_was_accepted_is_asked_about_no_more_until_it_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox" / "w"
    folder.parent.mkdir()
    create(folder, passphrase=None, practice=True, clock=StepClock(), place_accepted=True).close()

    open_store(folder, passphrase=None, clock=StepClock()).close()

    monkeypatch.setattr(place, "_mount", lambda _path: ("nfs", "0:1"))
    with pytest.raises(Known):
        open_store(folder, passphrase=None, clock=StepClock())
    place.accept(folder)
    open_store(folder, passphrase=None, clock=StepClock()).close()


def test_who_finds_a_folder_taken_can_ask_its_holder_to_come_forward(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        assert not lock.was_asked(store.folder)

        lock.ask(store.folder)

        assert lock.was_asked(store.folder)
        assert not lock.was_asked(store.folder)
