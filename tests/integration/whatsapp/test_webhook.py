"""The webhook on the real database: acknowledged is stored, not stored comes again."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.contacts.tables import contact_aliases
from bot.inbox.store import Inbox
from bot.inbox.tables import inbox
from bot.kernel.clock import Clock
from bot.kernel.privacy import Vault
from bot.outbox.tables import message_statuses
from bot.sandbox.whatsapp_postman import sign
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from bot.whatsapp.intake import Intake
from bot.whatsapp.webhook import PATH, WhatsAppWebhook, add_routes

PAYLOADS = Path(__file__).parents[2] / "payloads" / "whatsapp"
SECRET = "app-secret"

Client = TestClient[web.Request, web.Application]


def raw(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def app_on(database: Database, redis: Redis, vault: Vault, clock: Clock) -> web.Application:
    app = web.Application()
    webhook = WhatsAppWebhook(
        intake=Intake(database, inbox=Inbox(vault), doorbell=Doorbell(redis), clock=clock),
        app_secret=SECRET,
        verify_token="verify-me",
        phone_number_id="555000111",
    )
    add_routes(app, webhook)
    return app


@pytest.fixture
async def client(
    database: Database, redis: Redis, vault: Vault, clock: Clock
) -> AsyncIterator[Client]:
    async with TestClient(TestServer(app_on(database, redis, vault, clock))) as running:
        yield running


async def post(client: Client, body: bytes, *, secret: str = SECRET) -> int:
    headers = {"X-Hub-Signature-256": sign(body, secret)}
    async with client.post(PATH, data=body, headers=headers) as answer:
        assert await answer.read() == b""
        return answer.status


async def rows_of(database: Database, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    async with database.transaction() as conn:
        return list((await conn.execute(sa.select(table))).all())


async def test_the_handshake_echoes_the_challenge(client: Client) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "42"}
    async with client.get(PATH, params=query) as answer:
        assert (answer.status, await answer.text()) == (200, "42")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.verify_token": "another", "hub.challenge": "42"},
        {"hub.mode": "unsubscribe", "hub.verify_token": "verify-me", "hub.challenge": "42"},
    ],
)
async def test_a_wrong_handshake_is_forbidden(client: Client, query: dict[str, str]) -> None:
    async with client.get(PATH, params=query) as answer:
        assert (answer.status, await answer.text()) == (403, "")


async def test_a_message_is_stored_sealed_and_the_bell_rings(
    client: Client, database: Database, redis: Redis
) -> None:
    assert await post(client, raw("text")) == 200
    (row,) = await rows_of(database, inbox)
    assert (row.wamid, row.state) == ("wamid.TEXT", "new")
    assert b"debo" not in row.body
    assert await Doorbell(redis).wait("inbox", 0.1) == [row.contact_id]


async def test_a_message_keeps_the_vendors_time(client: Client, database: Database) -> None:
    await post(client, raw("text"))
    (row,) = await rows_of(database, inbox)
    assert row.vendor_at == datetime(2026, 11, 21, 14, 40, tzinfo=UTC)


async def test_the_same_post_twice_stores_once_and_rings_once(
    client: Client, database: Database, redis: Redis
) -> None:
    for _ in range(2):
        assert await post(client, raw("two_messages_same_second")) == 200
    assert len(await rows_of(database, inbox)) == 2
    bell = Doorbell(redis)
    assert len(await bell.wait("inbox", 0.1)) == 1


async def test_a_message_twice_in_one_post_is_stored_once(
    client: Client, database: Database
) -> None:
    assert await post(client, raw("duplicate_message_in_one_post")) == 200
    assert len(await rows_of(database, inbox)) == 1


async def test_statuses_are_kept_once_each(client: Client, database: Database) -> None:
    for _ in range(2):
        assert await post(client, raw("statuses_out_of_order")) == 200
    rows = await rows_of(database, message_statuses)
    assert sorted(str(row.status) for row in rows) == ["delivered", "read", "sent"]


@pytest.mark.parametrize("headers", [{}, {"X-Hub-Signature-256": "sha256=00"}])
async def test_without_its_signature_nothing_is_read(
    client: Client, database: Database, headers: dict[str, str]
) -> None:
    async with client.post(PATH, data=raw("text"), headers=headers) as answer:
        assert (answer.status, await answer.read()) == (401, b"")
    assert await rows_of(database, inbox) == []


async def test_another_secrets_signature_is_refused(client: Client) -> None:
    assert await post(client, raw("text_signed_with_another_secret"), secret="another") == 401


@pytest.mark.parametrize("name", ["not_json", "not_a_payload"])
async def test_a_signed_body_that_is_no_webhook_is_refused(client: Client, name: str) -> None:
    assert await post(client, raw(name)) == 400


@pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
async def test_no_payload_ever_crashes_the_webhook(client: Client, name: str) -> None:
    assert await post(client, raw(name)) in (200, 400)


async def test_a_thousand_updates_fit_in_one_post(client: Client, database: Database) -> None:
    payload = json.loads(raw("text"))
    value = payload["entry"][0]["changes"][0]["value"]
    value["messages"] = [value["messages"][0] | {"id": f"wamid.{n}"} for n in range(1000)]
    assert await post(client, json.dumps(payload).encode()) == 200
    assert len(await rows_of(database, inbox)) == 1000


async def test_a_new_number_joins_its_contact(client: Client, database: Database) -> None:
    await post(client, raw("text"))
    await post(client, raw("number_changed"))
    aliases = await rows_of(database, contact_aliases)
    assert {row.value for row in aliases} == {
        *("+525512345678", "+525599990000"),
        *("MX.13491208655302741918", "MX.999"),
    }
    assert len({row.contact_id for row in aliases}) == 1


async def test_a_new_user_id_joins_its_contact(client: Client, database: Database) -> None:
    await post(client, raw("text_from_username_without_phone"))
    await post(client, raw("user_id_changed"))
    aliases = await rows_of(database, contact_aliases)
    assert {row.value for row in aliases} == {"MX.778", "MX.779"}
    assert len({row.contact_id for row in aliases}) == 1


async def test_quick_messages_of_one_person_make_one_contact(
    client: Client, database: Database
) -> None:
    one = raw("text")
    posts = [one.replace(b"wamid.TEXT", f"wamid.{n}".encode()) for n in range(8)]
    assert await asyncio.gather(*(post(client, body) for body in posts)) == [200] * 8
    assert len({row.contact_id for row in await rows_of(database, inbox)}) == 1


async def test_what_cannot_be_stored_is_asked_for_again(
    redis: Redis, vault: Vault, clock: Clock
) -> None:
    away = Database("postgresql://saldo@127.0.0.1:9/saldo", pool_size=1)
    async with TestClient(TestServer(app_on(away, redis, vault, clock))) as client:
        assert await post(client, raw("text")) == 503
    await away.close()


async def test_a_silent_bell_does_not_hold_the_answer(
    database: Database, vault: Vault, clock: Clock
) -> None:
    away = Redis(port=9, socket_connect_timeout=0.05)
    async with TestClient(TestServer(app_on(database, away, vault, clock))) as client:
        assert await post(client, raw("text")) == 200
    await away.aclose()
    assert len(await rows_of(database, inbox)) == 1


async def test_no_log_line_carries_a_name_a_number_or_a_word(client: Client) -> None:
    with capture_logs() as lines:
        for path in PAYLOADS.glob("*.json"):
            await post(client, path.read_bytes())
    text = str(lines)
    assert lines
    for secret in ("5512345678", "Rocío", "debo", "comprobante", SECRET):
        assert secret not in text
