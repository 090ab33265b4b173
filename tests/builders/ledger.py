"""Accounts, charges and agreements for tests: pure ones, and the same ones in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import resolve
from bot.contacts.tables import customers
from bot.kernel.ids import AccountId, ContactId, CustomerId, OfferId, PlanId, Wamid
from bot.kernel.money import Money, total
from bot.ledger.decisions import DecisionMeta
from bot.ledger.imports import AccountRecord, ChargeRecord, import_account, import_charges
from bot.ledger.lifecycle import accept_plan
from bot.ledger.model import Account, Charge, Component, OpenCharge
from bot.ledger.payment import PaymentReceived
from bot.ledger.plans import Plan, PlanInstallment
from bot.ledger.policy_versions import record_policy_version
from bot.ledger.terms import Installment, Kind, PlanTerms
from bot.negotiation import offers
from bot.negotiation.offers import Offer, OfferDraft

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
ACCOUNT = AccountId("ACC-1")
META = DecisionMeta(
    policy="demo", policy_version=1, content_hash="h1", rule="mx-late", why=("91 to 180 days",)
)


def mxn(amount: str) -> Money:
    return Money.parse(amount, "MXN")


def days(count: int) -> date:
    """The day `count` days from today."""
    return TODAY + timedelta(days=count)


def charge(name: str, amount: str, *, due: int = 0, of: Component = "principal") -> Charge:
    return Charge(id=name, account_id=ACCOUNT, component=of, amount=mxn(amount), due_on=days(due))


def owed(name: str, amount: str, *, due: int = 0, of: Component = "principal") -> OpenCharge:
    """A charge of which nothing has been paid."""
    fresh = charge(name, amount, due=due, of=of)
    return OpenCharge(charge=fresh, owed=fresh.amount, arranged=mxn("0"))


def account(*, doubt: str | None = None) -> Account:
    return Account(
        id=ACCOUNT,
        customer_id=CustomerId("CUS-1"),
        product="personal_loan",
        last4="4471",
        currency="MXN",
        creditor="Financiera Sol",
        flags=frozenset(),
        broken_promises=0,
        doubt=doubt,
        country="MX",
        zone="America/Mexico_City",
    )


def terms(
    kind: Kind, *amounts: str, due: int = 7, discount: Mapping[Component, str] | None = None
) -> PlanTerms:
    """Terms whose instalments fall due a month apart, the first in `due` days."""
    parts = {name: mxn(part) for name, part in (discount or {}).items()}
    return PlanTerms(
        kind=kind,
        total=total(map(mxn, amounts), "MXN"),
        discount=total(parts.values(), "MXN"),
        discount_by_component=parts,
        installments=tuple(
            Installment(no=no, due_on=days(due + 30 * (no - 1)), amount=mxn(amount))
            for no, amount in enumerate(amounts, 1)
        ),
    )


def plan(agreed: PlanTerms) -> Plan:
    """An agreement accepted just now."""
    return Plan(
        id=PlanId("plan_1"),
        folio="ABCD2345",
        account_id=ACCOUNT,
        contact_id=ContactId("con_1"),
        offer_id=OfferId("off_1"),
        terms=agreed,
        policy=META.policy,
        policy_version=META.policy_version,
        rule=META.rule,
        why=META.why,
        state="active",
        accepted_at=NOW,
        accepted_wamid=Wamid("wamid.1"),
        installments=tuple(
            PlanInstallment(
                no=i.no, due_on=i.due_on, amount=i.amount, paid=mxn("0"), state="pending"
            )
            for i in agreed.installments
        ),
    )


def payment(
    amount: str,
    *,
    source: str = "pi:1",
    at: datetime = NOW,
    for_plan: Plan | None = None,
    installment_no: int | None = None,
) -> PaymentReceived:
    return PaymentReceived(
        source=source,
        account_id=ACCOUNT,
        plan_id=for_plan.id if for_plan else None,
        installment_no=installment_no,
        amount=mxn(amount),
        received_at=at,
        method="card",
    )


async def lend(conn: AsyncConnection, *charges: Charge) -> ContactId:
    """A customer with one account that owes `charges`; returns the contact of their phone."""
    person = {
        "id": "CUS-1",
        "name": "Rocío Méndez",
        "first_name": "Rocío",
        "last_name": "Méndez",
        "phone": "+525512345678",
        "country": "MX",
        "zone": "America/Mexico_City",
        "language": "es",
        "consents": [],
    }
    await conn.execute(sa.insert(customers).values(**person))
    await import_account(conn, record())
    await charge_more(conn, charges)
    return await resolve(conn, phone="+525512345678", user_id=None, now=NOW)


def record(*, declared: str | None = None, currency: str = "MXN") -> AccountRecord:
    return AccountRecord(
        id=ACCOUNT,
        customer_id=CustomerId("CUS-1"),
        product="personal_loan",
        last4="4471",
        currency=currency,
        creditor="Financiera Sol",
        flags=(),
        broken_promises=0,
        declared_total=mxn(declared) if declared else None,
    )


async def charge_more(conn: AsyncConnection, charges: Sequence[Charge]) -> None:
    records = [ChargeRecord(charge=c, input_hash=repr(c)) for c in charges]
    await import_charges(conn, records, posted_at=NOW)


async def show(conn: AsyncConnection, contact_id: ContactId, *shown: PlanTerms) -> list[Offer]:
    """A round with these terms, open for two days."""
    await record_policy_version(
        conn, META.policy, version=1, content_hash="h1", document="rules: []", now=NOW
    )
    drafts = [OfferDraft(terms=t, expires_at=NOW + timedelta(days=2)) for t in shown]
    return await offers.record_round(
        conn, drafts, contact_id=contact_id, account_id=ACCOUNT, meta=META, now=NOW
    )


async def agree(conn: AsyncConnection, contact_id: ContactId, agreed: PlanTerms) -> Plan:
    """The contact was shown these terms and accepted them."""
    (offer,) = await show(conn, contact_id, agreed)
    return await accept(conn, offer)


async def accept(conn: AsyncConnection, offer: Offer) -> Plan:
    return await accept_plan(
        conn, offer.agreement(), accepted_at=NOW, accepted_wamid=Wamid("wamid.yes")
    )
