"""Importing a portfolio: good lines once, bad lines reported, figures in doubt not told."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.contacts.tables import customers, identity_factors
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger.accruing import accounts_to_accrue, accrue_account
from bot.ledger.model import Balance, LedgerDoubt
from bot.ledger.store import accounts_of, balance
from bot.ledger.tables import transactions
from bot.ledger.unapplied import Unapplied, apply_unapplied, unapplied
from bot.storage.database import Database
from bot.usecases.portfolio import ImportReport, Options, import_portfolio

DEMO = Path(__file__).parents[3] / "demo" / "portfolio.jsonl"
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
TODAY = NOW.date()

CUSTOMER: dict[str, Any] = {
    "type": "customer",
    "id": "CUS-1",
    "name": "Rocío Méndez Lara",
    "first_name": "Rocío",
    "last_name": "Méndez Lara",
    "date_of_birth": "1987-06-14",
    "postcode": "06700",
    "phone": "+5215512345678",
    "consents": ["whatsapp"],
    "country": "MX",
    "zone": "America/Mexico_City",
    "language": "es",
}
ACCOUNT: dict[str, Any] = {
    "type": "account",
    "id": "ACC-1",
    "customer": "CUS-1",
    "product": "personal_loan",
    "last4": "4471",
    "currency": "MXN",
    "creditor": "Financiera Sol",
}
CHARGE: dict[str, Any] = {
    "type": "charge",
    "id": "ACC-1-1",
    "account": "ACC-1",
    "component": "principal",
    "amount": "980.01",
    "currency": "MXN",
    "due_on": "2026-10-21",
}
PAYMENT: dict[str, Any] = {
    "type": "payment",
    "id": "PAY-1",
    "account": "ACC-1",
    "amount": "500.00",
    "currency": "MXN",
    "paid_on": "2026-11-01",
}
GOOD = (PAYMENT, CHARGE, ACCOUNT, CUSTOMER)
ACCRUAL: dict[str, Any] = {
    "late_interest_pct": "36.00",
    "day_count": 360,
    "tax_pct": "16",
    "late_fee": "350.00",
    "grace_days": 3,
}
ACCRUING = {**ACCOUNT, "accrual": ACCRUAL}
LATE_INTEREST = {**CHARGE, "id": "ACC-1-2", "component": "late_interest", "amount": "12.00"}
FEE = {**CHARGE, "id": "ACC-1-3", "component": "fee", "amount": "350.00"}
TAX = {**CHARGE, "id": "ACC-1-4", "component": "tax", "amount": "56.00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Writes lines to a file and imports it."""

    database: Database
    vault: Vault
    path: Path

    async def __call__(
        self, *lines: dict[str, Any] | str, now: datetime = NOW, all_or_nothing: bool = False
    ) -> ImportReport:
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        self.path.write_text("\n".join(texts), encoding="utf-8")
        return await import_portfolio(
            self.database, self.vault, self.path, all_or_nothing=all_or_nothing, now=now
        )


@pytest.fixture
def load(database: Database, vault: Vault, tmp_path: Path) -> Importer:
    return Importer(database=database, vault=vault, path=tmp_path / "portfolio.jsonl")


@pytest.fixture
def owed(database: Database) -> Callable[..., Awaitable[Balance]]:
    async def read(account_id: str = "ACC-1", *, today: date = TODAY) -> Balance:
        async with database.transaction() as conn:
            return await balance(conn, AccountId(account_id), today=today)

    return read


Owed = Callable[..., Awaitable[Balance]]


async def test_lines_in_any_order_are_imported(load: Importer, owed: Owed) -> None:
    report = await load(*GOOD)
    assert (report.imported, report.rejected) == (4, ())
    found = await owed()
    assert (found.total, found.days_past_due) == (Money(48001, "MXN"), 31)


async def test_the_same_file_twice_changes_nothing(load: Importer, database: Database) -> None:
    await load(*GOOD)
    again = await load(*GOOD)
    assert (again.imported, again.unchanged) == (0, 4)
    async with database.transaction() as conn:
        count = sa.select(sa.func.count()).select_from(transactions)
        assert await conn.scalar(count) == 2


