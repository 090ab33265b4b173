"""Offers as they were shown to a contact: what was open when a yes came, and by which policy.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId, ContactId, OfferId, OutboxId, new_id
from bot.ledger.service import Agreement, DecisionMeta, PlanTerms, terms_from_json, terms_to_json
from bot.negotiation import promise_drafts
from bot.negotiation.tables import offers

OfferState = Literal["shown", "terms", "accepted", "declined", "superseded", "expired", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDraft:
    """An offer the policy allows, not shown yet."""

    terms: PlanTerms
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer of a round; `position` counts from 1, as the person sees it."""

    id: OfferId
    round_id: str
    position: int
    contact_id: ContactId
    account_id: AccountId
    terms: PlanTerms
    meta: DecisionMeta
    state: OfferState
    created_at: datetime
    expires_at: datetime
    terms_outbox_id: OutboxId | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be chosen or accepted."""
        return self.state in _OPEN and now < self.expires_at

    def agreement(self) -> Agreement:
        """What a yes to it agrees to."""
        return Agreement(
            account_id=self.account_id,
            contact_id=self.contact_id,
            offer_id=self.id,
            terms=self.terms,
            meta=self.meta,
        )


async def record_round(
    conn: AsyncConnection,
    drafts: Sequence[OfferDraft],
    *,
    contact_id: ContactId,
    account_id: AccountId,
    meta: DecisionMeta,
    now: datetime,
) -> list[Offer]:
    """Store what is about to be shown, in this order; earlier open offers are superseded.

    The policy version must have been recorded (`record_policy_version`).
    """
    await _end_open(conn, contact_id, "superseded")
    round_id = new_id("rnd")
    fresh = [
        Offer(
            id=OfferId(new_id("off")),
            round_id=round_id,
            position=position,
            contact_id=contact_id,
            account_id=account_id,
            terms=draft.terms,
            meta=meta,
            state="shown",
            created_at=now,
            expires_at=draft.expires_at,
            terms_outbox_id=None,
        )
        for position, draft in enumerate(drafts, 1)
    ]
    if fresh:
        await conn.execute(sa.insert(offers), [_row(offer) for offer in fresh])
    return fresh


async def add_to_round(
    conn: AsyncConnection, beside: Offer, draft: OfferDraft, *, meta: DecisionMeta, now: datetime
) -> Offer:
    """Store one more offer in the round of `beside`, after its last one; the others stay open."""
    last = await conn.scalar(
        sa.select(sa.func.max(offers.c.position)).where(offers.c.round_id == beside.round_id)
    )
    fresh = replace(
        beside,
        id=OfferId(new_id("off")),
        position=(last or 0) + 1,
        terms=draft.terms,
        meta=meta,
        state="shown",
        created_at=now,
        expires_at=draft.expires_at,
        terms_outbox_id=None,
    )
    await conn.execute(sa.insert(offers).values(_row(fresh)))
    return fresh


async def open_round(
    conn: AsyncConnection, contact_id: ContactId, *, now: datetime
) -> list[Offer]:
    """The offers the contact can choose from, as they were shown; empty when none is open."""
    return await _select(
        conn,
        offers.c.contact_id == contact_id,
        offers.c.state.in_(_OPEN),
        offers.c.expires_at > now,
    )


async def get(conn: AsyncConnection, offer_id: str) -> Offer | None:
    """The offer of this id, in whatever state; None for an id that is not ours."""
    return next(iter(await _select(conn, offers.c.id == offer_id)), None)


async def open_terms(conn: AsyncConnection, contact_id: ContactId) -> Offer | None:
    """The offer whose terms wait for the contact's yes; it may have expired since."""
    found = await _select(conn, offers.c.contact_id == contact_id, offers.c.state == "terms")
    return next(iter(found), None)


async def mark_terms(conn: AsyncConnection, offer_id: OfferId, *, outbox_id: OutboxId) -> None:
    """Note which message puts these terms to the contact; other terms of theirs are back to shown.

    A promise in the making is given up for them. Raises Rejected `offer_not_open`.
    """
    offer = await _locked(conn, offer_id)
    if offer.state not in _OPEN:
        raise Rejected("offer_not_open")
    await put_back(conn, offer.contact_id)
    await promise_drafts.drop_draft(conn, offer.contact_id)
    await _set(conn, offer_id, state="terms", terms_outbox_id=outbox_id)


async def put_back(conn: AsyncConnection, contact_id: ContactId) -> None:
    """No terms wait for a yes any more; what was shown can still be chosen."""
    await conn.execute(
        sa.update(offers)
        .where(offers.c.contact_id == contact_id, offers.c.state == "terms")
        .values(state="shown", terms_outbox_id=None)
    )


async def accept(conn: AsyncConnection, offer_id: OfferId) -> None:
    """The contact said yes to these terms: the rest of the round is superseded. Twice is once.

    Raises Rejected `offer_not_open`.
    """
    offer = await _locked(conn, offer_id)
    if offer.state == "accepted":
        return
    if offer.state != "terms":
        raise Rejected("offer_not_open")
    await _set(conn, offer_id, state="accepted")
    await _end_open(conn, offer.contact_id, "superseded")


async def decline(conn: AsyncConnection, offer_id: OfferId) -> None:
    """The contact said no to these terms; the other offers of the round stay open."""
    offer = await _locked(conn, offer_id)
    if offer.state in _OPEN:
        await _set(conn, offer_id, state="declined")


async def close_open(conn: AsyncConnection, contact_id: ContactId) -> int:
    """Close what is open, because of a safety stop, a handoff or an opt-out; says how many.

    A promise in the making is forgotten too.
    """
    await promise_drafts.drop_draft(conn, contact_id)
    return await _end_open(conn, contact_id, "closed")


_OPEN: Final = ("shown", "terms")


async def _end_open(conn: AsyncConnection, contact_id: ContactId, state: OfferState) -> int:
    ended = await conn.execute(
        sa.update(offers)
        .where(offers.c.contact_id == contact_id, offers.c.state.in_(_OPEN))
        .values(state=state)
    )
    return ended.rowcount


async def _locked(conn: AsyncConnection, offer_id: OfferId) -> Offer:
    locked = sa.select(offers).where(offers.c.id == offer_id).with_for_update()
    row = (await conn.execute(locked)).mappings().first()
    if row is None:
        raise Rejected("offer_not_open")
    return _offer(row)


async def _set(conn: AsyncConnection, offer_id: OfferId, **values: Any) -> None:
    await conn.execute(sa.update(offers).where(offers.c.id == offer_id).values(**values))


async def _select(conn: AsyncConnection, *where: sa.ColumnElement[bool]) -> list[Offer]:
    rows = await conn.execute(sa.select(offers).where(*where).order_by(offers.c.position))
    return [_offer(row) for row in rows.mappings()]


def _offer(row: sa.RowMapping) -> Offer:
    return Offer(
        id=row["id"],
        round_id=row["round_id"],
        position=row["position"],
        contact_id=row["contact_id"],
        account_id=row["account_id"],
        terms=terms_from_json(row["terms"]),
        meta=DecisionMeta.of_row(row),
        state=row["state"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        terms_outbox_id=row["terms_outbox_id"],
    )


def _row(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.id,
        "round_id": offer.round_id,
        "position": offer.position,
        "contact_id": offer.contact_id,
        "account_id": offer.account_id,
        "kind": offer.terms.kind,
        "terms": terms_to_json(offer.terms),
        **offer.meta.columns(),
        "state": offer.state,
        "created_at": offer.created_at,
        "expires_at": offer.expires_at,
    }
