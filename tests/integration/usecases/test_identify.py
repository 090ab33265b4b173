"""Finding out who writes: asked, judged, never hinted at, and given to a person in the end."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.tables import cases
from bot.kernel.privacy import Vault
from bot.usecases.call import Answer
from tests.support.clock import HandClock
from tests.support.debtor import Debtor, keys, someone
from tests.support.people import record

FACTS = "nací el 14 de junio de 1987, cp 06700"
WRONG = "nací el 15 de junio de 1987, cp 06700"


async def ask(debtor: Debtor, text: str = "cuánto debo?") -> Answer:
    return await debtor.use_cases.identify.ask(await debtor.says(text))


async def show(debtor: Debtor, text: str) -> Answer:
    """What they type while they are asked; a second later than what they typed before."""
    debtor.clock.tick()
    call = await debtor.says(text, identity=True, awaiting="identity")
    return await debtor.use_cases.identify.present(call)


def asked_for(answer: Answer) -> list[str]:
    return list(answer.replies[0].values["factors"]["keys"])


async def test_asking_opens_the_question_and_names_both_facts(stranger: Debtor) -> None:
    answer = await ask(stranger)
    assert keys(answer) == ["identity.ask"]
    assert asked_for(answer) == ["factor.date_of_birth", "factor.postcode"]
    assert (await stranger.says()).contact.identity_open


async def test_both_facts_in_one_message_verify(stranger: Debtor) -> None:
    await ask(stranger)
    answer = await show(stranger, FACTS)
    assert keys(answer) == ["identity.verified"]
    assert answer.slots == {"identity": True, "awaiting": "nobody"}
    contact = (await stranger.says()).contact
    assert (contact.customer_id, contact.identity_open) == ("CUS-1", False)


async def test_the_facts_may_come_one_after_the_other(stranger: Debtor) -> None:
    await ask(stranger)
    half = await show(stranger, "14/06/1987")
    assert keys(half) == ["identity.ask_missing"]
    assert asked_for(half) == ["factor.postcode"]
    assert keys(await show(stranger, "06700")) == ["identity.verified"]


@pytest.mark.parametrize("text", [WRONG, "14/06/1987 cp 99999", "1/1/1950 cp 99999"])
async def test_which_fact_was_wrong_is_not_told(stranger: Debtor, text: str) -> None:
    await ask(stranger)
    answer = await show(stranger, text)
    assert keys(answer) == ["identity.not_matched"]
    assert asked_for(answer) == ["factor.date_of_birth", "factor.postcode"]


async def test_the_third_wrong_try_goes_to_a_person(stranger: Debtor) -> None:
    await ask(stranger)
    told = [keys(await show(stranger, WRONG)) for _ in range(3)]
    assert told == [["identity.not_matched"], ["identity.not_matched"], ["identity.locked"]]
    assert [case["reason"] for case in await stranger.rows(cases)] == ["verify_failed"]
    assert (await stranger.says()).contact.holder == "agent"


async def test_the_right_facts_after_three_wrong_tries_verify_nobody(stranger: Debtor) -> None:
    await ask(stranger)
    for _ in range(3):
        await show(stranger, WRONG)
    await stranger.change(identity_open=True)
    assert keys(await show(stranger, FACTS)) == ["identity.locked"]
    assert (await stranger.says()).contact.verified_until is None


async def test_who_is_locked_is_not_asked_again(stranger: Debtor) -> None:
    await stranger.change(locked_until=stranger.clock.now() + timedelta(hours=1))
    answer = await ask(stranger)
    assert keys(answer) == ["identity.locked"]
    assert answer.slots["identity"] is False


async def test_a_lock_ends_after_a_day(stranger: Debtor) -> None:
    await stranger.change(locked_until=stranger.clock.now())
    assert keys(await ask(stranger)) == ["identity.ask"]


async def test_a_number_of_nobody_goes_to_a_person(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    unknown = await someone(conn, vault, clock, record(phone="+525500000000"))
    assert keys(await ask(unknown)) == ["human.handoff"]
    assert [case["reason"] for case in await unknown.rows(cases)] == ["no_customer"]


async def test_words_without_facts_are_asked_again(stranger: Debtor) -> None:
    await ask(stranger)
    assert (await show(stranger, "para qué?")).slots == {"identity": None}
    assert keys(await ask(stranger, "para qué?")) == ["identity.unreadable"]


async def test_after_a_judged_message_nothing_is_asked_twice(stranger: Debtor) -> None:
    await ask(stranger)
    await show(stranger, "14/06/1987")
    assert await ask(stranger, "14/06/1987") == Answer()


async def test_words_that_leave_the_matter_are_not_judged(stranger: Debtor) -> None:
    await ask(stranger)
    call = await stranger.says(FACTS, identity=None)
    assert await stranger.use_cases.identify.present(call) == Answer()
    assert (await stranger.says()).contact.verified_until is None


async def test_every_fact_at_once_is_judged_before_it_was_asked_for(stranger: Debtor) -> None:
    assert keys(await show(stranger, FACTS)) == ["identity.verified"]
    assert (await stranger.says()).contact.customer_id == "CUS-1"


@pytest.mark.parametrize("text", ["cuánto debo?", "14/06/1987", "cp 06700"])
async def test_less_than_every_fact_unasked_is_no_try_and_the_form_goes_on_to_ask(
    stranger: Debtor, text: str
) -> None:
    assert (await show(stranger, text)).slots == {"identity": None}
    assert (await stranger.says()).contact.customer_id is None


async def test_wrong_facts_unasked_are_a_try_like_any_other(stranger: Debtor) -> None:
    told = [keys(await show(stranger, WRONG)) for _ in range(3)]
    assert told[-1] == ["identity.locked"]
    assert (await stranger.says()).contact.is_locked(stranger.clock.now())


@pytest.mark.parametrize("text", [FACTS, WRONG, "14/06/1987", "para qué?"])
async def test_no_answer_repeats_what_was_typed(stranger: Debtor, text: str) -> None:
    await ask(stranger)
    answer = await show(stranger, text)
    assert not any(part in str(answer) for part in ("1987", "06700", "14/06"))
