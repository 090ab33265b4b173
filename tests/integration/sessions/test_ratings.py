"""From 1 to 5: asked once, only where it is decent, kept with the session."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.contacts.tables import contacts
from bot.kernel.messages import Reply
from bot.outbox.tables import outbox
from bot.sessions import store
from bot.sessions.ratings import ask_after_receipt, receipted
from bot.usecases import claims, people
from bot.usecases.ratings import say_goodbye, thank_back
from tests.support.debtor import Debtor, keys
from tests.support.visits import hears, writes
from tests.support.way_out import way_out


async def parts(debtor: Debtor, use_case=say_goodbye) -> list[str]:
    await writes(debtor, "gracias")
    answer = await use_case(await debtor.says("gracias"))
    await hears(debtor, *answer.replies)
    return keys(answer)


async def rates(debtor: Debtor, score: int) -> list[str]:
    answer = await thank_back(await debtor.says(str(score), choice=f"rating:{score}"))
    await hears(debtor, *answer.replies)
    return keys(answer)


async def csat(debtor: Debtor) -> int | None:
    session = await store.latest(debtor.conn, debtor.contact_id)
    assert session is not None
    return session.csat


async def is_open(debtor: Debtor) -> bool:
    session = await store.open_of(debtor.conn, debtor.contact_id)
    assert session is not None
    return session.csat_open


async def gets_receipt(debtor: Debtor, before: str = "pay.link") -> list[str]:
    """A receipt has just reached them after `before`; what is said then."""
    await writes(debtor)
    await hears(debtor, before)
    gate = way_out(debtor.clock)
    reply = Reply(key="payment.thanks", values={"folio": "ABCD2345"})
    await gate.enqueue(debtor.conn, reply, contact_id=debtor.contact_id, origin="receipt")
    await debtor.receives()
    now = debtor.clock.now()
    for session in await receipted(debtor.conn, now):
        await ask_after_receipt(debtor.conn, session, gate, now)
    said = [row["reply_key"] for row in await debtor.rows(outbox)]
    return said[said.index("payment.thanks") + 1 :]


async def test_a_goodbye_after_an_answer_ends_in_the_question(rocio: Debtor) -> None:
    assert await parts(rocio) == ["rating.at_goodbye"]


async def test_thanks_in_the_middle_are_only_thanked_for(rocio: Debtor) -> None:
    assert await parts(rocio, thank_back) == ["thanks.welcome"]


async def test_thanks_after_a_link_end_in_the_question(rocio: Debtor) -> None:
    await writes(rocio)
    await hears(rocio, "pay.link")
    assert await parts(rocio, thank_back) == ["rating.at_thanks"]


async def test_it_is_asked_once_a_session(rocio: Debtor) -> None:
    assert await parts(rocio) == ["rating.at_goodbye"]
    assert await parts(rocio) == ["goodbye"]


@pytest.mark.parametrize("said", ["gracias, adiós", "thanks, have a good one"])
async def test_thanks_that_say_goodbye_are_a_goodbye(rocio: Debtor, said: str) -> None:
    await writes(rocio)
    assert keys(await thank_back(await rocio.says(said))) == ["rating.at_goodbye"]


async def test_strangers_are_not_asked(stranger: Debtor) -> None:
    assert await parts(stranger) == ["goodbye"]


@pytest.mark.parametrize("claim", [claims.dispute, claims.complain])
async def test_whoever_has_something_against_us_is_not_asked(rocio: Debtor, claim) -> None:
    await writes(rocio)
    await hears(rocio, *(await claim(await rocio.says("eso no es mío"))).replies)
    assert await parts(rocio) == ["goodbye"]


async def test_nobody_is_asked_while_people_have_the_chat(rocio: Debtor) -> None:
    await writes(rocio)
    await people.hand_to_person(await rocio.says("un asesor"))
    assert keys(await say_goodbye(await rocio.says("adiós"))) == ["goodbye"]


@pytest.mark.parametrize(
    ("score", "key"), [(5, "rating.thanks"), (3, "rating.thanks"), (2, "rating.sorry")]
)
async def test_a_rating_is_kept_and_thanked_for(rocio: Debtor, score: int, key: str) -> None:
    await parts(rocio)
    assert await rates(rocio, score) == [key]
    assert (await csat(rocio), await is_open(rocio)) == (score, False)


async def test_a_low_rating_offers_a_person_and_a_yes_brings_one(rocio: Debtor) -> None:
    await parts(rocio)
    answer = await thank_back(await rocio.says("1", choice="rating:1"))
    assert answer.slots == {"awaiting": "human"}
    yes = await rocio.use_cases.plans.answer_yes(await rocio.says("sí", **answer.slots))
    assert keys(yes) == ["human.handoff"]


async def test_only_a_courtesy_leaves_the_question_open(rocio: Debtor) -> None:
    await parts(rocio)
    await hears(rocio, "thanks.welcome")
    assert await is_open(rocio)
    await hears(rocio, "balance.summary")
    assert not await is_open(rocio)


async def test_a_receipt_is_followed_by_the_question(rocio: Debtor) -> None:
    assert await gets_receipt(rocio) == ["rating.after_receipt"]
    assert await is_open(rocio)


async def test_a_receipt_in_the_middle_of_a_question_is_not(rocio: Debtor) -> None:
    assert await gets_receipt(rocio, before="document.which") == []


async def test_a_receipt_of_somebody_who_is_writing_is_not(rocio: Debtor) -> None:
    await rocio.change(lease_until=sa.func.clock_timestamp())
    assert await gets_receipt(rocio) == []
    await rocio.conn.execute(sa.update(contacts).values(lease_until=None))


async def test_nobody_is_asked_about_an_old_receipt(rocio: Debtor) -> None:
    await gets_receipt(rocio, before="document.which")
    rocio.clock.advance(timedelta(minutes=15))
    assert await receipted(rocio.conn, rocio.clock.now()) == []
