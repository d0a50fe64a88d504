"""Envelopes and signatures."""

import pyrage
import pytest

from fieldkit.dataset import seal
from fieldkit.errors import Code, Known

ONE = pyrage.x25519.Identity.generate()
TWO = pyrage.x25519.Identity.generate()
CONTENT = b"workbook" * 20_000


def sealed() -> bytes:
    return seal.seal(CONTENT, [str(ONE.to_public()), str(TWO.to_public())])


def code_of(data: bytes, identity: str) -> Code:
    with pytest.raises(Known) as caught:
        seal.unseal(data, [identity])
    return caught.value.code


@pytest.mark.parametrize("identity", [ONE, TWO])
def test_any_recipient_opens_the_envelope(identity: "pyrage.x25519.Identity") -> None:
    assert seal.unseal(sealed(), [str(identity)]) == CONTENT


def test_nothing_of_the_content_shows_outside() -> None:
    assert b"workbook" not in sealed()


def test_somebody_else_is_told_that_it_is_sealed() -> None:
    assert code_of(sealed(), str(pyrage.x25519.Identity.generate())) is Code.WORKBOOK_SEALED


@pytest.mark.parametrize("cut", [1, 100, 65_552, 70_000])
def test_a_cut_envelope_is_damaged(cut: int) -> None:
    assert code_of(sealed()[:-cut], str(ONE)) is Code.WORKBOOK_DAMAGED


def test_an_altered_envelope_is_damaged() -> None:
    data = bytearray(sealed())
    data[-1_000] ^= 1

    assert code_of(bytes(data), str(ONE)) is Code.WORKBOOK_DAMAGED


def test_a_passphrase_envelope_is_refused_without_trying_it() -> None:
    costly = seal.MAGIC + b"-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\nAAAA\n--- AAAA\nbody"

    assert code_of(costly, str(ONE)) is Code.WORKBOOK_FOREIGN


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"age-encryption.org/v1\n"])
def test_what_is_no_envelope_is_refused(data: bytes) -> None:
    assert code_of(data, str(ONE)) in (Code.WORKBOOK_FOREIGN, Code.WORKBOOK_DAMAGED)


@pytest.mark.parametrize("recipients", [[], ["age1wrong"], ["ssh-ed25519 AAAA"]])
def test_sealing_to_nobody_is_refused(recipients: list[str]) -> None:
    with pytest.raises(Known) as caught:
        seal.seal(b"x", recipients)

    assert caught.value.code is Code.WORKBOOK_RECIPIENT


def test_a_signature_is_of_its_message_and_its_key() -> None:
    key = bytes(range(32))
    signature = seal.sign(b"message", key)

    assert seal.is_signed(b"message", signature, seal.public_key(key))
    assert not seal.is_signed(b"massage", signature, seal.public_key(key))
    assert not seal.is_signed(b"message", signature, seal.public_key(bytes(32)))
    assert not seal.is_signed(b"message", b"short", b"short")
