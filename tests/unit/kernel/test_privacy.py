"""Personal data: hashed with the key, sealed, masked."""

import base64
import re

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.privacy import Vault, log_name, mask_digits, token_hash

VAULT = Vault("a key that is only for tests")
OTHER = Vault("another key, also for tests")


@pytest.mark.parametrize("key", ["", "short", "x" * 15])
def test_a_key_that_is_too_short_is_refused_unseen(key: str) -> None:
    with pytest.raises(ValueError, match="SALDO_IDENTITY_KEY") as refusal:
        Vault(key)
    assert not key or key not in str(refusal.value)


def test_a_hash_depends_on_key_owner_factor_and_value() -> None:
    hashes = {
        vault.factor_hash(owner, factor, value)
        for vault in (VAULT, OTHER)
        for owner in ("CUS-1", "CUS-2")
        for factor in ("postcode", "document_last4")
        for value in ("0670", "0671")
    }
    assert len(hashes) == 16


def test_parts_of_a_hash_cannot_be_shifted_into_each_other() -> None:
    assert VAULT.factor_hash("a", "bc", "d") != VAULT.factor_hash("ab", "c", "d")


def test_a_hash_is_the_same_after_a_restart() -> None:
    again = Vault("a key that is only for tests")
    assert again.factor_hash("c", "f", "v") == VAULT.factor_hash("c", "f", "v")


@given(st.text())
def test_what_is_sealed_opens_again_and_cannot_be_read(text: str) -> None:
    sealed = VAULT.encrypt(text)
    assert VAULT.decrypt(sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidToken):
        OTHER.decrypt(VAULT.encrypt("hola"))


def test_a_pay_token_is_derived_and_fits_an_address() -> None:
    token = VAULT.pay_token("lnk_1")
    assert token == VAULT.pay_token("lnk_1") != VAULT.pay_token("lnk_2")
    assert token != OTHER.pay_token("lnk_1")
    assert len(token) == 27
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_pay_token_carries_at_least_128_bits() -> None:
    token = VAULT.pay_token("lnk_1")
    assert 8 * len(base64.urlsafe_b64decode(token + "=")) == 160


def test_a_token_is_looked_up_by_its_hash() -> None:
    assert token_hash("a") == token_hash("a") != token_hash("b")


@given(st.text())
def test_a_masked_text_has_no_digit_and_its_length(text: str) -> None:
    masked = mask_digits(text)
    assert not any(c.isdecimal() for c in masked)
    assert len(masked) == len(text)


def test_the_name_of_a_message_in_logs_tells_messages_apart_and_nothing_else() -> None:
    wamid = "wamid.HBgNNTIxNTUxMjM0NTY3OBUCABIYFjNFQjBDMDg="
    assert re.fullmatch(r"[0-9a-f]{12}", log_name(wamid))
    assert log_name(wamid) != log_name(wamid[:-1])
