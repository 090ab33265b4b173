"""The whole bot on the real database, Redis and engine, between the stand-ins: one stage."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import aiohttp
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.app import running
from bot.cases.tables import cases
from bot.contacts.store import hand_to_agent, resolve
from bot.contacts.tables import contacts
from bot.inbox.tables import inbox
from bot.kernel.clock import Clock
from bot.kernel.money import Money
from bot.ledger import ageing
from bot.ledger import service as ledger
from bot.ledger.tables import accounts, plans, promises
from bot.media.tables import media
from bot.outbox.tables import incidents, outbox
from bot.parts import Parts, open_parts
from bot.sandbox import telegram, whatsapp
from bot.sandbox.stripe import app as stripe
from bot.sandbox.whatsapp_people import StandInConfig
from bot.sandbox.whatsapp_phone import WORLD
from bot.sandbox.whatsapp_world import World
from bot.sessions import lifecycle
from bot.sessions import store as sessions
from bot.sessions.model import Session
from bot.settings import Settings, read
from tests.support.clock import HandClock
from tests.support.demo import people
from tests.support.moving_in import move_in
from tests.support.ports import unused_port

PATIENCE_S = 30.0
TELEGRAM_AGENT = telegram.TelegramAgent(id=1001, name="Luis")


def settings(*, database_url: str, redis_url: str, engine_url: str, action_port: int) -> Settings:
    ports = {name: unused_port() for name in ("bot", "whatsapp", "stripe")}
    return read(
        Settings,
        {
            "SALDO_SANDBOX": "1",
            "SALDO_DATABASE_URL": database_url,
            "SALDO_REDIS_URL": redis_url,
            "SALDO_ENGINE_URLS": engine_url,
            "SALDO_ACTION_PORT": str(action_port),
            "SALDO_IDENTITY_KEY": "a key that is only for tests",
            "SALDO_PORT": str(ports["bot"]),
            "SALDO_PUBLIC_URL": f"http://127.0.0.1:{ports['bot']}",
            "SALDO_WHATSAPP_API_URL": f"http://127.0.0.1:{ports['whatsapp']}",
            "SALDO_WHATSAPP_TOKEN": "token",
            "SALDO_WHATSAPP_APP_SECRET": "app secret",
            "SALDO_WHATSAPP_VERIFY_TOKEN": "verify token",
            "SALDO_WHATSAPP_PHONE_NUMBER_ID": "1000",
            "SALDO_STRIPE_API_URL": f"http://127.0.0.1:{ports['stripe']}",
            "SALDO_STRIPE_SECRET_KEY": "sk_test_for_tests",
            "SALDO_STRIPE_WEBHOOK_SECRET": "whsec_for_tests",
        },
    )


def with_telegram(chosen: Settings) -> Settings:
    """The same system with Telegram's stand-in as a second desk, beside the console."""
    return chosen.model_copy(
        update={
            "telegram_api_url": f"http://127.0.0.1:{unused_port()}",
            "telegram_bot_token": SecretStr("7000000001:token"),
            "telegram_webhook_secret": SecretStr("telegram-secret"),
            "telegram_group_ids": (-1001000000001,),
            "telegram_agent_ids": (TELEGRAM_AGENT.id,),
        }
    )


@asynccontextmanager
async def stand_ins(chosen: Settings, clock: Clock) -> AsyncIterator[web.Application]:
    """The vendors' stand-ins on their ports, Telegram's if it is set; yields WhatsApp's."""
    phone = whatsapp.make_app(
        StandInConfig(
            people=people(),
            webhook_url=f"{chosen.public_url}/webhooks/whatsapp",
            app_secret="app secret",
            token="token",
            verify_token="verify token",
            phone_number_id="1000",
            clock=clock,
        )
    )
    bank = stripe.make_app(
        stripe.StripeConfig(
            public_url=chosen.stripe_api_url,
            secret_key="sk_test_for_tests",
            webhook_secret="whsec_for_tests",
            webhook_url=f"{chosen.public_url}/webhooks/stripe",
            clock=clock,
            retry_delays_s=(0.2, 0.5, 1, 2, 4),
        )
    )
    served = [(phone, chosen.whatsapp_api_url), (bank, chosen.stripe_api_url)]
    if chosen.telegram_bot_token is not None:
        served.append((_telegram(chosen, clock), chosen.telegram_api_url))
    async with AsyncExitStack() as stack:
        for app, url in served:
            port = int(url.rsplit(":", 1)[1])
            await stack.enter_async_context(TestServer(app, port=port))
        yield phone


def _telegram(chosen: Settings, clock: Clock) -> web.Application:
    assert chosen.telegram_bot_token is not None
    config = telegram.TelegramConfig(
        token=chosen.telegram_bot_token.get_secret_value(),
        group_ids=chosen.telegram_group_ids,
        agents=(TELEGRAM_AGENT,),
        clock=clock,
    )
    return telegram.make_app(config)


