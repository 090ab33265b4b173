"""Reading and writing links and sessions, in the caller's transaction; nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault, token_hash
from bot.payments.model import LinkState, LinkUnknown, PayLink, PaySession, SessionState
from bot.payments.seen import SessionSeen
from bot.payments.tables import pay_links, pay_sessions


async def insert_link(
    conn: AsyncConnection, link: PayLink, *, token: str, now: datetime
) -> PayLink | None:
    """Write a new link; None when the instalment has an open one already."""
    row = {
        "id": link.id,
        "token_hash": token_hash(token),
        "plan_id": link.plan_id,
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
        index_elements=["plan_id", "installment_no"], index_where=is_open
    )  # fmt: skip
    return link if (await conn.execute(written)).rowcount else None


async def open_link(conn: AsyncConnection, plan_id: PlanId, installment_no: int) -> PayLink | None:
    """The open link of an instalment, locked until the transaction ends."""
    return await _link(
        conn,
        sa.select(pay_links)
        .where(
            pay_links.c.plan_id == plan_id,
            pay_links.c.installment_no == installment_no,
            pay_links.c.state == LinkState.OPEN,
        )
        .with_for_update(),
    )


async def link_of_token(conn: AsyncConnection, token: str) -> PayLink:
    """The link a public token opens; raises LinkUnknown."""
    return _known(await _link(conn, _by_token(token)))


async def lock_link_of_token(conn: AsyncConnection, token: str) -> PayLink:
    """The same, locked: sessions of one link are made one by one."""
    return _known(await _link(conn, _by_token(token).with_for_update()))


async def link(conn: AsyncConnection, link_id: PayLinkId) -> PayLink | None:
    """One link."""
    return await _link(conn, sa.select(pay_links).where(pay_links.c.id == link_id))


async def set_link_state(conn: AsyncConnection, link_id: PayLinkId, state: LinkState) -> None:
    """Move a link on."""
    await conn.execute(sa.update(pay_links).where(pay_links.c.id == link_id).values(state=state))


async def revoke_links(
    conn: AsyncConnection, account_id: AccountId, *, keep_plan: PlanId | None
) -> None:
    """Close the account's open links, except those of `keep_plan`."""
    await conn.execute(
        sa.update(pay_links)
        .where(
            pay_links.c.account_id == account_id,
            pay_links.c.state == LinkState.OPEN,
            pay_links.c.plan_id.is_distinct_from(keep_plan),
        )
        .values(state=LinkState.REVOKED)
    )


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
            created_at=now,
        )
    )


async def latest_session(
    conn: AsyncConnection, vault: Vault, link_id: PayLinkId
) -> PaySession | None:
    """The last session made for a link."""
    rows = await conn.execute(
        sa.select(pay_sessions)
        .where(pay_sessions.c.link_id == link_id)
        .order_by(pay_sessions.c.generation.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return _session(row, vault) if row else None


async def record_session(conn: AsyncConnection, session: PaySession, *, seen: SessionSeen) -> None:
    """Write down what Stripe says of the session."""
    await conn.execute(
        _one_session(session).values(
            state=SessionState(seen.status), stripe_id=seen.id, url=seen.url
        )
    )


async def refuse_session(conn: AsyncConnection, session: PaySession) -> None:
    """Write down that Stripe would not make the session."""
    await conn.execute(_one_session(session).values(state=SessionState.REFUSED))


async def update_session(conn: AsyncConnection, seen: SessionSeen) -> None:
    """Write down what Stripe says of a session it knows, whichever link it is of."""
    await conn.execute(
        sa.update(pay_sessions)
        .where(pay_sessions.c.stripe_id == seen.id)
        .values(state=SessionState(seen.status), url=seen.url)
    )


async def stray_sessions(conn: AsyncConnection, *, limit: int) -> list[str]:
    """Stripe ids of sessions still open though their link no longer is."""
    rows = await conn.execute(
        sa.select(pay_sessions.c.stripe_id)
        .join(pay_links, pay_links.c.id == pay_sessions.c.link_id)
        .where(pay_sessions.c.state == SessionState.OPEN, pay_links.c.state != LinkState.OPEN)
        .limit(limit)
    )
    return [row.stripe_id for row in rows]


def _by_token(token: str) -> sa.Select[Any]:
    return sa.select(pay_links).where(pay_links.c.token_hash == token_hash(token))


def _known(found: PayLink | None) -> PayLink:
    if found is None:
        raise LinkUnknown
    return found


def _one_session(session: PaySession) -> sa.Update:
    return sa.update(pay_sessions).where(
        pay_sessions.c.link_id == session.link_id,
        pay_sessions.c.generation == session.generation,
    )


async def _link(conn: AsyncConnection, query: sa.Select[Any]) -> PayLink | None:
    row = (await conn.execute(query)).mappings().first()
    if row is None:
        return None
    return PayLink(
        id=PayLinkId(row["id"]),
        plan_id=PlanId(row["plan_id"]),
        installment_no=row["installment_no"],
        account_id=AccountId(row["account_id"]),
        contact_id=ContactId(row["contact_id"]),
        amount=Money(row["amount_minor"], row["currency"]),
        state=LinkState(row["state"]),
        expires_at=row["expires_at"],
    )


def _session(row: sa.RowMapping, vault: Vault) -> PaySession:
    return PaySession(
        link_id=PayLinkId(row["link_id"]),
        generation=row["generation"],
        amount=Money(row["amount_minor"], row["currency"]),
        expires_at=row["expires_at"],
        request=vault.decrypt(row["request"]),
        state=SessionState(row["state"]),
        stripe_id=row["stripe_id"],
        url=row["url"],
    )
