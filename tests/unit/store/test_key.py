import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.store import key, slots


def made(
    folder: Path, passphrase: str = "seven plain words", cost: key.Cost = key.PRACTICE
) -> tuple[Path, key.Key]:
    path = folder / "vault.key"
    return path, key.make(
        path,
        passphrase=passphrase,
        kind="workspace",
        practice=False,
        workspace_id="w",
        cost=cost,
    )


def test_the_passphrase_gives_the_key_back(tmp_path: Path) -> None:
    path, written = made(tmp_path)

    assert key.unlock(path, "seven plain words") == written
    assert len(written.secret) == 32
    assert len(written.header.salt) == 16


def test_two_key_files_never_hold_the_same_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    _, first = made(tmp_path / "a")
    _, second = made(tmp_path / "b")

    assert first.secret != second.secret
    assert first.header.salt != second.header.salt


def test_a_composed_and_a_decomposed_letter_are_one_passphrase(tmp_path: Path) -> None:
    path, written = made(tmp_path, "й и")

    assert key.unlock(path, "й и").secret == written.secret


@pytest.mark.parametrize("phrase", ["seven plain word", "", "Seven plain words", "\udc80"])
def test_another_passphrase_is_called_wrong(tmp_path: Path, phrase: str) -> None:
    path, _ = made(tmp_path)

    with pytest.raises(Known) as refused:
        key.unlock(path, phrase)

    assert refused.value.code is Code.KEY_WRONG_PASSPHRASE


def test_the_file_is_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    path, _ = made(tmp_path)

    assert sorted(found.name for found in tmp_path.iterdir()) == ["vault.key", "vault.key.copy"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_slot_states_its_parameters(tmp_path: Path) -> None:
    path, _ = made(tmp_path)

    (slot,) = json.loads(path.read_text())["slots"]

    assert (slot["type"], slot["kdf"], slot["cipher"]) == ("passphrase", "argon2id", "aes-256-gcm")
    assert (slot["memory_kib"], slot["iterations"], slot["lanes"]) == (64, 1, 1)


def test_real_workspaces_take_256_mib_and_three_passes() -> None:
    assert key.Cost(256 * 1024, 3, 4) == key.STRONG
    assert key.Cost(64 * 1024, 3, 4) == key.SHORT_OF_MEMORY


def test_a_machine_short_of_memory_takes_the_smaller_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "has_memory", lambda _kib: False)

    path, _ = made(tmp_path, cost=key.STRONG)

    assert json.loads(path.read_text())["slots"][0]["memory_kib"] == 64 * 1024


def test_memory_is_halved_until_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "has_memory", lambda kib: kib <= 131_072)

    assert slots.affordable(key.STRONG, key.SHORT_OF_MEMORY).memory_kib == 131_072


def test_an_allocation_that_fails_takes_the_smaller_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapping = slots._wrapping

    def failing(passphrase: str, salt: bytes, cost: key.Cost, device: None) -> bytes:
        if cost == key.PRACTICE:
            raise MemoryError
        return wrapping(passphrase, salt, cost, device)

    monkeypatch.setattr(slots, "_wrapping", failing)

    path, _ = made(tmp_path)

    assert json.loads(path.read_text())["slots"][0]["memory_kib"] == 64 * 1024


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_damage_and_never_a_wrong_passphrase(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path, written = made(tmp_path_factory.mktemp("key"))
    path.with_name(key.COPY_NAME).unlink()
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)

    assert attempt(path) in (Code.KEY_FILE_DAMAGED, written)  # written: a blank between two fields


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slots": []}, Code.KEY_FILE_DAMAGED),
        ({"slots": "x"}, Code.KEY_FILE_DAMAGED),
        ({"slots": [{"type": "recovery"}]}, Code.KEY_FILE_DAMAGED),
        ({"salt": "zz"}, Code.KEY_FILE_DAMAGED),
        ({"kind": 7}, Code.KEY_FILE_DAMAGED),
        ({"format": "other"}, Code.KEY_FILE_DAMAGED),
        ({"version": 3}, Code.WORKSPACE_NEWER),
        ({"version": 0}, Code.KEY_FILE_DAMAGED),
    ],
    ids=lambda value: str(value),
)
def test_a_whole_file_with_wrong_contents_is_refused(
    tmp_path: Path, change: dict[str, object], code: Code
) -> None:
    path, _ = made(tmp_path)
    rewrite(path, change)

    with pytest.raises(Known) as refused:
        key.unlock(path, "seven plain words")

    assert refused.value.code is code


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 2**40},
        {"memory_kib": 1},
        {"iterations": 10**9},
        {"iterations": 0},
        {"lanes": 10**6},
        {"lanes": "4"},
        {"kdf": "scrypt"},
        {"cipher": "none"},
        {"wrapped": "00"},
        {"nonce": 5},
    ],
    ids=str,
)
def test_a_hostile_slot_cannot_take_the_machine(tmp_path: Path, change: dict[str, object]) -> None:
    path, _ = made(tmp_path)
    (slot,) = json.loads(path.read_text())["slots"]
    rewrite(path, {"slots": [{**slot, **change}]})

    with pytest.raises(Known) as refused:
        key.unlock(path, "seven plain words")

    assert refused.value.code is Code.KEY_FILE_DAMAGED


def test_a_header_from_another_workspace_does_not_open(tmp_path: Path) -> None:
    path, _ = made(tmp_path)
    rewrite(path, {"practice": True})

    with pytest.raises(Known) as refused:
        key.unlock(path, "seven plain words")

    assert refused.value.code is Code.KEY_WRONG_PASSPHRASE


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"[" * 60_000, b"{" * 70_000])
def test_a_file_that_is_no_key_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(content)

    with pytest.raises(Known) as refused:
        key.read_header(path)

    assert refused.value.code is Code.KEY_FILE_DAMAGED


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Known) as refused:
        key.read_header(tmp_path / "vault.key")

    assert refused.value.code is Code.KEY_FILE_MISSING


def test_a_key_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "vault.key").mkdir()

    with pytest.raises(Known) as refused:
        key.read_header(tmp_path / "vault.key")

    assert refused.value.code is Code.FILE_MISSING
    assert refused.value.slots == {"file": "vault.key"}


def attempt(path: Path) -> key.Key | Code:
    try:
        return key.unlock(path, "seven plain words")
    except Known as error:
        return error.code


def rewrite(path: Path, change: dict[str, object]) -> None:
    """Change fields and make the checksum right again, as a forger would."""
    path.with_name(key.COPY_NAME).unlink()
    document = json.loads(path.read_text())
    document.pop("sha256")
    document.update(change)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(document))
