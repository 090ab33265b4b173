"""Someone prints a voucher on Stripe's page: written as if Stripe had just told it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.kernel.money import Money
from bot.payments import session_store, store
from bot.payments.seen import Instructions, PaymentSeen, SessionSeen
from tests.support.stage import Stage


async def print_voucher(stage: Stage, link: str) -> None:
    """Press Pay on `link` and choose OXXO; the voucher ends in three days."""
    token, parts, now = link.rsplit("/", 1)[1], stage.parts, stage.clock.now()
    async with parts.database.transaction() as conn:
        opened = await store.link_of_token(conn, token)
        session = await session_store.latest_session(conn, parts.vault, opened)
        assert session is not None
        assert session.stripe_id is not None
        seen = SessionSeen(
            id=session.stripe_id,
            status="complete",
            payment_status="unpaid",
            url=None,
            payment_id="pi_voucher",
            is_live=False,
        )
        payment = _waiting(session.amount, now + timedelta(days=3))
        await session_store.record_session(
            conn, parts.vault, session=session, seen=seen, payment=payment
        )


def _waiting(amount: Money, until: datetime) -> PaymentSeen:
    return PaymentSeen(
        id="pi_voucher",
        status="requires_action",
        amount=Money.zero(amount.currency),
        metadata={},
        paid_at=None,
        method="oxxo",
        instructions=Instructions(
            method="oxxo", url="https://stripe.example/voucher/1", expires_at=until, missing=amount
        ),
        is_live=False,
    )
