"""Writing a portfolio: customers, and each account with everything that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Customer, CustomerRecord
from bot.contacts.tables import customers, identity_factors
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.phone import canonical_phone
from bot.kernel.privacy import Vault
from bot.ledger.imports import (
    AccountRecord,
    ChargeRecord,
    Outcome,
    import_account,
    import_charges,
    review_account,
)
from bot.ledger.payment_imports import PaymentRecord, import_payment
from bot.ledger.service import Charge, Declaration, OrderFor, account_exists
from bot.usecases.portfolio_batches import AccountGroup
from bot.usecases.portfolio_file import GoodLine
from bot.usecases.portfolio_lines import AccountLine, ChargeLine, CustomerLine, PaymentLine


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of each line, as it happens."""

    on_progress: Callable[[int], None]
    unchanged: int
    imported: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    unapplied: list[tuple[int, str]] = field(default_factory=list)
    doubted: list[AccountId] = field(default_factory=list)

    def count(self, line: GoodLine, outcome: Outcome) -> None:
        """Note the outcome of a line that was written, or could not be."""
        if outcome is Outcome.IMPORTED:
            self.imported += 1
        elif outcome is Outcome.UNCHANGED:
            self.unchanged += 1
        elif outcome is Outcome.UNAPPLIED and isinstance(line.line, PaymentLine):
            self.unapplied.append((line.number, line.line.id))
        else:
            self.rejected.append((line.number, _REASONS[outcome]))
        self._tell()

    def reject(self, number: int, reason: str) -> None:
        """Note a line that was never tried."""
        self.rejected.append((number, reason))
        self._tell()

    def _tell(self) -> None:
        done = self.imported + self.unchanged + len(self.unapplied) + len(self.rejected)
        self.on_progress(done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes parts of an arranged file; `shift` moves due and payment dates."""

    vault: Vault
    now: datetime
    shift: timedelta
    tally: Tally
    order_for: OrderFor

    async def write_customers(
        self, conn: AsyncConnection, people: Sequence[tuple[GoodLine, CustomerLine]]
    ) -> None:
        """Create these customers or bring them up to date."""
        await conn.execute(_ONE_IMPORT_AT_A_TIME)
        for good, line in people:
            self.tally.count(good, await _save_customer(conn, _customer(line), self.vault))

    async def write_groups(self, conn: AsyncConnection, groups: Sequence[AccountGroup]) -> None:
        """Write everything of these accounts, then decide whether their figures may be told."""
        await conn.execute(_ONE_IMPORT_AT_A_TIME)
        for group in groups:
            await self._write_group(conn, group)

    async def write_strays(
        self, conn: AsyncConnection, strays: Sequence[tuple[GoodLine, PaymentLine]]
    ) -> None:
        """Write the payments that name no account."""
        await conn.execute(_ONE_IMPORT_AT_A_TIME)
        for good, line in strays:
            await self._write_payment(conn, good, line, account_id=None)

    async def _write_group(self, conn: AsyncConnection, group: AccountGroup) -> None:
        outcomes = {
            *await self._write_account(conn, group),
            *await self._write_charges(conn, group),
            *await self._write_payments(conn, group),
        }
        if not await account_exists(conn, group.account_id):
            return
        doubt = await review_account(
            conn,
            group.account_id,
            changed=Outcome.IMPORTED in outcomes,
            rejected=group.has_bad_lines or bool(outcomes - _GOOD),
            whole=group.account is not None,
            now=self.now,
        )
        if doubt is not None:
            self.tally.doubted.append(group.account_id)

    async def _write_account(self, conn: AsyncConnection, group: AccountGroup) -> list[Outcome]:
        if group.account is None:
            return []
        good, line = group.account
        outcome = await import_account(conn, _account(line, declared_at=self.now))
        self.tally.count(good, outcome)
        return [outcome]

    async def _write_charges(self, conn: AsyncConnection, group: AccountGroup) -> list[Outcome]:
        records = [
            ChargeRecord(charge=self._charge(line), input_hash=good.input_hash)
            for good, line in group.charges
        ]
        outcomes = await import_charges(
            conn, records, posted_at=self.now, order_for=self.order_for
        )
        for (good, _), outcome in zip(group.charges, outcomes, strict=True):
            self.tally.count(good, outcome)
        return outcomes

    async def _write_payments(self, conn: AsyncConnection, group: AccountGroup) -> list[Outcome]:
        return [
            await self._write_payment(conn, good, line, account_id=group.account_id)
            for good, line in sorted(group.payments, key=lambda pair: pair[1].paid_on)
        ]

    async def _write_payment(
        self,
        conn: AsyncConnection,
        good: GoodLine,
        line: PaymentLine,
        *,
        account_id: AccountId | None,
    ) -> Outcome:
        record = PaymentRecord(
            id=line.id,
            account_id=account_id,
            amount=line.money,
            paid_on=line.paid_on + self.shift,
            input_hash=good.input_hash,
        )
        outcome = await import_payment(conn, record, posted_at=self.now, order_for=self.order_for)
        self.tally.count(good, outcome)
        return outcome

    def _charge(self, line: ChargeLine) -> Charge:
        return Charge(
            id=line.id,
            account_id=AccountId(line.account),
            component=line.component,
            amount=line.money,
            due_on=line.due_on + self.shift,
        )


# Two imports at once would judge the same lines as new; the number is this lock's name.
_ONE_IMPORT_AT_A_TIME: Final = sa.text("SELECT pg_advisory_xact_lock(7205759403792794)")

_GOOD: Final = {Outcome.IMPORTED, Outcome.UNCHANGED}

_REASONS: Final = {
    Outcome.UNKNOWN_CUSTOMER: "customer: no such customer was imported",
    Outcome.UNKNOWN_ACCOUNT: "account: no such account was imported",
    Outcome.OTHER_CUSTOMER: "customer: the account belongs to another one",
    Outcome.OTHER_CURRENCY: "currency: the account is in another one",
    Outcome.DIFFERS: "id: it was imported before with other contents; corrections need a new id",
    Outcome.ACCRUES_HERE: "component: it accrues here by the account's terms, not with the file",
    Outcome.COMES_WITH_FILE: "accrual: late interest or fees of this account came with the file",
    Outcome.NOTHING_ADDED: "accrual: in the customer's country nothing may be added to a debt",
}


async def _save_customer(conn: AsyncConnection, record: CustomerRecord, vault: Vault) -> Outcome:
    if await _is_saved(conn, record, vault):
        return Outcome.UNCHANGED
    await contacts.save_customer(conn, record, vault)
    return Outcome.IMPORTED


async def _is_saved(conn: AsyncConnection, record: CustomerRecord, vault: Vault) -> bool:
    """Whether the customer is known exactly so; what identifies them is compared by its hash."""
    owner = record.customer.id
    found = await conn.execute(sa.select(customers).where(customers.c.id == owner))
    row = found.mappings().first()
    if row is None or Customer(**{**row, "consents": tuple(row["consents"])}) != record.customer:
        return False
    factors = await conn.execute(
        sa.select(identity_factors.c.factor, identity_factors.c.hash).where(
            identity_factors.c.customer_id == owner
        )
    )
    return {row.factor: row.hash for row in factors} == {
        factor: vault.factor_hash(owner, factor, value)
        for factor, value in record.factors().items()
    }


def _customer(line: CustomerLine) -> CustomerRecord:
    return CustomerRecord(
        customer=Customer(
            id=CustomerId(line.id),
            name=line.name,
            first_name=line.first_name,
            last_name=line.last_name,
            phone=canonical_phone(line.phone, line.country),
            country=line.country,
            zone=line.zone,
            language=line.language,
            consents=tuple(line.consents),
        ),
        date_of_birth=line.date_of_birth,
        postcode=line.postcode,
        document_last4=line.document_last4,
    )


def _account(line: AccountLine, *, declared_at: datetime) -> AccountRecord:
    terms = line.terms
    return AccountRecord(
        id=AccountId(line.id),
        customer_id=CustomerId(line.customer),
        product=line.product,
        last4=line.last4,
        currency=line.currency,
        creditor=line.creditor,
        flags=tuple(line.flags),
        broken_promises=line.broken_promises,
        declared_total=line.declared,
        days_past_due=line.days_past_due,
        accrual=Declaration(terms=terms, declared_at=declared_at) if terms else None,
    )
