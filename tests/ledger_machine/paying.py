"""What lenders charge and people pay and agree to, and what time does to it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.ledger_machine import acts, checks
from tests.ledger_machine.life import COMPONENTS, PICK, TROUBLE, Life
from tests.ledger_machine.model import Owing, PlanFound, day_of
from tests.ledger_machine.truth import Truth

SIZES = ("due", "due", "due", "left", "left", "owed", "beyond", "short", "long", "third", "cent")
KINDS = ("plan", "plan", "plan", "settlement", "settlement", "full")


class Paying(Life):
    """Charges, payments, agreements, days."""

    @rule(
        who=PICK,
        amount=st.integers(1, 90_000),
        component=st.sampled_from(COMPONENTS),
        due=st.sampled_from((-40, -20, -20, -1, 0, 3, 30)),
        lag=st.sampled_from((0, 0, 0, 5_000, 100_000)),
        trouble=TROUBLE,
    )
    def charge(
        self, who: int, amount: int, component: str, due: int, lag: int, trouble: int
    ) -> None:
        """A file brings a charge, late interest and fees only where none accrue.

        Whoever books it may have a clock that is late.
        """
        owing = self.any_account(who)
        of = "principal" if owing.accrues and component in ("late_interest", "fee") else component
        self.charge_account(owing, amount, of, due=due, lag=lag, trouble=trouble)

    @rule(
        who=PICK,
        size=st.sampled_from(SIZES),
        late=st.sampled_from((0, 0, 0, 0, 0, 1, 4)),
        named=st.integers(0, 5),
        trouble=TROUBLE,
    )
    def pay(self, who: int, size: str, late: int, named: int, trouble: int) -> None:
        """Money comes, or came some days ago; for an instalment, or for nothing in particular."""
        self.pay_on(self.any_account(who), size, late=late, named=named, trouble=trouble)

    @rule(who=PICK, size=st.sampled_from(("due", "due", "left", "short")), trouble=TROUBLE)
    def keep_word(self, who: int, size: str, trouble: int) -> None:
        """An instalment is paid, as was agreed."""
        self.pay_on(self.any_account(who), size, late=0, named=1, trouble=trouble)

    @rule(
        who=PICK,
        kind=st.sampled_from(KINDS),
        parts=st.integers(2, 6),
        pct=st.integers(1, 60),
        first=st.sampled_from((0, 0, 1, 2, 5, 15)),
        every=st.sampled_from((1, 7, 15)),
        trouble=TROUBLE,
    )
    def agree(
        self, who: int, kind: str, parts: int, pct: int, first: int, every: int, trouble: int
    ) -> None:
        """Terms are accepted; what was agreed before is superseded."""
        first_on = day_of(self.now) + timedelta(days=first)
        pct = pct if kind == "settlement" else 0
        parts = parts if kind == "plan" else 1
        self.agree_on(
            self.any_account(who),
            kind,
            parts,
            pct=pct,
            first=first_on,
            every=every,
            trouble=trouble,
        )

    @rule(who=PICK, pct=st.integers(1, 60), trouble=TROUBLE)
    def settle(self, who: int, pct: int, trouble: int) -> None:
        """A settlement is accepted and paid at once."""
        owing = self.any_account(who)
        self.agree_on(
            owing, "settlement", 1, pct=pct, first=day_of(self.now), every=1, trouble=trouble
        )
        self.the_books_are_right()
        self.pay_on(owing, "left", late=0, named=1, trouble=trouble)

    @rule(hours=st.sampled_from((1, 5, 24, 24, 48, 100, 240)))
    def wait(self, hours: int) -> None:
        """Time goes by, and nobody has looked yet."""
        self.now += timedelta(hours=hours)
        self.expected = partial(checks.nothing_moved, self.truth)

    @rule(trouble=TROUBLE)
    def night(self, trouble: int) -> None:
        """Every account is looked at, twice."""
        for owing in self.owing:
            if self.plan_in_force(owing) is not None:
                self.world.step(acts.age(owing.id, self.now), trouble)
                self.world.step(acts.age(owing.id, self.now))
            if owing.accrues:
                self.world.step(acts.accrue(owing.id, self.now), trouble)
                assert self.world.step(acts.accrue(owing.id, self.now)) == 0
        self.expected = partial(self.aged, before=self.truth)

    def pay_on(self, owing: Owing, size: str, *, late: int, named: int, trouble: int) -> None:
        came_at = self.now - timedelta(days=late)
        plan = owing.in_force(self.truth.plans, day_of(came_at))
        amount, source = self.sum_of(owing, plan, size), self.name("pi")
        act = acts.pay(
            owing.id,
            amount,
            source=source,
            came_at=came_at,
            now=self.now,
            plan=plan.id if plan and named else None,
            installment_no=1 + named % len(plan.asked) if plan and named else None,
        )
        posted = self.do(act, trouble)
        self.received(owing, posted, amount)
        if plan is None:
            self.mixes(owing)
        self.expected = partial(self.was_paid, owing, plan, before=self.truth, amount=amount)

    def agree_on(
        self,
        owing: Owing,
        kind: str,
        parts: int,
        *,
        pct: int,
        first: date,
        every: int,
        trouble: int,
    ) -> None:
        owed = self.truth.owed_of(owing.id)
        if owed < 100:
            return
        terms = acts.terms_for(
            kind,
            owed,
            parts=parts,
            discounts=self.discounts(owing, pct) if pct else {},
            first=first,
            every=every,
        )
        offer = self.name("off")
        act = acts.agree(owing.id, offer, terms=terms, contact=self.contact, now=self.now)
        plan = self.do(act, trouble)
        owing.agreed[plan] = acts.remembered(terms, day_of(self.now))
        self.expected = partial(self.was_agreed, plan)

    def sum_of(self, owing: Owing, plan: PlanFound | None, size: str) -> int:
        """A right, a partial, an excessive or an odd sum; never less than a cent."""
        owed = self.truth.owed_of(owing.id)
        left = plan.left if plan else owed
        dues = (plan.asked[no] - paid for no, paid in plan.paid.items()) if plan else ()
        due = next((due for due in dues if due), left)
        sums = {
            "due": due,
            "left": left,
            "owed": owed,
            "beyond": owed + 12_345,
            "short": due - 1,
            "long": due + 1,
            "third": owed // 3,
            "cent": 1,
        }
        return max(1, sums[size])

    def discounts(self, owing: Owing, pct: int) -> dict[str, int]:
        """So many per cent of the principal, a tenth of that of the interest, rounded down."""
        owed: dict[str, int] = {}
        for charge in owing.charges.values():
            left = self.truth.owed.get(charge.id, 0)
            owed[charge.component] = owed.get(charge.component, 0) + left
        wanted = {"principal": pct, "ordinary_interest": pct // 10}
        parts = {name: owed.get(name, 0) * share // 100 for name, share in wanted.items()}
        return {name: part for name, part in parts.items() if part}

    def was_paid(
        self, owing: Owing, plan: PlanFound | None, after: Truth, *, before: Truth, amount: int
    ) -> None:
        if plan is None:
            checks.paid_in_order(owing, before, after, amount)
        else:
            checks.paid_the_plan(owing, plan, before=before, after=after, amount=amount)
            self.is_as_time_says(owing, after.plan(plan.id))

    def was_agreed(self, plan: str, after: Truth) -> None:
        found = after.plan(plan)
        assert found.state == "active"
        assert sum(found.paid.values()) == 0

    def aged(self, after: Truth, *, before: Truth) -> None:
        """Agreements whose time has passed are broken; no money came or was forgiven."""
        for owing in self.owing:
            for book in ("cash", "discount", "write_off"):
                assert after.book(owing.id, book) == before.book(owing.id, book)
            was = before.active_plan(owing.id)
            if was is not None:
                self.is_as_time_says(owing, after.plan(was.id))

    def is_as_time_says(self, owing: Owing, plan: PlanFound) -> None:
        agreed, today = owing.agreed[plan.id], day_of(self.now)
        if agreed.is_kept(plan.paid):
            assert plan.state == "completed"
        else:
            wanted = "broken" if agreed.is_missed(plan.paid, today) else "active"
            assert plan.state == wanted
