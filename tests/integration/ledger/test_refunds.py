"""Money that goes back: what it had paid is owed again, last paid first, and never too much."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.ledger.history import AlreadyReversed
from bot.ledger.model import KeyReused
from bot.ledger.posting import post_payment
from bot.ledger.refunds import MoneyBack, refund, undo
from bot.ledger.reversals import NotReversible, Reversal, reverse
from bot.ledger.store import balance, open_charges
from bot.ledger.tables import charges, entries, transactions
from tests.builders.ledger import ACCOUNT, NOW, TODAY, charge, charge_more, lend, mxn, payment

UNDONE = "re:1:undone"


def back(payment_id: str, amount: str, *, source: str = "re:1") -> MoneyBack:
    return MoneyBack(
        transaction_id=payment_id,
        source=source,
        amount=mxn(amount),
        occurred_on=TODAY,
        posted_at=NOW + timedelta(hours=1),
        memo="re",
    )


def reversal(transaction_id: str, *, source: str = "rv:1") -> Reversal:
    return Reversal(
        transaction_id=transaction_id,
        source=source,
        occurred_on=TODAY,
        posted_at=NOW,
        memo="by hand",
    )


async def pay(conn: AsyncConnection, amount: str, *, source: str = "pi:1") -> str:
    return (await post_payment(conn, payment(amount, source=source))).transaction_id


async def owed(conn: AsyncConnection) -> dict[str, str]:
    """What is owed of each charge, as plain text."""
    return {c.charge.id: str(c.owed.to_decimal()) for c in await open_charges(conn, ACCOUNT)}


async def credit(conn: AsyncConnection) -> str:
    return str((await balance(conn, ACCOUNT, today=TODAY)).credit.to_decimal())


async def movement(conn: AsyncConnection, transaction_id: str) -> set[tuple[object, ...]]:
    columns = (entries.c.book, entries.c.component, entries.c.charge_id, entries.c.amount_minor)
    query = sa.select(*columns).where(entries.c.transaction_id == transaction_id)
    return {tuple(row) for row in await conn.execute(query)}


async def test_a_full_refund_is_the_exact_opposite(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"), charge("c2", "5", of="fee", due=-3))
    paid = await pay(conn, "17")
    done = await refund(conn, back(paid, "17"))
    opposite = {(*row[:3], -row[3]) for row in await movement(conn, paid)}
    assert await movement(conn, done.transaction_ids[0]) == opposite
    assert (done.taken, done.beyond) == (mxn("17"), mxn("0"))


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("1", {}),
        ("2", {}),
        ("3", {"c2": "1.00"}),
        ("7", {"c2": "5.00"}),
        ("8.50", {"c1": "1.50", "c2": "5.00"}),
    ],
)
async def test_credit_goes_first_then_what_was_paid_last(
    conn: AsyncConnection, amount: str, left: dict[str, str]
) -> None:
    await lend(conn, charge("c1", "10", due=-9), charge("c2", "5"))
    await refund(conn, back(await pay(conn, "17"), amount))
    assert await owed(conn) == left


async def test_several_refunds_never_take_more_than_the_payment_brought(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await refund(conn, back(paid, "5"))
    second = await refund(conn, back(paid, "5", source="re:2"))
    assert (second.taken, second.beyond) == (mxn("3"), mxn("2"))
    with pytest.raises(AlreadyReversed):
        await refund(conn, back(paid, "1", source="re:3"))
    assert await owed(conn) == {"c1": "10.00"}


async def test_what_was_beyond_is_taken_when_another_refund_did_not_leave(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await refund(conn, back(paid, "5"))
    await refund(conn, back(paid, "8", source="du:1"))
    await undo(conn, back(paid, "5"), source=UNDONE)
    again = await refund(conn, back(paid, "8", source="du:1"))
    assert (again.taken, again.beyond, len(again.transaction_ids)) == (mxn("8"), mxn("0"), 2)
    assert await owed(conn) == {"c1": "10.00"}
    await undo(conn, back(paid, "8", source="du:1"), source="du:1:back")
    assert await owed(conn) == {"c1": "2.00"}


async def test_the_same_refund_again_changes_nothing(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    first = await refund(conn, back(paid, "3"))
    assert await refund(conn, back(paid, "3")) == first
    assert await owed(conn) == {"c1": "5.00"}


async def test_a_refund_that_comes_back_as_another_is_refused(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await refund(conn, back(paid, "3"))
    with pytest.raises(KeyReused):
        await refund(conn, back(paid, "4"))


async def test_a_refund_that_did_not_leave_counts_as_never_given(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await refund(conn, back(paid, "3"))
    for _ in range(2):
        await undo(conn, back(paid, "3"), source=UNDONE)
    await refund(conn, back(paid, "3"))
    assert await owed(conn) == {"c1": "2.00"}


async def test_money_that_returns_pays_what_is_owed_by_then(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "10")
    await refund(conn, back(paid, "10"))
    await pay(conn, "9", source="pi:2")
    await charge_more(conn, [charge("c2", "4")])
    await undo(conn, back(paid, "10"), source=UNDONE)
    assert (await owed(conn), await credit(conn)) == ({}, "5.00")


async def test_credit_that_was_used_since_is_owed_again(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "15")
    await charge_more(conn, [charge("c2", "4")])
    await refund(conn, back(paid, "3"))
    assert (await owed(conn), await credit(conn)) == ({"c2": "2.00"}, "0.00")


async def test_another_payments_credit_pays_what_a_refund_lets_be_owed(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "10")
    await pay(conn, "4", source="pi:2")
    await refund(conn, back(paid, "10"))
    assert (await owed(conn), await credit(conn)) == ({"c1": "6.00"}, "0.00")


async def test_a_payment_refunded_in_part_is_reversed_for_what_is_left(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await refund(conn, back(paid, "3"))
    await reverse(conn, reversal(paid))
    assert await owed(conn) == {"c1": "10.00"}
    with pytest.raises(AlreadyReversed):
        await refund(conn, back(paid, "1", source="re:2"))


async def test_the_money_of_a_reversed_charge_becomes_credit(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    charged = await conn.scalar(sa.select(charges.c.transaction_id))
    first = await reverse(conn, reversal(str(charged)))
    assert (await owed(conn), await credit(conn)) == ({}, "8.00")
    await reverse(conn, reversal(first, source="rv:2"))
    assert (await owed(conn), await credit(conn)) == ({"c1": "2.00"}, "0.00")
    await refund(conn, back(paid, "8"))
    assert await owed(conn) == {"c1": "10.00"}


async def test_a_refund_after_its_charge_was_reversed_takes_the_credit(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    paid = await pay(conn, "8")
    await reverse(conn, reversal(str(await conn.scalar(sa.select(charges.c.transaction_id)))))
    await refund(conn, back(paid, "8"))
    assert (await owed(conn), await credit(conn)) == ({}, "0.00")


async def test_credit_moves_itself_and_is_not_reversed(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await pay(conn, "12")
    await charge_more(conn, [charge("c2", "4")])
    query = sa.select(transactions.c.id).where(transactions.c.kind == "credit")
    with pytest.raises(NotReversible, match="credit_moves_itself"):
        await reverse(conn, reversal(str(await conn.scalar(query))))


@pytest.mark.parametrize("amount", ["0", "-1"])
async def test_a_refund_is_more_than_zero(conn: AsyncConnection, amount: str) -> None:
    await lend(conn, charge("c1", "10"))
    with pytest.raises(Permanent, match="more than zero"):
        await refund(conn, back(await pay(conn, "8"), amount))


async def test_only_a_payment_is_refunded(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    charged = await conn.scalar(sa.select(charges.c.transaction_id))
    for wrong in (str(charged), "txn_none"):
        with pytest.raises(Permanent, match="no payment"):
            await refund(conn, back(wrong, "1"))
