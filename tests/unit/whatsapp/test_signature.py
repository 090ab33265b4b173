"""Only bytes that Meta signed are believed."""

import hashlib
import hmac
from pathlib import Path

import pytest

from bot.whatsapp.parse import verify_signature

RAW = (Path(__file__).parents[2] / "payloads/whatsapp/text.json").read_bytes()


def signed(raw: bytes, secret: str = "app-secret") -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def test_the_right_signature_is_accepted() -> None:
    assert verify_signature(RAW, signed(RAW), "app-secret")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha256=ñandú",
        signed(RAW).removeprefix("sha256="),
        signed(RAW).replace("sha256", "sha1"),
        signed(RAW, "another-secret"),
        signed(RAW + b" "),
        signed(RAW) + "0",
    ],
)
def test_any_other_signature_is_refused(header: str | None) -> None:
    assert not verify_signature(RAW, header, "app-secret")


def test_an_empty_secret_verifies_nothing() -> None:
    assert not verify_signature(RAW, signed(RAW, ""), "")


def test_changed_bytes_of_equal_meaning_are_refused() -> None:
    assert not verify_signature(RAW.replace(b"\n", b""), signed(RAW), "app-secret")
