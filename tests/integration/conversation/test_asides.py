"""What needs no engine: stops, pictures, words for an agent, and giving a message up."""

from dataclasses import replace
from typing import Any

import pytest

from bot.cases.notes import claim_for_desk
from bot.cases.tables import cases
from bot.conversation.asides import Asides
from bot.conversation.routing import Aside
from bot.conversation.safety import Stop
from bot.inbox.store import InboxMessage
from bot.kernel.messages import Incoming, IncomingOther, IncomingText
from bot.negotiation import offers
from bot.outbox.tables import outbox
from bot.usecases.pay import report_paid
from tests.support.debtor import Debtor
from tests.support.way_out import way_out

PHOTO = IncomingOther(kind="image", media_id="m1")


def asides(debtor: Debtor) -> Asides:
    return Asides(way_out(debtor.clock), vault=debtor.vault, clock=debtor.clock)


async def message(debtor: Debtor, said: Incoming) -> InboxMessage:
    return replace((await debtor.says("hola")).message, message=said)


async def hears(debtor: Debtor, way: Stop | Aside, said: Incoming | str = "…") -> list[str]:
    """What is queued for them because of this message."""
    sent = IncomingText(text=said) if isinstance(said, str) else said
    contact = (await debtor.says()).contact
    before = len(await debtor.rows(outbox))
    arrived = await message(debtor, sent)
    await asides(debtor).answer(debtor.conn, way, contact=contact, message=arrived)
    return [row["reply_key"] for row in (await debtor.rows(outbox))[before:]]


async def told_agents(debtor: Debtor) -> list[str]:
    notes = await claim_for_desk(debtor.conn, debtor.vault)
    return [note.text for note in notes if note.text]


async def reasons(debtor: Debtor) -> list[str]:
    return [case["reason"] for case in await debtor.rows(cases)]


async def is_anything_open(debtor: Debtor) -> bool:
    now = debtor.clock.now()
    return bool(await offers.open_round(debtor.conn, debtor.contact_id, now=now))


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_life_at_risk_comes_before_everything(stranger: Debtor, *, is_known: bool) -> None:
    if is_known:
        await stranger.is_verified()
        await stranger.sees_terms()
    assert await hears(stranger, Stop.CRISIS, "me quiero morir") == ["crisis.lines"]
    assert await reasons(stranger) == ["crisis"]
    assert await told_agents(stranger) == ["me quiero morir"]
    assert (await stranger.says()).contact.holder == "agent"
    assert not await is_anything_open(stranger)


async def test_the_help_lines_are_those_of_the_country(stranger: Debtor) -> None:
    await hears(stranger, Stop.CRISIS)
    [row] = await stranger.rows(outbox)
    assert "800 911 2000" in row["message"]["body"]


async def test_a_life_at_risk_is_answered_even_after_an_opt_out(stranger: Debtor) -> None:
    await stranger.change(opted_out_at=stranger.clock.now())
    assert await hears(stranger, Stop.CRISIS) == ["crisis.lines"]


async def test_a_stop_word_is_confirmed_once_and_closes_what_is_open(rocio: Debtor) -> None:
    await rocio.sees_terms()
    assert await hears(rocio, Stop.OPT_OUT, "BAJA") == ["opt_out.confirmed"]
    assert (await rocio.says()).contact.opted_out_at == rocio.clock.now()
    assert not await is_anything_open(rocio)


async def test_who_opted_out_and_writes_is_told_how_to_come_back(rocio: Debtor) -> None:
    await rocio.change(opted_out_at=rocio.clock.now())
    assert await hears(rocio, Aside.OPTED_OUT, "hola") == ["opt_out.still"]


