"""An attachment is whole by the flight recorder alone, and once taken back, nowhere at all.

Kills, power cuts and failing disks while one is taken in are tried with all other changes.
"""

import hashlib
import shutil
from pathlib import Path

import pytest

from fieldkit.ids import SystemClock
from fieldkit.services import attachments, erasure
from fieldkit.store import key, recorder
from fieldkit.store.repair import RepairReport, repair
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e import figures
from tests.e2e.disk import memory
from tests.e2e.opened_pages import in_clear
from tests.e2e.world import ALL_WORKS, LARGER, PHRASES, Place, make

__all__ = ["memory"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PARTS = 20


@pytest.fixture
def place(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)  # which a place sets for its process
    return make(memory / "here" / "place", finished=1)


def taken_in(place: Place) -> str:
    """The name of an attachment of 20 parts, in a folder left as a crash leaves it."""
    said: list[str] = []
    with place.opened() as store:
        ALL_WORKS[LARGER](place, store, said.append)
        shutil.copytree(place.workspace, place.base / "crashed")
    shutil.rmtree(place.workspace)
    (place.base / "crashed").rename(place.workspace)
    return said[0].split()[2]


def without_a_database(folder: Path) -> None:
    """Lose the database with its log; the snapshots are older than the attachment."""
    for path in folder.glob("vault.db*"):
        path.unlink()


def mended(place: Place) -> tuple[RepairReport, Store]:
    out = place.base / "mended"
    report = repair(place.workspace, out, passphrase=PHRASES[0], clock=SystemClock())
    return report, open_store(out, passphrase=PHRASES[0], clock=SystemClock())


def sha256_of(store: Store, interview_id: str, name: str) -> str:
    whole = hashlib.sha256()
    for piece in attachments.content(store, interview_id, name):
        whole.update(piece)
    return whole.hexdigest()


def test_an_attachment_comes_back_whole_from_the_recorder_alone(place: Place) -> None:
    name = taken_in(place)
    without_a_database(place.workspace)

    report, store = mended(place)
    with store:
        found = sha256_of(store, place.truth.draft, name)
        is_sound = verify(store).ok

    figures.record("9.attachments", parts=PARTS, whole=int(found == name.partition(".")[0]))
    assert found == name.partition(".")[0]
    assert report.is_whole
    assert is_sound


def test_without_the_recorder_the_loss_is_said(place: Place) -> None:
    """The control: what is older than the attachment does not have it, and the repair says so."""
    name = taken_in(place)
    without_a_database(place.workspace)
    for path in recorder.files(place.workspace):
        path.unlink()

    report, store = mended(place)
    with store:
        held = {each.name for each in attachments.attachments(store, place.truth.draft)}

    figures.record("9.attachments", control_missing=int(name not in held))
    assert name not in held
    assert not report.is_whole


def hits(place: Place, word: str, opened: key.Key) -> list[str]:
    found = in_clear(place.workspace, opened)
    return sorted({path.name for path, data in found if word.encode() in data})


def test_a_withdrawn_attachment_is_nowhere_even_for_who_has_the_key(place: Place) -> None:
    taken_in(place)
    word = place.truth.words[place.truth.draft]

    with place.opened() as store:
        opened = store.key
        store.safeguard.snapshot()
        before = hits(place, word, opened)
        erasure.withdraw(store, place.truth.draft)
        after = hits(place, word, opened)
    closed = hits(place, word, opened)

    figures.record("23.attachments", hits=len(after) + len(closed), control_files=len(before))
    assert len(before) > 2, "the control: in the database, a snapshot, and the recorder"
    assert after == []
    assert closed == []