async def test_two_imports_at_once_write_each_line_once(load: Importer, owed: Owed) -> None:
    await load(CUSTOMER)
    reports = await asyncio.gather(load(*GOOD), load(*GOOD))
    assert sorted(report.imported for report in reports) == [0, 3]
    assert (await owed()).total == Money(48001, "MXN")


async def test_a_phone_is_stored_as_it_will_be_looked_up(
    load: Importer, database: Database
) -> None:
    await load(CUSTOMER)
    async with database.transaction() as conn:
        assert await conn.scalar(sa.select(customers.c.phone)) == "+525512345678"


async def test_what_identifies_a_person_is_stored_only_as_hashes(
    load: Importer, database: Database
) -> None:
    await load(CUSTOMER)
    async with database.transaction() as conn:
        rows = (await conn.execute(sa.select(identity_factors))).all()
    assert {row.factor for row in rows} == {"date_of_birth", "postcode"}
    assert not any("1987" in row.hash or "06700" in row.hash for row in rows)


@pytest.mark.parametrize("change", [{"first_name": "Rosa"}, {"postcode": "06701"}])
async def test_a_customer_who_changed_is_imported_again(
    load: Importer, change: dict[str, str]
) -> None:
    await load(CUSTOMER)
    assert (await load({**CUSTOMER, **change})).imported == 1
    assert (await load({**CUSTOMER, **change})).unchanged == 1


async def test_an_account_is_kept_current(load: Importer, database: Database) -> None:
    await load(CUSTOMER, ACCOUNT)
    report = await load({**ACCOUNT, "flags": ["hardship"], "broken_promises": 2})
    assert report.imported == 1
    async with database.transaction() as conn:
        (found,) = await accounts_of(conn, CustomerId("CUS-1"))
    assert (found.flags, found.broken_promises) == (frozenset({"hardship"}), 2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**ACCOUNT, "id": "ACC-2", "customer": "CUS-9"}, "customer: no such customer"),
        ({**ACCOUNT, "customer": "CUS-2"}, "customer: the account belongs to another one"),
        ({**ACCOUNT, "currency": "USD"}, "currency: the account is in another one"),
        ({**CHARGE, "id": "X", "account": "ACC-9"}, "account: no such account"),
        ({**CHARGE, "id": "X", "currency": "USD"}, "currency: the account is in another one"),
        ({**CHARGE, "amount": "980.02"}, "id: it was imported before with other contents"),
        ({**PAYMENT, "id": "X", "currency": "USD"}, "currency: the account is in another one"),
        ({**PAYMENT, "amount": "1.00"}, "id: it was imported before with other contents"),
        ({**PAYMENT, "paid_on": "2026-11-02"}, "id: it was imported before with other contents"),
        ("{", "not a line of JSON"),
    ],
)
async def test_a_line_the_ledger_cannot_take_is_rejected_with_its_reason(
    load: Importer, line: dict[str, Any] | str, reason: str
) -> None:
    await load(*GOOD, {**CUSTOMER, "id": "CUS-2", "phone": "+525511112222"})
    report = await load(CUSTOMER, line)
    assert (report.imported, report.unchanged, len(report.rejected)) == (0, 1, 1)
    number, found = report.rejected[0]
    assert number == 2
    assert found.startswith(reason)


STRAY = {**PAYMENT, "id": "PAY-9", "account": "ACC-9"}
NAMELESS = {name: value for name, value in STRAY.items() if name != "account"}


async def waiting(database: Database) -> list[Unapplied]:
    async with database.transaction() as conn:
        return await unapplied(conn)


@pytest.mark.parametrize("stray", [STRAY, NAMELESS])
@pytest.mark.parametrize("all_or_nothing", [True, False])
async def test_a_payment_for_no_account_we_know_waits_unapplied(
    load: Importer, database: Database, stray: dict[str, str], all_or_nothing: bool
) -> None:
    report = await load(*GOOD, stray, all_or_nothing=all_or_nothing)
    assert (report.imported, report.rejected, report.unapplied) == (4, (), ((5, "PAY-9"),))
    (found,) = await waiting(database)
    assert (found.left, found.claimed_account) == (Money(50000, "MXN"), stray.get("account"))


