"""Enqueue, the only way out: what it writes, what it says instead, what it refuses."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId, OutboxId, Wamid
from bot.kernel.messages import Link, Option, Outgoing, Reply, ReplyOption
from bot.kernel.privacy import Vault
from bot.locale.catalogs import TextMissing
from bot.outbox.gate import TurnSlot, Withheld, message_of
from bot.outbox.guard import Origin
from bot.outbox.tables import incidents, outbox
from tests.support.clock import HandClock
from tests.support.people import VERIFIED, arrive, save
from tests.support.way_out import way_out

RECEIPT = Reply(
    key="payment.receipt",
    values={
        "folio": "K7M2",
        "amount": {"money": [98001, "MXN"]},
        "paid_on": {"date": "2026-11-21"},
        "method": {"key": "method.card"},
        "balance": {"money": [0, "MXN"]},
        "last4": "4471",
        **dict.fromkeys(["credit", "left", "schedule"]),
    },
)


class Desk:
    """One person, and what was written to them."""

    def __init__(self, conn: AsyncConnection, clock: HandClock, contact_id: ContactId) -> None:
        self.conn, self.clock, self.contact_id = conn, clock, contact_id
        self.outbox = way_out(clock)

    async def says(
        self, reply: Reply, *, origin: Origin = "bot", turn: TurnSlot | None = None
    ) -> OutboxId | None:
        return await self.outbox.enqueue(
            self.conn, reply, contact_id=self.contact_id, origin=origin, turn=turn
        )

    async def is_now(self, **state: object) -> None:
        await self.conn.execute(sa.update(contacts).values(**state))

    async def keys(self) -> list[str]:
        found = await self.conn.execute(sa.select(outbox.c.reply_key).order_by(outbox.c.seq))
        return [row.reply_key for row in found]

    async def bodies(self) -> list[str]:
        found = await self.conn.execute(sa.select(outbox.c.message).order_by(outbox.c.seq))
        return [message_of(row.message).body for row in found]

    async def incidents(self) -> list[tuple[str, str]]:
        found = await self.conn.execute(sa.select(incidents))
        return [(row.kind, row.reply_key) for row in found]


@pytest.fixture
async def desk(conn: AsyncConnection, clock: HandClock, vault: Vault) -> Desk:
    await save(conn, vault)
    return Desk(conn, clock, await arrive(conn, clock))


async def test_a_reply_is_written_in_the_persons_language(desk: Desk) -> None:
    await desk.is_now(language="en")
    await desk.says(Reply(key="media.received"))
    await desk.is_now(language="es")
    await desk.says(Reply(key="media.received"))
    english, spanish = await desk.bodies()
    assert english != spanish


async def test_a_verified_person_is_told_figures(desk: Desk) -> None:
    await desk.is_now(**VERIFIED)
    await desk.says(RECEIPT, origin="receipt")
    (body,) = await desk.bodies()
    assert "980.01" in body
    assert await desk.incidents() == []


async def test_an_unverified_person_is_told_a_neutral_line_and_it_is_noted(desk: Desk) -> None:
    await desk.says(Reply(key="pay.nothing_to_pay"))
    assert await desk.keys() == ["guard.neutral"]
    assert await desk.incidents() == [("withheld:not_verified", "pay.nothing_to_pay")]


async def test_a_receipt_for_a_stranger_is_a_thank_you_with_its_folio(desk: Desk) -> None:
    await desk.says(RECEIPT, origin="receipt")
    (body,) = await desk.bodies()
    assert await desk.keys() == ["payment.thanks"]
    assert "K7M2" in body
    assert not any(secret in body for secret in ("980", "4471", "MXN"))


async def test_a_doubt_for_a_stranger_is_only_the_handoff(desk: Desk) -> None:
    await desk.says(Reply(key="balance.doubt"))
    assert await desk.keys() == ["human.handoff"]


async def test_a_lapsed_proof_is_no_proof(desk: Desk) -> None:
    await desk.is_now(**VERIFIED)
    desk.clock.advance(timedelta(hours=1))
    await desk.says(Reply(key="pay.nothing_to_pay"))
    assert await desk.keys() == ["guard.neutral"]


async def test_an_unknown_key_is_never_said(desk: Desk) -> None:
    await desk.is_now(**VERIFIED)
    assert await desk.says(Reply(key="balance.guess")) is None
    assert await desk.incidents() == [("withheld:unknown_reply", "balance.guess")]


async def test_nothing_goes_to_whoever_opted_out(desk: Desk) -> None:
    await desk.is_now(opted_out_at=desk.clock.now())
    assert await desk.says(Reply(key="goodbye")) is None
    assert await desk.says(Reply(key="opt_out.still")) is not None
    assert await desk.keys() == ["opt_out.still"]


async def test_beside_an_agent_the_bot_is_silent_without_a_fuss(desk: Desk) -> None:
    await desk.is_now(holder="agent")
    assert await desk.says(Reply(key="goodbye")) is None
    assert await desk.says(Reply(key="human.handoff")) is not None
    assert await desk.incidents() == []


async def test_nothing_goes_out_through_a_closed_window(desk: Desk) -> None:
    desk.clock.advance(timedelta(hours=24))
    assert await desk.says(Reply(key="goodbye")) is None
    assert await desk.incidents() == [("withheld:window_closed", "goodbye")]


@pytest.mark.parametrize(
    ("state", "text", "code"),
    [
        ({}, "Debes 1500", "not_verified"),
        ({}, "Paga en https://x.example", "not_verified"),
        ({"last_inbound_at": None}, "Hola", "window_closed"),
        ({"opted_out_at": VERIFIED["verified_until"]}, "Hola", "opted_out"),
    ],
)
async def test_an_agent_is_told_why_words_are_held_back(
    desk: Desk, state: dict[str, object], text: str, code: str
) -> None:
    await desk.is_now(holder="agent", **state)
    with pytest.raises(Withheld) as withheld:
        await desk.says(Reply(key="agent.text", values={"text": text}), origin="agent")
    assert withheld.value.code == code
    assert await desk.keys() == []


async def test_an_agents_words_go_out_as_written(desk: Desk) -> None:
    await desk.is_now(holder="agent")
    said = "¿Me confirmas tu fecha de nacimiento? {no} %s"
    await desk.says(Reply(key="agent.text", values={"text": said}), origin="agent")
    assert await desk.bodies() == [said]


async def test_the_same_place_of_a_turn_is_written_once(desk: Desk) -> None:
    place = TurnSlot(turn_id=Wamid("w1"), seq=0)
    first = await desk.says(Reply(key="goodbye"), turn=place)
    assert await desk.says(Reply(key="media.received"), turn=place) == first
    assert await desk.keys() == ["goodbye"]


async def test_each_place_of_a_turn_is_its_own(desk: Desk) -> None:
    for seq in (0, 1):
        await desk.says(Reply(key="goodbye"), turn=TurnSlot(turn_id=Wamid("w1"), seq=seq))
    assert await desk.keys() == ["goodbye", "goodbye"]


async def test_what_comes_from_no_turn_is_always_written(desk: Desk) -> None:
    for _ in range(2):
        await desk.says(Reply(key="goodbye"))
    assert await desk.keys() == ["goodbye", "goodbye"]


async def test_a_reply_that_cannot_be_said_is_loud(desk: Desk) -> None:
    with pytest.raises(TextMissing):
        await desk.says(Reply(key="greet.verified"))


async def test_options_and_link_are_kept_as_rendered(desk: Desk) -> None:
    option = ReplyOption(id="ask_human", key="menu.human")
    await desk.says(Reply(key="scope.out", options=(option,)))
    stored = (await desk.conn.execute(sa.select(outbox.c.message))).scalar_one()
    (shown,) = message_of(stored).options
    assert (shown.id, shown.title) == ("ask_human", "Hablar con alguien")


def test_a_stored_message_comes_back_whole() -> None:
    stored = {
        "body": "hola",
        "options": [{"id": "a", "title": "A", "description": None}],
        "options_title": "Ver",
        "link": {"title": "Pagar", "url": "https://x.example"},
    }
    assert message_of(stored) == Outgoing(
        body="hola",
        options=(Option(id="a", title="A"),),
        options_title="Ver",
        link=Link(title="Pagar", url="https://x.example"),
    )


@pytest.mark.parametrize(
    ("key", "always"), [("human.handoff", True), ("goodbye", False), ("no.such", False)]
)
def test_some_replies_are_always_said(clock: HandClock, key: str, always: bool) -> None:
    assert way_out(clock).is_always_said(Reply(key=key)) is always
