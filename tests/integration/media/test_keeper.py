"""What people send is fetched, sealed, and told to the case that it proves."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.cases.model import Reason
from bot.cases.notes import claim_for_desk
from bot.cases.store import open_case
from bot.kernel.errors import Permanent, Transient
from bot.kernel.ids import ContactId
from bot.kernel.messages import IncomingOther
from bot.kernel.privacy import Vault
from bot.media import store
from bot.media.model import Content, MediaId
from bot.media.tables import media
from bot.storage.database import Database
from bot.whatsapp.keeper import Keeper
from tests.desk_people import says, stranger
from tests.support.clock import HandClock

PNG = Content(mime="image/png", body=b"\x89PNG\r\n\x1a\n...")


@dataclass
class Shelf:
    """Where files are fetched in these tests: `answers` in turn, then the picture."""

    answers: list[Exception] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)

    async def fetch(self, vendor_id: str, *, limit: int) -> Content:
        self.limits.append(limit)
        if self.answers:
            raise self.answers.pop(0)
        return PNG


@dataclass
class Post:
    database: Database
    vault: Vault
    clock: HandClock
    shelf: Shelf

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.database, self.shelf, vault=self.vault, clock=self.clock)

    async def arrives(self, kind: str = "image", *, media_id: str | None = "m1") -> ContactId:
        async with self.database.transaction() as conn:
            contact = await stranger(conn)
            wamid = await says(conn, self.vault, contact, kind, self.clock.now())
            sent = IncomingOther(kind=kind, media_id=media_id)
            await store.note(conn, contact.id, sent, wamid=wamid, now=self.clock.now())
        return contact.id

    async def opens(self, contact_id: ContactId, reason: Reason, *, held: bool = False) -> str:
        async with self.database.transaction() as conn:
            case = await open_case(
                conn, contact_id=contact_id, reason=reason, now=self.clock.now(), hand_over=held
            )
        return case.id

    async def works(self) -> None:
        async with self.database.transaction() as conn:
            await conn.execute(sa.update(media).values(retry_at=sa.func.clock_timestamp()))
        await self.keeper.fetch_due()
        await self.keeper.tell_cases()

    async def rows(self):
        async with self.database.transaction() as conn:
            return [dict(row) for row in (await conn.execute(sa.select(media))).mappings()]

    async def told(self) -> list[str | None]:
        async with self.database.transaction() as conn:
            return [note.code for note in await claim_for_desk(conn, self.vault)]


@pytest.fixture
def post(database: Database, vault: Vault, clock: HandClock) -> Post:
    return Post(database, vault, clock, Shelf())


async def test_a_picture_is_kept_sealed(post: Post) -> None:
    await post.arrives()
    await post.works()
    [row] = await post.rows()
    assert (row["state"], row["mime"], row["size"]) == ("kept", "image/png", len(PNG.body))
    assert PNG.body not in row["body"]
    async with post.database.transaction() as conn:
        assert await store.read(conn, post.vault, MediaId(row["id"])) == PNG


@pytest.mark.parametrize(("kind", "megabytes"), [("image", 5), ("document", 10)])
async def test_each_kind_has_its_limit(post: Post, kind: str, megabytes: int) -> None:
    await post.arrives(kind)
    await post.works()
    assert post.shelf.limits == [megabytes * 2**20]


@pytest.mark.parametrize("kind", ["audio", "sticker", "location", "video"])
async def test_nothing_else_is_kept(post: Post, kind: str) -> None:
    await post.arrives(kind)
    assert await post.rows() == []


async def test_what_passes_is_tried_again_and_what_stays_is_given_up(post: Post) -> None:
    await post.arrives()
    post.shelf.answers = [Transient("away"), Permanent("gone")]
    await post.works()
    assert [row["state"] for row in await post.rows()] == ["new"]
    await post.works()
    assert [row["state"] for row in await post.rows()] == ["lost"]


async def test_after_many_tries_it_is_given_up(post: Post) -> None:
    await post.arrives()
    post.shelf.answers = [Transient("away")] * store.MAX_ATTEMPTS
    for _ in range(store.MAX_ATTEMPTS):
        await post.works()
    assert [row["state"] for row in await post.rows()] == ["lost"]


async def test_the_case_it_proves_is_told_once(post: Post) -> None:
    contact_id = await post.arrives()
    case_id = await post.opens(contact_id, Reason.ALREADY_PAID)
    await post.works()
    await post.works()
    assert [row["case_id"] for row in await post.rows()] == [case_id]
    assert await post.told() == ["opened", "image_kept"]


async def test_a_picture_that_came_first_reaches_the_case_that_follows(post: Post) -> None:
    contact_id = await post.arrives()
    await post.works()
    post.clock.advance(timedelta(hours=1))
    case_id = await post.opens(contact_id, Reason.DISPUTE)
    await post.works()
    assert [row["case_id"] for row in await post.rows()] == [case_id]


async def test_a_picture_of_last_week_proves_nothing_new(post: Post) -> None:
    contact_id = await post.arrives()
    await post.works()
    post.clock.advance(timedelta(days=7))
    await post.opens(contact_id, Reason.ALREADY_PAID)
    await post.works()
    assert [row["case_id"] for row in await post.rows()] == [None]


async def test_whoever_has_the_chat_gets_it(post: Post) -> None:
    contact_id = await post.arrives("document")
    await post.opens(contact_id, Reason.ALREADY_PAID)
    held = await post.opens(contact_id, Reason.ASK_HUMAN, held=True)
    await post.works()
    assert [row["case_id"] for row in await post.rows()] == [held]


async def test_a_loss_is_told_too(post: Post) -> None:
    contact_id = await post.arrives()
    await post.opens(contact_id, Reason.ALREADY_PAID)
    post.shelf.answers = [Permanent("too large")]
    await post.works()
    assert "image_lost" in await post.told()


async def test_a_matter_without_proofs_gets_none(post: Post) -> None:
    contact_id = await post.arrives()
    await post.opens(contact_id, Reason.REFUSAL)
    await post.works()
    assert [row["case_id"] for row in await post.rows()] == [None]
