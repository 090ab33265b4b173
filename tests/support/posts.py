"""Webhooks that a test makes up itself: batches, repetitions, statuses in any order."""

import json
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.sandbox import whatsapp_payloads as payloads
from bot.sandbox.whatsapp_postman import sign
from tests.support.stage import Person, Stage

Json = dict[str, Any]


def batch(person: Person, texts: Sequence[str]) -> Json:
    """Everything the person typed within the same second, in one POST."""
    bodies = [_typed(person, text) for text in texts]
    value = bodies[0]["entry"][0]["changes"][0]["value"]
    value["messages"] = [message for body in bodies for message in messages(body)]
    return bodies[0]


def messages(body: Json) -> list[Json]:
    return list(body["entry"][0]["changes"][0]["value"]["messages"])


def status(person: Person, wamid: str, name: str) -> Json:
    world = person.stage.world
    report = payloads.Report(wamid=wamid, name=name, at=person.stage.clock.now(), callback=None)
    return payloads.status(world.config, world.chat(person.id).person, report)


async def post(stage: Stage, body: Json) -> int:
    """Deliver it as Meta would; the HTTP status that the bot answered."""
    raw = json.dumps(body).encode()
    signature = sign(raw, stage.world.config.app_secret)
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    url = stage.world.config.webhook_url
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=raw, headers=headers) as answer,
    ):
        return answer.status


def _typed(person: Person, text: str) -> Json:
    world = person.stage.world
    chat = world.chat(person.id)
    chat.last_inbound_at = person.stage.clock.now()
    return payloads.inbound(
        world.config,
        chat.person,
        wamid=payloads.new_wamid(),
        at=person.stage.clock.now(),
        part={"type": "text", "text": {"body": text}},
    )
