"""A new key in a new file: nothing lost, the old key useless here, a crash at any step harmless."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import access, database, key, slots, swap
from fieldkit.store.answers import answers, events, save
from fieldkit.store.rekey import REKEYED, rekey
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create, open_store
from tests.unit.store.making import StepClock, begin, practice, said

OLD, NEW = "four words without sense", "another four plain words"


class CutError(Exception):
    """The power goes."""


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))


def filled(folder: Path, *recipients: str) -> str:
    with create(
        folder, passphrase=OLD, practice=False, clock=StepClock(), recipients=recipients
    ) as store:
        interview_id = begin(store).interview_id
        save(store, interview_id, [said("/d/a", "kept")], actor="m")
    return interview_id


def renewed(folder: Path, new: str | None = NEW) -> Store:
    return rekey(folder, passphrase=OLD, new_passphrase=new, clock=StepClock())


def opened(folder: Path, phrase: str) -> Store:
    return open_store(folder, passphrase=phrase, clock=StepClock())


def test_everything_is_there_under_another_key_and_the_old_one_opens_nothing(
    tmp_path: Path,
) -> None:
    identity, recipient = slots.make_recovery()
    interview_id = filled(tmp_path / "w", recipient)
    old = key.unlock(tmp_path / "w" / key.FILE_NAME, OLD)

    with renewed(tmp_path / "w") as store:
        assert [a.value for a in answers(store, interview_id)] == ["kept"]
        assert store.key.secret != old.secret
        assert store.key.header.salt != old.header.salt
        assert [e.kind for e in events(store)][-1] == REKEYED
        assert verify(store).ok

    with pytest.raises(Known) as refused:
        opened(tmp_path / "w", OLD)
    assert refused.value.code is Code.KEY_WRONG_PASSPHRASE
    with pytest.raises(Known):
        database.look(tmp_path / "w" / database.FILE_NAME, old)
    open_store(tmp_path / "w", passphrase=None, identity=identity, clock=StepClock()).close()


def test_the_passphrase_may_stay_and_practice_has_its_own(tmp_path: Path) -> None:
    filled(tmp_path / "w")
    renewed(tmp_path / "w", None).close()
    opened(tmp_path / "w", OLD).close()
    practice(tmp_path / "p").close()

    rekey(tmp_path / "p", passphrase=None, new_passphrase=None, clock=StepClock()).close()

    open_store(tmp_path / "p", passphrase=None, clock=StepClock()).close()


def test_a_recovery_identity_rekeys_only_with_a_new_passphrase(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    filled(tmp_path / "w", recipient)

    with pytest.raises(Known) as refused:
        rekey(
            tmp_path / "w",
            passphrase=None,
            identity=identity,
            new_passphrase=None,
            clock=StepClock(),
        )

    assert refused.value.code is Code.KEY_NO_PASSPHRASE
    opened(tmp_path / "w", OLD).close()
    rekey(
        tmp_path / "w", passphrase=None, identity=identity, new_passphrase=NEW, clock=StepClock()
    ).close()
    opened(tmp_path / "w", NEW).close()


def test_the_device_factor_goes_along_and_is_a_new_one(tmp_path: Path) -> None:
    filled(tmp_path / "w")
    with opened(tmp_path / "w", OLD) as store:
        access.change_passphrase(store, OLD, with_device=True)

    renewed(tmp_path / "w").close()

    assert key.read_slots(tmp_path / "w" / key.FILE_NAME).needs_device
    opened(tmp_path / "w", NEW).close()
    assert len(list((tmp_path / "home" / "device").iterdir())) == 2


def cut_after(n: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Let the n-th change of a name, and every later one, fail as if the machine had stopped."""
    done = 0

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **words: object) -> object:
            nonlocal done
            done += 1
            if done > n:
                raise CutError
            return act(*args, **words)

        return step

    for name in ("replace", "unlink", "rename"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    return lambda: done


def steps_of(folder: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        steps = cut_after(10_000, patch)
        renewed(folder).close()
        return steps()


def test_a_crash_at_any_step_leaves_one_passphrase_that_opens_everything(tmp_path: Path) -> None:
    filled(tmp_path / "sound")
    shutil.copytree(tmp_path / "sound", tmp_path / "counted")
    steps = steps_of(tmp_path / "counted")
    assert steps >= 6
    seen = set()
    for n in range(steps):
        folder = tmp_path / f"w{n}"
        shutil.copytree(tmp_path / "sound", folder)
        with pytest.MonkeyPatch.context() as patch:
            cut_after(n, patch)
            with pytest.raises(CutError):
                renewed(folder).close()

        worked = [phrase for phrase in (OLD, NEW) if opens_whole(folder, phrase)]

        assert len(worked) == 1, n
        seen |= set(worked)
        assert not list(folder.glob("*.next*"))
        assert not (folder / swap.MARK).exists()
    assert seen == {OLD, NEW}


def opens_whole(folder: Path, phrase: str) -> bool:
    try:
        with opened(folder, phrase) as store:
            return verify(store).ok and store.vault.rows("SELECT value FROM revision") == [
                ("kept",)
            ]
    except Known as error:
        if error.code is not Code.KEY_WRONG_PASSPHRASE:
            raise
        return False


def test_a_swap_without_its_mark_would_mix_the_two(tmp_path: Path) -> None:
    """The control: the same crash, with the mark taken away, leaves what no passphrase opens."""
    filled(tmp_path / "w")
    shutil.copytree(tmp_path / "w", tmp_path / "old")
    renewed(tmp_path / "w").close()
    shutil.copy(tmp_path / "w" / "vault.db", tmp_path / "old" / "vault.db")

    for phrase in (OLD, NEW):
        with pytest.raises(Known):
            opened(tmp_path / "old", phrase)


def test_a_log_beside_the_old_file_is_not_read_into_the_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    for name in ("vault.db", "vault.db.next", "vault.db-wal", "vault.db-shm", "gone", "stay"):
        (folder / name).write_bytes(name.encode())

    swap.commit(folder, renamed=["vault.db"], removed=["gone"])

    assert sorted(path.name for path in folder.iterdir()) == ["stay", "vault.db"]
    assert (folder / "vault.db").read_bytes() == b"vault.db.next"


def test_a_swap_on_a_disk_that_fails_says_so(tmp_path: Path) -> None:
    with pytest.raises(Known) as refused:
        swap.commit(tmp_path, renamed=["vault.db"])

    assert refused.value.code is Code.FILE_UNWRITABLE
    assert list(tmp_path.iterdir()) == []
