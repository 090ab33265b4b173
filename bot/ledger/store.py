"""Reading accounts and what they owe. Functions take the caller's transaction and never commit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import customers
from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.money import Money
from bot.ledger.chart import OWED_BOOKS, Book
from bot.ledger.model import Account, Balance, Charge, OpenCharge, summarize
from bot.ledger.reach import asking
from bot.ledger.tables import accounts, charges, entries


@asking
async def accounts_of(conn: AsyncConnection, customer_id: CustomerId) -> list[Account]:
    """The customer's accounts, whether or not they owe."""
    rows = await conn.execute(_ACCOUNTS_OF, {"customer_id": customer_id})
    return [_account(row) for row in rows.mappings()]


@asking
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


@asking
async def balance(conn: AsyncConnection, account_id: AccountId, *, today: date) -> Balance:
    """What the account owes on `today` (a day of the customer's calendar).

    Raises LedgerDoubt when the figures contradict each other: then none of them may be said.
    """
    rows = (await conn.execute(_BALANCE, {"account_id": account_id})).mappings().all()
    if not rows:
        raise Permanent(f"no account {account_id}")
    owner = _account(rows[0])
    return summarize(
        owner,
        _charges_in(rows),
        today=today,
        total_owed=_sum_in(rows, OWED_BOOKS, owner),
        credit=-_sum_in(rows, (_CREDIT,), owner),
    )


@asking
async def open_charges(conn: AsyncConnection, account_id: AccountId) -> list[OpenCharge]:
    """The charges that are not settled, the oldest first, with what is owed of each."""
    rows = await conn.execute(_OPEN_CHARGES, {"account_id": account_id})
    return [_open_charge(row) for row in rows.mappings()]


async def charges_standing(conn: AsyncConnection, account_id: AccountId) -> list[OpenCharge]:
    """As `open_charges`, with those too of which no more is owed but an agreement says so."""
    rows = (await conn.execute(_BALANCE, {"account_id": account_id})).mappings().all()
    return _charges_in(rows)


async def total_owed(conn: AsyncConnection, owner: Account) -> Money:
    """The account's debt as its entries say, without any check."""
    return await _sum(conn, owner, OWED_BOOKS)


async def credit_held(conn: AsyncConnection, owner: Account) -> Money:
    """The money of the customer's that no charge has taken yet, without any check."""
    return -await _sum(conn, owner, (_CREDIT,))


async def with_credit(
    conn: AsyncConnection, account_ids: Collection[AccountId]
) -> list[AccountId]:
    """Which of these accounts hold credit."""
    rows = await conn.execute(_WITH_CREDIT, {"account_ids": list(account_ids)})
    return [AccountId(row.account_id) for row in rows]


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

_CREDIT: Final[Book] = "customer_credit"

_OWED: Final = sa.func.sum(entries.c.amount_minor)
_OF_ACCOUNT: Final = entries.c.account_id == sa.bindparam("account_id")

_SUM: Final = sa.select(sa.func.coalesce(_OWED, 0)).where(
    _OF_ACCOUNT, entries.c.book.in_(sa.bindparam("books", expanding=True))
)

_WITH_CREDIT: Final = (
    sa.select(entries.c.account_id)
    .where(
        entries.c.book == sa.literal_column("'customer_credit'"),
        entries.c.account_id.in_(sa.bindparam("account_ids", expanding=True)),
    )
    .group_by(entries.c.account_id)
    .having(_OWED < 0)
    .order_by(entries.c.account_id)
)

# What is owed, charge by charge; every entry of these books names its charge.
_BY_CHARGE: Final = (
    sa.select(
        entries.c.charge_id,
        _OWED.label("owed_minor"),
        sa.func.coalesce(_OWED.filter(entries.c.book == "arranged"), 0).label("arranged_minor"),
    )
    .where(_OF_ACCOUNT, entries.c.book.in_(OWED_BOOKS))
    .group_by(entries.c.charge_id)
    .subquery("by_charge")
)

_OPEN_CHARGES: Final = (
    sa.select(charges, _BY_CHARGE.c.owed_minor, _BY_CHARGE.c.arranged_minor)
    .join_from(charges, _BY_CHARGE, _BY_CHARGE.c.charge_id == charges.c.id)
    .where(sa.or_(_BY_CHARGE.c.owed_minor != 0, _BY_CHARGE.c.arranged_minor != 0))
    .order_by(charges.c.due_on, charges.c.id)
)
# One round trip: the account again and again, beside each of its books and charges.
_LINES: Final = (
    sa.select(entries.c.book, entries.c.charge_id, _OWED.label("minor"))
    .where(_OF_ACCOUNT)
    .group_by(entries.c.book, entries.c.charge_id)
    .subquery("line")
)
_CHARGE_OF_LINE: Final = (charges.c.id == _LINES.c.charge_id) & (
    charges.c.account_id == sa.bindparam("account_id")
)
_BALANCE: Final = (
    _ACCOUNT.add_columns(
        _LINES.c.book,
        _LINES.c.minor,
        charges.c.id.label("charge_id"),
        charges.c.component,
        charges.c.amount_minor,
        charges.c.due_on,
        charges.c.currency.label("charged_in"),
    )
    .outerjoin(_LINES, sa.true())
    .outerjoin(charges, _CHARGE_OF_LINE)
    .order_by(charges.c.due_on, charges.c.id)
)


async def _one_account(
    conn: AsyncConnection, query: sa.Select[Any], account_id: AccountId
) -> Account:
    row = (await conn.execute(query, {"account_id": account_id})).mappings().first()
    if row is None:
        raise Permanent(f"no account {account_id}")
    return _account(row)


async def _sum(conn: AsyncConnection, owner: Account, books: Sequence[Book]) -> Money:
    found = await conn.scalar(_SUM, {"account_id": owner.id, "books": list(books)})
    return Money(int(found or 0), owner.currency)


def _account(row: sa.RowMapping) -> Account:
    values = {field.name: row[field.name] for field in fields(Account)}
    return Account(**{**values, "flags": frozenset(row["flags"])})


def _sum_in(rows: Sequence[sa.RowMapping], books: Collection[str], owner: Account) -> Money:
    minor = sum(int(row["minor"]) for row in rows if row["book"] in books)
    return Money(minor, owner.currency)


def _charges_in(rows: Sequence[sa.RowMapping]) -> list[OpenCharge]:
    """Every charge of which anything stands in any book."""
    lines = [row for row in rows if row["charge_id"] is not None and row["minor"]]
    return [_from_lines(list(of_one)) for _, of_one in groupby(lines, key=_charge_id)]


def _charge_id(row: sa.RowMapping) -> str:
    return str(row["charge_id"])


def _from_lines(lines: Sequence[sa.RowMapping]) -> OpenCharge:
    first, currency = lines[0], lines[0]["charged_in"]
    by_book = {line["book"]: int(line["minor"]) for line in lines}
    return OpenCharge(
        charge=Charge(
            id=first["charge_id"],
            account_id=first["id"],
            component=first["component"],
            amount=Money(first["amount_minor"], currency),
            due_on=first["due_on"],
        ),
        owed=Money(sum(by_book.values()), currency),
        arranged=Money(by_book.get("arranged", 0), currency),
    )


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
