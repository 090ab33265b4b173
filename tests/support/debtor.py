"""Someone who owes, in one open transaction: what they say as a call, and what they then hear."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import CustomerRecord
from bot.contacts.tables import contacts as contacts_table
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, ContactId, CustomerId, OutboxId, Wamid
from bot.kernel.messages import IncomingText, Reply
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger.imports import AccountRecord, ChargeRecord, import_account, import_charges
from bot.ledger.model import Charge
from bot.ledger.payment import PaymentReceived
from bot.ledger.plans import active_plan, next_installment
from bot.ledger.policy_versions import record_policy_version
from bot.ledger.posting import Posting, post_payment
from bot.negotiation import offers
from bot.negotiation.offers import Offer
from bot.negotiation.put import mark_put
from bot.outbox.gate import TurnSlot
from bot.outbox.tables import outbox
from bot.policy.load import load
from bot.policy.schema import Policy, content_hash
from bot.usecases.call import Answer, Call
from bot.usecases.registry import UseCases, build_use_cases
from tests.support.clock import HandClock
from tests.support.people import arrive, record, save
from tests.support.way_out import way_out

POLICY = load(Path("policies/offers.yml"))
PUBLIC_URL = "https://pay.example"
ACCOUNT = AccountId("ACC-1")

# Component, amount, and in how many days it falls due: 4,100.01 in all, 2,100.01 of it late.
Owed = tuple[str, str, int]
LATE: tuple[Owed, ...] = (
    ("principal", "1500.00", -100),
    ("ordinary_interest", "300.00", -100),
    ("late_interest", "200.10", -100),
    ("fee", "99.91", -100),
    ("principal", "2000.00", 20),
)
NOT_YET_DUE: tuple[Owed, ...] = (("principal", "980.01", 20),)


def use_cases(vault: Vault, policy: Policy = POLICY) -> UseCases:
    return build_use_cases(vault=vault, policy=policy, public_url=f"{PUBLIC_URL}/")


def keys(answer: Answer) -> list[str]:
    return [reply.key for reply in answer.replies]


def money(amount: Money) -> dict[str, Any]:
    """An amount as replies carry it."""
    return {"money": [amount.amount_minor, amount.currency]}


@dataclass
class Debtor:
    """A contact; `says` is what an action call is made from, `hears` what the turn does after."""

    conn: AsyncConnection
    vault: Vault
    clock: HandClock
    contact_id: ContactId
    use_cases: UseCases
    said: int = 0

    async def owes(
        self, owed: Sequence[Owed], *, account: AccountId = ACCOUNT, **facts: Any
    ) -> None:
        """One more account of theirs, of the demo's usual kind unless `facts` say otherwise."""
        lent = AccountRecord(**{**_ACCOUNT_FACTS, "id": account, **facts})
        await import_account(self.conn, lent)
        today = local_date(self.clock.now(), "America/Mexico_City")
        charges = [
            Charge(
                id=f"{account}-{no}",
                account_id=account,
                component=component,  # type: ignore[arg-type]  # as a portfolio file names it
                amount=Money.parse(amount, lent.currency),
                due_on=today + timedelta(days=due),
            )
            for no, (component, amount, due) in enumerate(owed, 1)
        ]
        records = [ChargeRecord(charge=c, input_hash=c.id) for c in charges]
        await import_charges(self.conn, records, posted_at=self.clock.now())

    async def change(self, **values: Any) -> None:
        await self.conn.execute(
            sa.update(contacts_table)
            .where(contacts_table.c.id == self.contact_id)
            .values(**values)
        )

    async def works_under(self, policy: Policy) -> None:
        """This version of the policy is in force from now on."""
        await _record(self.conn, policy, self.clock)
        self.use_cases = use_cases(self.vault, policy)

    async def pays(
        self, amount: str, *, source: str = "pi:1", came: datetime | None = None
    ) -> Posting:
        """A payment on their first account, for its plan's next instalment if there is a plan.

        `came` is when it arrived, if we hear of it only now.
        """
        plan = await active_plan(self.conn, ACCOUNT)
        due = next_installment(plan) if plan else None
        received = PaymentReceived(
            source=source,
            account_id=ACCOUNT,
            plan_id=plan.id if plan else None,
            installment_no=due.no if due else None,
            amount=Money.parse(amount, "MXN"),
            received_at=came or self.clock.now(),
            method="card",
            posted_at=self.clock.now(),
        )
        return await post_payment(self.conn, received)

    async def agent_writes(self, text: str) -> None:
        reply = Reply(key="agent.text", values={"text": text})
        await way_out(self.clock).enqueue(
            self.conn, reply, contact_id=self.contact_id, origin="agent"
        )

    async def is_verified(self, customer: str = "CUS-1") -> None:
        until = self.clock.now() + timedelta(hours=1)
        await self.change(customer_id=CustomerId(customer), verified_until=until)

    async def says(self, text: str = "hola", *, choice: str | None = None, **slots: Any) -> Call:
        """The call of an action while this message is answered."""
        self.said += 1
        wamid = Wamid(f"wamid.{self.contact_id}.{self.said}")
        inbox = Inbox(self.vault)
        item = InboxItem(
            wamid=wamid,
            contact_id=self.contact_id,
            message=IncomingText(text=text),
            vendor_at=self.clock.now(),
        )
        await inbox.insert(self.conn, [item])
        return Call(
            conn=self.conn,
            contact=await contacts.load(self.conn, self.contact_id),
            message=await inbox.read(self.conn, wamid),
            now=self.clock.now(),
            choice=choice,
            slots={"awaiting": "nobody", **slots},
        )

    async def hears(self, replies: Sequence[Reply]) -> list[dict[str, Any]]:
        """Queue the replies through the guard, as the turn does; the rows that were written."""
        written = [await self._hear(reply, seq) for seq, reply in enumerate(replies)]
        rows = await self.conn.execute(
            sa.select(outbox).where(outbox.c.id.in_([w for w in written if w])).order_by("seq")
        )
        return [dict(row) for row in rows.mappings()]

    async def sees_menu(self) -> list[Offer]:
        answer = await self.use_cases.offers.menu(await self.says("qué opciones tengo"))
        await self.hears(answer.replies)
        await self.receives()
        return await offers.open_round(self.conn, self.contact_id, now=self.clock.now())

    async def sees_terms(self, kind: str = "full", *, payments: int = 1) -> Offer:
        """The terms of one option, sent."""
        offer = await self.is_queued_terms(kind, payments=payments)
        await self.receives()
        return offer

    async def is_queued_terms(self, kind: str = "full", *, payments: int = 1) -> Offer:
        round_ = await self.sees_menu()
        offer = next(o for o in round_ if _is(o, kind, payments))
        call = await self.says(str(offer.position), awaiting="choice")
        await self.hears((await self.use_cases.offers.choose(call)).replies)
        found = await offers.get(self.conn, offer.id)
        assert found is not None
        return found

    async def receives(self) -> None:
        """Everything queued has left us."""
        sent = {"state": "sent", "sent_at": sa.func.clock_timestamp()}
        await self.conn.execute(sa.update(outbox).where(outbox.c.state == "queued").values(**sent))

    @asynccontextmanager
    async def for_a_moment(self) -> AsyncIterator[None]:
        """What happens in the block never happened."""
        async with self.conn.begin_nested() as moment:
            yield
            await moment.rollback()

    async def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self.conn.execute(sa.select(table))).mappings()]

    async def _hear(self, reply: Reply, seq: int) -> OutboxId | None:
        turn = TurnSlot(turn_id=Wamid(f"wamid.{self.contact_id}.{self.said}"), seq=seq)
        written = await way_out(self.clock).enqueue(
            self.conn, reply, contact_id=self.contact_id, origin="bot", turn=turn
        )
        if written is not None:
            await mark_put(self.conn, reply.values, outbox_id=written)
        return written


_ACCOUNT_FACTS: dict[str, Any] = {
    "customer_id": CustomerId("CUS-1"),
    "product": "personal_loan",
    "last4": "4471",
    "currency": "MXN",
    "creditor": "Financiera Sol",
    "flags": (),
    "broken_promises": 0,
    "declared_total": None,
}


def _is(offer: Offer, kind: str, payments: int) -> bool:
    return (offer.terms.kind, len(offer.terms.installments)) == (kind, payments)


async def someone(
    conn: AsyncConnection, vault: Vault, clock: HandClock, *customers: CustomerRecord
) -> Debtor:
    """The contact of a phone that belongs to `customers` (one, Rocío, unless told otherwise)."""
    await save(conn, vault, *(customers or (record(),)))
    await _record(conn, POLICY, clock)
    contact_id = await arrive(conn, clock)
    return Debtor(conn, vault, clock, contact_id, use_cases(vault))


async def _record(conn: AsyncConnection, policy: Policy, clock: HandClock) -> None:
    await record_policy_version(
        conn,
        policy.policy,
        version=policy.version,
        content_hash=content_hash(policy),
        document="",
        now=clock.now(),
    )
