"""What identifies a person is in no table in plain form, whatever was tried."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inbox.store import Inbox, InboxItem
from bot.kernel.ids import Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from tests.support.clock import HandClock
from tests.support.people import arrive, record, save
from tests.support.proving import Person

BORN, HOME, DOCUMENT = "1979-03-27", "83517", "9362"
TRIED_BORN, TRIED_HOME = "1981-12-19", "72946"
RANDOM = re.compile(r"\\x[0-9a-f]+|[0-9a-f]{64}|_[0-9a-f]{24}")  # sealed bodies, hashes, ids
TYPED = "nací el veintisiete de marzo y vivo en 83517"


@pytest.fixture
async def everything(conn: AsyncConnection, vault: Vault, clock: HandClock) -> str:
    """Every row of every table as text, after a wrong try, a half one and a right one."""
    known = record(date_of_birth=date.fromisoformat(BORN), postcode=HOME, document_last4=DOCUMENT)
    await save(conn, vault, known)
    person = Person(conn, vault, clock, await arrive(conn, clock))
    await person.shows(TRIED_BORN, TRIED_HOME)
    await person.shows(BORN)
    typed = IncomingText(text=TYPED)
    await Inbox(vault).insert(
        conn,
        [
            InboxItem(
                wamid=Wamid("w1"),
                contact_id=person.contact_id,
                message=typed,
                vendor_at=clock.now(),
            )
        ],
    )
    return await dump(conn)


async def dump(conn: AsyncConnection) -> str:
    names = await conn.execute(
        sa.text(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'alembic_version'"
        )
    )
    rows = []
    for (name,) in names.all():
        found = await conn.execute(sa.text(f'SELECT t::text FROM "{name}" t'))
        rows += [f"{name}: {row[0]}" for row in found]
    return "\n".join(rows)


async def test_the_rows_are_there(everything: str) -> None:
    tables = ("identity_factors", "identity_readings", "identity_attempts", "inbox")
    assert all(f"{table}: (" in everything for table in tables)


@pytest.mark.parametrize(
    "value", [BORN, HOME, DOCUMENT, TRIED_BORN, TRIED_HOME, "19790327", "27/03/1979", TYPED]
)
async def test_no_table_holds_an_identity_factor_in_plain_form(
    everything: str, value: str
) -> None:
    assert value not in RANDOM.sub("", everything)
    assert value.encode().hex() not in everything


async def test_a_factor_is_kept_as_its_keyed_hash(
    everything: str, conn: AsyncConnection, vault: Vault
) -> None:
    stored = await conn.execute(sa.text("SELECT factor, hash FROM identity_factors"))
    assert {row.factor: row.hash for row in stored} == {
        factor: vault.factor_hash("CUS-1", factor, value)
        for factor, value in (
            ("date_of_birth", BORN),
            ("postcode", HOME),
            ("document_last4", DOCUMENT),
        )
    }