async def test_the_same_stray_payment_twice_changes_nothing(
    load: Importer, database: Database
) -> None:
    await load(*GOOD, STRAY)
    report = await load(*GOOD, STRAY)
    assert (report.imported, report.unchanged, report.unapplied) == (0, 5, ())
    assert len(await waiting(database)) == 1


async def test_a_stray_payment_that_comes_again_with_its_account_is_applied(
    load: Importer, database: Database, owed: Owed
) -> None:
    await load(*GOOD, STRAY)
    known = {**PAYMENT, "id": "PAY-9"}
    assert (await load(known)).imported == 1
    assert (await load(known)).unchanged == 1
    assert await waiting(database) == []
    assert (await owed()).credit == Money(1999, "MXN")


async def test_a_stray_payment_that_comes_again_as_another_amount_is_rejected(
    load: Importer, database: Database
) -> None:
    await load(*GOOD, STRAY)
    report = await load({**PAYMENT, "id": "PAY-9", "amount": "400.00"})
    assert (report.imported, len(report.rejected)) == (0, 1)
    assert len(await waiting(database)) == 1


async def test_a_payment_of_an_account_does_not_become_a_stray(load: Importer) -> None:
    await load(*GOOD)
    report = await load({**PAYMENT, "account": "ACC-9"})
    assert (len(report.rejected), report.unapplied) == (1, ())


async def test_a_stray_payment_applied_by_hand_is_not_applied_elsewhere(
    load: Importer, database: Database
) -> None:
    await load(*GOOD, STRAY, {**ACCOUNT, "id": "ACC-2"})
    (found,) = await waiting(database)
    async with database.transaction() as conn:
        await apply_unapplied(conn, found.transaction_id, AccountId("ACC-2"), by="usr_1", now=NOW)
    assert (await load({**STRAY, "account": "ACC-2"})).unchanged == 1
    assert len((await load({**STRAY, "account": "ACC-1"})).rejected) == 1


async def test_good_lines_are_imported_beside_bad_ones(load: Importer, owed: Owed) -> None:
    report = await load(*GOOD, "{")
    assert (report.imported, len(report.rejected)) == (4, 1)
    assert (await owed()).total == Money(48001, "MXN")


async def test_all_or_nothing_leaves_everything_as_it_was(
    load: Importer, database: Database
) -> None:
    report = await load(*GOOD, "{", {**CHARGE, "id": "X", "account": "none"}, all_or_nothing=True)
    assert (report.imported, [number for number, _ in report.rejected]) == (0, [5, 6])
    async with database.transaction() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(customers)) == 0


async def test_all_or_nothing_imports_a_clean_file(load: Importer) -> None:
    assert (await load(*GOOD, all_or_nothing=True)).imported == 4


async def test_an_account_with_a_rejected_line_is_in_doubt_until_it_is_mended(
    load: Importer, owed: Owed
) -> None:
    report = await load(*GOOD, {**CHARGE, "id": "ACC-1-2", "amount": "?"})
    assert report.doubted == ("ACC-1",)
    with pytest.raises(LedgerDoubt, match="rejected_line"):
        await owed()
    assert (await load(*GOOD, {**CHARGE, "id": "ACC-1-2", "amount": "1.00"})).doubted == ()
    assert (await owed()).total == Money(48101, "MXN")


async def test_a_line_alone_does_not_lift_a_doubt(load: Importer) -> None:
    await load(*GOOD, {**CHARGE, "id": "ACC-1-2", "amount": "?"})
    assert (await load({**CHARGE, "id": "ACC-1-3"})).doubted == ("ACC-1",)


async def test_a_declared_total_that_is_another_puts_the_account_in_doubt(
    load: Importer, owed: Owed
) -> None:
    report = await load(CUSTOMER, {**ACCOUNT, "declared_total": "480.02"}, CHARGE, PAYMENT)
    assert report.doubted == ("ACC-1",)
    with pytest.raises(LedgerDoubt, match="declared_total"):
        await owed()