@dataclass
class Stage:
    """What a test does with the running system, and what it may look at."""

    parts: Parts
    phone: web.Application
    clock: HandClock
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.phone[WORLD]

    def person(self, person_id: str) -> "Person":
        return Person(stage=self, id=person_id)

    def let_pass(self, *, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    async def grows_older(self) -> None:
        """What the night does to agreements and promises, for every account that is due."""
        now = self.clock.now()
        async with self.parts.database.transaction() as conn:
            due = await ageing.accounts_to_age(conn, now)
        for account in due:
            async with self.parts.database.transaction() as conn:
                await ageing.age(conn, account, now)

    async def agent_takes(self, person: "Person") -> None:
        """An agent takes the person's chat while nothing is asked of them."""
        async with self.parts.database.transaction() as conn:
            number = self.world.chat(person.id).person.phone
            contact_id = await resolve(conn, phone=number, user_id=None, now=self.clock.now())
            await hand_to_agent(conn, contact_id)

    async def ends(self, person: "Person") -> Session:
        """The person's last session, ended now if it goes on."""
        number = self.world.chat(person.id).person.phone
        now = self.clock.now()
        async with self.parts.database.transaction() as conn:
            contact_id = await resolve(conn, phone=number, user_id=None, now=now)
            await lifecycle.end_all(conn, now)
            session = await sessions.latest(conn, contact_id)
        assert session is not None
        return session

    async def has_proofs(self, reasons: list[str]) -> bool:
        """Whether the files that people sent are here, in cases of these reasons."""
        by_id = {case["id"]: case["reason"] for case in await self.rows(cases)}
        files = await self.rows(media)
        here = [by_id.get(file["case_id"]) for file in files if file["state"] == "kept"]
        return sorted(here, key=str) == sorted(reasons)

    async def settle(self) -> None:
        """Wait until every message is answered and every answer delivered."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await self.world.settle()
                if await self._is_quiet():
                    return
                await asyncio.sleep(0.02)

    async def wait_until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await holds():
                await asyncio.sleep(0.02)

    async def _is_quiet(self) -> bool:
        undone = sa.select(inbox.c.wamid).where(inbox.c.state == "new").limit(1)
        leased = sa.select(contacts.c.id).where(contacts.c.lease_until.is_not(None)).limit(1)
        unsent = sa.select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending"))).limit(1)
        async with self.parts.database.transaction() as conn:
            found = [(await conn.execute(query)).first() for query in (undone, leased, unsent)]
        return not any(found)

    async def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        async with self.parts.database.transaction() as conn:
            return [dict(row) for row in (await conn.execute(sa.select(table))).mappings()]

    async def owed(self, last4: str) -> Money:
        """What the ledger says is owed on the account that ends in `last4`."""
        async with self.parts.database.transaction() as conn:
            query = sa.select(accounts.c.id).where(accounts.c.last4 == last4)
            account = (await conn.execute(query)).scalar_one()
            today = date(2026, 11, 21)
            return (await ledger.balance(conn, account, today=today)).total

    async def plans(self) -> list[dict[str, Any]]:
        return await self.rows(plans)

    async def promises(self) -> list[str]:
        """Each promise as its day, amount and state."""
        return sorted(
            f"{row['due_on']} {amount.to_decimal()} {amount.currency} {row['state']}"
            for row in await self.rows(promises)
            for amount in [Money(row["amount_minor"], row["currency"])]
        )

    async def cases(self) -> list[str]:
        return sorted(case["reason"] for case in await self.rows(cases))

    async def incidents(self) -> list[dict[str, Any]]:
        return await self.rows(incidents)


@dataclass
class Person:
    """Someone with a phone: writes, presses, pays, and reads what arrived since last time."""

    stage: Stage
    id: str

    async def says(self, text: str) -> str:
        """Type, wait for the answer, and read everything new in one text."""
        self.stage.world.say(self.id, text)
        await self.stage.settle()
        return self.reads()

    async def sends(self, kind: Any, caption: str = "") -> str:
        self.stage.world.send_media(self.id, kind, caption)
        await self.stage.settle()
        return self.reads()

    async def presses(self, title: str) -> str:
        """Press the latest button or row with this title."""
        for bubble in reversed(self.bubbles()):
            for option in bubble.get("options", ()):
                if option["title"] == title:
                    self.stage.world.pick(self.id, bubble["id"], option["id"])
                    await self.stage.settle()
                    return self.reads()
        raise AssertionError(f"no button {title!r} in sight")

    async def pays(self, *, button: str = "pay") -> str:
        """Open the latest link, go to the vendor's page, press Pay or Decline there."""
        page = self.link()
        async with aiohttp.ClientSession() as browser:
            async with browser.post(page, allow_redirects=False) as answer:
                assert answer.status == 303, await answer.text()
                checkout = answer.headers["Location"]
            async with browser.post(
                checkout, data={"outcome": button}, allow_redirects=False
            ) as done:
                assert done.status in (200, 303), await done.text()
        return checkout

    def link(self) -> str:
        links = [bubble["url"] for bubble in self.bubbles() if bubble.get("url")]
        assert links, "no link has been sent"
        return str(links[-1])

    def bubbles(self) -> list[dict[str, Any]]:
        chat = self.stage.world.chat(self.id)
        return [bubble.to_json() for bubble in chat.bubbles if bubble.side == "in"]

    def reads(self) -> str:
        """Every word that arrived since the last look, options included."""
        bubbles = self.bubbles()
        fresh = bubbles[self.stage.seen.get(self.id, 0) :]
        self.stage.seen[self.id] = len(bubbles)
        return "\n".join(words(bubble) for bubble in fresh)

    async def waits_for(self, text: str) -> str:
        """Read on until `text` has arrived."""
        read = ""

        async def arrived() -> bool:
            nonlocal read
            read += self.reads()
            return bool(re.search(re.escape(text), read))

        await self.stage.wait_until(arrived)
        return read


def words(bubble: dict[str, Any]) -> str:
    options = "".join(f"\n[{option['title']}]" for option in bubble.get("options", ()))
    return f"{bubble.get('text', '')}{options}"


@asynccontextmanager
async def open_stage(chosen: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    """Import the demo's people, start everything in this process, stop it at the end."""
    async with open_parts(chosen, clock) as parts:
        await move_in(parts)
        async with stand_ins(chosen, clock) as phone, running(parts):
            yield Stage(parts=parts, phone=phone, clock=clock)
