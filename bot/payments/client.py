"""Our client of Stripe: the few calls we make, answered in our words, failing in our errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, cast

import aiohttp
import stripe
from stripe.params.checkout import SessionCreateParams

from bot.kernel.errors import Permanent, Transient
from bot.kernel.money import Money
from bot.payments.events import LISTENED, EventNotice, notice_of
from bot.payments.seen import (
    DisputeSeen,
    Instructions,
    Method,
    PaymentSeen,
    RefundSeen,
    SessionSeen,
)

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=3)
_RETRIES: Final = 2
_PAGE: Final = 100
_BUSY_S: Final = 2.0
_METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {"card": "card", "oxxo": "oxxo", "customer_balance": "spei"}
)


class StripeRefused(Permanent):
    """Stripe understood and said no; `code` is its own word for why."""

    def __init__(self, kind: str, code: str | None) -> None:
        super().__init__(f"{kind} ({code})")
        self.code = code


class StripeClient:
    """Every method raises Transient when trying again may help, StripeRefused when it will not."""

    def __init__(
        self, secret_key: str, session: aiohttp.ClientSession, *, api_url: str | None = None
    ) -> None:
        self._api = stripe.StripeClient(
            secret_key,
            http_client=_SharedSession(session),
            max_network_retries=_RETRIES,
            base_addresses={"api": api_url} if api_url else {},
        ).v1

    async def create_session(self, request: str, idempotency_key: str) -> SessionSeen:
        """Make the Checkout Session that the JSON `request` describes, once per key."""
        params = cast("SessionCreateParams", json.loads(request))
        with _translated():
            made = await self._api.checkout.sessions.create_async(
                params, {"idempotency_key": idempotency_key}
            )
        return _session(made)

    async def session(self, session_id: str) -> SessionSeen:
        """A Checkout Session as it is now."""
        with _translated():
            return _session(await self._api.checkout.sessions.retrieve_async(session_id))

    async def expire_session(self, session_id: str) -> SessionSeen:
        """Close a session; one that was paid or closed meanwhile comes back as it is."""
        try:
            with _translated():
                return _session(await self._api.checkout.sessions.expire_async(session_id))
        except StripeRefused:
            return await self.session(session_id)

    async def create_customer(self, obligation: str, idempotency_key: str) -> str:
        """Make the Customer that stands for one obligation, once per key; returns its id."""
        with _translated():
            made = await self._api.customers.create_async(
                {"metadata": {"obligation": obligation}}, {"idempotency_key": idempotency_key}
            )
        return made.id

    async def cancel_payment(self, payment_id: str) -> PaymentSeen:
        """Give a payment up; one that was paid or cancelled meanwhile comes back as it is."""
        try:
            with _translated():
                await self._api.payment_intents.cancel_async(payment_id)
        except StripeRefused:
            pass
        return await self.payment(payment_id)

    async def payment(self, payment_id: str) -> PaymentSeen:
        """A PaymentIntent as it is now."""
        with _translated():
            intent = await self._api.payment_intents.retrieve_async(
                payment_id, {"expand": ["latest_charge"]}
            )
        return _payment(intent)

    async def refund(self, refund_id: str) -> RefundSeen:
        """A refund as it is now, with its payment."""
        with _translated():
            found = await self._api.refunds.retrieve_async(refund_id)
        return _refund(found, await self.payment(_id_of(found.payment_intent)))

    async def dispute(self, dispute_id: str) -> DisputeSeen:
        """A dispute as it is now, with its payment."""
        with _translated():
            found = await self._api.disputes.retrieve_async(dispute_id)
        return _dispute(found, await self.payment(_id_of(found.payment_intent)))

    async def money_back(self, payment: PaymentSeen) -> list[RefundSeen | DisputeSeen]:
        """Every refund and dispute of a payment as they are now."""
        with _translated():
            refunds = await self._api.refunds.list_async(
                {"payment_intent": payment.id, "limit": _PAGE}
            )
            disputes = await self._api.disputes.list_async(
                {"payment_intent": payment.id, "limit": _PAGE}
            )
        return [
            *(_refund(found, payment) for found in refunds.data),
            *(_dispute(found, payment) for found in disputes.data),
        ]

    async def events_since(self, moment: datetime) -> AsyncIterator[list[EventNotice]]:
        """The events we listen to that happened since `moment`, newest first, page by page."""
        params: dict[str, Any] = {
            "created": {"gte": int(moment.timestamp())},
            "types": list(LISTENED),
            "limit": _PAGE,
        }
        has_more = True
        while has_more:
            with _translated():
                page = await self._api.events.list_async(cast("Any", params))
            yield [notice_of(event.to_dict()) for event in page.data]
            has_more = page.has_more and bool(page.data)
            params["starting_after"] = page.data[-1].id if page.data else None


class _SharedSession(stripe.HTTPClient):
    """The SDK's transport over our aiohttp session.

    The SDK's own one reads the body outside its error handling: a connection dropped after the
    headers would escape as a raw aiohttp error and not be tried again.
    """

    name = "aiohttp"

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__()
        self._session = session

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One HTTP exchange, body included; raises APIConnectionError."""
        try:
            async with self._session.request(
                method, url, headers=headers, data=post_data, timeout=_TIMEOUT
            ) as response:
                return await response.read(), response.status, response.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error

    def sleep_async(self, secs: Any) -> Any:
        """How the SDK waits between tries."""
        return asyncio.sleep(secs)

    async def close_async(self) -> None:
        """Nothing to close: the session belongs to whoever made it."""


