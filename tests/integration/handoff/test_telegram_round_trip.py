"""From a case to Telegram and back, over HTTP, with the stand-in."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from bot.cases import notes, store
from bot.cases.model import Case, CaseState, DeskState, Reason
from bot.cases.tables import case_messages
from bot.contacts.model import Contact
from bot.handoff.agents import Agents, Words
from bot.handoff.balances import ledger_balances
from bot.handoff.delivery import Delivery
from bot.handoff.desk_acts import DeskActs
from bot.handoff.desk_worker import DeskWorker, register_webhook
from bot.handoff.relay import relay_inbound
from bot.handoff.tables import telegram_updates
from bot.handoff.telegram import TelegramDesk, telegram_bot
from bot.handoff.webhook import PATH, TelegramWebhook
from bot.kernel.errors import Rejected
from bot.kernel.ids import Wamid
from bot.kernel.privacy import Vault
from bot.sandbox.telegram import API, TelegramAgent, TelegramConfig, agent_writes, make_app
from bot.sandbox.telegram_groups import SentMessage, Topic
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.desk_people import NOW, agents, queued, stranger
from tests.support.clock import HandClock
from tests.support.ports import unused_port

GROUP, ANA, STRANGER = -1001, 501, 999
TOKEN, SECRET = "70001:stand-in", "webhook-secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """Both sides, wired as in production."""

    database: Database
    vault: Vault
    telegram: web.Application
    worker: DeskWorker
    delivery: Delivery
    agents: Agents
    hook: TestClient[web.Request, web.Application]

    async def open(self) -> tuple[Contact, Case]:
        async with self.database.transaction() as conn:
            contact = await stranger(conn)
            case = await store.open_case(
                conn, contact_id=contact.id, reason=Reason.ASK_HUMAN, now=NOW, hand_over=True
            )
        return contact, case

    async def contact_says(self, contact: Contact, text: str) -> None:
        async with self.database.transaction() as conn:
            await relay_inbound(
                conn, self.vault, contact=contact, text=text, wamid=Wamid(text), now=NOW
            )

    def topic(self) -> Topic:
        return self.telegram[API].groups.topics()[0]

    def texts(self) -> list[str]:
        return [message.text for message in self.topic().messages]

    async def arrive(self) -> None:
        """Let every update come in and be handled."""
        async with asyncio.timeout(5):
            await self.telegram[API].feed.drained()
        while await self.worker.handle_next():
            pass

    async def press(self, message: SentMessage, action: str, person: int = ANA) -> None:
        who = {"id": person, "is_bot": False, "first_name": "Ana"}
        self.telegram[API].press(message, who, action)
        await self.arrive()

    async def state_of(self, case: Case) -> Case:
        async with self.database.transaction() as conn:
            return await store.load(conn, case.id)


@pytest.fixture
async def rig(
    database: Database, redis: Redis, vault: Vault, clock: HandClock
) -> AsyncIterator[Rig]:
    people = (TelegramAgent(id=ANA, name="Ana"), TelegramAgent(id=STRANGER, name="X"))
    config = TelegramConfig(token=TOKEN, group_ids=(GROUP,), agents=people, clock=clock)
    doorbell, hook = Doorbell(redis), web.Application()
    TelegramWebhook(
        database, vault=vault, doorbell=doorbell, clock=clock, secret=SECRET
    ).add_routes(hook)
    server, acts = TestServer(make_app(config)), agents(vault, clock)
    async with (
        server,
        TestClient(TestServer(hook)) as client,
        telegram_bot(TOKEN, str(server.make_url(""))) as bot,
    ):
        desk = TelegramDesk(bot)
        await register_webhook(desk, public_url=str(client.make_url("")), secret=SECRET)
        yield Rig(
            database=database,
            vault=vault,
            telegram=server.app,
            agents=acts,
            hook=client,
            worker=DeskWorker(
                database,
                desk,
                DeskActs(acts, agent_ids=frozenset({ANA}), language="es"),
                vault=vault,
                doorbell=doorbell,
                clock=clock,
            ),
            delivery=Delivery(
                database,
                desk,
                vault=vault,
                clock=clock,
                group_ids=(GROUP,),
                language="es",
                balances=ledger_balances,
            ),
        )


async def test_a_case_gets_a_topic_a_card_and_the_contacts_words(rig: Rig) -> None:
    contact, case = await rig.open()
    await rig.contact_says(contact, "hola, debo 500")
    await rig.delivery.deliver_next()
    card, said = rig.texts()
    assert rig.topic().name == f"{case.folio} · Pide hablar con una persona"
    assert "Pide hablar con una persona" in card
    assert said == "Contacto: hola, debo •••"


async def test_an_agents_words_reach_the_outbox_once(rig: Rig) -> None:
    contact, case = await rig.open()
    await rig.delivery.deliver_next()
    update = agent_writes(rig.telegram, rig.topic(), ANA, "Hola, soy Ana")
    rig.telegram[API].feed.redeliver(update)
    await rig.arrive()
    async with rig.database.transaction() as conn:
        assert [m.body for m in await queued(conn, contact.id)] == ["Hola, soy Ana"]
    assert (await rig.state_of(case)).owner == "Ana · Telegram"


async def test_a_stranger_in_the_group_cannot_write_to_the_contact(rig: Rig) -> None:
    contact, case = await rig.open()
    await rig.delivery.deliver_next()
    agent_writes(rig.telegram, rig.topic(), STRANGER, "Hola")
    await rig.arrive()
    await rig.press(rig.topic().messages[0], f"give_back:{case.id}", person=STRANGER)
    async with rig.database.transaction() as conn:
        assert await queued(conn, contact.id) == []
    assert "No puedes actuar aquí." in rig.telegram[API].answered.values()


async def test_words_held_back_are_explained_in_the_topic(rig: Rig) -> None:
    await rig.open()
    await rig.delivery.deliver_next()
    agent_writes(rig.telegram, rig.topic(), ANA, "Debes 980 pesos")
    await rig.arrive()
    await rig.delivery.deliver_next()
    assert "no está verificada" in rig.texts()[-1]


async def test_giving_back_asks_first_and_then_closes_the_topic(rig: Rig) -> None:
    contact, case = await rig.open()
    await rig.delivery.deliver_next()
    await rig.press(rig.topic().messages[0], f"ask_back:{case.id}")
    assert (await rig.state_of(case)).state is CaseState.HELD
    await rig.press(rig.topic().messages[-1], f"give_back:{case.id}")
    await rig.delivery.deliver_next()
    assert (await rig.state_of(case)).state is CaseState.CLOSED
    assert rig.topic().is_closed
    async with rig.database.transaction() as conn:
        assert [m.key for m in await queued(conn, contact.id)] == ["human.given_back"]


async def test_changing_ones_mind_keeps_the_case(rig: Rig) -> None:
    _, case = await rig.open()
    await rig.delivery.deliver_next()
    await rig.press(rig.topic().messages[0], f"ask_back:{case.id}")
    await rig.press(rig.topic().messages[-1], f"keep:{case.id}")
    assert rig.texts()[-1] == "Sigue contigo."
    assert (await rig.state_of(case)).state is CaseState.HELD


async def test_taking_a_case_shows_on_its_card(rig: Rig) -> None:
    _, case = await rig.open()
    await rig.delivery.deliver_next()
    await rig.press(rig.topic().messages[0], f"take:{case.id}")
    await rig.delivery.deliver_next()
    assert "A cargo: Ana · Telegram" in rig.texts()[0]
    await rig.press(rig.topic().messages[0], f"dance:{case.id}")


async def test_a_deleted_topic_is_made_anew_and_nothing_is_lost(rig: Rig) -> None:
    contact, _ = await rig.open()
    await rig.delivery.deliver_next()
    rig.telegram[API].groups.delete_topic(GROUP, rig.topic().thread_id)
    await rig.contact_says(contact, "sigo aquí")
    await rig.delivery.deliver_next()
    await rig.delivery.deliver_next()
    assert rig.texts()[-1] == "Contacto: sigo aquí"


async def test_words_whose_delivery_is_unsure_come_again_marked(rig: Rig) -> None:
    contact, _ = await rig.open()
    await rig.contact_says(contact, "hola")
    async with rig.database.transaction() as conn:
        await conn.execute(sa.update(case_messages).values(desk_state=DeskState.UNKNOWN))
    await rig.delivery.deliver_next()
    assert rig.texts()[-1] == "(puede estar repetido) Contacto: hola"


async def test_what_an_agent_writes_in_the_console_shows_in_the_topic(rig: Rig) -> None:
    _, case = await rig.open()
    words = Words(agent="Beto", text="Hola", source="console:1", desk_state=DeskState.PENDING)
    async with rig.database.transaction() as conn:
        await rig.agents.say(conn, case.id, words, NOW)
    await rig.delivery.deliver_next()
    assert "Beto: Hola" in rig.texts()[-1]


async def test_a_photo_or_an_edit_is_explained_instead_of_sent(rig: Rig) -> None:
    await rig.open()
    await rig.delivery.deliver_next()
    update = agent_writes(rig.telegram, rig.topic(), ANA, "Hola")
    del update["message"]["text"]
    await rig.arrive()
    await rig.delivery.deliver_next()
    assert "solo se mandan mensajes de texto" in rig.texts()[-1]


async def test_with_nothing_to_deliver_the_desk_waits(rig: Rig) -> None:
    assert await rig.delivery.deliver_next() > 0
    assert not await rig.worker.handle_next()


async def test_of_two_presses_at_once_one_takes_the_case(rig: Rig, clock: HandClock) -> None:
    _, case = await rig.open()

    async def take(agent: str) -> str:
        try:
            async with rig.database.transaction() as conn:
                await rig.agents.take(conn, case.id, agent=agent, instead_of=None, now=NOW)
        except Rejected as refusal:
            return refusal.code
        return agent

    outcomes = await asyncio.gather(take("Ana"), take("Beto"))
    assert sorted(outcomes) in (["Ana", "taken_by_another"], ["Beto", "taken_by_another"])
    assert (await rig.state_of(case)).owner in outcomes


async def test_a_telegram_that_is_away_loses_no_words(
    database: Database, vault: Vault, clock: HandClock
) -> None:
    async with telegram_bot(TOKEN, f"http://127.0.0.1:{unused_port()}") as bot:
        delivery = Delivery(
            database,
            TelegramDesk(bot),
            vault=vault,
            clock=clock,
            group_ids=(GROUP,),
            language="es",
            balances=ledger_balances,
        )
        async with database.transaction() as conn:
            contact = await stranger(conn)
            await relay_inbound(
                conn, vault, contact=contact, text="hola", wamid=Wamid("w"), now=NOW
            )
        assert await delivery.deliver_next() > 0
    async with database.transaction() as conn:
        assert [note.text for note in await notes.claim_for_desk(conn, vault)] == [None, "hola"]


async def post(rig: Rig, body: bytes, secret: str = SECRET) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with rig.hook.post(PATH, data=body, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_a_wrong_secret_is_refused(rig: Rig, secret: str) -> None:
    assert await post(rig, b'{"update_id": 1}', secret) == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"update_id": "x"}'])
async def test_a_body_that_is_no_update_is_refused(rig: Rig, body: bytes) -> None:
    assert await post(rig, body) == 400


async def test_an_update_that_cannot_be_read_ends_as_a_dead_letter(rig: Rig) -> None:
    broken: dict[str, Any] = {"update_id": 77, "message": {"text": "no chat"}}
    assert await post(rig, json.dumps(broken).encode()) == 200
    for _ in range(5):
        assert await rig.worker.handle_next()
    assert not await rig.worker.handle_next()
    async with rig.database.transaction() as conn:
        row = (await conn.execute(sa.select(telegram_updates))).one()
    assert (row.state, row.attempts) == ("dead", 5)
    assert b"no chat" not in row.body


async def test_without_a_secret_the_webhook_does_not_start(
    database: Database, redis: Redis, vault: Vault, clock: HandClock
) -> None:
    with pytest.raises(ValueError, match="SALDO_TELEGRAM_WEBHOOK_SECRET"):
        TelegramWebhook(database, vault=vault, doorbell=Doorbell(redis), clock=clock, secret="")
