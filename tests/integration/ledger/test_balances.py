"""Reading accounts, taking a movement back, and doubting figures that do not add up."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, CustomerId
from bot.ledger import journal
from bot.ledger.chart import Book
from bot.ledger.journal import Entry, Movement
from bot.ledger.model import KeyReused, LedgerDoubt
from bot.ledger.posting import post_payment
from bot.ledger.reversals import AlreadyReversed, Reversal, reverse
from bot.ledger.store import account, account_exists, accounts_of, balance, open_charges
from bot.storage.database import Database
from tests.builders.ledger import (
    ACCOUNT,
    NOW,
    TODAY,
    charge,
    lend,
    mxn,
    payment,
)


def taking_back(transaction_id: str, *, source: str = "re:1") -> Reversal:
    return Reversal(
        transaction_id=transaction_id,
        source=source,
        occurred_on=TODAY,
        posted_at=NOW,
        memo="refund",
    )


async def test_a_customer_sees_their_accounts_with_zone_and_country(conn: AsyncConnection) -> None:
    await lend(conn)
    (found,) = await accounts_of(conn, CustomerId("CUS-1"))
    assert (found.id, found.country, found.zone) == (ACCOUNT, "MX", "America/Mexico_City")
    assert await account(conn, ACCOUNT) == found


async def test_an_unknown_account_is_a_permanent_fault(conn: AsyncConnection) -> None:
    assert not await account_exists(conn, AccountId("none"))
    with pytest.raises(Permanent, match="no account"):
        await balance(conn, AccountId("none"), today=TODAY)


async def test_an_account_without_charges_owes_nothing(conn: AsyncConnection) -> None:
    await lend(conn)
    assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("0")


async def test_open_charges_come_oldest_first_without_the_paid_ones(conn: AsyncConnection) -> None:
    await lend(conn, charge("new", "5", due=5), charge("old", "10", due=-9), charge("mid", "7"))
    await post_payment(conn, payment("12"))
    left = await open_charges(conn, ACCOUNT)
    assert [(c.charge.id, c.owed) for c in left] == [("mid", mxn("5")), ("new", mxn("5"))]


async def book(conn: AsyncConnection, *entries: Entry) -> None:
    """A movement that no code of ours would write."""
    movement = Movement(
        kind="payment",
        account_id=ACCOUNT,
        key="odd",
        input_hash="h",
        occurred_on=TODAY,
        posted_at=NOW,
        memo="",
        entries=entries,
    )
    await journal.post(conn, [movement])


def of_charge(book: Book, amount: str) -> Entry:
    return Entry(book=book, amount=mxn(amount), component="principal", charge_id="c1")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((of_charge("receivable", "-11"), Entry(book="cash", amount=mxn("11"))), "beyond"),
        ((of_charge("receivable", "1"), Entry(book="cash", amount=mxn("-1"))), "beyond"),
        ((of_charge("arranged", "11"), of_charge("receivable", "-11")), "an agreement"),
        ((of_charge("arranged", "-1"), of_charge("receivable", "1")), "an agreement"),
        (
            (Entry(book="customer_credit", amount=mxn("-1")), Entry(book="cash", amount=mxn("1"))),
            "a credit stands beside a debt",
        ),
        (
            (Entry(book="customer_credit", amount=mxn("1")), Entry(book="cash", amount=mxn("-1"))),
            "more credit was used",
        ),
    ],
)
async def test_figures_that_contradict_each_other_are_not_told(
    conn: AsyncConnection, entries: tuple[Entry, ...], reason: str
) -> None:
    await lend(conn, charge("c1", "10"))
    await book(conn, *entries)
    with pytest.raises(LedgerDoubt, match=reason):
        await balance(conn, ACCOUNT, today=TODAY)


async def test_a_balance_is_one_look_at_the_database(database: Database) -> None:
    asked: list[str] = []

    def note(*said: Any) -> None:
        asked.append(said[2])

    async with database.transaction() as conn:
        await lend(conn, charge("c1", "10"), charge("c2", "5", of="fee"))
        await post_payment(conn, payment("12"))
        sa.event.listen(conn.sync_connection, "before_cursor_execute", note)
        assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("3")
        sa.event.remove(conn.sync_connection, "before_cursor_execute", note)
    assert len(asked) == 1


async def test_a_payment_taken_back_is_owed_again(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"), charge("c2", "5", of="fee"))
    before = await balance(conn, ACCOUNT, today=TODAY)
    posting = await post_payment(conn, payment("12"))
    await reverse(conn, taking_back(posting.transaction_id))
    assert await balance(conn, ACCOUNT, today=TODAY) == before


async def test_taking_back_twice_by_one_event_is_once(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    posting = await post_payment(conn, payment("4"))
    first = await reverse(conn, taking_back(posting.transaction_id))
    assert await reverse(conn, taking_back(posting.transaction_id)) == first


async def test_a_payment_is_not_taken_back_by_two_events(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    posting = await post_payment(conn, payment("4"))
    await reverse(conn, taking_back(posting.transaction_id))
    with pytest.raises(AlreadyReversed):
        await reverse(conn, taking_back(posting.transaction_id, source="re:2"))


async def test_a_restored_payment_can_be_taken_back_again(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    posting = await post_payment(conn, payment("4"))
    first = await reverse(conn, taking_back(posting.transaction_id))
    await reverse(conn, taking_back(first, source="re:1:reversal"))
    again = taking_back(posting.transaction_id, source="re:2")
    assert await reverse(conn, again) == await reverse(conn, again)
    assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("10")


async def test_one_reversal_source_never_takes_back_two_payments(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    one = await post_payment(conn, payment("4"))
    other = await post_payment(conn, payment("3", source="pi:2"))
    await reverse(conn, taking_back(one.transaction_id))
    with pytest.raises(KeyReused):
        await reverse(conn, taking_back(other.transaction_id))


async def test_an_unknown_transaction_cannot_be_taken_back(conn: AsyncConnection) -> None:
    with pytest.raises(Permanent, match="no transaction"):
        await reverse(conn, taking_back("txn_none"))
