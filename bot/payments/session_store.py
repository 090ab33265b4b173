"""The sessions of links as the cashier makes and follows them; nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import PlanId
from bot.kernel.privacy import Vault
from bot.payments.model import PayLink
from bot.payments.seen import PaymentSeen, SessionSeen
from bot.payments.session_rows import payment_values, session_of, session_update
from bot.payments.sessions import MOST_FAILURES, PaySession, SessionState
from bot.payments.tables import pay_customers, pay_links, pay_sessions

_MAY_BRING_MONEY = (SessionState.CREATING, SessionState.OPEN, SessionState.COMPLETE)


async def insert_session(
    conn: AsyncConnection, vault: Vault, *, session: PaySession, now: datetime
) -> None:
    """Write a session that Stripe is about to be asked for; its request is sealed."""
    await conn.execute(
        insert(pay_sessions).values(
            link_id=session.link_id,
            generation=session.generation,
            amount_minor=session.amount.amount_minor,
            currency=session.amount.currency,
            expires_at=session.expires_at,
            request=vault.encrypt(session.request),
            state=session.state,
            is_live=session.is_live,
            created_at=now,
        )
    )


async def latest_session(conn: AsyncConnection, vault: Vault, link: PayLink) -> PaySession | None:
    """The last session made for a link, of whichever mode."""
    rows = await conn.execute(
        sa.select(pay_sessions)
        .where(pay_sessions.c.link_id == link.id)
        .order_by(pay_sessions.c.generation.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return session_of(row, vault) if row else None


async def rival_sessions(
    conn: AsyncConnection, vault: Vault, *, link: PayLink, is_live: bool
) -> Sequence[PaySession]:
    """Sessions of the account's other links, of the same mode, that are not over."""
    rows = await conn.execute(
        sa.select(pay_sessions)
        .join(pay_links, pay_links.c.id == pay_sessions.c.link_id)
        .where(
            pay_links.c.account_id == link.account_id,
            pay_links.c.id != link.id,
            pay_sessions.c.is_live == is_live,
            pay_sessions.c.state.in_(_MAY_BRING_MONEY),
        )
        .order_by(pay_sessions.c.link_id, pay_sessions.c.generation)
    )
    return [session_of(row, vault) for row in rows.mappings()]


async def record_session(
    conn: AsyncConnection,
    vault: Vault,
    *,
    session: PaySession,
    seen: SessionSeen,
    payment: PaymentSeen | None = None,
) -> PaySession:
    """Write down what Stripe says of the session; returns it as it then stands.

    A payment that succeeded is left for its posting to write.
    """
    await conn.execute(_only(session, session_update(seen)))
    if payment is not None and payment.status != "succeeded":
        is_posted = pay_sessions.c.payment_state == "succeeded"
        noted = sa.update(pay_sessions).values(payment_values(payment, vault))
        await conn.execute(_only(session, noted.where(is_posted.is_not(True))))
    rows = await conn.execute(_only_row(session))
    return session_of(rows.mappings().one(), vault)


async def refuse_session(conn: AsyncConnection, session: PaySession) -> None:
    """Write down that Stripe would not make the session."""
    refused = sa.update(pay_sessions).values(state=SessionState.REFUSED)
    is_creating = pay_sessions.c.state == SessionState.CREATING
    await conn.execute(_only(session, refused.where(is_creating)))


async def count_failure(conn: AsyncConnection, vault: Vault, session: PaySession) -> PaySession:
    """Write down that Stripe failed to make the session, once too often: that it is given up.

    Returns it as it then stands: somebody pressing elsewhere may have had it made.
    """
    failures = pay_sessions.c.failures + 1
    state = sa.case(
        (failures >= MOST_FAILURES, SessionState.GIVEN_UP.value), else_=pay_sessions.c.state
    )
    counted = sa.update(pay_sessions).values(failures=failures, state=state)
    is_creating = pay_sessions.c.state == SessionState.CREATING
    await conn.execute(_only(session, counted.where(is_creating)))
    rows = await conn.execute(_only_row(session))
    return session_of(rows.mappings().one(), vault)


async def customer_of(conn: AsyncConnection, plan_id: PlanId) -> str | None:
    """Stripe's Customer of the plan."""
    return await conn.scalar(
        sa.select(pay_customers.c.stripe_id).where(pay_customers.c.plan_id == plan_id)
    )


async def keep_customer(conn: AsyncConnection, plan_id: PlanId, stripe_id: str) -> None:
    """Remember Stripe's Customer of the plan; the first one stays."""
    row = insert(pay_customers).values(plan_id=plan_id, stripe_id=stripe_id)
    await conn.execute(row.on_conflict_do_nothing())


def _only(session: PaySession, update: sa.Update) -> sa.Update:
    return update.where(
        pay_sessions.c.link_id == session.link_id,
        pay_sessions.c.generation == session.generation,
    )


def _only_row(session: PaySession) -> sa.Select[tuple[object, ...]]:
    return sa.select(pay_sessions).where(
        pay_sessions.c.link_id == session.link_id,
        pay_sessions.c.generation == session.generation,
    )
