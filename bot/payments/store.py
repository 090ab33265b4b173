"""Reading and writing links, and what Stripe's events say of their sessions.

Functions work in the caller's transaction; nothing here commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault, token_hash
from bot.ledger.tables import plans, transactions
from bot.payments.model import LinkState, LinkUnknown, PayLink, Purpose
from bot.payments.seen import PaymentSeen, SessionSeen
from bot.payments.session_rows import payment_values, session_update
from bot.payments.sessions import SessionState
from bot.payments.tables import pay_links, pay_sessions


async def insert_link(
    conn: AsyncConnection, link: PayLink, *, token: str, now: datetime
) -> PayLink | None:
    """Write a new link; None when there is an open one for the same part of the plan."""
    row = {
        "id": link.id,
        "token_hash": token_hash(token),
        "plan_id": link.plan_id,
        "purpose": link.purpose,
        "installment_no": link.installment_no,
        "account_id": link.account_id,
        "contact_id": link.contact_id,
        "amount_minor": link.amount.amount_minor,
        "currency": link.amount.currency,
        "state": link.state,
        "expires_at": link.expires_at,
        "created_at": now,
    }
    # Literally: a bound value no longer names the index once PostgreSQL plans for any value.
    is_open = sa.text("state = 'open'")
    written = insert(pay_links).values(row).on_conflict_do_nothing(
        index_elements=["plan_id", "purpose", "installment_no"], index_where=is_open
    )  # fmt: skip
    return link if (await conn.execute(written)).rowcount else None


async def open_link(conn: AsyncConnection, wanted: PayLink) -> PayLink | None:
    """The open link for the same part of the plan, locked until the transaction ends."""
    same_part = pay_links.c.installment_no.is_not_distinct_from(wanted.installment_no)
    return await _link(
        conn,
        sa.select(pay_links)
        .where(
            pay_links.c.plan_id == wanted.plan_id,
            pay_links.c.purpose == wanted.purpose,
            same_part,
            pay_links.c.state == LinkState.OPEN,
        )
        .with_for_update(),
    )


async def link_of_token(conn: AsyncConnection, token: str) -> PayLink:
    """The link a public token opens; raises LinkUnknown."""
    return _known(await _link(conn, _by_token(token)))


async def lock_link_of_token(conn: AsyncConnection, token: str) -> PayLink:
    """The same, locked, its account's links too: sessions of one account are made one by one."""
    account_id = (await link_of_token(conn, token)).account_id
    account_key = sa.func.hashtextextended(f"pay:{account_id}", 0)
    await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(account_key)))
    return _known(await _link(conn, _by_token(token).with_for_update()))


async def link(conn: AsyncConnection, link_id: PayLinkId) -> PayLink | None:
    """One link."""
    return await _link(conn, sa.select(pay_links).where(pay_links.c.id == link_id))


async def set_link_state(conn: AsyncConnection, link_id: PayLinkId, state: LinkState) -> None:
    """Move a link on."""
    await conn.execute(sa.update(pay_links).where(pay_links.c.id == link_id).values(state=state))


async def revoke_link(conn: AsyncConnection, link_id: PayLinkId) -> None:
    """Close one link, if it is open."""
    await conn.execute(_revoke(pay_links.c.id == link_id))


async def revoke_links(
    conn: AsyncConnection, account_id: AccountId, *, keep_plan: PlanId | None
) -> None:
    """Close the account's open links, except those of `keep_plan`."""
    is_other = pay_links.c.plan_id.is_distinct_from(keep_plan)
    await conn.execute(_revoke(pay_links.c.account_id == account_id, is_other))


async def update_session(conn: AsyncConnection, seen: SessionSeen) -> None:
    """Write down what Stripe says of a session it knows, whichever link it is of.

    One whose making was never answered is known by what its metadata names.
    """
    is_known = pay_sessions.c.stripe_id == seen.id
    is_named = sa.and_(
        pay_sessions.c.stripe_id.is_(None),
        pay_sessions.c.link_id == seen.link_id,
        pay_sessions.c.generation == seen.generation,
    )
    await conn.execute(session_update(seen).where(sa.or_(is_known, is_named)))


async def note_payment(conn: AsyncConnection, vault: Vault, payment: PaymentSeen) -> None:
    """Write down how the payment of a session stands; its voucher or transfer page is sealed.

    To be called in the transaction that posts it: `succeeded` means that it is in the books.
    """
    await conn.execute(
        sa.update(pay_sessions)
        .where(pay_sessions.c.payment_id == payment.id)
        .values(payment_values(payment, vault))
    )


async def stray_sessions(conn: AsyncConnection, *, limit: int) -> list[str]:
    """Stripe ids of open sessions that may ask what is no longer owed.

    Their link or its plan is over, or money moved on the account since they were made.
    """
    has_moved = (
        sa.exists()
        .where(transactions.c.account_id == pay_links.c.account_id)
        .where(transactions.c.posted_at > pay_sessions.c.created_at)
    )
    is_over = sa.or_(pay_links.c.state != LinkState.OPEN, plans.c.state != "active")
    rows = await conn.execute(
        sa.select(pay_sessions.c.stripe_id)
        .join(pay_links, pay_links.c.id == pay_sessions.c.link_id)
        .join(plans, plans.c.id == pay_links.c.plan_id)
        .where(pay_sessions.c.state == SessionState.OPEN, sa.or_(is_over, has_moved))
        .limit(limit)
    )
    return [row.stripe_id for row in rows]


async def given_up_sessions(
    conn: AsyncConnection, *, now: datetime
) -> dict[tuple[PayLinkId, int], datetime]:
    """The sessions given up of which the time has not passed: link and generation, when made."""
    columns = (pay_sessions.c.link_id, pay_sessions.c.generation, pay_sessions.c.created_at)
    rows = await conn.execute(
        sa.select(*columns).where(
            pay_sessions.c.state == SessionState.GIVEN_UP, pay_sessions.c.expires_at > now
        )
    )
    return {(PayLinkId(row.link_id), row.generation): row.created_at for row in rows}


def _revoke(*where: sa.ColumnElement[bool]) -> sa.Update:
    is_open = pay_links.c.state == LinkState.OPEN
    return sa.update(pay_links).where(is_open, *where).values(state=LinkState.REVOKED)


def _by_token(token: str) -> sa.Select[Any]:
    return sa.select(pay_links).where(pay_links.c.token_hash == token_hash(token))


def _known(found: PayLink | None) -> PayLink:
    if found is None:
        raise LinkUnknown
    return found


async def _link(conn: AsyncConnection, query: sa.Select[Any]) -> PayLink | None:
    row = (await conn.execute(query)).mappings().first()
    if row is None:
        return None
    return PayLink(
        id=PayLinkId(row["id"]),
        plan_id=PlanId(row["plan_id"]),
        purpose=Purpose(row["purpose"]),
        installment_no=row["installment_no"],
        account_id=AccountId(row["account_id"]),
        contact_id=ContactId(row["contact_id"]),
        amount=Money(row["amount_minor"], row["currency"]),
        state=LinkState(row["state"]),
        expires_at=row["expires_at"],
    )
