"""What opens a vault: passphrase, recovery identity, this laptop's factor; and what does not."""

import json
import shutil
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.store import access, device_factor, key, keyfile, slots
from fieldkit.store.answers import events
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create, open_store
from tests.e2e import figures
from tests.unit.store.making import StepClock

PHRASE = "four words without sense"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))


def real(folder: Path, *recipients: str) -> Store:
    return create(
        folder, passphrase=PHRASE, practice=False, clock=StepClock(), recipients=recipients
    )


def opened(folder: Path, passphrase: str | None = PHRASE, identity: str | None = None) -> Store:
    return open_store(folder, passphrase=passphrase, identity=identity, clock=StepClock())


def refused(folder: Path, passphrase: str | None = PHRASE, identity: str | None = None) -> Code:
    with pytest.raises(Known) as error:
        opened(folder, passphrase, identity)
    return error.value.code


def test_a_recovery_identity_opens_the_vault_without_the_passphrase(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    with real(tmp_path / "w", recipient) as store:
        device = store.device_id

    with opened(tmp_path / "w", None, identity) as again:
        assert again.device_id == device
    figures.add("12.recovery", opened=1)


def test_another_identity_or_none_at_all_opens_nothing(tmp_path: Path) -> None:
    real(tmp_path / "w", slots.make_recovery()[1]).close()
    stranger, _ = slots.make_recovery()

    assert refused(tmp_path / "w", None, stranger) is Code.KEY_IDENTITY
    assert refused(tmp_path / "w", None, "my key") is Code.KEY_IDENTITY
    assert refused(tmp_path / "w", None, "AGE-SECRET-KEY-1NONSENSE") is Code.KEY_IDENTITY
    assert refused(tmp_path / "w", "wrong words here") is Code.KEY_WRONG_PASSPHRASE
    figures.add("12.recovery", control_refused=4)


def test_a_key_file_as_age_keygen_writes_it_is_read(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    real(tmp_path / "w", recipient).close()
    text = f"# created: 2026-11-02\n# public key: {recipient}\n{identity}\n"

    opened(tmp_path / "w", None, text).close()


def test_a_vault_is_recoverable_only_once_an_identity_was_seen_to_open_it(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    with real(tmp_path / "w") as store:
        assert not access.is_recoverable(store)
        access.add_recipient(store, f" {recipient}\n")
        assert not access.is_recoverable(store)

        assert access.prove(store, identity) == recipient

        assert access.is_recoverable(store)
        assert access.access(store).recipients[recipient].startswith("2026-11-02")
        with pytest.raises(Known):
            access.prove(store, slots.make_recovery()[0])
        assert verify(store).ok


def test_a_recipient_that_was_taken_out_opens_nothing_more(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    with real(tmp_path / "w", recipient) as store:
        access.remove_recipient(store, recipient)
        with pytest.raises(Known) as missing:
            access.remove_recipient(store, recipient)
        assert missing.value.code is Code.KEY_RECIPIENT

    assert refused(tmp_path / "w", None, identity) is Code.KEY_IDENTITY
    opened(tmp_path / "w").close()


@pytest.mark.parametrize("text", ["", "age1", "ssh-ed25519 AAAA", "age1" + "q" * 58])
def test_what_is_no_recipient_is_refused_before_anything_is_written(
    tmp_path: Path, text: str
) -> None:
    with real(tmp_path / "w") as store, pytest.raises(Known) as error:
        access.add_recipient(store, text)

    assert error.value.code is Code.KEY_RECIPIENT


def test_a_new_passphrase_replaces_the_old_and_leaves_the_recovery_slots(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    with real(tmp_path / "w", recipient) as store:
        secret = store.key.secret
        access.change_passphrase(store, "entirely other words", with_device=False)
        kinds = [event.kind for event in events(store)]

    assert kinds[-1] == access.PASSPHRASE_CHANGED
    assert refused(tmp_path / "w") is Code.KEY_WRONG_PASSPHRASE
    with opened(tmp_path / "w", "entirely other words") as again:
        assert again.key.secret == secret
    opened(tmp_path / "w", None, identity).close()


def test_no_passphrase_and_a_practice_workspace_change_nothing(tmp_path: Path) -> None:
    with real(tmp_path / "w") as store, pytest.raises(Known):
        access.change_passphrase(store, "", with_device=False)
    made = create(tmp_path / "p", passphrase=None, practice=True, clock=StepClock())
    with made as store, pytest.raises(Known):
        access.change_passphrase(store, "other words", with_device=False)


def test_the_device_factor_and_the_passphrase_open_only_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity, recipient = slots.make_recovery()
    with real(tmp_path / "w", recipient) as store:
        access.change_passphrase(store, PHRASE, with_device=True)
        assert access.access(store).needs_device
    opened(tmp_path / "w").close()

    assert refused(tmp_path / "w", "other words") is Code.KEY_WRONG_PASSPHRASE
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "elsewhere"))
    assert refused(tmp_path / "w") is Code.KEY_DEVICE_MISSING
    opened(tmp_path / "w", None, identity).close()


def test_the_factor_of_another_laptop_is_not_enough(tmp_path: Path) -> None:
    with real(tmp_path / "w") as store:
        access.change_passphrase(store, PHRASE, with_device=True)
    (found,) = (tmp_path / "home" / "device").iterdir()
    found.write_text(json.dumps({"secret": "00" * 32}))

    assert refused(tmp_path / "w") is Code.KEY_WRONG_PASSPHRASE


def test_a_factor_is_looked_for_in_its_folder_only(tmp_path: Path) -> None:
    with pytest.raises(Known) as error:
        device_factor.load("../../etc/passwd")

    assert error.value.code is Code.KEY_FILE_DAMAGED


# ---- what a forger or a dying disk does to the key file --------------------------------------


def test_a_recipient_slipped_into_the_file_is_called_damage(tmp_path: Path) -> None:
    """Whoever writes the file but has not the key could wait for the next change of keys."""
    _, mine = slots.make_recovery()
    _, theirs = slots.make_recovery()
    with real(tmp_path / "w", mine) as store:
        forged = slots.recovery_slot(b"x" * 32, store.key.header, theirs)
    document = keyfile.read(tmp_path / "w" / key.FILE_NAME)
    document["slots"] = [*keyfile.slots_of(document), forged]
    keyfile.write(tmp_path / "w" / key.FILE_NAME, document)

    assert refused(tmp_path / "w") is Code.KEY_FILE_DAMAGED


def test_a_file_put_back_to_version_one_brings_no_recipient(tmp_path: Path) -> None:
    identity, recipient = slots.make_recovery()
    real(tmp_path / "w", recipient).close()
    document = keyfile.read(tmp_path / "w" / key.FILE_NAME)
    document["version"] = 1
    del document["mac"]
    keyfile.write(tmp_path / "w" / key.FILE_NAME, document)

    assert refused(tmp_path / "w") is Code.KEY_FILE_DAMAGED
    assert refused(tmp_path / "w", None, identity) is Code.KEY_FILE_DAMAGED


def test_verify_names_a_recipient_that_only_one_side_knows(tmp_path: Path) -> None:
    _, recipient = slots.make_recovery()
    with real(tmp_path / "w", recipient) as store:
        assert verify(store).ok
        key.set_recipients(tmp_path / "w" / key.FILE_NAME, store.key, ())

        findings = verify(store).findings

    assert [(f.check, f.detail) for f in findings] == [("recipient", recipient)]


@pytest.mark.parametrize("name", [key.FILE_NAME, key.COPY_NAME])
def test_one_damaged_or_lost_key_file_is_made_again_from_the_other(
    tmp_path: Path, name: str
) -> None:
    real(tmp_path / "w").close()
    before = (tmp_path / "w" / name).read_bytes()
    for spoil in (b"", before[:200], before.replace(b"nonce", b"n0nce")):
        (tmp_path / "w" / name).write_bytes(spoil)

        opened(tmp_path / "w").close()

        assert (tmp_path / "w" / name).read_bytes() == before
    (tmp_path / "w" / name).unlink()
    opened(tmp_path / "w").close()
    assert (tmp_path / "w" / name).read_bytes() == before


def test_an_old_copy_is_not_left_for_an_old_passphrase(tmp_path: Path) -> None:
    """A crash between file and copy leaves the copy with the slot of the old passphrase."""
    with real(tmp_path / "w") as store:
        old = (store.folder / key.COPY_NAME).read_bytes()
        access.change_passphrase(store, "entirely other words", with_device=False)
    (tmp_path / "w" / key.COPY_NAME).write_bytes(old)

    opened(tmp_path / "w", "entirely other words").close()
    (tmp_path / "w" / key.FILE_NAME).unlink()

    assert refused(tmp_path / "w") is Code.KEY_WRONG_PASSPHRASE


def test_a_key_file_of_version_one_opens_and_is_brought_up_by_its_first_change(
    tmp_path: Path,
) -> None:
    old = Path(__file__).parents[2] / "data" / "vaults" / "v1" / "workspace"
    shutil.copytree(old, tmp_path / "w")
    phrase = "a vault of version one"
    with opened(tmp_path / "w", phrase) as store:
        identity, recipient = slots.make_recovery()
        access.add_recipient(store, recipient)

    assert keyfile.read(tmp_path / "w" / key.FILE_NAME)["version"] == keyfile.VERSION
    opened(tmp_path / "w", phrase).close()
    opened(tmp_path / "w", None, identity).close()
