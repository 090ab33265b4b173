"""Reading accounts, taking a movement back, and doubting figures that do not add up."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, CustomerId
from bot.ledger.model import KeyReused, LedgerDoubt
from bot.ledger.posting import post_payment
from bot.ledger.reversals import AlreadyReversed, Reversal, reverse
from bot.ledger.store import account, account_exists, accounts_of, balance, open_charges
from tests.builders.ledger import (
    ACCOUNT,
    NOW,
    TODAY,
    charge,
    charge_more,
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


async def test_a_credit_beside_a_new_debt_is_in_doubt(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await post_payment(conn, payment("12"))
    assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("0")
    await charge_more(conn, [charge("c2", "10")])
    with pytest.raises(LedgerDoubt, match="credit"):
        await balance(conn, ACCOUNT, today=TODAY)


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
