"""Every named payload, unsigned, then signed, then again: what it leaves behind, and only once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from bot.contacts.tables import contact_aliases, contacts
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

# The answer, then how many messages, statuses, contacts and addresses it leaves behind.
NOTHING = (200, 0, 0, 0, 0)
UNREADABLE = (400, 0, 0, 0, 0)
ONE_MESSAGE = (200, 1, 0, 1, 2)
ONE_STATUS = (200, 0, 1, 0, 0)
LEFT_BEHIND = {
    "button_reply": ONE_MESSAGE,
    "document": ONE_MESSAGE,
    "duplicate_message_in_one_post": ONE_MESSAGE,
    "empty": NOTHING,
    "error_of_the_account": NOTHING,
    "field_we_did_not_ask_for": NOTHING,
    "flow_reply": ONE_MESSAGE,
    "image_with_caption": ONE_MESSAGE,
    "list_reply": ONE_MESSAGE,
    "location": ONE_MESSAGE,
    "many_entries_and_changes": (200, 2, 1, 1, 2),
    "message_for_another_number": NOTHING,
    "message_without_id": ONE_MESSAGE,
    "not_a_payload": UNREADABLE,
    "not_json": UNREADABLE,
    "number_changed": (200, 0, 0, 1, 4),
    "reaction": ONE_MESSAGE,
    "shared_contacts": ONE_MESSAGE,
    "status_delivered": ONE_STATUS,
    "status_failed_without_contacts": ONE_STATUS,
    "status_of_unknown_name": ONE_STATUS,
    "status_read_without_phone": ONE_STATUS,
    "status_sent": ONE_STATUS,
    "status_without_id": ONE_STATUS,
    "statuses_out_of_order": (200, 0, 3, 0, 0),
    "sticker": ONE_MESSAGE,
    "system_of_unknown_kind": NOTHING,
    "template_quick_reply": ONE_MESSAGE,
    "text": ONE_MESSAGE,
    "text_from_impossible_number": (200, 1, 0, 1, 1),
    "text_from_nobody": NOTHING,
    "text_from_phone_only": (200, 1, 0, 1, 1),
    "text_from_username_without_phone": (200, 1, 0, 1, 1),
    "text_signed_with_another_secret": ONE_MESSAGE,
    "text_with_context_and_referral": ONE_MESSAGE,
    "text_with_emoji": ONE_MESSAGE,
    "text_with_half_an_emoji_and_nul": ONE_MESSAGE,
    "text_with_odd_part": (200, 2, 0, 1, 2),
    "text_with_sender_only_in_contacts": (200, 1, 0, 1, 1),
    "timestamp_far_away": NOTHING,
    "two_messages_same_second": (200, 2, 0, 1, 2),
    "type_that_does_not_exist_yet": ONE_MESSAGE,
    "unsupported": ONE_MESSAGE,
    "user_id_changed": (200, 0, 0, 1, 2),
    "video": ONE_MESSAGE,
    "voice_note": ONE_MESSAGE,
}


@pytest.fixture
async def client(
    database: Database, redis: Redis, vault: Vault, clock: Clock
) -> AsyncIterator[Client]:
    app = web.Application()
    webhook = WhatsAppWebhook(
        intake=Intake(database, inbox=Inbox(vault), doorbell=Doorbell(redis), clock=clock),
        app_secret=SECRET,
        verify_token="verify-me",
        phone_number_id="555000111",
    )
    add_routes(app, webhook)
    async with TestClient(TestServer(app)) as running:
        yield running


@pytest.fixture
def left_behind(database: Database):
    async def count() -> tuple[int, ...]:
        tables = (inbox, message_statuses, contacts, contact_aliases)
        async with database.transaction() as conn:
            queries = [sa.select(sa.func.count()).select_from(table) for table in tables]
            return tuple([await conn.scalar(query) or 0 for query in queries])

    return count


async def post(client: Client, body: bytes, secret: str) -> int:
    headers = {"X-Hub-Signature-256": sign(body, secret)}
    async with client.post(PATH, data=body, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
async def test_a_payload_leaves_behind_what_it_says_and_only_once(
    client: Client, left_behind, name: str
) -> None:
    body = (PAYLOADS / f"{name}.json").read_bytes()
    status, *rows = LEFT_BEHIND[name]
    assert await post(client, body, "forged") == 401
    assert await left_behind() == (0, 0, 0, 0)
    for _ in range(2):
        assert await post(client, body, SECRET) == status
        assert await left_behind() == tuple(rows)


def test_every_case_of_the_table_has_its_payload() -> None:
    assert LEFT_BEHIND.keys() == {path.stem for path in PAYLOADS.glob("*.json")}
