"""What three hundred people, their banks and Stripe do, by chance with a seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent, Transient
from bot.kernel.ids import PlanId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.payments import links
from bot.payments.cashier import Cashier
from bot.payments.model import IssuedLink, NotPayable
from bot.sandbox.stripe.world import World
from bot.storage.database import Database
from tests.support import debts
from tests.support.debts import Debt

Json = dict[str, Any]
PATIENCE = 40


@dataclass(kw_only=True)
class Life:
    """One person with one debt of a little more than 1,500.00 MXN."""

    number: int
    chance: random.Random
    database: Database
    vault: Vault
    clock: Clock
    world: World
    cashier: Cashier

    async def live(self) -> None:
        """Borrow, agree, pay in one of many ways; then the money may go back, and come again."""
        async with self.database.transaction() as conn:
            owed = Money(150_000 + self.number, "MXN")
            self.debt: Debt = await debts.lend(conn, self.vault, owed, self.clock)
            parts = self.chance.randint(1, 3)
            self.plan = await debts.agree(conn, self.debt, owed, parts=parts, clock=self.clock)
        way = self.chance.choice(WAYS)
        paid = await way(self, await self.open_session(await self.link()))
        await self.breathe()
        if paid is not None:
            await self.change_minds(paid)
        if self.chance.random() < 0.2 and parts > 1 and way is not Life.pays_twice:
            await self.pays_by_card(await self.open_session(await self.link()))

    # Ways to pay: the PaymentIntent that may be refunded, None when it may not

    async def pays_by_card(self, session: str | None) -> Json | None:
        if session is None:
            return None
        if self.chance.random() < 0.2:
            self.world.decline(session)
        return self.world.pay(session)

    async def pays_cash(self, session: str | None) -> Json | None:
        if session is None:
            return None
        intent = self.world.print_voucher(session)
        await self.breathe()
        if self.chance.random() < 0.8:
            self.world.pay_voucher(intent["id"])
        return None

    async def transfers(self, session: str | None) -> Json | None:
        """In one part or more; sometimes too much, sometimes never all of it."""
        if session is None:
            return None
        intent = self.world.start_transfer(session)
        whole = intent["amount"]
        parts = self.chance.choice(
            ([whole], [whole - 1, 1], [1, whole], [whole // 3, whole], [whole - 1])
        )
        for part in parts:
            self.world.transfer(intent["id"], part)
            await self.breathe()
        return intent if intent["status"] == "succeeded" else None

    async def pays_twice(self, session: str | None) -> Json | None:
        """A voucher is printed; the bank tells of all of the debt; the voucher is paid too."""
        if session is None:
            return None
        intent = self.world.print_voucher(session)
        received = ledger.PaymentReceived(
            source=f"bank:{self.debt.account_id}",
            account_id=self.debt.account_id,
            plan_id=None,
            installment_no=None,
            amount=self.debt.owed,
            received_at=self.clock.now(),
            method="transfer",
        )
        async with self.database.transaction() as conn:
            await ledger.post_payment(conn, received)
        self.world.pay_voucher(intent["id"])
        return None

    # What becomes of the money

    async def change_minds(self, intent: Json) -> None:
        """Refunds in parts, refunds that fail, disputes, and disputes of what was refunded."""
        chance, name = self.chance.random(), intent["id"]
        if chance < 0.15:
            self.world.refund(name)
        elif chance < 0.3:
            self.world.refund(name, intent["amount"] // 3)
            await self.breathe()
            self.world.refund(name, intent["amount"] // 4)
        elif chance < 0.4:
            refund = self.world.refund(name, intent["amount"] // 2)
            await self.breathe()
            self.world.fail_refund(refund["id"])
        elif chance < 0.6 and self.is_by_card(intent):
            await self.disputes(intent)

    async def disputes(self, intent: Json) -> None:
        refund = None
        if self.chance.random() < 0.3:
            refund = self.world.refund(intent["id"], intent["amount"] // 5)
        await self.breathe()
        dispute = self.world.dispute(intent["id"])
        await self.breathe()
        is_won = self.chance.random() < 0.5
        if is_won:
            self.world.win_dispute(dispute["id"])
        # Both for good would take more than was paid, a loss that is no difference of ours.
        if refund is not None and not is_won:
            self.world.fail_refund(refund["id"])

    def is_by_card(self, intent: Json) -> bool:
        charge = self.world.find(intent["latest_charge"])
        return charge["payment_method_details"]["type"] == "card"

    # Links and pages

    async def link(self) -> IssuedLink:
        async with self.database.transaction() as conn:
            return await links.create_link(
                conn,
                self.vault,
                plan_id=PlanId(self.plan),
                account_id=self.debt.account_id,
                contact_id=self.debt.contact_id,
                expires_at=self.clock.now() + timedelta(days=3),
                now=self.clock.now(),
            )

    async def open_session(self, link: IssuedLink) -> str | None:
        """Press Pay, sometimes in two tabs: the session that is open; None when nothing is due."""
        tabs = 2 if self.chance.random() < 0.2 else 1
        presses = (insist(lambda: self.cashier.open_page(link.token)) for _ in range(tabs))
        try:
            urls = set(await asyncio.gather(*presses))
        except NotPayable:
            return None
        assert len(urls) == 1
        (url,) = urls
        found = self.world.all_of("checkout.session")
        (session,) = [each for each in found if each["url"] == url]
        return session["id"]

    async def breathe(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 0.05))


WAYS = (
    Life.pays_by_card,
    Life.pays_by_card,
    Life.pays_by_card,
    Life.pays_cash,
    Life.transfers,
    Life.transfers,
    Life.pays_twice,
)


async def insist(call: Callable[[], Awaitable[str]]) -> str:
    """Try again as people do when a page shows trouble."""
    for _ in range(PATIENCE):
        try:
            return await call()
        except NotPayable:
            raise
        except (Transient, Permanent):
            await asyncio.sleep(0.02)
    raise AssertionError("the page never opened")
