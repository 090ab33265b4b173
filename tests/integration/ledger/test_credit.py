"""Money beyond the debt is the customer's: it pays what is charged next, and is listed."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.privacy import Vault
from bot.ledger.credit import credits
from bot.ledger.imports import ChargeRecord, import_charges
from bot.ledger.model import Account, Component
from bot.ledger.posting import post_payment
from bot.ledger.store import balance, open_charges
from bot.ledger.tables import transactions
from tests.builders.ledger import ACCOUNT, NOW, TODAY, charge, charge_more, lend, mxn, payment
from tests.support.clock import HandClock
from tests.support.debts import lend as lend_another


def capital_first(_account: Account) -> tuple[Component, ...]:
    return ("principal", "fee", "tax", "late_interest", "ordinary_interest")


async def test_an_overpayment_is_told_as_credit(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await post_payment(conn, payment("12.50"))
    told = await balance(conn, ACCOUNT, today=TODAY)
    assert (told.total, told.credit) == (mxn("0"), mxn("2.50"))


async def test_credit_pays_the_next_charge_at_once(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await post_payment(conn, payment("13"))
    await charge_more(conn, [charge("c2", "1"), charge("c3", "10")])
    told = await balance(conn, ACCOUNT, today=TODAY)
    assert (told.total, told.credit) == (mxn("8"), mxn("0"))
    query = sa.select(transactions.c.idempotency_key).where(transactions.c.kind == "credit")
    assert (await conn.execute(query)).scalars().all() == ["credit:import:charge:c2"]


async def test_credit_pays_in_the_order_of_the_policy(conn: AsyncConnection) -> None:
    await lend(conn)
    await post_payment(conn, payment("5"))
    fresh = [charge("c1", "5", of="fee"), charge("c2", "5")]
    records = [ChargeRecord(charge=each, input_hash="h") for each in fresh]
    await import_charges(conn, records, posted_at=NOW, order_for=capital_first)
    assert [c.charge.id for c in await open_charges(conn, ACCOUNT)] == ["c1"]


async def test_a_credit_is_listed_since_it_began_to_wait(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    for number, hours in enumerate((0, 2, 3), 1):
        moment = NOW + timedelta(hours=hours)
        await post_payment(conn, payment("12", source=f"pi:{number}", at=moment))
        if number == 1:
            await charge_more(conn, [charge("c2", "2")])
    (held,) = await credits(conn)
    assert (held.account_id, held.amount) == (ACCOUNT, mxn("24"))
    assert held.since == NOW + timedelta(hours=2)


async def test_the_longest_waiting_credit_is_listed_first(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    late, early = [await lend_another(conn, vault, mxn("10"), clock) for _ in range(2)]
    for debt, hours in ((late, 2), (early, 1)):
        received = payment("12", source=debt.account_id, at=NOW + timedelta(hours=hours))
        await post_payment(conn, replace(received, account_id=debt.account_id))
    listed = [held.account_id for held in await credits(conn)]
    assert listed == [early.account_id, late.account_id]


async def test_an_account_without_credit_is_not_listed(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await post_payment(conn, payment("12"))
    await charge_more(conn, [charge("c2", "2")])
    assert await credits(conn) == []
