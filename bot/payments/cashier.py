"""From a press on "Pay" to Stripe's page: one session per link, generation and amount.

A session is committed with its whole request before Stripe is asked, so a crash, a retry or a
second tab asks with the same bytes under the same key and gets the same session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.kernel.clock import Clock
from bot.kernel.errors import Transient
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.payments import store
from bot.payments.client import StripeClient, StripeRefused
from bot.payments.model import (
    NotPayable,
    PayLink,
    PaySession,
    SessionState,
    Standing,
    session_expiry,
)
from bot.payments.obligation import due_of
from bot.payments.request import checkout_request, metadata_of
from bot.payments.seen import SessionSeen
from bot.payments.texts import TEXTS
from bot.storage.database import Database

log: Final = structlog.get_logger()

# One session retired, one refused, one made: more rounds mean something else is wrong.
_MOST_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """The session to go on with, and what is due now; `is_new`: Stripe cannot know it yet."""

    session: PaySession
    due: Money
    is_new: bool


class Cashier:
    """Opens Stripe's page for a pay link."""

    def __init__(
        self,
        database: Database,
        stripe: StripeClient,
        *,
        vault: Vault,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._vault = vault
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def open_page(self, token: str) -> str:
        """The address of Stripe's page for the link.

        Raises LinkUnknown, NotPayable, LedgerDoubt; StripeRefused and Transient from Stripe.
        """
        for _ in range(_MOST_ROUNDS):
            claim = await self._claim(token)
            url = await self._advance(claim)
            if url is not None:
                return url
        raise Transient("no session settled")

    async def _claim(self, token: str) -> _Claim:
        async with self._database.transaction() as conn:
            now = self._clock.now()
            link = await store.lock_link_of_token(conn, token)
            due = await due_of(conn, link, now)
            if due.standing is not Standing.PAYABLE:
                raise NotPayable(due.standing)
            latest = await store.latest_session(conn, self._vault, link.id)
            if latest and _is_usable(latest, now):
                return _Claim(session=latest, due=due.amount, is_new=False)
            generation = latest.generation + 1 if latest else 1
            session = await self._new_session(
                conn, link, token=token, amount=due.amount, generation=generation
            )
            return _Claim(session=session, due=due.amount, is_new=True)

    async def _new_session(
        self, conn: AsyncConnection, link: PayLink, *, token: str, amount: Money, generation: int
    ) -> PaySession:
        now = self._clock.now()
        expires_at = session_expiry(link.expires_at, now)
        request = await self._request(
            conn, link, amount=amount, page=f"{self._public_url}/p/{token}", expires_at=expires_at
        )
        session = PaySession(
            link_id=link.id,
            generation=generation,
            amount=amount,
            expires_at=expires_at,
            request=request,
            state=SessionState.CREATING,
        )
        await store.insert_session(conn, self._vault, session=session, now=now)
        return session

    async def _request(
        self,
        conn: AsyncConnection,
        link: PayLink,
        *,
        amount: Money,
        page: str,
        expires_at: datetime,
    ) -> str:
        plan = await ledger.plan(conn, link.plan_id)
        contact = await contacts.load(conn, link.contact_id)
        texts = TEXTS[contact.language]
        return checkout_request(
            amount,
            label=texts.label.format(folio=plan.folio),
            locale=texts.stripe_locale,
            page=page,
            expires_at=expires_at,
            metadata=metadata_of(link, plan),
        )

    async def _advance(self, claim: _Claim) -> str | None:
        """Stripe's address, or None when the session is over and another must be made."""
        match claim.session.state:
            case SessionState.CREATING:
                seen = await self._create(claim)
            case SessionState.OPEN:
                seen = await self._look(claim)
            case SessionState.COMPLETE | SessionState.EXPIRED | SessionState.REFUSED:
                return None
            case other:
                assert_never(other)
        if seen is None:
            return None
        if seen.status == "complete":
            raise NotPayable(Standing.CONFIRMING)
        return seen.url if claim.session.amount == claim.due else None

    async def _create(self, claim: _Claim) -> SessionSeen | None:
        session = claim.session
        try:
            seen = await self._stripe.create_session(session.request, session.idempotency_key)
        except StripeRefused as refusal:
            await self._refused(session, refusal)
            if claim.is_new:
                raise
            # An old request whose time has passed: a fresh one may do.
            return None
        async with self._database.transaction() as conn:
            await store.record_session(conn, session, seen=seen)
        log.info("session.opened", link=session.link_id, generation=session.generation)
        return seen

    async def _refused(self, session: PaySession, refusal: StripeRefused) -> None:
        async with self._database.transaction() as conn:
            await store.refuse_session(conn, session)
        log.error("session.refused", link=session.link_id, code=refusal.code)

    async def _look(self, claim: _Claim) -> SessionSeen:
        """What Stripe says of an open session; one that asks a wrong amount is closed first."""
        stripe_id = claim.session.stripe_id or ""
        if claim.session.amount == claim.due:
            seen = await self._stripe.session(stripe_id)
        else:
            seen = await self._stripe.expire_session(stripe_id)
        async with self._database.transaction() as conn:
            await store.record_session(conn, claim.session, seen=seen)
        return seen


def _is_usable(session: PaySession, now: datetime) -> bool:
    is_live = session.state in (SessionState.CREATING, SessionState.OPEN)
    return is_live and session.expires_at > now
