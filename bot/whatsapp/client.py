"""The Graph API, as the outbox's transport: one POST per message, every outcome named.

The API has no idempotency key. Our outbox id travels in `biz_opaque_callback_data` and comes back
with each status; a POST whose answer was lost is *unknown*, which is neither sent nor failed.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

import aiohttp
import structlog

from bot.kernel.ids import Wamid
from bot.kernel.messages import Outgoing
from bot.outbox.transport import FailureKind, Parcel, SendFailed
from bot.whatsapp.errors import refusal
from bot.whatsapp.render import Json, Unrenderable, render

GRAPH_VERSION: Final = "v25.0"
_CONNECT_TIMEOUT_S: Final = 5.0
_ANSWER_TIMEOUT_S: Final = 15.0

log = structlog.get_logger(__name__)


class GraphClient:
    """Sends as one business number; holds no state beyond the shared session."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        token: str,
        phone_number_id: str,
        version: str = GRAPH_VERSION,
        answer_timeout_s: float = _ANSWER_TIMEOUT_S,
    ) -> None:
        self._session = session
        self._url = f"{api_url.rstrip('/')}/{version}/{phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._timeout = aiohttp.ClientTimeout(
            total=None, connect=_CONNECT_TIMEOUT_S, sock_read=answer_timeout_s
        )

    async def send(self, parcel: Parcel) -> Wamid:
        """Send one message; returns Meta's id for it. Raises SendFailed, UNKNOWN when in doubt."""
        wamid = _wamid(await self._post(_envelope(parcel)))
        if wamid is None:
            # Accepted, but under an id we did not learn: only a status can tell it.
            raise SendFailed(FailureKind.UNKNOWN)
        return wamid

    async def show_typing(self, wamid: Wamid) -> None:
        """Mark a person's message read and show that we are writing; never raises."""
        try:
            await self._post(
                {
                    "messaging_product": "whatsapp",
                    "status": "read",
                    "message_id": wamid,
                    "typing_indicator": {"type": "text"},
                }
            )
        except SendFailed as failure:
            log.info("typing.not_shown", kind=failure.kind.name.lower(), code=failure.code)

    async def _post(self, payload: Json) -> object:
        data = json.dumps(payload, ensure_ascii=False).encode()
        try:
            async with self._session.post(
                self._url,
                data=data,
                headers=self._headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                return await _read_success(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # No connection was made, so nothing can have been sent.
            raise SendFailed(FailureKind.RETRY) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendFailed(FailureKind.UNKNOWN) from error


async def _read_success(answer: aiohttp.ClientResponse) -> object:
    raw = await answer.read()
    try:
        body: object = json.loads(raw)
    except ValueError:
        body = None
    if answer.status != HTTPStatus.OK:
        raise refusal(answer.status, body)
    return body


def _envelope(parcel: Parcel) -> Json:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(parcel),
        **_rendered(parcel.message),
        "biz_opaque_callback_data": parcel.outbox_id,
    }


def _recipient(parcel: Parcel) -> Json:
    if parcel.to_phone:
        return {"to": parcel.to_phone.removeprefix("+")}
    if parcel.to_user_id:
        return {"recipient": parcel.to_user_id}
    raise SendFailed(FailureKind.OUR_BUG)


def _rendered(message: Outgoing) -> Json:
    try:
        return render(message)
    except Unrenderable as error:
        raise SendFailed(FailureKind.OUR_BUG) from error


def _wamid(body: object) -> Wamid | None:
    match body:
        case {"messages": [{"id": str(wamid)}, *_]} if wamid:
            return Wamid(wamid)
        case _:
            return None