async def test_coming_back_is_confirmed(rocio: Debtor) -> None:
    await rocio.change(opted_out_at=rocio.clock.now())
    assert await hears(rocio, Stop.OPT_IN, "ALTA") == ["opt_out.resumed"]
    assert (await rocio.says()).contact.opted_out_at is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (PHOTO, "media.received"),
        (IncomingOther(kind="document"), "media.received"),
        (IncomingOther(kind="something_new"), "media.other"),
        (IncomingOther(kind="sticker", media_id="s1"), "media.other"),
        (IncomingOther(kind="location"), "media.other"),
        (IncomingOther(kind="audio", media_id="a1"), "media.audio"),
    ],
)
async def test_what_is_no_text_is_answered_politely(
    stranger: Debtor, said: IncomingOther, key: str
) -> None:
    assert await hears(stranger, Aside.MEDIA, said) == [key]
    assert await reasons(stranger) == []


async def test_the_proof_of_a_reported_payment_goes_to_whoever_checks_it(rocio: Debtor) -> None:
    await report_paid(await rocio.says("ya pagué"))
    assert await hears(rocio, Aside.MEDIA, PHOTO) == ["payment.proof_received"]


async def test_a_second_voice_note_in_a_row_brings_a_person(rocio: Debtor) -> None:
    note = IncomingOther(kind="audio", media_id="a1")
    assert await hears(rocio, Aside.MEDIA, note) == ["media.audio"]
    assert await hears(rocio, Aside.MEDIA, note) == ["human.handoff"]
    assert await reasons(rocio) == ["ask_human"]


async def test_a_reaction_is_left_unanswered(rocio: Debtor) -> None:
    assert await hears(rocio, Aside.REACTION, IncomingOther(kind="reaction")) == []


async def test_a_proof_sent_by_somebody_unverified_tells_no_folio(rocio: Debtor) -> None:
    await report_paid(await rocio.says("ya pagué"))
    [case] = await rocio.rows(cases)
    await rocio.change(verified_until=rocio.clock.now())
    assert await hears(rocio, Aside.MEDIA, PHOTO) == ["media.received"]
    assert case["folio"] not in str(await rocio.rows(outbox))


@pytest.mark.parametrize(
    ("is_known", "shown"),
    [(False, "mi tel es •••• y debo •••"), (True, "mi tel es 5512 y debo 300")],
)
async def test_an_agent_reads_figures_only_of_the_verified(
    stranger: Debtor, *, is_known: bool, shown: str
) -> None:
    if is_known:
        await stranger.is_verified()
    arrived = await message(stranger, IncomingText(text="mi tel es 5512 y debo 300"))
    contact = (await stranger.says()).contact
    await asides(stranger).relay(stranger.conn, contact=contact, message=arrived)
    assert await told_agents(stranger) == [shown]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (PHOTO, "[image]"),
        (IncomingOther(kind="image", caption="mi recibo"), "[image] mi recibo"),
    ],
)
async def test_a_file_is_named_to_the_agent_by_its_kind(
    rocio: Debtor, said: IncomingOther, shown: str
) -> None:
    contact = (await rocio.says()).contact
    arrived = await message(rocio, said)
    await asides(rocio).relay(rocio.conn, contact=contact, message=arrived)
    assert await told_agents(rocio) == [shown]


async def test_the_same_words_are_relayed_once(rocio: Debtor) -> None:
    contact, arrived = (await rocio.says()).contact, await message(rocio, IncomingText(text="eh"))
    for _ in range(2):
        await asides(rocio).relay(rocio.conn, contact=contact, message=arrived)
    assert await told_agents(rocio) == ["eh"]


async def gives_up(debtor: Debtor, said: str) -> None:
    contact, arrived = (
        (await debtor.says()).contact,
        await message(debtor, IncomingText(text=said)),
    )
    await asides(debtor).give_up(debtor.conn, contact=contact, message=arrived)


async def test_giving_up_is_one_honest_line_a_case_and_a_person(rocio: Debtor) -> None:
    await rocio.sees_terms()
    before: list[Any] = await rocio.rows(outbox)
    await gives_up(rocio, "cuánto debo?")
    after = (await rocio.rows(outbox))[len(before) :]
    assert [row["reply_key"] for row in after] == ["technical.failure"]
    assert (await reasons(rocio), await told_agents(rocio)) == (["dead_letter"], ["cuánto debo?"])
    assert (await rocio.says()).contact.holder == "agent"
    assert not await is_anything_open(rocio)
