"""Charges, payments, refunds, reversals and write-offs in any order: no cent is lost or made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected
from bot.kernel.money import Money
from bot.ledger.model import COMPONENTS
from bot.ledger.posting import post_payment
from bot.ledger.refunds import MoneyBack, refund, undo
from bot.ledger.reversals import Reversal, reverse
from bot.ledger.statements import Statement, balance_as_of, statement
from bot.ledger.store import balance
from bot.ledger.tables import entries, transactions
from bot.ledger.write_offs import write_off
from bot.storage.database import Database
from tests.builders.ledger import ACCOUNT, NOW, TODAY, charge, charge_more, lend, mxn, payment

ACTS = ("charge", "charge", "pay", "pay", "refund", "refund", "undo", "reverse", "write_off")
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(1, 120))


@dataclass(kw_only=True)
class Walk:
    """One account and everything that happens to it; the books are checked after each step."""

    conn: AsyncConnection
    steps: int = 0
    payments: list[str] = field(default_factory=list)
    refunds: list[MoneyBack] = field(default_factory=list)

    async def step(self, act: str, pick: int, amount: int) -> None:
        self.steps += 1
        try:
            async with self.conn.begin_nested():
                await getattr(self, act)(pick, Money(amount, "MXN"))
        except Rejected:
            pass  # refused as a whole: nothing of it may be left behind
        await self.check()

    async def charge(self, pick: int, amount: Money) -> None:
        wanted = {"due": pick - 25, "of": COMPONENTS[pick % 5]}
        await charge_more(self.conn, [charge(f"c{self.steps}", _said(amount), **wanted)])

    async def pay(self, _pick: int, amount: Money) -> None:
        received = payment(_said(amount), source=f"pi:{self.steps}")
        self.payments.append((await post_payment(self.conn, received)).transaction_id)

    async def refund(self, pick: int, amount: Money) -> None:
        if self.payments:
            paid = self.payments[pick % len(self.payments)]
            back = MoneyBack(
                transaction_id=paid,
                source=f"re:{self.steps}",
                amount=amount,
                occurred_on=TODAY,
                posted_at=NOW,
                memo="re",
            )
            self.refunds.append(back)
            first = await refund(self.conn, back)
            assert await refund(self.conn, back) == first
            assert first.taken + first.beyond == amount

    async def undo(self, pick: int, _amount: Money) -> None:
        if self.refunds:
            back = self.refunds[pick % len(self.refunds)]
            await undo(self.conn, back, source=f"{back.source}:undone")

    async def reverse(self, pick: int, _amount: Money) -> None:
        rows = await self.conn.execute(
            sa.select(transactions.c.id).where(transactions.c.account_id == ACCOUNT)
        )
        if known := list(rows.scalars()):
            what = Reversal(
                transaction_id=known[pick % len(known)],
                source=f"rv:{self.steps}",
                occurred_on=TODAY,
                posted_at=NOW,
                memo="by hand",
            )
            assert await reverse(self.conn, what) == await reverse(self.conn, what)

    async def write_off(self, _pick: int, _amount: Money) -> None:
        who = {"reason": "old", "by": "usr_1", "now": NOW}
        await write_off(self.conn, ACCOUNT, source=f"wo:{self.steps}", **who)

    async def check(self) -> None:
        """What is told is what plain sums say: charged, less given up, less the money here."""
        told = await balance(self.conn, ACCOUNT, today=TODAY)
        given = await self._sum("charged", "write_off")
        cash = await self._sum("cash")
        assert told.total - told.credit == -given - cash
        assert not (told.total and told.credit)
        assert cash >= mxn("0")

    async def _sum(self, *books: str) -> Money:
        found = await self.conn.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0)).where(
                entries.c.account_id == ACCOUNT, entries.c.book.in_(books)
            )
        )
        return Money(int(found), "MXN")


def _said(amount: Money) -> str:
    return str(amount.to_decimal())


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(STEPS, min_size=4, max_size=25))
@example(story=[("pay", 0, 50), ("charge", 0, 100), ("refund", 0, 30), ("undo", 0, 1)])
@example(story=[("charge", 0, 50), ("pay", 0, 50), ("reverse", 0, 1), ("refund", 0, 50)])
async def test_no_order_of_events_loses_or_makes_a_cent(
    database: Database, story: list[tuple[str, int, int]]
) -> None:
    async with database.transaction() as conn:
        await lend(conn)
        walk = Walk(conn=conn)
        for act, pick, amount in story:
            await walk.step(act, pick, amount)
        await conn.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        later = NOW + timedelta(days=1)
        told = await statement(conn, ACCOUNT, since=NOW - timedelta(1), until=NOW, now=later)
        assert told.opening.net + sum_of(told) == told.closing.net
        assert told.closing == await balance_as_of(conn, ACCOUNT, NOW, now=later)
        assert told.closing.owed == (await balance(conn, ACCOUNT, today=TODAY)).total
        await conn.rollback()


def sum_of(told: Statement) -> Money:
    """All changes together; the last line says what the closing says."""
    running = [line.running for line in told.lines]
    changes = sum(line.change.net.amount_minor for line in told.lines)
    assert not running or running[-1] == told.closing.net
    return Money(changes, "MXN")
