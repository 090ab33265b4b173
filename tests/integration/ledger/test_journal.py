"""The database itself keeps the ledger honest: balanced, in one currency, never changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

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
EMPTY: dict[str, Any] = {
    "id": "txn_empty",
    "kind": "payment",
    "account_id": ACCOUNT,
    "idempotency_key": "empty",
    "input_hash": "h",
    "occurred_on": TODAY,
    "posted_at": NOW,
    "memo": "",
    "entry_count": 2,
}
CHECK_NOW = sa.text("SET CONSTRAINTS ALL IMMEDIATE")


async def add_later(database: Database, transaction_id: str, *amounts: Money) -> None:
    """Add entries in a transaction of their own, when theirs was committed before."""
    async with database.transaction() as conn:
        for no, amount in enumerate(amounts, 3):
            await add_entry(conn, transaction_id, amount, no=no)


async def add_entry(
    conn: AsyncConnection, transaction_id: str, amount: Money, *, no: int, of: int | None = None
) -> None:
    row = {
        "transaction_id": transaction_id,
        "no": no,
        "entry_count": of or max(no, 2),
        "account_id": ACCOUNT,
        "book": "cash",
        "amount_minor": amount.amount_minor,
        "currency": amount.currency,
    }
    await conn.execute(sa.insert(entries).values(**row))


async def test_a_movement_that_does_not_balance_is_refused_before_the_database(
    conn: AsyncConnection,
) -> None:
    await lend(conn)
    lame = replace(MOVEMENT, entries=(Entry(book="cash", amount=mxn("5")),) * 2)
    with pytest.raises(Permanent, match="sum to zero"):
        await journal.post(conn, [lame])


async def test_the_database_refuses_a_transaction_that_does_not_balance(
    conn: AsyncConnection,
) -> None:
    await lend(conn)
    await conn.execute(sa.insert(transactions).values(**EMPTY))
    await add_entry(conn, "txn_empty", mxn("5"), no=1)
    await add_entry(conn, "txn_empty", mxn("-4"), no=2)
    with pytest.raises(IntegrityError, match="does not balance"):
        await conn.execute(CHECK_NOW)


@pytest.mark.parametrize("amounts", [(mxn("1"),), (mxn("1"), mxn("-1"))])
@pytest.mark.parametrize("is_checked_before", [True, False])
async def test_nothing_is_added_to_a_complete_transaction_even_if_it_balances(
    database: Database, amounts: tuple[Money, ...], is_checked_before: bool
) -> None:
    async with database.transaction() as conn:
        await lend(conn)
        (txn_id,) = await journal.post(conn, [MOVEMENT])
        if is_checked_before:
            await conn.execute(CHECK_NOW)
    with pytest.raises(IntegrityError, match="fk_entries_count"):
        await add_later(database, txn_id, *amounts)


@pytest.mark.parametrize(
    ("no", "of", "rule"),
    [(3, 2, "ck_entries_no"), (0, 2, "ck_entries_no"), (2, 2, "uq_entries_no")],
)
async def test_entries_are_numbered_up_to_their_count(
    conn: AsyncConnection, no: int, of: int, rule: str
) -> None:
    await lend(conn)
    (txn_id,) = await journal.post(conn, [MOVEMENT])
    with pytest.raises(IntegrityError, match=rule):
        await add_entry(conn, txn_id, mxn("1"), no=no, of=of)


async def test_a_transaction_without_entries_is_refused(conn: AsyncConnection) -> None:
    await lend(conn)
    await conn.execute(sa.insert(transactions).values(**EMPTY))
    with pytest.raises(IntegrityError, match="does not balance"):
        await conn.execute(CHECK_NOW)


async def test_an_entry_of_another_component_than_its_charge_is_refused(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    wrong = Entry(book="receivable", amount=mxn("-5"), component="fee", charge_id="c1")
    await journal.post(conn, [replace(MOVEMENT, entries=(MOVEMENT.entries[0], wrong))])
    with pytest.raises(IntegrityError, match="fk_entries_charge"):
        await conn.execute(CHECK_NOW)


async def test_bookings_of_an_account_never_go_back_in_time(conn: AsyncConnection) -> None:
    await lend(conn)
    await journal.post(conn, [MOVEMENT])
    earlier = replace(MOVEMENT, key="pi:2", posted_at=NOW - timedelta(days=1))
    (txn_id,) = await journal.post(conn, [earlier])
    query = sa.select(transactions.c.posted_at).where(transactions.c.id == txn_id)
    assert await conn.scalar(query) == NOW


async def test_the_database_refuses_a_booking_before_the_latest(conn: AsyncConnection) -> None:
    await lend(conn)
    await journal.post(conn, [MOVEMENT])
    earlier = {**EMPTY, "posted_at": NOW - timedelta(microseconds=1)}
    with pytest.raises(IntegrityError, match="booked beyond"):
        await conn.execute(sa.insert(transactions).values(**earlier))


async def test_an_entry_in_another_currency_is_refused(conn: AsyncConnection) -> None:
    await lend(conn)
    await conn.execute(sa.insert(transactions).values(**EMPTY))
    with pytest.raises(IntegrityError, match="fk_entries_account"):
        await add_entry(conn, "txn_empty", Money(1, "USD"), no=1)


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
