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
from bot.kernel.ids import AccountId, ContactId, CustomerId, OfferId, OutboxId, Wamid
from bot.kernel.messages import Incoming, Outgoing
from bot.ledger import service as ledger
from bot.ledger import terms as plan_terms
from bot.ledger.model import Account, Balance, LedgerDoubt
from bot.ledger.terms import PlanTerms
from bot.negotiation.tables import offers
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
    """An account of the walker's; without a balance its figures are in doubt.

    `not_kept` counts the agreements and promises that were broken with us.
    """

    account: Account
    balance: Balance | None
    not_kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffer:
    """An offer as it was made, and what has become of it."""

    id: OfferId
    account_id: AccountId
    terms: PlanTerms
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message and all that came of it; `told` are the customers whose facts were typed,
    `typed` are all the words until now.
    """

    walker: Walker
    message: Incoming
    now: datetime
    before: Contact
    after: Contact
    said: tuple[Said, ...]
    offers: tuple[ShownOffer, ...]
    debts: tuple[Debt, ...]
    incidents: tuple[str, ...]
    letter: dict[str, Any]
    told: frozenset[CustomerId]
    typed: tuple[str, ...]
    policy: Policy
    crash: str | None

    @property
    def shown(self) -> list[ShownOffer]:
        """The offers that were made at this moment, and the one whose terms are open."""
        return [one for one in self.offers if one.created_at == self.now or one.state == "terms"]


@dataclass(kw_only=True)
class Eye:
    """Looks at one walker's rows; knows how far it has looked, so that it sees what is new."""

    parts: Parts
    walker: Walker
    contact_id: ContactId
    _seq: int = 0
    _incidents: int = 0
    _debts: tuple[Debt, ...] = ()

    async def contact(self) -> Contact:
        """The walker as the bot knows them; what has happened until now is no longer new."""
        async with self.parts.database.transaction() as conn:
            if not self._debts:
                self._debts = await debts(conn, self.walker, now=self.parts.clock.now())
            await self._said(conn)
            await self._new_incidents(conn)
            return await contacts.load(conn, self.contact_id)

    async def look(
        self,
        message: Incoming,
        *,
        before: Contact,
        wamid: Wamid | None,
        told: frozenset[CustomerId],
        typed: tuple[str, ...],
        crash: str | None,
    ) -> Step:
        """Everything that is new since the last look."""
        now = self.parts.clock.now()
        async with self.parts.database.transaction() as conn:
            after = await contacts.load(conn, self.contact_id)
            said = await self._said(conn)
            if said and after.is_verified(now):
                self._debts = await debts(conn, self.walker, now=now)
            return Step(
                walker=self.walker,
                message=message,
                now=now,
                before=before,
                after=after,
                said=said,
                offers=await _offers(conn, self.contact_id),
                debts=self._debts,
                incidents=await self._new_incidents(conn),
                letter=await _letter(conn, wamid),
                told=told,
                typed=typed,
                policy=self.parts.policy,
                crash=crash,
            )

    async def _said(self, conn: AsyncConnection) -> tuple[Said, ...]:
        place = {"contact": self.contact_id, "seq": self._seq}
        rows = (await conn.execute(_SAID, place)).all()
        self._seq = max((row.seq for row in rows), default=self._seq)
        return tuple(
            Said(
                id=OutboxId(row.id),
                key=row.reply_key,
                origin=row.origin,
                state=row.state,
                message=message_of(row.message),
            )
            for row in rows
        )

    async def _new_incidents(self, conn: AsyncConnection) -> tuple[str, ...]:
        rows = (await conn.execute(_INCIDENTS, {"contact": self.contact_id})).all()
        seen, self._incidents = self._incidents, len(rows)
        return tuple(f"{row.kind} {row.reply_key}" for row in rows[seen:])


async def _offers(conn: AsyncConnection, contact_id: ContactId) -> tuple[ShownOffer, ...]:
    """Every offer that was ever made to the contact."""
    return tuple(
        ShownOffer(
            id=OfferId(row.id),
            account_id=AccountId(row.account_id),
            terms=plan_terms.from_json(row.terms),
            state=row.state,
            created_at=row.created_at,
        )
        for row in await conn.execute(_OFFERS, {"contact": contact_id})
    )


async def debts(conn: AsyncConnection, walker: Walker, *, now: datetime) -> tuple[Debt, ...]:
    """What the walker owes now, on every account that is theirs or shares their phone."""
    found: list[Debt] = []
    for facts in walker.facts:
        for account in await ledger.accounts_of(conn, facts.customer):
            try:
                today = local_date(now, account.zone)
                balance = await ledger.balance(conn, account.id, today=today)
            except LedgerDoubt:
                found.append(Debt(account=account, balance=None))
            else:
                not_kept = await ledger.times_not_kept(conn, account.id)
                found.append(Debt(account=account, balance=balance, not_kept=not_kept))
    return tuple(found)


async def _letter(conn: AsyncConnection, wamid: Wamid | None) -> dict[str, Any]:
    row = (await conn.execute(_LETTER, {"message": wamid})).mappings().first()
    return dict(row) if row else {}


# Built once: they run after every message.
_CONTACT = sa.bindparam("contact")
_SAID = (
    sa.select(outbox)
    .where(outbox.c.contact_id == _CONTACT, outbox.c.seq > sa.bindparam("seq"))
    .order_by(outbox.c.seq)
)
_INCIDENTS = (
    sa.select(incidents.c.kind, incidents.c.reply_key)
    .where(incidents.c.contact_id == _CONTACT)
    .order_by(incidents.c.recorded_at, incidents.c.id)
)
_OFFERS = sa.select(offers).where(offers.c.contact_id == _CONTACT)
_LETTER = sa.select(inbox.c.state, inbox.c.attempts, inbox.c.last_error).where(
    inbox.c.wamid == sa.bindparam("message", type_=sa.Text)
)
