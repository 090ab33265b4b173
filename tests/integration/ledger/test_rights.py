"""Neither role can change what is posted: the one has no right to, triggers stop the other."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.launch.postgres import PostgresUrls
from bot.ledger import journal
from bot.storage.database import Database
from tests.builders.ledger import ACCOUNT, charge, lend
from tests.integration.ledger.test_journal import CHECK_NOW, EMPTY, MOVEMENT

TABLES = ("transactions", "entries", "charges", "unapplied_receipts")
ENTRY = (
    "INSERT INTO entries"
    " (transaction_id, no, entry_count, account_id, book, amount_minor, currency)"
)


@pytest.fixture
async def owner(postgres_urls: PostgresUrls, database: Database) -> AsyncIterator[AsyncConnection]:
    """The migrating role, in a transaction that is rolled back."""
    migrator = Database(postgres_urls.owner, pool_size=1)
    async with migrator.transaction() as connection:
        yield connection
        await connection.rollback()
    await migrator.close()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {} SET transaction_id = transaction_id",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN other int",
        "DROP TRIGGER {}_append_only ON {}",
        "DROP TABLE {} CASCADE",
    ],
)
async def test_the_application_has_no_right_to_change_the_ledger(
    conn: AsyncConnection, table: str, change: str
) -> None:
    column = "id" if table == "transactions" else "transaction_id"
    statement = change.replace("transaction_id", column).replace("{}", table)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        await conn.execute(sa.text(statement))


@pytest.mark.parametrize(
    "escape",
    [
        "SET session_replication_role = replica",
        "SET ROLE saldo_owner",
        "ALTER ROLE saldo_app SUPERUSER",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'",
    ],
)
async def test_the_application_cannot_give_itself_rights(
    conn: AsyncConnection, escape: str
) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        await conn.execute(sa.text(escape))


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO entries SELECT * FROM entries ON CONFLICT (transaction_id, no)"
        " DO UPDATE SET amount_minor = 1",
        "MERGE INTO entries USING entries AS e ON entries.id = e.id"
        " WHEN MATCHED THEN UPDATE SET amount_minor = 1",
        "MERGE INTO entries USING entries AS e ON entries.id = e.id WHEN MATCHED THEN DELETE",
    ],
)
async def test_a_posted_entry_is_not_changed_by_a_side_door(
    conn: AsyncConnection, change: str
) -> None:
    await lend(conn, charge("c1", "10"))
    with pytest.raises(DBAPIError, match="permission denied"):
        await conn.execute(sa.text(change))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET {id} = {id}", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_the_owner_of_the_tables_is_refused_by_the_triggers(
    owner: AsyncConnection, table: str, change: str
) -> None:
    column = "id" if table == "transactions" else "transaction_id"
    statement = change.replace("{id}", column).replace("{}", table)
    with pytest.raises(DBAPIError, match="append-only"):
        await owner.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("('txn_empty', 1, 2, 'ACC-1', 'cash', 5, 'MXN')", "does not balance"),
        (
            "('txn_empty', 1, 2, 'ACC-1', 'cash', 5, 'MXN'),"
            " ('txn_empty', 2, 2, 'ACC-1', 'customer_credit', -5, 'USD')",
            "fk_entries_account",
        ),
        (
            "('txn_empty', 1, 2, 'ACC-1', 'cash', 5, 'MXN'),"
            " ('txn_empty', 2, 2, 'ACC-2', 'customer_credit', -5, 'MXN')",
            "fk_entries_transaction",
        ),
        (
            "('txn_empty', 1, 2, NULL, 'cash', 5, 'MXN'),"
            " ('txn_empty', 2, 2, NULL, 'unapplied_cash', -5, 'MXN')",
            "does not balance",
        ),
    ],
)
async def test_a_transaction_is_whole_in_one_currency_and_of_one_account(
    conn: AsyncConnection, values: str, why: str
) -> None:
    await lend(conn)
    await conn.execute(
        sa.text(
            "INSERT INTO accounts (id, customer_id, product, last4, currency, creditor, flags,"
            " broken_promises) SELECT 'ACC-2', customer_id, product, last4, currency, creditor,"
            " flags, 0 FROM accounts"
        )
    )
    await conn.execute(sa.insert(journal.transactions).values(**EMPTY))
    with pytest.raises(DBAPIError, match=why):
        await add_and_check(conn, values)


async def add_and_check(conn: AsyncConnection, values: str) -> None:
    await conn.execute(sa.text(f"{ENTRY} VALUES {values}"))
    await conn.execute(CHECK_NOW)


async def test_money_of_no_account_is_in_one_currency_too(conn: AsyncConnection) -> None:
    await conn.execute(
        sa.insert(journal.transactions).values(
            **{**EMPTY, "kind": "unapplied", "account_id": None}
        )
    )
    values = (
        "('txn_empty', 1, 2, NULL, 'cash', 5, 'MXN'),"
        " ('txn_empty', 2, 2, NULL, 'unapplied_cash', -5, 'USD')"
    )
    with pytest.raises(DBAPIError, match="currencies"):
        await add_and_check(conn, values)


async def test_what_the_application_may_do_is_enough_to_post(conn: AsyncConnection) -> None:
    await lend(conn)
    assert MOVEMENT.account_id == AccountId(ACCOUNT)
    assert len(await journal.post(conn, [MOVEMENT])) == 1
    await conn.execute(CHECK_NOW)
