"""Tries that come at the same moment count like tries that come one after another."""

import asyncio

from bot.contacts.identity import Outcome
from bot.kernel.ids import ContactId
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import arrive, record, save
from tests.support.proving import BORN, HOME, LIMITS, Person

WRONG = "1950-05-05"


async def shows(
    database: Database, vault: Vault, contact_id: ContactId, born: str, *, after_s: int
) -> Outcome:
    clock = HandClock()
    for _ in range(after_s):
        clock.tick()
    async with database.transaction() as conn:
        return (await Person(conn, vault, clock, contact_id).shows(born, HOME)).outcome


async def test_tries_at_once_are_never_more_than_allowed(
    database: Database, vault: Vault, clock: HandClock
) -> None:
    async with database.transaction() as conn:
        await save(conn, vault)
        contact_id = await arrive(conn, clock)
    tries = [shows(database, vault, contact_id, WRONG, after_s=n) for n in range(8)]
    outcomes = await asyncio.gather(*tries)
    assert outcomes.count(Outcome.NOT_MATCHED) == LIMITS.max_attempts - 1
    assert await shows(database, vault, contact_id, BORN, after_s=9) is Outcome.LOCKED


async def test_two_phones_at_once_share_the_tries_against_one_customer(
    database: Database, vault: Vault, clock: HandClock
) -> None:
    async with database.transaction() as conn:
        await save(conn, vault)
        first = await arrive(conn, clock)
        second = await arrive(conn, clock, phone="+525599999999")
    await shows(database, vault, first, WRONG, after_s=0)
    async with database.transaction() as conn:
        await save(conn, vault, record(phone="+525599999999"))
    tries = [shows(database, vault, second, WRONG, after_s=n) for n in range(1, 6)]
    assert (await asyncio.gather(*tries)).count(Outcome.NOT_MATCHED) == 1
