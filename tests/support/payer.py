"""One person paying: each act checks what must hold right after it, `settle` what must in the end.

What is expected is read from the stand-in's own objects and from plain SQL, never from the code
under test.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.kernel.clock import Clock
from bot.kernel.errors import Rejected
from bot.kernel.ids import PlanId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.ledger.model import LedgerDoubt
from bot.payments import links
from bot.payments.cashier import Cashier
from bot.payments.model import IssuedLink, NotPayable
from bot.payments.worker import PaymentsWorker
from bot.storage.database import Database
from tests.fixtures_stripe import RunningStripe
from tests.support import books, debts
from tests.support.debts import Debt

Json = dict[str, Any]
_SMALLEST = 1_000


@dataclass(kw_only=True)
class Payer:
    """A debt, its pay links, and everything the person, the bank and Stripe do about it."""

    database: Database
    vault: Vault
    clock: Clock
    stripe: RunningStripe
    cashier: Cashier
    worker: PaymentsWorker
    deliver: Callable[[list[Json]], Awaitable[None]]
    debt: Debt
    plan_id: PlanId
    seen: int
    links: list[IssuedLink] = field(default_factory=list)
    banked: list[int] = field(default_factory=list)

    # What the person does

    async def ask_for_a_link(self, _pick: int) -> None:
        """The bot sends the link of the plan's next instalment."""
        async with self.database.transaction() as conn:
            try:
                issued = await links.create_link(
                    conn,
                    self.vault,
                    plan_id=self.plan_id,
                    account_id=self.debt.account_id,
                    contact_id=self.debt.contact_id,
                    expires_at=self.clock.now() + timedelta(days=2),
                    now=self.clock.now(),
                )
            except Rejected:
                return
        self.links.append(issued)

    async def open_page(self, pick: int, tabs: int = 1) -> None:
        """Press Pay in so many tabs: one right page for all, or none and no new session."""
        if not self.links:
            return
        link = self.links[pick % len(self.links)]
        due, known = await self._due(link), len(self._sessions([link]))
        pressed = (self.cashier.open_page(link.token) for _ in range(tabs))
        answers = await asyncio.gather(*pressed, return_exceptions=True)
        for answer in answers:
            assert isinstance(answer, str | NotPayable | LedgerDoubt), repr(answer)
        opened = [each for each in self._sessions([link]) if each["status"] == "open"]
        urls = {answer for answer in answers if isinstance(answer, str)}
        assert urls <= {each["url"] for each in opened if each["amount_total"] == due}
        assert len(urls) <= 1
        assert len(opened) <= 1
        if due < _SMALLEST:
            assert len(self._sessions([link])) == known

    async def open_two_tabs(self, pick: int) -> None:
        """The same page twice at once."""
        await self.open_page(pick, tabs=2)

    async def pay(self, pick: int) -> None:
        """Pay at Stripe with a good card, on any page that is still open there."""
        if session := self._any(self._open_sessions(), pick):
            self.stripe.world.pay(session["id"])

    async def decline(self, pick: int) -> None:
        """The card is refused."""
        if session := self._any(self._open_sessions(), pick):
            self.stripe.world.decline(session["id"])

    async def pay_at_the_bank(self, pick: int) -> None:
        """Part of the debt arrives another way, so that amounts change under open pages."""
        owed = await books.owed(self.database, self.debt.account_id)
        if owed <= 0:
            return
        amount = min(owed, 100 + 7_777 * (pick % 9))
        self.banked.append(amount)
        received = ledger.PaymentReceived(
            source=f"bank:{self.debt.account_id}:{len(self.banked)}",
            account_id=self.debt.account_id,
            plan_id=None,
            installment_no=None,
            amount=Money(amount, self.debt.owed.currency),
            received_at=self.clock.now(),
            method="transfer",
        )
        async with self.database.transaction() as conn:
            await ledger.post_payment(conn, received)

    async def agree_anew(self, pick: int) -> None:
        """Other terms take the plan's place."""
        owed = await books.owed(self.database, self.debt.account_id)
        if owed < 3 * _SMALLEST:
            return
        async with self.database.transaction() as conn:
            try:
                self.plan_id = await debts.agree(
                    conn,
                    self.debt,
                    Money(owed, self.debt.owed.currency),
                    parts=1 + pick % 3,
                    clock=self.clock,
                )
            except (Rejected, LedgerDoubt):
                await conn.rollback()

    # What Stripe and the banks do

    async def refund(self, pick: int) -> None:
        """Every fourth refund is partial, so that another may follow."""
        if intent := self._any(self._refundable(), pick):
            whole = intent["amount"]
            self.stripe.world.refund(intent["id"], whole // 2 if pick % 4 == 3 else whole)

    async def fail_refund(self, pick: int) -> None:
        """A refund does not arrive."""
        if refund := self._any(self._refunds(status="succeeded"), pick):
            self.stripe.world.fail_refund(refund["id"])

    async def dispute(self, pick: int) -> None:
        """A cardholder disputes, sometimes what was refunded already."""
        if intent := self._any(self._undisputed(), pick):
            self.stripe.world.dispute(intent["id"])

    async def win_dispute(self, pick: int) -> None:
        """The bank sides with us."""
        lost = [each for each in self._disputes() if each["status"] != "won"]
        if dispute := self._any(lost, pick):
            self.stripe.world.win_dispute(dispute["id"])

    async def bring_events(self, pick: int) -> None:
        """Webhooks come in any order, some never, some twice; they are worked off or not yet."""
        chance = random.Random(pick)
        known = self.stripe.world.events[self.seen :]
        await self.deliver(chance.choices(known, k=min(len(known), 4)) if known else [])
        if pick % 2:
            await self.worker.drain()

    async def wait(self, pick: int) -> None:
        """Hours pass, so that sessions and links end."""
        self.clock.advance(timedelta(hours=1 + pick % 30))

    # What must hold in the end

    async def settle(self) -> None:
        """Catch up with Stripe, then look at the books."""
        await self.worker.sweep_once(timedelta(days=30))
        await self.worker.drain()
        paid = [each for each in self._intents() if each["status"] == "succeeded"]
        standing = sum(self._left_of(each) for each in paid)
        posted = await books.sources(self.database, self.debt.account_id, kind="payment")
        assert [key for key in posted if key.startswith("pi:")] == sorted(
            f"pi:{each['id']}" for each in paid
        )
        owed = self.debt.owed.amount_minor - standing - sum(self.banked)
        assert await books.owed(self.database, self.debt.account_id) == owed
        assert await books.receipts(self.database, self.debt.contact_id) == len(paid)
        assert await books.unbalanced(self.database) == []

    # Inside

    async def _due(self, link: IssuedLink) -> int:
        asked = await books.due_on_link(self.database, link.id)
        return min(asked, await books.owed(self.database, self.debt.account_id))

    def _left_of(self, intent: Json) -> int:
        """What of it neither refunds nor lost disputes have taken, whichever came first."""
        lost = [each for each in self._disputes() if each["status"] != "won"]
        gone = [*self._refunds(status="succeeded"), *lost]
        taken = sum(each["amount"] for each in gone if each["payment_intent"] == intent["id"])
        return max(0, int(intent["amount"]) - taken)

    def _refundable(self) -> list[Json]:
        find = self.stripe.world.find
        untouched = self._undisputed()
        return [each for each in untouched if not find(each["latest_charge"])["amount_refunded"]]

    def _undisputed(self) -> list[Json]:
        find = self.stripe.world.find
        paid = [each for each in self._intents() if each["status"] == "succeeded"]
        return [each for each in paid if not find(each["latest_charge"])["disputed"]]

    def _open_sessions(self) -> list[Json]:
        return [each for each in self._sessions(self.links) if each["status"] == "open"]

    def _sessions(self, wanted: list[IssuedLink]) -> list[Json]:
        ids = {link.id for link in wanted}
        found = self.stripe.world.all_of("checkout.session")
        return [each for each in found if each["client_reference_id"] in ids]

    def _intents(self) -> list[Json]:
        ids = {link.id for link in self.links}
        found = self.stripe.world.all_of("payment_intent")
        return [each for each in found if each["metadata"].get("pay_link") in ids]

    def _refunds(self, *, status: str) -> list[Json]:
        return [each for each in self._of_mine("refund") if each["status"] == status]

    def _disputes(self) -> list[Json]:
        return self._of_mine("dispute")

    def _of_mine(self, kind: str) -> list[Json]:
        ids = {intent["id"] for intent in self._intents()}
        return [each for each in self.stripe.world.all_of(kind) if each["payment_intent"] in ids]

    @staticmethod
    def _any(found: list[Json], pick: int) -> Json | None:
        return found[pick % len(found)] if found else None
