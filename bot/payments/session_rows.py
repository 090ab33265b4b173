"""How a session and its payment are written as a row of `pay_sessions`, and read back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.payments.seen import Instructions, PaymentSeen, SessionSeen
from bot.payments.sessions import PaySession, SessionState
from bot.payments.tables import pay_sessions
from bot.payments.value_date import received_at

_STATES: Final = frozenset(SessionState)


def session_update(seen: SessionSeen) -> sa.Update:
    """The update that writes what Stripe says; the caller says of which row.

    A session that is over is never opened again by an answer that was slow.
    """
    values: dict[str, Any] = {"stripe_id": seen.id, "url": seen.url, "payment_id": seen.payment_id}
    if seen.status in _STATES:
        values["state"] = SessionState(seen.status)
    update = sa.update(pay_sessions).values(values)
    if seen.status != SessionState.OPEN:
        return update
    not_over = (SessionState.CREATING, SessionState.OPEN)
    return update.where(pay_sessions.c.state.in_(not_over))


def payment_values(payment: PaymentSeen, vault: Vault) -> dict[str, Any]:
    """The columns that say how a payment stands."""
    is_paid = payment.status == "succeeded"
    waiting = payment.instructions
    return {
        "payment_state": payment.status,
        "instructions": vault.encrypt(_to_json(waiting)) if waiting else None,
        "paid_minor": payment.amount.amount_minor if is_paid else None,
        "paid_at": received_at(payment) if is_paid else None,
    }


def session_of(row: sa.RowMapping, vault: Vault) -> PaySession:
    """The session that a row holds."""
    waiting, paid = row["instructions"], row["paid_minor"]
    return PaySession(
        link_id=PayLinkId(row["link_id"]),
        generation=row["generation"],
        amount=Money(row["amount_minor"], row["currency"]),
        expires_at=row["expires_at"],
        request=vault.decrypt(row["request"]),
        state=SessionState(row["state"]),
        is_live=row["is_live"],
        stripe_id=row["stripe_id"],
        url=row["url"],
        payment_id=row["payment_id"],
        payment_state=row["payment_state"],
        instructions=_from_json(vault.decrypt(waiting)) if waiting else None,
        paid=None if paid is None else Money(paid, row["currency"]),
        paid_at=row["paid_at"],
    )


def _to_json(waiting: Instructions) -> str:
    return json.dumps(
        {
            "method": waiting.method,
            "url": waiting.url,
            "expires_at": waiting.expires_at.isoformat() if waiting.expires_at else None,
            "missing": [waiting.missing.amount_minor, waiting.missing.currency],
        }
    )


def _from_json(text: str) -> Instructions:
    stored = json.loads(text)
    end = stored["expires_at"]
    return Instructions(
        method=stored["method"],
        url=stored["url"],
        expires_at=datetime.fromisoformat(end) if end else None,
        missing=Money(*stored["missing"]),
    )
