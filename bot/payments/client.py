"""Our client of Stripe: the few calls we make, answered in our words, failing in our errors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, cast

import aiohttp
import stripe
import structlog
from pydantic import ValidationError
from stripe.params.checkout import SessionCreateParams

from bot.kernel.money import Money
from bot.payments.asking import PAUSES_S, Asker, wrong_mode
from bot.payments.errors import StripeDenied, StripeFailed, StripeRefused
from bot.payments.events import LISTENED, EventNotice, EventRefused, notice_of
from bot.payments.reading import id_of, read_dispute, read_payment, read_refund, read_session
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen, SessionSeen
from bot.payments.transport import SharedSession

__all__ = ["StripeClient", "StripeDenied", "StripeFailed", "StripeRefused"]

log: Final = structlog.get_logger()

_TIMEOUT_S: Final = 10.0
_RETRIES: Final = 2
_CHARGE: Final = ["latest_charge"]
_CHARGE_OF_PAYMENT: Final = ["payment_intent.latest_charge"]


class StripeClient:
    """Asks Stripe.

    Every method raises Transient when trying again may help (StripeDenied: once a person mended
    the key; StripeFailed: perhaps only under another idempotency key), and StripeRefused when it
    will not. An answer of the account's other mode (test or live) than the key's is refused too,
    with code `wrong_mode`.
    """

    def __init__(
        self,
        secret_key: str,
        session: aiohttp.ClientSession,
        *,
        api_url: str | None = None,
        timeout_s: float = _TIMEOUT_S,
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> None:
        self.is_live: Final = "_live_" in secret_key
        self._asker = Asker(is_live=self.is_live, pauses_s=pauses_s)
        self._api = stripe.StripeClient(
            secret_key,
            http_client=SharedSession(session, timeout_s=timeout_s),
            max_network_retries=_RETRIES,
            base_addresses={"api": api_url} if api_url else {},
        ).v1

    async def create_customer(self, obligation: str, idempotency_key: str) -> str:
        """Make the Customer that transfers for one obligation belong to, once per key; its id.

        It holds the obligation's id and nothing of the person.
        """
        made = await self._asker.ask(
            self._api.customers.create_async,
            {"metadata": {"obligation": obligation}},
            {"idempotency_key": idempotency_key},
        )
        return str(self._asker.own(made).id)

    async def create_session(self, request: str, idempotency_key: str) -> SessionSeen:
        """Make the Checkout Session that the JSON `request` describes, once per key."""
        params = cast("SessionCreateParams", json.loads(request))
        made = await self._asker.ask(
            self._api.checkout.sessions.create_async, params, {"idempotency_key": idempotency_key}
        )
        return read_session(self._asker.own(made))

    async def session(self, session_id: str) -> SessionSeen:
        """A Checkout Session as it is now."""
        found = await self._asker.ask(self._api.checkout.sessions.retrieve_async, session_id)
        return read_session(self._asker.own(found))

    async def open_sessions_since(self, moment: datetime) -> AsyncIterator[list[SessionSeen]]:
        """The sessions made since `moment` that may still be paid, newest first, page by page."""
        params = _since(moment) | {"status": "open"}
        async for page in self._asker.pages(self._api.checkout.sessions.list_async, params):
            yield [read_session(self._asker.own(found)) for found in page]

    async def expire_session(self, session_id: str) -> SessionSeen:
        """Close a session; one that was paid or closed meanwhile comes back as it is."""
        try:
            found = await self._asker.ask(self._api.checkout.sessions.expire_async, session_id)
        except StripeRefused:
            return await self.session(session_id)
        return read_session(self._asker.own(found))

    async def payment(self, payment_id: str) -> PaymentSeen:
        """A PaymentIntent as it is now."""
        found = await self._asker.ask(
            self._api.payment_intents.retrieve_async, payment_id, {"expand": _CHARGE}
        )
        return read_payment(self._asker.own(found))

    async def cancel_payment(self, payment_id: str) -> PaymentSeen:
        """Let a PaymentIntent be paid no more if Stripe allows; it comes back as it is then.

        Read its status: one that succeeded meanwhile stays so, and Stripe documents that it
        cancels no payment of a Checkout Session (the session is to be expired while it is open).
        """
        try:
            found = await self._asker.ask(
                self._api.payment_intents.cancel_async, payment_id, {"expand": _CHARGE}
            )
        except StripeRefused:
            return await self.payment(payment_id)
        return read_payment(self._asker.own(found))

    async def idle_cash(self, customer_id: str) -> list[Money]:
        """What a Customer transferred and no payment has used: more than was asked, or late."""
        found = await self._asker.ask(self._api.customers.cash_balance.retrieve_async, customer_id)
        available = found.available.to_dict() if self._asker.own(found).available else {}
        return [Money(cents, name.upper()) for name, cents in available.items() if cents]

    async def payment_of_charge(self, charge_id: str) -> PaymentSeen | None:
        """The payment a charge belongs to; None for a charge that has none, so is not ours."""
        found = await self._asker.ask(
            self._api.charges.retrieve_async, charge_id, {"expand": _CHARGE_OF_PAYMENT}
        )
        return self._payment_within(found)

    async def refund(self, refund_id: str) -> RefundSeen | None:
        """A refund as it is now, with its payment; None when it has none, so is not ours."""
        found = await self._asker.ask(
            self._api.refunds.retrieve_async, refund_id, {"expand": _CHARGE_OF_PAYMENT}
        )
        payment = self._payment_within(found)
        return read_refund(found, payment) if payment else None

    async def dispute(self, dispute_id: str) -> DisputeSeen | None:
        """A dispute as it is now, with its payment; None when it has none, so is not ours."""
        found = await self._asker.ask(
            self._api.disputes.retrieve_async, dispute_id, {"expand": _CHARGE_OF_PAYMENT}
        )
        payment = self._payment_within(found)
        return read_dispute(found, payment) if payment else None

    async def money_back(self, payment: PaymentSeen) -> list[RefundSeen | DisputeSeen]:
        """Every refund and dispute of a payment as they are now."""
        only = {"payment_intent": payment.id}
        refunds = self._asker.pages(self._api.refunds.list_async, only)
        disputes = self._asker.pages(self._api.disputes.list_async, only)
        return [
            *[read_refund(found, payment) async for page in refunds for found in page],
            *[read_dispute(found, payment) async for page in disputes for found in page],
        ]

    async def payments_since(self, moment: datetime) -> AsyncIterator[list[PaymentSeen]]:
        """The PaymentIntents begun since `moment`, paid or not, newest first, page by page.

        A voucher or a transfer is begun days before it is paid.
        """
        params = _since(moment) | {"expand": ["data.latest_charge"]}
        async for page in self._asker.pages(self._api.payment_intents.list_async, params):
            yield [read_payment(self._asker.own(found)) for found in page]

    async def refunds_since(self, moment: datetime) -> AsyncIterator[list[RefundSeen]]:
        """The refunds begun since `moment` with their payments, newest first, page by page."""
        params = _since(moment) | {"expand": ["data.payment_intent.latest_charge"]}
        async for page in self._asker.pages(self._api.refunds.list_async, params):
            yield [read_refund(found, payment) for found, payment in self._with_payments(page)]

    async def disputes_since(self, moment: datetime) -> AsyncIterator[list[DisputeSeen]]:
        """The disputes begun since `moment` with their payments, newest first, page by page."""
        params = _since(moment) | {"expand": ["data.payment_intent.latest_charge"]}
        async for page in self._asker.pages(self._api.disputes.list_async, params):
            yield [read_dispute(found, payment) for found, payment in self._with_payments(page)]

    async def events_since(self, moment: datetime) -> AsyncIterator[list[EventNotice]]:
        """The events we listen to that happened since `moment`, newest first, page by page."""
        params = _since(moment) | {"types": list(LISTENED)}
        async for page in self._asker.pages(self._api.events.list_async, params):
            yield list(_notices(page, is_live=self.is_live))

    def _payment_within(self, found: Any) -> PaymentSeen | None:
        intent = found.payment_intent
        if not id_of(intent):
            log.info("stripe_object.not_ours", object_id=found.id)
            return None
        return read_payment(self._asker.own(intent))

    def _with_payments(self, page: list[Any]) -> Iterator[tuple[Any, PaymentSeen]]:
        for found in page:
            payment = self._payment_within(found)
            if payment:
                yield found, payment


def _since(moment: datetime) -> dict[str, Any]:
    return {"created": {"gte": int(moment.timestamp())}}


def _notices(page: list[Any], *, is_live: bool) -> Iterator[EventNotice]:
    for event in page:
        try:
            yield notice_of(event.to_dict(), is_live=is_live)
        except ValidationError:
            # One that nobody can read must not hide the others.
            log.error("stripe_event.malformed", event_id=event.id)  # noqa: TRY400 - no payload
        except EventRefused:
            raise wrong_mode() from None
