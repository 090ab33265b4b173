"""Our side of a reconciliation, read in pages: links, sessions and events as facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.tables import accounts, plans
from bot.payments.reconciliation.facts import EventFacts, LinkFacts, SessionFacts
from bot.payments.tables import pay_customers, pay_links, pay_sessions, stripe_events

PAGE: Final = 500
# Stripe is asked once for each, and a run must say that it lives within its lease.
_ASKED_ONE_BY_ONE: Final = 50


async def links_of(conn: AsyncConnection, link_ids: Collection[str]) -> dict[str, LinkFacts]:
    """These links, by id."""
    query = _LINKS.where(pay_links.c.id == sa.any_(sa.literal([*link_ids], _TEXTS)))
    return {row["id"]: _link(row) for row in (await conn.execute(query)).mappings()}


async def paid_links(conn: AsyncConnection, moment: datetime, *, after: str) -> list[LinkFacts]:
    """The next links made since `moment` that are marked paid, in the order of their ids."""
    query = (
        _LINKS.where(
            pay_links.c.state == "paid", pay_links.c.created_at >= moment, pay_links.c.id > after
        )
        .order_by(pay_links.c.id)
        .limit(PAGE)
    )
    return [_link(row) for row in (await conn.execute(query)).mappings()]


async def stripe_ids_of(conn: AsyncConnection, link_id: str) -> list[str]:
    """The ids at Stripe of a link's sessions."""
    query = sa.select(pay_sessions.c.stripe_id).where(
        pay_sessions.c.link_id == link_id, pay_sessions.c.stripe_id.is_not(None)
    )
    return list((await conn.execute(query)).scalars())


async def sessions_to_judge(
    conn: AsyncConnection, moment: datetime, *, now: datetime, after: tuple[str, int]
) -> list[tuple[SessionFacts, str | None]]:
    """The next sessions that may be wrong, each with its id at Stripe.

    Those being made, those open though their link is not, and those completed since `moment`
    whose link was not paid.
    """
    may_be_wrong = sa.or_(
        sa.and_(pay_sessions.c.state == "creating", pay_sessions.c.expires_at > now),
        sa.and_(
            pay_sessions.c.state == "open",
            pay_links.c.state != "open",
            pay_sessions.c.expires_at > now,
        ),
        sa.and_(
            pay_sessions.c.state == "complete",
            pay_sessions.c.created_at >= moment,
        ),
    )
    place = sa.tuple_(pay_sessions.c.link_id, pay_sessions.c.generation)
    query = (
        _SESSIONS.where(may_be_wrong, place > sa.tuple_(*after))
        .order_by(pay_sessions.c.link_id, pay_sessions.c.generation)
        .limit(PAGE)
    )
    rows = (await conn.execute(query)).mappings()
    return [(_session(row), row["stripe_id"]) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One of Stripe's Customers of ours, and the agreement it was made for."""

    id: str
    account_id: AccountId
    folio: str


async def customers_with_transfers(
    conn: AsyncConnection, moment: datetime, *, after: str
) -> list[Customer]:
    """The next Customers who may have been told where to transfer to, in the order of their ids.

    Pages in pesos offer a transfer; one that ended unused told nobody where to.
    """
    may_know_where = (
        sa.exists()
        .where(pay_links.c.plan_id == pay_customers.c.plan_id)
        .where(pay_sessions.c.link_id == pay_links.c.id)
        .where(pay_sessions.c.currency == "MXN", pay_sessions.c.created_at >= moment)
        .where(pay_sessions.c.state.in_(("open", "complete")))
    )
    query = (
        sa.select(pay_customers.c.stripe_id, plans.c.account_id, plans.c.folio)
        .join(plans, plans.c.id == pay_customers.c.plan_id)
        .where(may_know_where, pay_customers.c.stripe_id > after)
        .order_by(pay_customers.c.stripe_id)
        .limit(_ASKED_ONE_BY_ONE)
    )
    return [
        Customer(id=row.stripe_id, account_id=row.account_id, folio=row.folio)
        for row in await conn.execute(query)
    ]


async def undone_events(conn: AsyncConnection, *, after: str) -> list[EventFacts]:
    """The next events that are not done, in the order of their ids."""
    query = (
        sa.select(
            stripe_events.c.id,
            stripe_events.c.type,
            stripe_events.c.state,
            stripe_events.c.vendor_at,
        )
        .where(stripe_events.c.state != "done", stripe_events.c.id > after)
        .order_by(stripe_events.c.id)
        .limit(PAGE)
    )
    return [
        EventFacts(
            id=row.id, type=row.type, is_dead=row.state == "dead", happened_at=row.vendor_at
        )
        for row in await conn.execute(query)
    ]


async def last4_of(
    conn: AsyncConnection, account_ids: Collection[AccountId]
) -> dict[AccountId, str]:
    """The last four digits by which people know these accounts."""
    query = sa.select(accounts.c.id, accounts.c.last4).where(
        accounts.c.id == sa.any_(sa.literal([*account_ids], _TEXTS))
    )
    return {AccountId(row.id): row.last4 for row in await conn.execute(query)}


async def told_at(conn: AsyncConnection, object_ids: Collection[str]) -> dict[str, datetime]:
    """When Stripe first said that something happened to these objects, as far as it reached us."""
    query = (
        sa.select(stripe_events.c.object_id, sa.func.min(stripe_events.c.vendor_at).label("at"))
        .where(stripe_events.c.object_id == sa.any_(sa.literal([*object_ids], _TEXTS)))
        .group_by(stripe_events.c.object_id)
    )
    return {row.object_id: row.at for row in await conn.execute(query)}


_TEXTS: Final = sa.ARRAY(sa.Text)

_LINK: Final = (
    pay_links.c.id,
    pay_links.c.account_id,
    pay_links.c.amount_minor,
    pay_links.c.currency,
    pay_links.c.state,
    pay_links.c.created_at,
    plans.c.folio,
)
_LINKS: Final = sa.select(*_LINK).join(plans, plans.c.id == pay_links.c.plan_id)
_SESSIONS: Final = (
    sa.select(
        *_LINK,
        pay_sessions.c.generation,
        pay_sessions.c.stripe_id,
        pay_sessions.c.state.label("session_state"),
        pay_sessions.c.amount_minor.label("session_minor"),
        pay_sessions.c.created_at.label("session_created_at"),
        pay_sessions.c.expires_at.label("session_expires_at"),
    )
    .join(pay_links, pay_links.c.id == pay_sessions.c.link_id)
    .join(plans, plans.c.id == pay_links.c.plan_id)
)


def _link(row: sa.RowMapping) -> LinkFacts:
    return LinkFacts(
        id=row["id"],
        account_id=row["account_id"],
        folio=row["folio"],
        amount=Money(row["amount_minor"], row["currency"]),
        state=row["state"],
        created_at=row["created_at"],
    )


def _session(row: sa.RowMapping) -> SessionFacts:
    return SessionFacts(
        subject=f"{row['id']}:{row['generation']}",
        state=row["session_state"],
        link=_link(row),
        amount=Money(row["session_minor"], row["currency"]),
        created_at=row["session_created_at"],
        expires_at=row["session_expires_at"],
    )
