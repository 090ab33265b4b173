"""Files from the Graph API: an id gives an address for five minutes, the address gives the bytes.

Source: developers.facebook.com, WhatsApp Cloud API, media (2026-06): both requests carry the
token, ids from webhooks hold for seven days, the digest comes in hexadecimal.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlsplit

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.kernel.errors import Permanent, Transient
from bot.media.model import Content
from bot.whatsapp.client import GRAPH_VERSION

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=5, sock_read=20)
_PASSING: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})
_LONGEST_ANSWER: Final = 64 * 2**10


class _Place(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    url: str
    mime_type: Annotated[str, Field(max_length=255)]
    sha256: str
    file_size: int


class GraphMedia:
    """Fetches as one business number; holds no state beyond the shared session."""

    def __init__(
        self, session: aiohttp.ClientSession, *, api_url: str, token: str, phone_number_id: str
    ) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")
        self._phone_number_id = phone_number_id
        self._headers = {"Authorization": f"Bearer {token}"}

    async def fetch(self, vendor_id: str, *, limit: int) -> Content:
        """The file of at most `limit` bytes; raises Transient (try again) or Permanent (lost)."""
        place = await self._place(vendor_id)
        if place.file_size > limit:
            raise Permanent("too large")
        if not self._is_trusted(place.url):
            raise Permanent("an address that is not Meta's")
        body = await self._get(place.url, limit=limit)
        if hashlib.sha256(body).hexdigest() != place.sha256.lower():
            raise Transient("the bytes are not those of the digest")
        return Content(mime=place.mime_type.partition(";")[0].strip().lower(), body=body)

    async def _place(self, vendor_id: str) -> _Place:
        if not vendor_id.replace("-", "").replace("_", "").isalnum():
            raise Permanent("not a media id")
        url = f"{self._api_url}/{GRAPH_VERSION}/{vendor_id}"
        query = {"phone_number_id": self._phone_number_id}
        raw = await self._get(url, limit=_LONGEST_ANSWER, query=query)
        try:
            return _Place.model_validate(json.loads(raw))
        except (ValueError, ValidationError):
            raise Transient("Meta's answer about a file is unreadable") from None

    def _is_trusted(self, url: str) -> bool:
        """The token goes over TLS only, or to the very host that all requests go to."""
        own, given = urlsplit(self._api_url), urlsplit(url)
        return given.scheme == "https" or (given.scheme, given.netloc) == (own.scheme, own.netloc)

    async def _get(self, url: str, *, limit: int, query: dict[str, str] | None = None) -> bytes:
        try:
            async with self._session.get(
                url,
                params=query,
                headers=self._headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as answer:
                _check(answer.status)
                return await _read(answer, limit)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient(f"a file could not be fetched: {type(error).__name__}") from error


def _check(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
        raise Transient(f"Meta answered {status}")
    raise Permanent(f"Meta answered {status}")


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """At most `limit` bytes, whatever the headers say."""
    body = bytearray()
    async for piece in answer.content.iter_chunked(64 * 2**10):
        body += piece
        if len(body) > limit:
            raise Permanent("too large")
    return bytes(body)
