"""Reading accounts and what they owe. Functions take the caller's transaction and never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import customers
from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.money import Money, total
from bot.ledger.chart import CHART, OWED_BOOKS, Book
from bot.ledger.model import Account, Balance, Charge, OpenCharge, summarize
from bot.ledger.tables import accounts, charges, entries


async def accounts_of(conn: AsyncConnection, customer_id: CustomerId) -> list[Account]:
    """The customer's accounts, whether or not they owe."""
    rows = await conn.execute(_ACCOUNTS_OF, {"customer_id": customer_id})
    return [_account(row) for row in rows.mappings()]


async def account(conn: AsyncConnection, account_id: AccountId) -> Account:
    """One account; raises Permanent when there is none of this id."""
    return await _one_account(conn, _ACCOUNT, account_id)


async def account_exists(conn: AsyncConnection, account_id: AccountId) -> bool:
    """Whether there is an account of this id."""
    query = sa.select(accounts.c.id).where(accounts.c.id == account_id)
    return await conn.scalar(query) is not None


async def lock_account(conn: AsyncConnection, account_id: AccountId) -> Account:
    """The account, held until the transaction ends: movements of one account come one by one."""
    return await _one_account(conn, _ACCOUNT_LOCKED, account_id)


async def balance(conn: AsyncConnection, account_id: AccountId, *, today: date) -> Balance:
    """What the account owes on `today` (a day of the customer's calendar).

    Raises LedgerDoubt when the figures contradict each other: then none of them may be said.
    """
    owner = await account(conn, account_id)
    books = await _books(conn, owner)
    return summarize(
        owner,
        await open_charges(conn, account_id),
        today=today,
        total_owed=_owed(books, owner.currency),
        credit=-books["customer_credit"],
    )


async def open_charges(conn: AsyncConnection, account_id: AccountId) -> list[OpenCharge]:
    """The charges that are not settled, the oldest first, with what is owed of each."""
    rows = await conn.execute(_OPEN_CHARGES, {"account_id": account_id})
    return [_open_charge(row) for row in rows.mappings()]


async def total_owed(conn: AsyncConnection, owner: Account) -> Money:
    """The account's debt as its entries say, without any check."""
    return _owed(await _books(conn, owner), owner.currency)


# Built once: a balance is what people ask for most.
_ACCOUNTS: Final = sa.select(
    accounts.c.id,
    accounts.c.customer_id,
    accounts.c.product,
    accounts.c.last4,
    accounts.c.currency,
    accounts.c.creditor,
    accounts.c.flags,
    accounts.c.broken_promises,
    accounts.c.doubt,
    customers.c.country,
    customers.c.zone,
).join_from(accounts, customers, accounts.c.customer_id == customers.c.id)

_ACCOUNTS_OF: Final = _ACCOUNTS.where(
    accounts.c.customer_id == sa.bindparam("customer_id")
).order_by(accounts.c.id)
_ACCOUNT: Final = _ACCOUNTS.where(accounts.c.id == sa.bindparam("account_id"))
_ACCOUNT_LOCKED: Final = _ACCOUNT.with_for_update(of=accounts)

_OWED: Final = sa.func.sum(entries.c.amount_minor)

_BOOKS: Final = (
    sa.select(entries.c.book, _OWED.label("minor"))
    .where(entries.c.account_id == sa.bindparam("account_id"))
    .group_by(entries.c.book)
)

# Entries that name a charge stand in the books of what is owed, and nowhere else.
_ARRANGED: Final = sa.func.coalesce(_OWED.filter(entries.c.book == "arranged"), 0)

_OPEN_CHARGES: Final = (
    sa.select(charges, _OWED.label("owed_minor"), _ARRANGED.label("arranged_minor"))
    .join_from(charges, entries, entries.c.charge_id == charges.c.id)
    .where(charges.c.account_id == sa.bindparam("account_id"))
    .group_by(charges.c.id)
    .having(sa.or_(_OWED != 0, _ARRANGED != 0))
    .order_by(charges.c.due_on, charges.c.id)
)


async def _one_account(
    conn: AsyncConnection, query: sa.Select[Any], account_id: AccountId
) -> Account:
    row = (await conn.execute(query, {"account_id": account_id})).mappings().first()
    if row is None:
        raise Permanent(f"no account {account_id}")
    return _account(row)


async def _books(conn: AsyncConnection, owner: Account) -> dict[Book, Money]:
    rows = await conn.execute(_BOOKS, {"account_id": owner.id})
    sums = {row.book: int(row.minor) for row in rows}
    return {book: Money(sums.get(book, 0), owner.currency) for book in CHART}


def _owed(books: Mapping[Book, Money], currency: str) -> Money:
    return total((books[book] for book in OWED_BOOKS), currency)


def _account(row: sa.RowMapping) -> Account:
    return Account(**{**row, "flags": frozenset(row["flags"])})


def _open_charge(row: sa.RowMapping) -> OpenCharge:
    charge = Charge(
        id=row["id"],
        account_id=row["account_id"],
        component=row["component"],
        amount=Money(row["amount_minor"], row["currency"]),
        due_on=row["due_on"],
    )
    return OpenCharge(
        charge=charge,
        owed=Money(int(row["owed_minor"]), row["currency"]),
        arranged=Money(int(row["arranged_minor"]), row["currency"]),
    )
