"""The database itself keeps the ledger honest: balanced, in one currency, never changed."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.money import Money
from bot.ledger import journal
from bot.ledger.journal import Entry, Movement
from bot.ledger.tables import entries, transactions
from bot.storage.database import Database
from tests.builders.ledger import ACCOUNT, NOW, TODAY, charge, lend, mxn

MOVEMENT = Movement(
    kind="payment",
    account_id=ACCOUNT,
    key="pi:1",
    input_hash="h",
    occurred_on=TODAY,
    posted_at=NOW,
    memo="card",
    entries=(
        Entry(book="cash", amount=mxn("5")),
        Entry(book="customer_credit", amount=mxn("-5")),
    ),
)
CHECK_NOW = sa.text("SET CONSTRAINTS ALL IMMEDIATE")


async def add_later(database: Database, transaction_id: str, *amounts: Money) -> None:
    """Add entries in a transaction of their own, when theirs was committed before."""
    async with database.transaction() as conn:
        for amount in amounts:
            await add_entry(conn, transaction_id, amount)


async def add_entry(conn: AsyncConnection, transaction_id: str, amount: Money) -> None:
    row = {
        "transaction_id": transaction_id,
        "account_id": ACCOUNT,
        "book": "cash",
        "amount_minor": amount.amount_minor,
        "currency": amount.currency,
    }
    await conn.execute(sa.insert(entries).values(**row))


@pytest.mark.parametrize("table", ["transactions", "entries", "charges"])
@pytest.mark.parametrize("change", ["UPDATE {} SET account_id = account_id", "DELETE FROM {}"])
async def test_what_is_in_the_ledger_cannot_be_changed(
    conn: AsyncConnection, table: str, change: str
) -> None:
    await lend(conn, charge("c1", "10"))
    with pytest.raises(IntegrityError, match="append-only"):
        await conn.execute(sa.text(change.format(table)))


async def test_the_application_cannot_truncate_the_ledger(conn: AsyncConnection) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        await conn.execute(sa.text("TRUNCATE entries"))


async def test_a_movement_that_does_not_balance_is_refused_before_the_database(
    conn: AsyncConnection,
) -> None:
    await lend(conn)
    lame = replace(MOVEMENT, entries=(Entry(book="cash", amount=mxn("5")),) * 2)
    with pytest.raises(Permanent, match="sum to zero"):
        await journal.post(conn, [lame])


async def test_the_database_refuses_a_transaction_that_does_not_balance(
    database: Database,
) -> None:
    async with database.transaction() as conn:
        await lend(conn)
        (txn_id,) = await journal.post(conn, [MOVEMENT])
    with pytest.raises(IntegrityError, match="does not balance"):
        await add_later(database, txn_id, mxn("1"))


async def test_nothing_is_added_to_a_complete_transaction_even_if_it_balances(
    database: Database,
) -> None:
    async with database.transaction() as conn:
        await lend(conn)
        (txn_id,) = await journal.post(conn, [MOVEMENT])
    with pytest.raises(IntegrityError, match="does not balance"):
        await add_later(database, txn_id, mxn("1"), mxn("-1"))


async def test_a_transaction_without_entries_is_refused(conn: AsyncConnection) -> None:
    await lend(conn)
    await conn.execute(
        sa.insert(transactions).values(
            id="txn_empty",
            kind="payment",
            account_id=ACCOUNT,
            idempotency_key="empty",
            input_hash="h",
            occurred_on=TODAY,
            posted_at=NOW,
            memo="",
            entry_count=2,
        )
    )
    with pytest.raises(IntegrityError, match="does not balance"):
        await conn.execute(CHECK_NOW)


async def test_an_entry_in_another_currency_is_refused(conn: AsyncConnection) -> None:
    await lend(conn)
    (txn_id,) = await journal.post(conn, [MOVEMENT])
    with pytest.raises(IntegrityError, match="fk_entries_account"):
        await add_entry(conn, txn_id, Money(1, "USD"))


async def test_a_receivable_must_name_its_charge(conn: AsyncConnection) -> None:
    await lend(conn)
    loose = Entry(book="receivable", amount=mxn("-5"), component="fee")
    with pytest.raises(IntegrityError, match="ck_entries_charge"):
        await journal.post(conn, [replace(MOVEMENT, entries=(MOVEMENT.entries[0], loose))])


async def test_a_key_is_posted_once(conn: AsyncConnection) -> None:
    await lend(conn)
    await journal.post(conn, [MOVEMENT])
    with pytest.raises(IntegrityError, match="idempotency_key"):
        await journal.post(conn, [MOVEMENT])


async def test_posting_nothing_is_nothing(conn: AsyncConnection) -> None:
    assert await journal.post(conn, []) == []


def test_a_fingerprint_does_not_depend_on_the_order_of_its_fields() -> None:
    assert journal.fingerprint({"a": 1, "b": "ñ"}) == journal.fingerprint({"b": "ñ", "a": 1})
    assert journal.fingerprint({"a": 1}) != journal.fingerprint({"a": "1"})
