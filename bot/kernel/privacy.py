"""Personal data: encrypted at rest, compared by keyed hash, masked everywhere people look."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_DIGITS: Final = re.compile(r"\d")
_MASK: Final = "•"


class Vault:
    """Everything that `SALDO_IDENTITY_KEY` is used for; each purpose has its own derived key."""

    def __init__(self, identity_key: str) -> None:
        if len(identity_key) < 16:
            raise ValueError("SALDO_IDENTITY_KEY must have at least 16 characters")
        self._hash_key = _derive(identity_key, b"identity factors")
        self._token_key = _derive(identity_key, b"pay link tokens")
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(identity_key, b"message bodies")))

    def factor_hash(self, owner: str, factor: str, value: str) -> str:
        """Keyed hash of one factor, bound to its `owner`: equal values of two people differ."""
        return hmac.digest(
            self._hash_key, "\x1f".join((owner, factor, value)).encode(), "sha256"
        ).hex()

    def pay_token(self, link_id: str) -> str:
        """The public token of a pay link (160 bits); derived, so only its hash need be stored."""
        digest = hmac.digest(self._token_key, link_id.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")

    def encrypt(self, text: str) -> bytes:
        """Seal `text` for storage."""
        return self.encrypt_bytes(text.encode())

    def decrypt(self, sealed: bytes) -> str:
        """Open what `encrypt` sealed."""
        return self.decrypt_bytes(sealed).decode()

    def encrypt_bytes(self, content: bytes) -> bytes:
        """Seal `content` for storage; a third longer than it was."""
        return self._fernet.encrypt(content)

    def decrypt_bytes(self, sealed: bytes) -> bytes:
        """Open what `encrypt_bytes` sealed."""
        return self._fernet.decrypt(sealed)


def token_hash(token: str) -> str:
    """The form in which a public token is stored and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


def mask_digits(text: str) -> str:
    """`text` with every digit hidden, for those who may not see amounts and numbers."""
    return _DIGITS.sub(_MASK, text)


def log_name(wamid: str) -> str:
    """A message's name in logs: WhatsApp's own ids hold the person's phone number, encoded."""
    return hashlib.sha256(wamid.encode()).hexdigest()[:12]


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"saldo:" + purpose).derive(
        secret.encode()
    )
