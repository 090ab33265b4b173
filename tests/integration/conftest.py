"""People who owe, for tests that need one."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.privacy import Vault
from tests.support.clock import HandClock
from tests.support.debtor import LATE, NOT_YET_DUE, Debtor, someone


@pytest.fixture
async def stranger(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Debtor:
    """Whoever holds Rocío's phone: nothing is proved; she owes 4,100.01 MXN, 100 days late."""
    found = await someone(conn, vault, clock)
    await found.owes(LATE)
    return found


@pytest.fixture
async def rocio(stranger: Debtor) -> Debtor:
    """The same, and it is she."""
    await stranger.is_verified()
    return stranger


@pytest.fixture
async def punctual(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Debtor:
    """Rocío, verified, who owes 980.01 MXN, nothing of it late."""
    found = await someone(conn, vault, clock)
    await found.owes(NOT_YET_DUE)
    await found.is_verified()
    return found
