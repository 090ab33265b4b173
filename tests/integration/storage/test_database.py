"""Transactions and migrations."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import ProgrammingError

import bot.contacts.tables
import bot.inbox.tables
import bot.outbox.tables  # noqa: F401 - the same
from bot.launch.postgres import PostgresUrls
from bot.storage.database import Database, async_url, metadata
from bot.storage.migrate import upgrade

COUNT = sa.text("SELECT count(*) FROM contacts")
INSERT = sa.text(
    "INSERT INTO contacts (id, country, zone, language, language_is_fixed, epoch, holder,"
    " holder_epoch, identity_open, misunderstood, created_at)"
    " VALUES ('con_1', 'MX', 'UTC', 'es', false, 0, 'bot', 0, false, 0, now())"
)


async def count(database: Database) -> int:
    async with database.transaction() as conn:
        return int((await conn.execute(COUNT)).scalar_one())


async def insert_and_raise(database: Database) -> None:
    async with database.transaction() as conn:
        await conn.execute(INSERT)
        raise LookupError


async def test_a_transaction_is_committed_when_its_block_ends(database: Database) -> None:
    async with database.transaction() as conn:
        await conn.execute(INSERT)
    assert await count(database) == 1


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError):
        await insert_and_raise(database)
    assert await count(database) == 0


async def test_the_application_may_not_change_the_shape(database: Database) -> None:
    with pytest.raises(ProgrammingError):
        async with database.transaction() as conn:
            await conn.execute(sa.text("DROP TABLE contacts"))


def test_migrating_twice_changes_nothing(postgres_urls: PostgresUrls) -> None:
    upgrade(postgres_urls.owner)


async def test_the_tables_in_code_are_those_of_the_migrations(database: Database) -> None:
    def differences(conn: sa.Connection) -> list[str]:
        context = MigrationContext.configure(conn)
        changes = compare_metadata(context, metadata)
        missing = ("add_table", "add_column")
        return [str(c) for c in changes if isinstance(c, tuple) and c[0] in missing]

    async with database.transaction() as conn:
        assert await conn.run_sync(differences) == []


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("postgresql://u@h/db", "postgresql+asyncpg://u@h/db"),
        ("postgres://u@h/db", "postgresql+asyncpg://u@h/db"),
        ("postgresql+asyncpg://u@h/db", "postgresql+asyncpg://u@h/db"),
    ],
)
def test_any_postgresql_address_is_spoken_to_by_asyncpg(url: str, dialect: str) -> None:
    assert async_url(url) == dialect
