"""Calls that people want: when, where, in the hours we may call; only what is missing is asked."""

from typing import Any

import pytest

from bot.cases.callbacks import callback_drafts
from bot.cases.notes import claim_for_desk
from bot.cases.tables import cases
from bot.cases.thread import thread
from bot.usecases.call import Answer
from tests.support.debtor import Debtor, keys

# It is Saturday, November 21, noon in Mexico City; Mexico is called from Monday to Saturday.
NOBODY = {"awaiting": "nobody", "topic": None}


async def asks(debtor: Debtor, said: str, **slots: Any) -> Answer:
    return await debtor.use_cases.callbacks.ask(await debtor.says(said, **slots))


async def adds(debtor: Debtor, said: str, answer: Answer) -> Answer:
    call = await debtor.says(said, **answer.slots)
    return await debtor.use_cases.requests.take_details(call)


async def agrees(debtor: Debtor, said: str = "sí") -> Answer:
    return await debtor.use_cases.callbacks.agree(await debtor.says(said, awaiting="callback"))


async def noted(debtor: Debtor) -> list[str]:
    """What the bot wrote down for whoever works on the case."""
    notes = await claim_for_desk(debtor.conn, debtor.vault)
    return [note.text for note in notes if note.text]


async def body(debtor: Debtor, answer: Answer) -> str:
    return "\n".join(row["message"]["body"] for row in await debtor.hears(answer.replies))


WHOLE = [
    ("llámame hoy a las 5", "2026-11-21 17:00"),
    ("a las cinco y media por favor", "2026-11-21 17:30"),
    ("mejor en la noche", "2026-11-21 19:00"),
    ("a las 9", "2026-11-21 21:00"),
    ("márcame el lunes al mediodía", "2026-11-23 12:00"),
    ("call me on monday after 6", "2026-11-23 18:00"),
    ("el martes 24 a las 9:15 am", "2026-11-24 09:15"),
]


@pytest.mark.parametrize(("said", "when"), WHOLE)
async def test_a_call_with_its_hour_is_booked_at_once(rocio: Debtor, said: str, when: str) -> None:
    answer = await asks(rocio, said)
    assert (keys(answer), answer.slots) == (["callback.booked"], NOBODY)
    assert [case["reason"] for case in await rocio.rows(cases)] == ["callback"]
    assert await noted(rocio) == [said, f"{when} (America/Mexico_City)"]


@pytest.mark.parametrize(
    "said", ["me pueden llamar?", "llámame más tarde", "call me later", "la próxima semana"]
)
async def test_a_call_without_its_time_is_asked_for_it(rocio: Debtor, said: str) -> None:
    answer = await asks(rocio, said)
    assert keys(answer) == ["callback.when"]
    assert answer.slots == {"awaiting": "details", "topic": "callback"}
    assert await rocio.rows(cases) == []


async def test_only_the_hour_is_asked_when_the_day_is_known(rocio: Debtor) -> None:
    asked = await asks(rocio, "márcame el lunes al 55 1234 5678")
    assert keys(asked) == ["callback.hour"]
    answer = await adds(rocio, "5", asked)
    assert keys(answer) == ["callback.booked"]
    assert (await noted(rocio))[-1] == "2026-11-23 17:00 (America/Mexico_City) · +525512345678"


async def test_the_number_is_shown_by_its_last_figures_only(rocio: Debtor) -> None:
    told = await body(rocio, await asks(rocio, "márcame el lunes a las 5 al 55 1234 5678"))
    assert "5678" in told
    assert "1234" not in told


async def test_the_number_of_a_call_in_the_making_is_sealed(rocio: Debtor) -> None:
    await asks(rocio, "márcame el lunes al 55 1234 5678")
    [draft] = await rocio.rows(callback_drafts)
    assert rocio.vault.decrypt(draft["phone"]) == "+525512345678"


async def test_a_number_that_cannot_ring_is_asked_for_once(rocio: Debtor) -> None:
    asked = await asks(rocio, "márcame el lunes a las 5 al 55 1234 567")
    assert keys(asked) == ["callback.number_again"]
    assert keys(await adds(rocio, "55 1234 5678", asked)) == ["callback.booked"]


async def test_two_days_are_asked_back(rocio: Debtor) -> None:
    asked = await asks(rocio, "el lunes o el martes a las 5")
    assert keys(asked) == ["callback.which_day"]
    assert keys(await adds(rocio, "el martes", asked)) == ["callback.booked"]
    assert (await noted(rocio))[-1].startswith("2026-11-24 17:00")


OUTSIDE = [
    ("MX", "mañana a las 5", "2026-11-23 17:00"),  # a Sunday
    ("MX", "hoy a las 11 de la noche", "2026-11-21 21:30"),
    ("MX", "el lunes a las 6 am", "2026-11-23 07:00"),
    ("MX", "hoy a las 8 de la mañana", "2026-11-23 08:00"),  # it is noon
    ("CO", "hoy a las 4", "2026-11-21 14:30"),
    ("US", "tomorrow at 10 pm", "2026-11-22 20:30"),
]


@pytest.mark.parametrize(("country", "said", "when"), OUTSIDE)
async def test_outside_the_hours_the_nearest_is_offered_and_booked_on_a_yes(
    rocio: Debtor, country: str, said: str, when: str
) -> None:
    await rocio.change(country=country)
    offered = await asks(rocio, said)
    assert (keys(offered), offered.slots["awaiting"]) == (["callback.nearest"], "callback")
    assert keys(await agrees(rocio)) == ["callback.booked"]
    assert (await noted(rocio))[-1].startswith(when)


async def test_a_yes_with_another_hour_takes_that_hour(rocio: Debtor) -> None:
    await asks(rocio, "mañana a las 5")
    assert keys(await agrees(rocio, "sí, pero el lunes a las 10")) == ["callback.booked"]
    assert (await noted(rocio))[-1].startswith("2026-11-23 10:00")


async def test_after_a_no_another_time_is_asked(rocio: Debtor) -> None:
    await asks(rocio, "mañana a las 5")
    assert keys(await asks(rocio, "no", awaiting="callback")) == ["callback.when"]


async def test_a_yes_to_nothing_is_asked_when(rocio: Debtor) -> None:
    assert keys(await agrees(rocio)) == ["callback.when"]


async def test_any_time_is_an_answer(rocio: Debtor) -> None:
    asked = await asks(rocio, "me pueden llamar?")
    answer = await adds(rocio, "cuando salga de trabajar", asked)
    assert keys(answer) == ["callback.noted"]
    assert await noted(rocio) == ["cuando salga de trabajar"]
    [case] = await rocio.rows(cases)
    assert case["folio"] in await body(rocio, answer)


async def test_a_stranger_may_ask_for_a_call_and_hears_no_folio(stranger: Debtor) -> None:
    told = await body(stranger, await asks(stranger, "llámenme a las 5"))
    assert "lo anoté" in told
    assert "folio" not in told.lower()


async def test_an_agent_reads_the_hour_though_other_figures_are_hidden(stranger: Debtor) -> None:
    await asks(stranger, "llámenme a las 5")
    [case] = await stranger.rows(cases)
    lines = await thread(stranger.conn, stranger.vault, case["id"], now=stranger.clock.now())
    assert {line.text for line in lines if line.text} >= {"llámenme a las •", "llámenme a las 5"}


async def test_a_birth_date_among_a_strangers_words_is_hidden(stranger: Debtor) -> None:
    await asks(stranger, "soy rocio, 14/06/1987, llámenme el lunes a las 5")
    assert all("1987" not in text for text in await noted(stranger))
