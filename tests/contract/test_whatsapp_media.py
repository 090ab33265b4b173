"""Our client of Meta's files against the stand-in: the bytes, or one of two kinds of failure."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from bot.kernel.errors import Permanent, Transient
from bot.sandbox.whatsapp_media import StoredFile
from bot.whatsapp.media import GraphMedia
from tests.fakes.whatsapp import NUMBER, TOKEN, StandIn, running_stand_in

LIMIT = 2**20


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        yield running


def client(stand_in: StandIn, **changes: str) -> GraphMedia:
    settings = {"api_url": stand_in.url, "token": TOKEN, "phone_number_id": NUMBER} | changes
    return GraphMedia(stand_in.session, **settings)


def shelved(stand_in: StandIn, body: bytes = b"%PDF-1.4 x", mime: str = "application/pdf") -> str:
    return str(stand_in.world.shelf.put("document", StoredFile(mime=mime, body=body))["id"])


async def test_the_bytes_and_their_type_come_back(stand_in: StandIn) -> None:
    media_id = shelved(stand_in, b"hello", "text/plain; charset=utf-8")
    content = await client(stand_in).fetch(media_id, limit=LIMIT)
    assert (content.mime, content.body) == ("text/plain", b"hello")


async def test_a_picture_that_somebody_sends_can_be_fetched(stand_in: StandIn) -> None:
    stand_in.world.send_media("rocio", "image", "mi ticket")
    await stand_in.world.settle()
    [message] = stand_in.bot.batches[0].messages
    assert message.content.caption == "mi ticket"
    content = await client(stand_in).fetch(message.content.media_id, limit=LIMIT)
    assert content.mime == "image/png"


async def test_what_is_too_large_is_lost(stand_in: StandIn) -> None:
    with pytest.raises(Permanent, match="too large"):
        await client(stand_in).fetch(shelved(stand_in, b"x" * 100), limit=99)


@pytest.mark.parametrize(
    "changes", [{"token": "wrong"}, {"phone_number_id": "1"}], ids=["token", "number"]
)
async def test_what_meta_refuses_is_lost(stand_in: StandIn, changes: dict[str, str]) -> None:
    with pytest.raises(Permanent):
        await client(stand_in, **changes).fetch(shelved(stand_in), limit=LIMIT)


@pytest.mark.parametrize("media_id", ["404", "../phone/people", ""])
async def test_an_id_that_is_none_is_lost(stand_in: StandIn, media_id: str) -> None:
    with pytest.raises(Permanent):
        await client(stand_in).fetch(media_id, limit=LIMIT)


async def test_a_meta_that_is_away_is_waited_for(stand_in: StandIn) -> None:
    away = client(stand_in, api_url="http://127.0.0.1:9")
    with pytest.raises(Transient):
        await away.fetch("1", limit=LIMIT)


async def test_an_address_asks_for_the_token_and_ends(stand_in: StandIn) -> None:
    name = stand_in.world.shelf.address(shelved(stand_in))
    async with stand_in.session.get(f"{stand_in.url}/attachments/{name}") as answer:
        assert answer.status == 401
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with stand_in.session.get(
        f"{stand_in.url}/attachments/{name}x", headers=headers
    ) as answer:
        assert answer.status == 404


async def test_the_digest_of_the_stand_in_is_metas(stand_in: StandIn) -> None:
    file = stand_in.world.shelf.find(shelved(stand_in, b"hello"))
    assert file is not None
    assert file.sha256 == hashlib.sha256(b"hello").hexdigest()