def _unreachable(error: Exception) -> stripe.APIConnectionError:
    # The SDK leaves its error classes untyped.
    return stripe.APIConnectionError(type(error).__name__, should_retry=True)  # type: ignore[no-untyped-call]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except stripe.RateLimitError as error:
        raise Transient("stripe rate limit", retry_after_s=_BUSY_S) from error
    except (stripe.APIConnectionError, stripe.APIError) as error:
        raise Transient(f"stripe: {type(error).__name__}") from error
    except stripe.StripeError as error:
        raise StripeRefused(type(error).__name__, error.code) from error


def _session(found: stripe.checkout.Session) -> SessionSeen:
    return SessionSeen(
        id=found.id,
        status=found.status or "",
        payment_status=found.payment_status,
        url=found.url,
        payment_id=_id_of(found.payment_intent) or None,
        is_live=found.livemode,
    )


def _payment(found: stripe.PaymentIntent) -> PaymentSeen:
    charge = found.latest_charge
    paid_at = charge.created if isinstance(charge, stripe.Charge) else None
    return PaymentSeen(
        id=found.id,
        status=found.status,
        amount=_money(found.amount_received, found.currency),
        metadata=found.metadata.to_dict() if found.metadata else {},
        paid_at=datetime.fromtimestamp(paid_at, UTC) if paid_at else None,
        method=_method(found),
        instructions=_instructions(found),
        is_live=found.livemode,
    )


def _method(found: stripe.PaymentIntent) -> Method:
    """How it was or is to be paid: by its charge, else by what it waits for."""
    charge = found.latest_charge
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    waiting = _instructions(found)
    if details is None:
        return waiting.method if waiting else "card"
    return _METHODS.get(details.type, "other")


def _instructions(found: stripe.PaymentIntent) -> Instructions | None:
    action = found.next_action if "next_action" in found else None
    if action is None:
        return None
    if voucher := getattr(action, "oxxo_display_details", None):
        return Instructions(
            method="oxxo",
            url=voucher.hosted_voucher_url,
            expires_at=datetime.fromtimestamp(voucher.expires_after, UTC),
            missing=_money(found.amount, found.currency),
        )
    if transfer := getattr(action, "display_bank_transfer_instructions", None):
        return Instructions(
            method="spei",
            url=transfer.hosted_instructions_url,
            expires_at=None,
            missing=_money(transfer.amount_remaining or 0, found.currency),
        )
    return None


def _refund(found: stripe.Refund, payment: PaymentSeen) -> RefundSeen:
    return RefundSeen(
        id=found.id,
        status=found.status or "",
        amount=_money(found.amount, found.currency),
        payment=payment,
    )


def _dispute(found: stripe.Dispute, payment: PaymentSeen) -> DisputeSeen:
    movements = [each.amount for each in found.balance_transactions]
    return DisputeSeen(
        id=found.id,
        status=found.status,
        amount=_money(found.amount, found.currency),
        is_withdrawn=any(amount < 0 for amount in movements),
        is_reinstated=any(amount > 0 for amount in movements),
        payment=payment,
    )


def _money(amount_minor: int, currency: str) -> Money:
    return Money(amount_minor, currency.upper())


def _id_of(reference: Any) -> str:
    return reference if isinstance(reference, str) else getattr(reference, "id", "")
