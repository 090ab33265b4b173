"""Greeting, languages, reaching a person, and stopping when we are asked to."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.tables import cases
from bot.kernel.privacy import Vault
from bot.negotiation import offers
from bot.usecases import people, ratings
from tests.support.clock import HandClock
from tests.support.debtor import Debtor, keys, someone
from tests.support.people import record

NOBODY = {"awaiting": "nobody"}


async def is_anything_open(debtor: Debtor) -> bool:
    now = debtor.clock.now()
    return bool(await offers.open_round(debtor.conn, debtor.contact_id, now=now))


async def test_the_one_behind_a_number_is_asked_for_by_first_name(stranger: Debtor) -> None:
    answer = await people.greet(await stranger.says())
    assert keys(answer) == ["greet.person"]
    assert answer.replies[0].values == {"first_name": "Rocío", "creditor": "Financiera Sol"}
    assert answer.slots == {"awaiting": "person", "wish": "none"}


async def test_who_is_verified_is_greeted_with_what_they_can_do(rocio: Debtor) -> None:
    reply = (await people.greet(await rocio.says())).replies[0]
    assert (reply.key, reply.values) == ("greet.verified", {"first_name": "Rocío"})
    assert [option.id for option in reply.options] == ["ask_balance", "request_plan", "ask_human"]


async def test_whose_proof_has_lapsed_is_asked_who_they_are_again(rocio: Debtor) -> None:
    await rocio.change(verified_until=rocio.clock.now())
    assert keys(await people.greet(await rocio.says())) == ["greet.again"]


async def test_a_number_of_nobody_hears_the_house_name_alone(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    unknown = await someone(conn, vault, clock, record(phone="+525500000000"))
    reply = (await people.greet(await unknown.says())).replies[0]
    assert (reply.key, reply.values) == ("greet.noname", {"creditor": "Financiera Sol"})


async def test_who_asks_for_a_person_gets_one_at_once(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await people.hand_to_person(await rocio.says("quiero hablar con alguien"))
    assert (keys(answer), answer.slots) == (["human.handoff"], NOBODY)
    assert answer.closes_form
    assert (await rocio.says()).contact.holder == "agent"
    assert not await is_anything_open(rocio)


async def test_asking_twice_for_a_person_is_one_case(rocio: Debtor) -> None:
    for _ in range(2):
        await people.hand_to_person(await rocio.says("una persona"))
    assert [case["reason"] for case in await rocio.rows(cases)] == ["ask_human"]


async def test_the_second_misunderstanding_running_brings_a_person(stranger: Debtor) -> None:
    told = [keys(await people.misunderstood(await stranger.says("xyz"))) for _ in range(2)]
    assert told == [["fallback.ask"], ["human.handoff"]]
    assert [case["reason"] for case in await stranger.rows(cases)] == ["misunderstood"]


async def test_the_wrong_person_ends_the_matter_and_the_proof(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await people.wrong_person(await rocio.says("no soy yo"))
    contact = (await rocio.says()).contact
    assert (keys(answer), answer.closes_form) == (["wrong_person.stopped"], True)
    assert (contact.customer_id, contact.verified_until) == (None, None)
    assert [case["reason"] for case in await rocio.rows(cases)] == ["wrong_person"]
    assert not await is_anything_open(rocio)


async def test_who_opts_out_is_told_once_and_then_nothing(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await people.opt_out(await rocio.says("ya no me escriban"))
    assert [r["reply_key"] for r in await rocio.hears(answer.replies)] == ["opt_out.confirmed"]
    later = await people.greet(await rocio.says("hola"))
    assert await rocio.hears(later.replies) == []
    assert not await is_anything_open(rocio)


async def test_the_language_asked_for_stays(stranger: Debtor) -> None:
    answer = await people.switch_language(await stranger.says("in english please"))
    contact = (await stranger.says()).contact
    assert (contact.language, contact.language_is_fixed) == ("en", True)
    assert [r["message"]["body"] for r in await stranger.hears(answer.replies)] != []


@pytest.mark.parametrize(
    ("awaiting", "told"),
    [
        ("nobody", ["language.switched"]),
        ("identity", ["language.switched"]),
        ("person", ["language.switched", "greet.person"]),
    ],
)
async def test_the_open_question_is_asked_in_the_new_language(
    stranger: Debtor, awaiting: str, told: list[str]
) -> None:
    call = await stranger.says("english", awaiting=awaiting)
    assert keys(await people.switch_language(call)) == told


@pytest.mark.parametrize(
    ("use_case", "key"), [(ratings.say_goodbye, "goodbye"), (people.decline_topic, "scope.out")]
)
async def test_a_kind_word_changes_nothing(rocio: Debtor, use_case, key: str) -> None:
    before = (await rocio.says()).contact
    answer = await use_case(await rocio.says("adiós"))
    assert (keys(answer), answer.slots) == ([key], {})
    assert (await rocio.says()).contact == before
