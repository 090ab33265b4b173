"""A person who owes and agreed to pay, as often as a test wants one, in the real database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Customer, CustomerRecord
from bot.contacts.tables import contacts as contacts_table
from bot.kernel.clock import Clock
from bot.kernel.ids import AccountId, ContactId, CustomerId, PlanId, Wamid
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.ledger.decisions import DecisionMeta
from bot.ledger.imports import AccountRecord, ChargeRecord, import_account, import_charges
from bot.negotiation import offers
from bot.negotiation.offers import OfferDraft

META = DecisionMeta(policy="demo", policy_version=1, content_hash="h", rule="r", why=())
_NUMBERS: Iterator[int] = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Whose account owes how much."""

    contact_id: ContactId
    account_id: AccountId
    owed: Money


async def lend(conn: AsyncConnection, vault: Vault, owed: Money, clock: Clock) -> Debt:
    """A new verified person, of whom nothing else is known, owing `owed`."""
    number, now = next(_NUMBERS), clock.now()
    customer = _customer(number)
    record = CustomerRecord(
        customer=customer, date_of_birth=None, postcode="06700", document_last4=None
    )
    await contacts.save_customer(conn, record, vault)
    contact_id = await contacts.contact_of_customer(conn, customer.id, now)
    proved = {"customer_id": customer.id, "verified_until": now + timedelta(days=90)}
    await conn.execute(
        sa.update(contacts_table)
        .where(contacts_table.c.id == contact_id)
        .values(last_inbound_at=now, **proved)
    )
    account_id = AccountId(f"ACC-D{number}")
    await _charge(conn, customer.id, account_id=account_id, owed=owed, clock=clock)
    return Debt(contact_id=contact_id, account_id=account_id, owed=owed)


async def agree(
    conn: AsyncConnection, debt: Debt, total: Money, *, parts: int, clock: Clock
) -> PlanId:
    """Offer to pay `total` in `parts`, and accept; raises what accepting raises."""
    now = clock.now()
    terms = _terms(total, parts, now.date())
    await ledger.record_policy_version(
        conn, "demo", version=1, content_hash="h", document="", now=now
    )
    drafts = [OfferDraft(terms=terms, expires_at=now + timedelta(days=1))]
    who = {"contact_id": debt.contact_id, "account_id": debt.account_id}
    (offer,) = await offers.record_round(conn, drafts, meta=META, now=now, **who)
    plan = await ledger.accept_plan(
        conn, offer.agreement(), accepted_at=now, accepted_wamid=Wamid("wamid.yes")
    )
    return plan.id


def _terms(total: Money, parts: int, today: date) -> ledger.PlanTerms:
    return ledger.PlanTerms(
        kind="plan" if parts > 1 else "full",
        total=total,
        discount=Money(0, total.currency),
        discount_by_component={},
        installments=tuple(
            ledger.Installment(no=no, due_on=today + timedelta(days=30 * no), amount=amount)
            for no, amount in enumerate(total.split(parts), 1)
        ),
    )


def _customer(number: int) -> Customer:
    return Customer(
        id=CustomerId(f"CUS-D{number}"),
        name="Rocío Méndez Lara",
        first_name="Rocío",
        last_name="Méndez Lara",
        phone=f"+5255{number:08}",
        country="MX",
        zone="America/Mexico_City",
        language="es",
        consents=("whatsapp",),
    )


async def _charge(
    conn: AsyncConnection,
    customer_id: CustomerId,
    *,
    account_id: AccountId,
    owed: Money,
    clock: Clock,
) -> None:
    account = AccountRecord(
        id=account_id,
        customer_id=customer_id,
        product="personal_loan",
        last4="4471",
        currency=owed.currency,
        creditor="Financiera Sol",
        flags=(),
        broken_promises=0,
        declared_total=None,
    )
    await import_account(conn, account)
    charge = ledger.Charge(
        id=f"{account_id}-1",
        account_id=account_id,
        component="principal",
        amount=owed,
        due_on=date(2026, 10, 21),
    )
    record = ChargeRecord(charge=charge, input_hash="h")
    await import_charges(conn, [record], posted_at=clock.now())
