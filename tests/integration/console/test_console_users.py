"""Who may use the console."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.tables import users
from bot.console.users import add_user, is_password_of
from bot.kernel.errors import Rejected

PASSWORD = "correct horse battery"


async def test_a_user_gets_in_with_their_password_alone(conn: AsyncConnection) -> None:
    await add_user(conn, "ana", PASSWORD)
    assert await is_password_of(conn, "ana", PASSWORD)
    assert not await is_password_of(conn, "ana", "something else")
    assert not await is_password_of(conn, "nobody", PASSWORD)


async def test_adding_someone_again_changes_their_password(conn: AsyncConnection) -> None:
    await add_user(conn, "ana", PASSWORD)
    await add_user(conn, "ana", "another password")
    assert not await is_password_of(conn, "ana", PASSWORD)


async def test_only_a_hash_is_stored(conn: AsyncConnection) -> None:
    await add_user(conn, "ana", PASSWORD)
    stored = (await conn.execute(sa.select(users.c.password_hash))).scalar_one()
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [("", PASSWORD, "user_name"), ("ana", "short", "password_too_short")],
)
async def test_an_empty_name_or_short_password_is_refused(
    conn: AsyncConnection, name: str, password: str, code: str
) -> None:
    with pytest.raises(Rejected, match=code):
        await add_user(conn, name, password)