async def test_a_declared_total_that_was_mended_lifts_the_doubt(
    load: Importer, owed: Owed
) -> None:
    await load(CUSTOMER, {**ACCOUNT, "declared_total": "480.02"}, CHARGE, PAYMENT)
    report = await load(CUSTOMER, {**ACCOUNT, "declared_total": "480.01"}, CHARGE, PAYMENT)
    assert report.doubted == ()
    assert (await owed()).total == Money(48001, "MXN")


async def test_the_same_file_does_not_doubt_what_was_paid_meanwhile(
    load: Importer, owed: Owed
) -> None:
    file = (CUSTOMER, {**ACCOUNT, "declared_total": "480.01"}, CHARGE, PAYMENT)
    await load(*file)
    await load({**PAYMENT, "id": "PAY-2", "amount": "80.00"})
    assert (await load(*file)).doubted == ()
    assert (await owed()).total == Money(40001, "MXN")


async def test_terms_of_accrual_are_kept_current(load: Importer) -> None:
    assert (await load(CUSTOMER, ACCRUING, CHARGE)).imported == 3
    assert (await load(CUSTOMER, ACCRUING, CHARGE)).unchanged == 3
    changed = {**ACCRUING, "accrual": {**ACCRUAL, "grace_days": 5}}
    assert (await load(changed)).imported == 1
    assert (await load(ACCOUNT)).imported == 1
    assert (await load(ACCOUNT)).unchanged == 1


@pytest.mark.parametrize("line", [LATE_INTEREST, FEE])
async def test_an_account_with_terms_takes_no_late_interest_or_fee_of_the_file(
    load: Importer, line: dict[str, Any]
) -> None:
    report = await load(CUSTOMER, ACCRUING, CHARGE, line)
    reason = "component: it accrues here by the account's terms, not with the file"
    assert (report.imported, report.rejected) == (3, ((4, reason),))
    assert report.doubted == ("ACC-1",)


async def test_an_account_with_terms_takes_other_charges_of_the_file(load: Importer) -> None:
    report = await load(CUSTOMER, ACCRUING, CHARGE, TAX)
    assert (report.imported, report.rejected) == (4, ())


@pytest.mark.parametrize("line", [LATE_INTEREST, FEE])
async def test_terms_are_refused_where_the_file_brought_late_interest_or_fees(
    load: Importer, line: dict[str, Any]
) -> None:
    await load(CUSTOMER, ACCOUNT, CHARGE, line)
    report = await load(ACCRUING, line)
    reason = "accrual: late interest or fees of this account came with the file"
    assert (report.unchanged, report.rejected) == (1, ((1, reason),))


async def test_terms_are_refused_where_nothing_may_be_added_to_a_debt(load: Importer) -> None:
    american = {**CUSTOMER, "country": "US", "phone": "+12125550116"}
    report = await load(american, {**ACCRUING, "currency": "USD"})
    reason = "accrual: in the customer's country nothing may be added to a debt"
    assert report.rejected == ((2, reason),)


async def test_what_once_accrued_is_never_brought_by_the_file_as_well(
    load: Importer, database: Database
) -> None:
    await load(CUSTOMER, ACCRUING, CHARGE)
    async with database.transaction() as conn:
        assert await accrue_account(conn, AccountId("ACC-1"), NOW + timedelta(days=2))
    report = await load(ACCOUNT, LATE_INTEREST)
    assert [reason.split(":")[0] for _, reason in report.rejected] == ["component"]


async def test_days_past_due_with_nothing_late_put_the_account_in_doubt(
    load: Importer, owed: Owed
) -> None:
    future = {**CHARGE, "due_on": "2026-12-21"}
    report = await load(CUSTOMER, {**ACCOUNT, "days_past_due": 12}, future)
    assert report.doubted == ("ACC-1",)
    with pytest.raises(LedgerDoubt, match="days_past_due"):
        await owed()
    late = {**CHARGE, "id": "ACC-1-2"}
    assert (await load({**ACCOUNT, "days_past_due": 12}, late)).doubted == ()


