"""The steps of the machine as acts on one transaction: each can be run again as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from bot.contacts.store import resolve
from bot.contacts.tables import customers
from bot.kernel.ids import AccountId, ContactId, CustomerId, OfferId, PlanId, Wamid
from bot.kernel.money import Money
from bot.ledger import accruing, ageing, refunds, statements, unapplied, write_offs
from bot.ledger import service as ledger
from bot.ledger.accrual_terms import Declaration
from bot.ledger.accruals import AccrualTerms
from bot.ledger.decisions import DecisionMeta
from bot.ledger.imports import AccountRecord, ChargeRecord, Outcome, import_account, import_charges
from bot.ledger.refunds import MoneyBack
from tests.ledger_machine.model import BEGINNING, Agreed, Charged, day_of
from tests.ledger_machine.world import Act

META = DecisionMeta(policy="machine", policy_version=1, content_hash="h", rule="r", why=())
CURRENCY = "MXN"
OWNER = CustomerId("CUS-M")
LATE = AccrualTerms(
    late_interest_pct=Decimal("36.5"),
    day_count=365,
    tax_pct=Decimal(16),
    late_fee=Money(15_000, CURRENCY),
    grace_days=3,
)


_OFFER: Final = sa.text("""
INSERT INTO offers (id, round_id, position, contact_id, account_id, kind, terms, policy,
                    policy_version, content_hash, rule, why, state, created_at, expires_at)
VALUES (:id, :id, 1, :contact, :account, 'plan', '{}', 'machine', 1, 'h', 'r', '[]', 'closed',
        :at, CAST(:at AS timestamptz) + interval '1 day')
