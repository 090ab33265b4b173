"""A canary: personal data goes through every part of the bot, and is looked for where it left."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa

from bot.parts import open_parts
from bot.settings import Settings
from bot.storage.database import Database
from bot.usecases.portfolio import import_portfolio
from tests.support.bot_process import running_aloud
from tests.support.clock import HandClock
from tests.support.demo import PORTFOLIO
from tests.support.posts import batch, post
from tests.support.stage import Person, Stage, stand_ins, with_telegram

PERSON = ["Rocío", "Méndez", "5512345678", "15512345678"]
FACTORS = ["14 de junio", "junio de 1987", "1987-06-14", "14/06/1987", "19870614", "06700"]
TYPED_UNVERIFIED = ["bugambilia", "jacaranda"]
WORDS = [*TYPED_UNVERIFIED, "colibrí", "ajolote", "cempasúchil", "cardenal"]
# Sealed bodies, hashes and ids are random: any few digits may be found in them.
RANDOM = re.compile(r"\\x[0-9a-f]+|[0-9a-f]{64}|_[0-9a-f]{24}")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "bot.log"


@pytest.fixture
async def stage(stage_settings: Settings, clock: HandClock, log: Path) -> AsyncIterator[Stage]:
    """The whole bot with both desks in a process of its own, its words kept."""
    chosen = with_telegram(stage_settings)
    async with open_parts(chosen, clock) as parts:
        await import_portfolio(
            parts.database, parts.vault, PORTFOLIO, all_or_nothing=True, now=clock.now()
        )
        bot = running_aloud(chosen, clock, log)
        async with stand_ins(chosen, clock) as phone, bot:
            yield Stage(parts=parts, phone=phone, clock=clock)


async def goes_through_everything(person: Person) -> None:
    """Identification, a plan, a payment, a broken action, an agent, webhooks that are wrong."""
    await person.says("hola, soy Rocío Méndez, cuánto debo?")
    await person.says("mi perra bugambilia nació el 14 de junio de 1980, cp 06705")
    await person.says("vivo con jacaranda, nací el 14 de junio de 1987, cp 06700")
    assert "2. Ponerte" in await person.says("qué opciones tengo")
    await person.says("la 2")
    assert "folio" in await person.says("sí")
    await person.pays()
    await person.waits_for("Saldo de tu cuenta")
    assert "Algo falló" in await person.says("qué clima hace hoy donde vive mi colibrí")
    await person.says("tengo un ajolote, mi número es 5512345678")
    await is_refused(person)


async def is_refused(person: Person) -> None:
    """Webhooks with personal data that cannot be taken."""
    stage = person.stage
    body = batch(person, ["cempasúchil, soy Rocío Méndez"])
    body["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = "cardenal"
    await post(stage, body)
    url = stage.world.config.webhook_url
    async with aiohttp.ClientSession() as session:
        for raw in (b"Rocio Mendez 5512345678 cardenal", b'{"entry": "cardenal"}'):
            await session.post(url, data=raw, headers={"X-Hub-Signature-256": "sha256=00"})


async def dump(database: Database) -> str:
    """Every row of every table as text."""
    names = sa.text(
        "SELECT tablename FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    async with database.transaction() as conn:
        tables = (await conn.execute(names)).scalars().all()
        rows = [
            row
            for table in tables
            for row in (await conn.execute(sa.text(f'SELECT t::text FROM "{table}" t'))).scalars()
        ]
    return "\n".join(rows)


def found(text: str, canaries: list[str]) -> list[str]:
    """The canaries that `text` holds, written as they are or as JSON writes them."""
    escaped = {canary: canary.encode("unicode_escape").decode() for canary in canaries}
    return [name for name, other in escaped.items() if name in text or other in text]


async def test_nothing_personal_is_logged_or_kept_in_plain(stage: Stage, log: Path) -> None:
    await goes_through_everything(stage.person("CUS-1"))
    said = await asyncio.to_thread(log.read_text, encoding="utf-8")
    assert all(event in said for event in ("turn.answered", "turn.buried", "ValueError"))
    assert found(said, [*PERSON, *FACTORS, *WORDS]) == []
    kept = RANDOM.sub("", await dump(stage.parts.database))
    assert "Rocío" in kept
    assert found(kept, [*FACTORS, *TYPED_UNVERIFIED]) == []
