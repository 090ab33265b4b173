"""The files of the sandbox's people: an id, then an address for five minutes, then the bytes."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bot.kernel.clock import Clock

Json = dict[str, Any]
FileKind = Literal["image", "document", "audio"]

_ADDRESS_HOLDS: Final = timedelta(minutes=5)
# One grey pixel, and the smallest page.
_PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
_PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file as Meta keeps it."""

    mime: str
    body: bytes

    @property
    def sha256(self) -> str:
        """The digest in hexadecimal, as the media endpoint gives it."""
        return hashlib.sha256(self.body).hexdigest()


_FILES: Final[dict[FileKind, StoredFile]] = {
    "image": StoredFile(mime="image/png", body=_PNG),
    "document": StoredFile(mime="application/pdf", body=_PDF),
    "audio": StoredFile(mime="audio/ogg; codecs=opus", body=b"OggS"),
}
_MORE: Final[dict[FileKind, Json]] = {
    "image": {},
    "document": {"filename": "recibo.pdf"},
    "audio": {"voice": True},
}


class Shelf:
    """What people sent, by id, and the addresses that were given out; all in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, StoredFile] = {}
        self._addresses: dict[str, tuple[str, datetime]] = {}

    def put(self, kind: FileKind, file: StoredFile | None = None) -> Json:
        """Keep a file of this kind; returns the message's part that names it."""
        media_id, kept = str(secrets.randbelow(10**15)), file or _FILES[kind]
        self._files[media_id] = kept
        digest = base64.b64encode(hashlib.sha256(kept.body).digest()).decode()
        return {"id": media_id, "mime_type": kept.mime, "sha256": digest, **_MORE[kind]}

    def find(self, media_id: str) -> StoredFile | None:
        """The file of an id."""
        return self._files.get(media_id)

    def address(self, media_id: str) -> str:
        """The last part of a new address of the file, good for five minutes."""
        name = secrets.token_urlsafe(16)
        self._addresses[name] = (media_id, self._clock.now() + _ADDRESS_HOLDS)
        return name

    def at(self, name: str) -> StoredFile | None:
        """The file at an address; None when there is none, or no longer."""
        media_id, until = self._addresses.get(name, ("", self._clock.now()))
        return self._files.get(media_id) if self._clock.now() < until else None
