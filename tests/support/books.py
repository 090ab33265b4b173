"""The books read by plain SQL: what is true whatever the code thinks."""

from __future__ import annotations

import sqlalchemy as sa

from bot.kernel.ids import AccountId, ContactId
from bot.ledger.chart import OWED_BOOKS
from bot.ledger.tables import entries, installments, plans, transactions
from bot.outbox.tables import incidents, outbox
from bot.payments.tables import pay_links, pay_sessions
from bot.storage.database import Database


async def scalars(database: Database, query: sa.Select) -> list:
    """The first column of every row."""
    async with database.transaction() as conn:
        return list((await conn.execute(query)).scalars())


async def owed(database: Database, account_id: AccountId) -> int:
    """What the account owes less what it has paid too much, in minor units."""
    books = entries.c.book.in_((*OWED_BOOKS, "customer_credit"))
    query = sa.select(entries.c.amount_minor).where(entries.c.account_id == account_id, books)
    return sum(await scalars(database, query))


async def unbalanced(database: Database) -> list[str]:
    """Transactions whose entries do not sum to zero, or are fewer than was promised."""
    query = (
        sa.select(transactions.c.id)
        .outerjoin(entries, entries.c.transaction_id == transactions.c.id)
        .group_by(transactions.c.id)
        .having(
            sa.or_(
                sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0) != 0,
                sa.func.count(entries.c.id) != transactions.c.entry_count,
            )
        )
    )
    return await scalars(database, query)


async def sources(database: Database, account_id: AccountId, *, kind: str) -> list[str]:
    """The keys of the account's transactions of one kind."""
    query = sa.select(transactions.c.idempotency_key).where(
        transactions.c.account_id == account_id, transactions.c.kind == kind
    )
    return sorted(await scalars(database, query))


async def receipts(database: Database, contact_id: ContactId) -> int:
    """How many receipts wait or went out, or were noted as held back by a closed window."""
    queued = sa.select(outbox.c.id).where(
        outbox.c.contact_id == contact_id, outbox.c.origin == "receipt"
    )
    withheld = sa.select(incidents.c.id).where(
        incidents.c.contact_id == contact_id, incidents.c.reply_key.startswith("payment.")
    )
    return len(await scalars(database, queued)) + len(await scalars(database, withheld))


async def due_on_link(database: Database, link_id: str) -> int:
    """What the link's part of its plan still asks; 0 when it or its plan asks nothing any more."""
    query = (
        sa.select(installments.c.amount_minor - installments.c.paid_minor)
        .join(plans, plans.c.id == installments.c.plan_id)
        .join(
            pay_links,
            (pay_links.c.plan_id == plans.c.id)
            & sa.or_(
                pay_links.c.installment_no.is_(None),
                pay_links.c.installment_no == installments.c.no,
            ),
        )
        .where(pay_links.c.id == link_id, plans.c.state == "active", pay_links.c.state == "open")
    )
    return sum(await scalars(database, query))


async def generations(database: Database, link_id: str) -> list[tuple[int, str]]:
    """Every session made for the link, with its state."""
    columns = (pay_sessions.c.generation, pay_sessions.c.state)
    query = sa.select(*columns).where(pay_sessions.c.link_id == link_id).order_by(columns[0])
    async with database.transaction() as conn:
        return [tuple(row) for row in await conn.execute(query)]
