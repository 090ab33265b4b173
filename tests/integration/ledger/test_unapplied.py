"""Money that fits no account waits, is applied once, or goes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.history import AlreadyReversed
from bot.ledger.model import KeyReused
from bot.ledger.posting import Posting
from bot.ledger.refunds import MoneyBack, refund, undo
from bot.ledger.reversals import NotReversible, Reversal, reverse
from bot.ledger.store import balance
from bot.ledger.unapplied import (
    OtherCurrency,
    UnappliedReceived,
    apply_unapplied,
    find_unapplied,
    post_unapplied,
    return_unapplied,
    unapplied,
)
from tests.builders.ledger import ACCOUNT, NOW, TODAY, charge, lend, mxn

STRAY = UnappliedReceived(
    source="pi:9",
    amount=mxn("8"),
    received_at=NOW - timedelta(days=3),
    method="card",
    note="pi_9",
    claimed_account="ACC-404",
)


async def keep(conn: AsyncConnection, stray: UnappliedReceived = STRAY) -> str:
    return await post_unapplied(conn, stray, posted_at=NOW)


async def give(conn: AsyncConnection, transaction_id: str) -> Posting:
    return await apply_unapplied(conn, transaction_id, ACCOUNT, by="usr_1", now=NOW)


def part_of(transaction_id: str, amount: str) -> MoneyBack:
    return MoneyBack(
        transaction_id=transaction_id,
        source="re:9",
        amount=mxn(amount),
        occurred_on=TODAY,
        posted_at=NOW,
        memo="re",
    )


async def test_unapplied_money_is_listed_with_what_is_known_of_it(conn: AsyncConnection) -> None:
    txn_id = await keep(conn)
    (found,) = await unapplied(conn)
    assert (found.transaction_id, found.source, found.left) == (txn_id, "pi:9", mxn("8"))
    assert (found.received_at, found.claimed_account) == (STRAY.received_at, "ACC-404")
    assert (found.note, found.method) == ("pi_9", "card")


async def test_the_same_money_is_kept_once(conn: AsyncConnection) -> None:
    assert await keep(conn) == await keep(conn)
    with pytest.raises(KeyReused):
        await keep(conn, replace(STRAY, amount=mxn("9")))


async def test_applied_money_is_a_payment_of_its_own_day(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    txn_id = await keep(conn)
    posting = await give(conn, txn_id)
    assert posting.balance_after == mxn("2")
    assert await unapplied(conn) == []
    found = await find_unapplied(conn, "pi:9")
    assert found is not None
    assert (found.payment_id, found.payment_account) == (posting.transaction_id, ACCOUNT)


async def test_money_is_applied_or_returned_once(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    txn_id = await keep(conn)
    await give(conn, txn_id)
    with pytest.raises(AlreadyReversed):
        await give(conn, txn_id)
    with pytest.raises(AlreadyReversed):
        await return_unapplied(conn, txn_id, by="usr_1", memo="not ours", now=NOW)
    assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("2")


async def test_returned_money_waits_no_more(conn: AsyncConnection) -> None:
    await lend(conn)
    txn_id = await keep(conn)
    first = await return_unapplied(conn, txn_id, by="usr_1", memo="not ours", now=NOW)
    assert await return_unapplied(conn, txn_id, by="usr_1", memo="not ours", now=NOW) == first
    assert await unapplied(conn) == []
    with pytest.raises(AlreadyReversed):
        await give(conn, txn_id)


async def test_applied_money_is_not_set_free_again_by_a_reversal(conn: AsyncConnection) -> None:
    txn_id = await keep(conn)
    gone = await return_unapplied(conn, txn_id, by="usr_1", memo="not ours", now=NOW)
    with pytest.raises(NotReversible, match="was_applied"):
        await reverse(
            conn,
            Reversal(
                transaction_id=gone, source="rv:1", occurred_on=TODAY, posted_at=NOW, memo=""
            ),
        )


async def test_what_is_left_after_a_refund_is_applied(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    txn_id = await keep(conn)
    await refund(conn, part_of(txn_id, "3"))
    assert (await give(conn, txn_id)).balance_after == mxn("5")
    with pytest.raises(AlreadyReversed):
        await refund(conn, replace(part_of(txn_id, "1"), source="re:10"))


async def test_a_refund_of_unapplied_money_that_did_not_leave_is_undone(
    conn: AsyncConnection,
) -> None:
    txn_id = await keep(conn)
    await refund(conn, part_of(txn_id, "3"))
    await undo(conn, part_of(txn_id, "3"), source="re:9:undone")
    assert [found.left for found in await unapplied(conn)] == [mxn("8")]


async def test_money_of_another_currency_is_not_applied(conn: AsyncConnection) -> None:
    await lend(conn)
    txn_id = await keep(conn, replace(STRAY, amount=Money(800, "USD")))
    with pytest.raises(OtherCurrency):
        await give(conn, txn_id)
    assert len(await unapplied(conn)) == 1


async def test_what_is_not_known_is_a_permanent_fault(conn: AsyncConnection) -> None:
    await lend(conn)
    with pytest.raises(Permanent, match="no unapplied money"):
        await give(conn, "txn_none")
    with pytest.raises(Permanent, match="no account"):
        await apply_unapplied(conn, await keep(conn), AccountId("none"), by="u", now=NOW)
    with pytest.raises(Permanent, match="more than zero"):
        await keep(conn, replace(STRAY, source="pi:0", amount=mxn("0")))
