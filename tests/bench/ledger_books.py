"""Ledgers of a given size, written fast: as superuser, past the triggers, every account alike.

An ordinary account has four charges and four payments on them: 20 entries, something still owed.
The long one has 200 charges, most of them paid off, and 800 payments: 2,000 entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from bot.kernel.ids import AccountId
from bot.launch.postgres import PostgresUrls

ENTRIES_EACH: Final = 20
LONG: Final = AccountId("ACC-0")


@dataclass(frozen=True, kw_only=True)
class Books:
    """One database, and how many entries its ordinary accounts have."""

    url: str
    entries: int

    @property
    def accounts(self) -> int:
        return self.entries // ENTRIES_EACH

    def some_accounts(self, number: int) -> list[AccountId]:
        """So many ordinary accounts, spread evenly."""
        step = self.accounts // number
        return [AccountId(f"ACC-{1 + step * n}") for n in range(number)]


async def write_books(urls: PostgresUrls, *, entries: int) -> Books:
    """A database of its own beside `saldo`, of the same shape, with so many entries."""
    name = f"saldo_{entries}"
    superuser = urls.owner.replace("saldo_owner@", "postgres@")
    await _run(
        superuser.replace("/saldo?", "/postgres?"), f"CREATE DATABASE {name} TEMPLATE saldo"
    )
    filling = superuser.replace("/saldo?", f"/{name}?")
    accounts = entries // ENTRIES_EACH
    await _run(filling, "SET session_replication_role = replica", *_statements(accounts))
    await _run(filling, "VACUUM ANALYZE")
    return Books(url=urls.app.replace("/saldo?", f"/{name}?"), entries=entries)


async def _run(url: str, *statements: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        for statement in statements:
            await conn.execute(statement, timeout=600)
    finally:
        await conn.close()


def _statements(accounts: int) -> list[str]:
    """Accounts 1 to `accounts` are ordinary, 0 is the long one."""
    people = f"generate_series(0, {accounts}) AS a"
    ordinary = f"generate_series(1, {accounts}) AS a, generate_series(1, 4)"
    return [
        _CUSTOMERS.format(people=people),
        _ACCOUNTS.format(people=people),
        *_charges(f"{ordinary} AS c", minor="1000000"),
        *_charges("(SELECT 0 AS a) AS one, generate_series(1, 200) AS c", minor="1000"),
        *_payments(
            f"{ordinary} AS p",
            cash="30000",
            paid=[("1", "20000"), ("p", "10000")],
        ),
        *_payments(_OF_LONG, cash=_LONG_PART, paid=[(_LONG_CHARGE, _LONG_PART)]),
    ]


def _payments(of: str, *, cash: str, paid: Sequence[tuple[str, str]]) -> list[str]:
    """Payments of so much, and which charge takes how much of it."""
    parts = 1 + len(paid)
    return [
        _PAYMENTS.format(of=of, parts=parts),
        _CASH.format(of=of, minor=cash, parts=parts),
        *(
            _PAID.format(of=of, charge=charge, minor=minor, no=no, parts=parts)
            for no, (charge, minor) in enumerate(paid, 2)
        ),
    ]


def _charges(of: str, *, minor: str) -> list[str]:
    return [each.format(of=of, minor=minor) for each in (_CHARGED, _CHARGES, _OWED, _INCOME)]


_OF_LONG: Final = "(SELECT 0 AS a) AS one, generate_series(1, 800) AS p"
_LONG_CHARGE: Final = "(1 + p % 200)"
# 190 charges are paid off in four parts, ten are not.
_LONG_PART: Final = "(CASE WHEN p % 200 < 190 THEN 250 ELSE 100 END)"

_CUSTOMERS: Final = """
INSERT INTO customers (id, name, first_name, last_name, phone, country, zone, language, consents)
SELECT 'CUS-' || a, 'Rocío Méndez', 'Rocío', 'Méndez', '+5255' || lpad(a::text, 8, '0'), 'MX',
       'America/Mexico_City', 'es', '{{}}'
FROM {people}
"""
_ACCOUNTS: Final = """
INSERT INTO accounts (id, customer_id, product, last4, currency, creditor, flags, broken_promises)
SELECT 'ACC-' || a, 'CUS-' || a, 'personal_loan', '4471', 'MXN', 'Financiera Sol', '{{}}', 0
FROM {people}
"""
_CHARGED: Final = """
INSERT INTO transactions (id, kind, account_id, idempotency_key, input_hash, occurred_on,
                          posted_at, memo, entry_count)
SELECT 'txn_c' || a || '_' || c, 'charge', 'ACC-' || a, 'import:charge:' || a || '-' || c,
       md5('h'), date '2026-06-01' + 3 * c, timestamptz '2026-06-01 12:00Z', 'file', 2
FROM {of}
"""
_CHARGES: Final = """
INSERT INTO charges (id, account_id, component, amount_minor, currency, due_on, transaction_id)
SELECT 'ACC-' || a || '-' || c, 'ACC-' || a, 'principal', {minor}, 'MXN',
       date '2026-06-01' + 3 * c, 'txn_c' || a || '_' || c
FROM {of}
"""
_OWED: Final = """
INSERT INTO entries (transaction_id, no, entry_count, account_id, book, component, charge_id,
                     amount_minor, currency)
SELECT 'txn_c' || a || '_' || c, 1, 2, 'ACC-' || a, 'receivable', 'principal',
       'ACC-' || a || '-' || c, {minor}, 'MXN'
FROM {of}
"""
_INCOME: Final = """
INSERT INTO entries (transaction_id, no, entry_count, account_id, book, component, amount_minor,
                     currency)
SELECT 'txn_c' || a || '_' || c, 2, 2, 'ACC-' || a, 'charged', 'principal', -{minor}, 'MXN'
FROM {of}
"""
_PAYMENTS: Final = """
INSERT INTO transactions (id, kind, account_id, idempotency_key, input_hash, occurred_on,
                          posted_at, memo, entry_count)
SELECT 'txn_p' || a || '_' || p, 'payment', 'ACC-' || a, 'import:payment:' || a || '-' || p,
       md5('h'), date '2026-10-01', timestamptz '2026-10-01 12:00Z', 'file', {parts}
FROM {of}
"""
_CASH: Final = """
INSERT INTO entries (transaction_id, no, entry_count, account_id, book, amount_minor, currency)
SELECT 'txn_p' || a || '_' || p, 1, {parts}, 'ACC-' || a, 'cash', {minor}, 'MXN' FROM {of}
"""
_PAID: Final = """
INSERT INTO entries (transaction_id, no, entry_count, account_id, book, component, charge_id,
                     amount_minor, currency)
SELECT 'txn_p' || a || '_' || p, {no}, {parts}, 'ACC-' || a, 'receivable', 'principal',
       'ACC-' || a || '-' || {charge}, -{minor}, 'MXN'
FROM {of}
"""