ON CONFLICT DO NOTHING
""")


CHARGED_BY: Final = sa.text("SELECT to_json(transaction_id)::text FROM charges WHERE id = :charge")


def pesos(minor: int) -> Money:
    return Money(minor, CURRENCY)


async def move_in(conn) -> ContactId:
    """The one customer of every account, and the policy that every plan names."""
    await ledger.record_policy_version(
        conn, META.policy, version=1, content_hash="h", document="", now=BEGINNING
    )
    person = {"id": OWNER, "phone": "+525500000001", "country": "MX", "language": "es"}
    names = {"name": "Rocío Méndez", "first_name": "Rocío", "last_name": "Méndez"}
    rest = {"zone": "America/Mexico_City", "consents": []}
    await conn.execute(sa.insert(customers).values(**person, **names, **rest))
    return await resolve(conn, phone=person["phone"], user_id=None, now=BEGINNING)


def open_account(account: str, *, accrues: bool) -> Act:
    record = AccountRecord(
        id=AccountId(account),
        customer_id=OWNER,
        product="personal_loan",
        last4="4471",
        currency=CURRENCY,
        creditor="Financiera Sol",
        flags=(),
        broken_promises=0,
        declared_total=None,
        accrual=Declaration(terms=LATE, declared_at=BEGINNING) if accrues else None,
    )
    return lambda conn: import_account(conn, record)


def charge(account: str, made: Charged, now: datetime) -> Act:
    named = ledger.Charge(
        id=made.id,
        account_id=AccountId(account),
        component=made.component,
        amount=pesos(made.amount),
        due_on=made.due_on,
    )

    async def act(conn):
        outcomes = await import_charges(
            conn, [ChargeRecord(charge=named, input_hash="h")], posted_at=now
        )
        assert outcomes[0] in {Outcome.IMPORTED, Outcome.UNCHANGED}
        return made.id

    return act


def pay(
    account: str,
    amount: int,
    *,
    source: str,
    came_at: datetime,
    now: datetime,
    plan: str | None,
    installment_no: int | None,
) -> Act:
    received = ledger.PaymentReceived(
        source=source,
        account_id=AccountId(account),
        plan_id=PlanId(plan) if plan else None,
        installment_no=installment_no,
        amount=pesos(amount),
        received_at=came_at,
        posted_at=now,
        method="card",
    )

    async def act(conn):
        return (await ledger.post_payment(conn, received)).transaction_id

    return act


def agree(
    account: str, offer: str, *, terms: ledger.PlanTerms, contact: ContactId, now: datetime
) -> Act:
    agreed = ledger.Agreement(
        account_id=AccountId(account),
        contact_id=contact,
        offer_id=OfferId(offer),
        terms=terms,
        meta=META,
    )

    async def act(conn):
        await conn.execute(
            _OFFER, {"id": offer, "contact": contact, "account": account, "at": now}
        )
        plan = await ledger.accept_plan(
            conn, agreed, accepted_at=now, accepted_wamid=Wamid(f"wamid.{offer}")
        )
        return plan.id

    return act


def reverse(transaction_id: str, source: str, now: datetime) -> Act:
    reversal = ledger.Reversal(
        transaction_id=transaction_id,
        source=source,
        occurred_on=day_of(now),
        posted_at=now,
        memo="machine",
    )
    return lambda conn: ledger.reverse(conn, reversal)


def money_back(transaction_id: str, source: str, amount: int, now: datetime) -> MoneyBack:
    return MoneyBack(
        transaction_id=transaction_id,
        source=source,
        amount=pesos(amount),
        occurred_on=day_of(now),
        posted_at=now,
        memo="machine",
    )


def refund(back: MoneyBack) -> Act:
    return lambda conn: refunds.refund(conn, back)


def undo(back: MoneyBack, source: str, now: datetime) -> Act:
    again = replace(back, occurred_on=day_of(now), posted_at=now)
    return lambda conn: refunds.undo(conn, again, source=source)


def write_off(account: str, source: str, now: datetime) -> Act:
    return lambda conn: write_offs.write_off(
        conn, AccountId(account), source=source, reason="machine", by="agent", now=now
    )


def receive(source: str, amount: int, now: datetime) -> Act:
    """Money comes that nobody can give to an account."""
    received = unapplied.UnappliedReceived(
        source=source,
        amount=pesos(amount),
        received_at=now,
        method="transfer",
        note="machine",
        claimed_account=None,
    )
    return lambda conn: unapplied.post_unapplied(conn, received, posted_at=now)


def apply(transaction_id: str, account: str, now: datetime) -> Act:
    async def act(conn):
        posting = await unapplied.apply_unapplied(
            conn, transaction_id, AccountId(account), by="agent", now=now
        )
        return posting.transaction_id

    return act


def give_back(transaction_id: str, now: datetime) -> Act:
    return lambda conn: unapplied.return_unapplied(
        conn, transaction_id, by="agent", memo="machine", now=now
    )


def tell(account: str, moment: datetime, now: datetime) -> Act:
    async def act(conn):
        found = await statements.balance_as_of(conn, AccountId(account), moment, now=now)
        return found.net.amount_minor

    return act


def accrue(account: str, now: datetime) -> Act:
    return lambda conn: accruing.accrue_account(conn, AccountId(account), now)


def age(account: str, now: datetime) -> Act:
    return lambda conn: ageing.age(conn, AccountId(account), now)


def terms_for(
    kind: str, owed: int, *, parts: int, discounts: Mapping[str, int], first: date, every: int
) -> ledger.PlanTerms:
    """Terms that settle `owed`; the grace is two days, the tolerance of a plan five per cent."""
    discount = pesos(sum(discounts.values()))
    total = pesos(owed) - discount
    return ledger.PlanTerms(
        kind=kind,
        total=total,
        discount=discount,
        discount_by_component={name: pesos(minor) for name, minor in discounts.items()},
        installments=tuple(
            ledger.Installment(
                no=no, due_on=first + timedelta(days=every * (no - 1)), amount=amount
            )
            for no, amount in enumerate(total.split(parts), 1)
        ),
        grace_days=2,
        tolerance_pct=Decimal(5) if kind == "plan" else Decimal(0),
    )


def remembered(terms: ledger.PlanTerms, accepted_on: date) -> Agreed:
    """The same terms in the model's words."""
    asked = {i.no: i.amount.amount_minor for i in terms.installments}
    pct = int(terms.tolerance_pct)
    return Agreed(
        kind=terms.kind,
        discounts={k: m.amount_minor for k, m in terms.discount_by_component.items()},
        accepted_on=accepted_on,
        due={i.no: i.due_on for i in terms.installments},
        asked=asked,
        least={no: -(-minor * (100 - pct) // 100) for no, minor in asked.items()},
        grace=timedelta(days=terms.grace_days),
    )
