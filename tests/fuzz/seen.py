"""What one message led to, read from the tables: what the checks of `invariants` look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.inbox.tables import inbox
from bot.kernel.clock import local_date
from bot.kernel.ids import ContactId, CustomerId, OutboxId, Wamid
from bot.kernel.messages import Incoming, Outgoing
from bot.ledger import offers as offer_store
from bot.ledger import service as ledger
from bot.ledger.model import Account, Balance, LedgerDoubt
from bot.ledger.offers import Offer
from bot.ledger.tables import offers
from bot.outbox.gate import message_of
from bot.outbox.tables import incidents, outbox
from bot.parts import Parts
from bot.policy.schema import Policy
from tests.fuzz.cast import Walker


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of ours, as it lies in the outbox once everything is sent."""

    id: OutboxId
    key: str
    origin: str
    state: str
    message: Outgoing

    @property
    def text(self) -> str:
        """Every word of it, options and link included."""
        options = [f"[{o.title}] {o.description or ''}" for o in self.message.options]
        link = [self.message.link.url] if self.message.link else []
        return "\n".join([self.message.body, *options, *link])


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """An account of the walker's; without a balance its figures are in doubt."""

    account: Account
    balance: Balance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message and all that came of it; `told` are the customers whose facts were typed."""

    walker: Walker
    message: Incoming
    now: datetime
    before: Contact
    after: Contact
    said: tuple[Said, ...]
    offers: tuple[Offer, ...]
    debts: tuple[Debt, ...]
    incidents: tuple[str, ...]
    letter: dict[str, Any]
    told: frozenset[CustomerId]
    policy: Policy
    crash: str | None

    @property
    def shown(self) -> list[Offer]:
        """The offers that were made at this moment, and the one whose terms are open."""
        return [one for one in self.offers if one.created_at == self.now or one.state == "terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a contact's tables had come before a message."""

    contact: Contact
    said: int
    incidents: int


async def mark(parts: Parts, contact_id: ContactId) -> Mark:
    async with parts.database.transaction() as conn:
        contact = await contacts.load(conn, contact_id)
        own = outbox.c.contact_id == contact_id
        said = await conn.scalar(sa.select(sa.func.max(outbox.c.seq)).where(own))
        noted = len(await _incidents(conn, contact_id))
    return Mark(contact=contact, said=said or 0, incidents=noted)


async def look(
    parts: Parts,
    walker: Walker,
    since: Mark,
    *,
    message: Incoming,
    wamid: Wamid | None,
    told: frozenset[CustomerId],
    crash: str | None,
) -> Step:
    """Everything that is new since the mark."""
    now, contact_id = parts.clock.now(), since.contact.id
    async with parts.database.transaction() as conn:
        return Step(
            walker=walker,
            message=message,
            now=now,
            before=since.contact,
            after=await contacts.load(conn, contact_id),
            said=await _said(conn, contact_id, after=since.said),
            offers=await _offers(conn, contact_id),
            debts=await _debts(conn, walker, now=now),
            incidents=tuple((await _incidents(conn, contact_id))[since.incidents :]),
            letter=await _letter(conn, wamid),
            told=told,
            policy=parts.policy,
            crash=crash,
        )


async def _said(conn: AsyncConnection, contact_id: ContactId, *, after: int) -> tuple[Said, ...]:
    query = (
        sa.select(outbox)
        .where(outbox.c.contact_id == contact_id, outbox.c.seq > after)
        .order_by(outbox.c.seq)
    )
    return tuple(
        Said(
            id=OutboxId(row.id),
            key=row.reply_key,
            origin=row.origin,
            state=row.state,
            message=message_of(row.message),
        )
        for row in await conn.execute(query)
    )


async def _offers(conn: AsyncConnection, contact_id: ContactId) -> tuple[Offer, ...]:
    """Every offer that was ever made to the contact."""
    made = await conn.execute(sa.select(offers.c.id).where(offers.c.contact_id == contact_id))
    found = [await offer_store.get(conn, row.id) for row in made.all()]
    return tuple(offer for offer in found if offer is not None)


async def _debts(conn: AsyncConnection, walker: Walker, *, now: datetime) -> tuple[Debt, ...]:
    found: list[Debt] = []
    for facts in walker.facts:
        for account in await ledger.accounts_of(conn, facts.customer):
            try:
                today = local_date(now, account.zone)
                balance = await ledger.balance(conn, account.id, today=today)
            except LedgerDoubt:
                found.append(Debt(account=account, balance=None))
            else:
                found.append(Debt(account=account, balance=balance))
    return tuple(found)


async def _incidents(conn: AsyncConnection, contact_id: ContactId) -> list[str]:
    query = (
        sa.select(incidents.c.kind, incidents.c.reply_key)
        .where(incidents.c.contact_id == contact_id)
        .order_by(incidents.c.recorded_at, incidents.c.id)
    )
    return [f"{row.kind} {row.reply_key}" for row in await conn.execute(query)]


async def _letter(conn: AsyncConnection, wamid: Wamid | None) -> dict[str, Any]:
    query = sa.select(inbox.c.state, inbox.c.attempts, inbox.c.last_error)
    row = (await conn.execute(query.where(inbox.c.wamid == wamid))).mappings().first()
    return dict(row) if row else {}
