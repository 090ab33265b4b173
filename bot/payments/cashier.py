"""From a press on "Pay" to Stripe's page: one page open per account, for the amount due now.

A session is committed with its whole request before Stripe is asked, so a crash, a retry or a
second tab asks with the same bytes under the same key and gets the same session. It is committed
only once no other session of the account is open, so two links of one debt are never payable at
the same time. A session that Stripe itself keeps failing to make gives way to the next (`till`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.kernel.clock import Clock
from bot.kernel.errors import Transient
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.locale.locales import locale_for
from bot.payments import session_store, store
from bot.payments.client import StripeClient
from bot.payments.methods import voucher_days, ways_to_pay
from bot.payments.model import NotPayable, PayLink, Standing
from bot.payments.obligation import due_of
from bot.payments.request import Ways, checkout_request, metadata_of
from bot.payments.sessions import (
    PaySession,
    Progress,
    SessionState,
    is_untouched_transfer,
    session_expiry,
)
from bot.payments.texts import TEXTS
from bot.payments.till import Till
from bot.storage.database import Database

# A Customer made, rivals closed, one session retired, one refused, one made, and as much again
# for somebody pressing elsewhere: more rounds mean something is wrong.
_MOST_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What to do next: close `rivals`, else go on with `session`, else make a Customer first.

    `due` is the amount now, `generation` that of the session to make; `is_new`: Stripe cannot
    know the session yet.
    """

    link: PayLink
    due: Money
    generation: int = 1
    rivals: Sequence[PaySession] = ()
    session: PaySession | None = None
    is_new: bool = False


class Cashier:
    """Opens Stripe's page for a pay link; `is_live` is the mode of the key that `stripe` has."""

    def __init__(
        self,
        database: Database,
        stripe: StripeClient,
        *,
        vault: Vault,
        clock: Clock,
        public_url: str,
        is_live: bool = False,
    ) -> None:
        self._database = database
        self._till = Till(database, stripe, vault=vault, is_live=is_live)
        self._vault = vault
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._is_live = is_live

    async def open_page(self, token: str) -> str:
        """The address of Stripe's page for the link.

        Raises LinkUnknown, NotPayable, LedgerDoubt; StripeRefused and Transient from Stripe.
        """
        for _ in range(_MOST_ROUNDS):
            url = await self._advance(await self._claim(token))
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
            claim = _Claim(link=link, due=due.amount)
            rivals = await session_store.rival_sessions(
                conn, self._vault, link=link, is_live=self._is_live
            )
            if closable := [rival for rival in rivals if _must_close(rival)]:
                return replace(claim, rivals=closable)
            latest = await session_store.latest_session(conn, self._vault, link)
            if latest is not None and self._may_go_on(latest):
                return replace(claim, session=latest)
            claim = replace(claim, generation=latest.generation + 1 if latest else 1)
            session = await self._new_session(conn, claim, token=token)
            return replace(claim, session=session, is_new=True)

    def _may_go_on(self, session: PaySession) -> bool:
        is_over = session.progress in (Progress.PAID, Progress.OVER)
        return session.is_live == self._is_live and not is_over

    async def _new_session(
        self, conn: AsyncConnection, claim: _Claim, *, token: str
    ) -> PaySession | None:
        """Commit to a session; None when a Customer must be made before."""
        now, link = self._clock.now(), claim.link
        expires_at = session_expiry(link.expires_at, now)
        days = voucher_days(link.expires_at, expires_at)
        methods = ways_to_pay(claim.due, voucher_days=days)
        customer = await session_store.customer_of(conn, link.plan_id)
        if "spei" in methods and customer is None:
            return None
        session = PaySession(
            link_id=link.id,
            generation=claim.generation,
            amount=claim.due,
            expires_at=expires_at,
            request=await self._request(
                conn,
                claim,
                ways=Ways(methods=methods, voucher_days=days, customer=customer),
                page=f"{self._public_url}/p/{token}",
                expires_at=expires_at,
            ),
            state=SessionState.CREATING,
            is_live=self._is_live,
        )
        await session_store.insert_session(conn, self._vault, session=session, now=now)
        return session

    async def _request(
        self, conn: AsyncConnection, claim: _Claim, *, ways: Ways, page: str, expires_at: datetime
    ) -> str:
        plan = await ledger.plan(conn, claim.link.plan_id)
        contact = await contacts.load(conn, claim.link.contact_id)
        texts = TEXTS[locale_for(contact.language, contact.country)]
        return checkout_request(
            claim.due,
            ways=ways,
            label=texts.label.format(folio=plan.folio),
            locale=texts.stripe_locale,
            page=page,
            expires_at=expires_at,
            metadata=metadata_of(claim.link, plan, generation=claim.generation),
        )

    async def _advance(self, claim: _Claim) -> str | None:
        """Stripe's address, or None when there is another step to take."""
        if claim.rivals:
            await self._close_rivals(claim.rivals)
            return None
        if claim.session is None:
            await self._till.make_customer(claim.link.plan_id)
            return None
        if claim.is_new:
            return _address(await self._till.open(claim.session))
        if claim.session.amount == claim.due:
            return _address(await self._till.look(claim.session))
        _check(await self._till.close(claim.session))
        return None

    async def _close_rivals(self, rivals: Sequence[PaySession]) -> None:
        """Close what else is open on the account; raises NotPayable when one was paid."""
        for rival in rivals:
            closed = await self._till.close(rival)
            if closed.progress is Progress.CONFIRMING:
                raise NotPayable(Standing.CONFIRMING)


def _must_close(rival: PaySession) -> bool:
    """Whether a session of another link stands in the way; printed vouchers cannot be undone."""
    if rival.progress is Progress.WAITING:
        return is_untouched_transfer(rival.instructions, rival.amount)
    return rival.progress not in (Progress.PAID, Progress.OVER)


def _address(session: PaySession) -> str | None:
    """Where to send the person; None when the session is over. Raises NotPayable."""
    _check(session)
    return session.url if session.progress is Progress.OPEN else None


def _check(session: PaySession) -> None:
    """Raise NotPayable when the session's money is on its way."""
    if session.progress is Progress.CONFIRMING:
        raise NotPayable(Standing.CONFIRMING)
    if session.progress is Progress.WAITING:
        raise NotPayable(Standing.WAITING)
