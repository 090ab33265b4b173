"""What waits for a yes: of all written terms, the ones that were put to the contact last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import OfferId, OutboxId, PromiseDraftId
from bot.negotiation import offers, promise_drafts


async def mark_put(
    conn: AsyncConnection, values: Mapping[str, Any], *, outbox_id: OutboxId
) -> None:
    """Note that this message puts the terms named in `values` (`offer` or `promise`), if any.

    Whatever waited for a yes before does so no more.
    """
    if "offer" in values:
        await offers.mark_terms(conn, OfferId(values["offer"]), outbox_id=outbox_id)
    if "promise" in values:
        draft = PromiseDraftId(values["promise"])
        contact_id = await promise_drafts.mark_put(conn, draft, outbox_id=outbox_id)
        if contact_id is not None:
            await offers.put_back(conn, contact_id)