@pytest.mark.parametrize(
    ("declared", "due_on"), [(12, "2026-11-20"), (0, "2026-12-21"), (0, "2026-11-21")]
)
async def test_days_past_due_that_may_be_so_are_believed(
    load: Importer, declared: int, due_on: str
) -> None:
    report = await load(
        CUSTOMER, {**ACCOUNT, "days_past_due": declared}, {**CHARGE, "due_on": due_on}
    )
    assert report.doubted == ()


async def test_days_past_due_are_those_of_the_customers_calendar(load: Importer) -> None:
    account = {**ACCOUNT, "days_past_due": 1}
    due_today = {**CHARGE, "due_on": "2026-11-20"}
    late_evening = datetime(2026, 11, 21, 5, tzinfo=UTC)  # still the 20th in Mexico City
    assert (await load(CUSTOMER, account, due_today, now=late_evening)).doubted == ("ACC-1",)


async def test_progress_is_told_up_to_the_last_line(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join([*map(json.dumps, GOOD), "{"]), encoding="utf-8")
    heard: list[int] = []
    await import_portfolio(
        database,
        vault,
        path,
        all_or_nothing=False,
        now=NOW,
        options=Options(on_progress=heard.append),
    )
    assert heard == sorted(heard)
    assert heard[-1] == 5


async def test_a_csv_is_imported_like_json(load: Importer, owed: Owed) -> None:
    report = await load(*_as_csv(GOOD))
    assert (report.imported, report.rejected) == (4, ())
    assert (await load(*GOOD)).unchanged == 4
    assert (await owed()).total == Money(48001, "MXN")


async def test_terms_of_accrual_are_columns_of_a_csv(load: Importer) -> None:
    columns = {f"accrual_{name}": value for name, value in ACCRUAL.items()}
    report = await load(*_as_csv((CUSTOMER, {**ACCOUNT, **columns}, CHARGE)))
    assert (report.imported, report.rejected) == (3, ())
    assert (await load(CUSTOMER, ACCRUING, CHARGE)).unchanged == 3


def _as_csv(lines: Sequence[dict[str, Any]]) -> list[str]:
    names = list(dict.fromkeys(name for line in lines for name in line))
    rows = [";".join(_cell(line.get(name)) for name in names) for line in lines]
    return [";".join(names), *rows]


def _cell(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")


async def load_demo(database: Database, vault: Vault, now: datetime) -> ImportReport:
    return await import_portfolio(database, vault, DEMO, all_or_nothing=True, now=now)


async def test_the_demo_is_clean_and_has_one_account_in_doubt(
    database: Database, vault: Vault
) -> None:
    report = await load_demo(database, vault, NOW)
    assert (report.rejected, report.doubted) == ((), ("ACC-12",))


@pytest.mark.parametrize("later", [0, 45, 400])
async def test_the_demos_situations_stay_true_on_any_day(
    database: Database, vault: Vault, owed: Owed, later: int
) -> None:
    now = NOW + timedelta(days=later)
    await load_demo(database, vault, now)
    today = now.date()
    days = {
        name: (await owed(name, today=today)).days_past_due
        for name in ("ACC-1", "ACC-2", "ACC-3", "ACC-4", "ACC-11", "ACC-20")
    }
    assert list(days.values()) == [31, 9, 118, 240, 0, 0]


async def test_the_demo_imported_on_another_day_changes_nothing(
    database: Database, vault: Vault
) -> None:
    first = await load_demo(database, vault, NOW)
    again = await load_demo(database, vault, NOW + timedelta(days=1))
    assert (again.imported, again.unchanged) == (0, first.imported)
    assert again.rejected == ()


async def test_the_demo_has_an_account_that_accrues_night_by_night(
    database: Database, vault: Vault, owed: Owed
) -> None:
    await load_demo(database, vault, NOW)
    async with database.transaction() as conn:
        later = NOW + timedelta(days=10)
        assert await accounts_to_accrue(conn, later) == ["ACC-21"]
        await accrue_account(conn, AccountId("ACC-21"), later)
    found = await owed("ACC-21", today=TODAY + timedelta(days=10))
    # Nine nights of 1,500.00 × 36 % / 360, and their tax; the tenth waits for late payments.
    assert (found.past_due, found.days_past_due) == (Money(165696, "MXN"), 19)
