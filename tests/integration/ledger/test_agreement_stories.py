"""Whatever happens to an agreement, in whatever order: the books add up and explain themselves."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.money import Money, total
from bot.ledger import ageing, lifecycle, plan_states, plans, promises, store
from bot.ledger.chart import OWED_BOOKS
from bot.ledger.payment import PaymentReceived
from bot.ledger.policy_versions import record_policy_version
from bot.ledger.posting import post_payment
from bot.ledger.promises import PromiseTerms
from bot.ledger.tables import entries, installment_payments, installments
from bot.ledger.terms import Installment, PlanTerms
from bot.storage.database import Database
from tests.builders.ledger import ACCOUNT, META, NOW, charge, charge_more, lend, show
from tests.support.refunds import bring_again, give_back

ZONE = "America/Mexico_City"
DEBT = (
    charge("c1", "100", due=-60),
    charge("c2", "30", due=-60, of="late_interest"),
    charge("c3", "20", due=10, of="fee"),
)
ACTS = st.sampled_from(
    ["accept", "pay", "pay", "pay_late_news", "refund", "undo", "wait", "age", "owe", "promise"]
)
PICKS = st.integers(0, 60)
# Something is agreed first, so that there is something to follow.
STORIES = st.builds(
    lambda pick, rest: [("accept", pick), *rest],
    PICKS,
    st.lists(st.tuples(ACTS, PICKS), min_size=2, max_size=10),
)
PATIENTLY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class Story:
    """One account and its acts; each takes a number that picks what there is to pick."""

    conn: AsyncConnection
    contact_id: ContactId
    now: datetime = NOW
    paid: list[tuple[str, int]] = field(default_factory=list)
    refunded: list[tuple[str, str, int]] = field(default_factory=list)
    count: int = 0

    async def accept(self, pick: int) -> None:
        if await self._credit():
            return  # nothing is agreed on figures in doubt
        balance = await store.balance(self.conn, ACCOUNT, today=self.today)
        agreed = _terms(pick, balance.total, balance.past_due, self.today)
        if agreed is None:
            return
        (offer,) = await show(self.conn, self.contact_id, agreed)
        await lifecycle.accept_plan(
            self.conn,
            offer.agreement(),
            accepted_at=self.now,
            accepted_wamid=Wamid("wamid.yes"),
        )

    async def pay(self, pick: int) -> None:
        await self._pay(pick, self.now)

    async def pay_late_news(self, pick: int) -> None:
        """Money of two days ago that we hear of now."""
        await self._pay(pick, self.now - timedelta(days=2))

    async def _pay(self, pick: int, came: datetime) -> None:
        if await self._credit():
            return  # what becomes of a credit beside a debt is not told here
        plan = await plans.latest_plan(self.conn, ACCOUNT)
        due = plans.next_installment(plan) if plan else None
        amount = due.owed if due and pick % 3 else Money(1 + pick * 311, "MXN")
        self.count += 1
        received = PaymentReceived(
            source=f"pi:{self.count}",
            account_id=ACCOUNT,
            plan_id=plan.id if plan else None,
            installment_no=due.no if due else None,
            amount=amount,
            received_at=came,
            method="card",
            posted_at=self.now,
        )
        posting = await post_payment(self.conn, received)
        self.paid.append((posting.transaction_id, amount.amount_minor))

    async def refund(self, pick: int) -> None:
        if not self.paid:
            return
        payment_id, minor = self.paid.pop(pick % len(self.paid))
        part = minor if pick % 2 else (minor + 1) // 2
        self.count += 1
        source = f"re:{self.count}"
        refund_id = await give_back(
            self.conn, payment_id, part, source=source, day=self.today, at=self.now
        )
        self.refunded.append((refund_id, payment_id, minor))

    async def undo(self, pick: int) -> None:
        if not self.refunded:
            return
        refund_id, payment_id, minor = self.refunded.pop(pick % len(self.refunded))
        await bring_again(
            self.conn, refund_id, source=f"{refund_id}:back", day=self.today, at=self.now
        )
        self.paid.append((payment_id, minor))

    async def wait(self, pick: int) -> None:
        self.now += timedelta(days=1 + pick % 20)

    async def age(self, _pick: int) -> None:
        await ageing.age(self.conn, ACCOUNT, self.now)
        again = await ageing.age(self.conn, ACCOUNT, self.now)
        assert (again.broken_plans, again.settled_promises) == ((), ())

    async def owe(self, pick: int) -> None:
        """Something new is charged, sometimes with an old day."""
        if await self._credit():
            return
        self.count += 1
        await charge_more(
            self.conn,
            [charge(f"n{self.count}", str(1 + pick), due=pick - 70, of="late_interest")],
        )

    async def promise(self, pick: int) -> None:
        self.count += 1
        await promises.make_promise(
            self.conn,
            account_id=ACCOUNT,
            contact_id=self.contact_id,
            terms=PromiseTerms(
                amount=Money(100 + pick, "MXN"),
                due_on=self.today + timedelta(days=pick % 9),
                grace_days=1,
                tolerance_pct=EXACT,
            ),
            meta=META,
            made_at=self.now,
            made_wamid=Wamid(f"wamid.{self.count}"),
        )

    @property
    def today(self) -> date:
        return local_date(self.now, ZONE)

    async def _credit(self) -> int:
        return -(await self.book("customer_credit"))

    async def book(self, *books: str) -> int:
        query = sa.select(sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0)).where(
            entries.c.book.in_(books)
        )
        return int(await self.conn.scalar(query))

    async def check(self) -> None:
        """What holds after every act."""
        charged, cash = -(await self.book("charged")), await self.book("cash")
        credit, discount = await self._credit(), await self.book("discount")
        owed = await self.book(*OWED_BOOKS)
        assert owed == charged - cash - discount + credit
        plan = await plans.active_plan(self.conn, ACCOUNT)
        open_charges = await store.open_charges(self.conn, ACCOUNT)
        arranged = total((c.arranged for c in open_charges), "MXN")
        assert all(0 <= c.arranged.amount_minor <= c.owed.amount_minor for c in open_charges)
        assert arranged <= (plan_states.asked(plan) if plan else Money.zero("MXN"))
        assert plan is not None or discount >= 0
        await self._instalments_are_what_payments_paid()
        await self.conn.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        await self.conn.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))

    async def _instalments_are_what_payments_paid(self) -> None:
        paid = sa.func.coalesce(sa.func.sum(installment_payments.c.amount_minor), 0)
        query = (
            sa.select(installments.c.plan_id, installments.c.no)
            .outerjoin(
                installment_payments,
                (installment_payments.c.plan_id == installments.c.plan_id)
                & (installment_payments.c.no == installments.c.no),
            )
            .group_by(installments.c.plan_id, installments.c.no)
            .having(sa.func.max(installments.c.paid_minor) != paid)
        )
        assert (await self.conn.execute(query)).all() == []


EXACT = Decimal(0)


def _terms(pick: int, owed: Money, past_due: Money, today: date) -> PlanTerms | None:
    """A settlement, what is past due, or one to three payments, as `pick` says."""
    kinds = ("settlement", "current", "plan", "full")
    kind = kinds[pick % 4]
    zero = Money.zero("MXN")
    discount = Money(min(500, owed.amount_minor // 4), "MXN") if kind == "settlement" else zero
    amount = past_due if kind == "current" else owed - discount
    if amount.amount_minor < 10 or (kind == "settlement" and not discount):
        return None
    parts = amount.split(1 + pick % 3 if kind == "plan" else 1)
    return PlanTerms(
        kind=kind,
        total=amount,
        discount=discount,
        discount_by_component={"late_interest": discount} if discount else {},
        installments=tuple(
            Installment(no=no, due_on=today + timedelta(days=7 * no), amount=part)
            for no, part in enumerate(parts, 1)
        ),
        grace_days=pick % 3,
        tolerance_pct=EXACT + (2 if kind == "plan" and pick % 2 else 0),
    )


@PATIENTLY
@given(story=STORIES)
@example(story=[("accept", 0), ("pay", 1), ("refund", 1), ("undo", 0), ("refund", 1)])
@example(story=[("accept", 0), ("pay", 1), ("refund", 0), ("pay", 0), ("undo", 0)])
@example(story=[("accept", 0), ("pay", 1), ("wait", 19), ("refund", 1), ("undo", 0)])
@example(story=[("accept", 2), ("pay", 1), ("accept", 2), ("refund", 1), ("undo", 0)])
@example(story=[("accept", 2), ("wait", 9), ("age", 0), ("pay_late_news", 1), ("age", 0)])
@example(story=[("accept", 1), ("pay", 3), ("wait", 19), ("age", 0), ("refund", 1), ("undo", 0)])
@example(story=[("accept", 1), ("owe", 0), ("pay", 1), ("refund", 1), ("accept", 3), ("undo", 0)])
async def test_whatever_happens_the_books_add_up(
    database: Database, story: list[tuple[str, int]]
) -> None:
    async with database.transaction() as conn:
        contact_id = await lend(conn, *DEBT)
        await record_policy_version(
            conn, META.policy, version=1, content_hash="h1", document="rules: []", now=NOW
        )
        told = Story(conn, contact_id)
        for act, pick in story:
            await getattr(told, act)(pick)
            await told.check()
        await conn.rollback()
