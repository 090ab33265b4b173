"""The bot is killed with -9 at each step of a message; another one takes over where it fell."""

from collections.abc import AsyncIterator

import pytest

from bot.negotiation.tables import offers
from bot.outbox.tables import outbox
from bot.payments.tables import pay_links
from bot.settings import Settings
from tests.support.bot_process import dies_at
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, lapse, open_front
from tests.support.stage import Person, Stage
from tests.support.talks import FACTS, asks_what_is_owed, sees_terms

TURN_STEPS = [
    "before the engine is asked",
    "before the action's commit",
    "after the action's commit",
    "after the engine's answer",
    "before the final commit",
    "after the final commit",
]
MID_TURN = ["after the action's commit", "before the final commit"]


@pytest.fixture
async def front(stage_settings: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    async with open_front(stage_settings, clock) as stage:
        yield stage


@pytest.fixture
def rocio(front: Stage) -> Person:
    return front.person("CUS-1")


async def killed(person: Person, text: str, step: str) -> str:
    """The person writes, the bot dies at `step`, another bot goes on; what was read in all."""
    stage = person.stage
    stage.world.say(person.id, text)
    await dies_at(step, stage.parts.settings, stage.clock)
    await lapse(stage)
    async with at_work(Crew(parts=stage.parts)):
        await stage.settle()
    return person.reads()


@pytest.mark.parametrize("step", TURN_STEPS)
async def test_a_yes_gives_one_plan_one_link_and_one_answer(
    front: Stage, rocio: Person, step: str
) -> None:
    async with at_work(Crew(parts=front.parts)):
        await sees_terms(rocio)
    read = await killed(rocio, "va", step)
    assert read.count("folio") == 1
    assert read.count("liga") == 1
    assert len(await front.plans()) == len(await front.rows(pay_links)) == 1


@pytest.mark.parametrize("step", MID_TURN)
async def test_who_proves_who_they_are_hears_the_balance_once(
    front: Stage, rocio: Person, step: str
) -> None:
    async with at_work(Crew(parts=front.parts)):
        await asks_what_is_owed(rocio)
    read = await killed(rocio, FACTS, step)
    assert read.count("en total son $2,272.35 MXN") == 1
    assert read.count("Paga solo a Financiera Sol") == 1  # the country's notice, once too
    assert await front.cases() == []


@pytest.mark.parametrize("step", MID_TURN)
async def test_who_asks_for_a_person_is_told_once(front: Stage, rocio: Person, step: str) -> None:
    read = await killed(rocio, "quiero hablar con una persona", step)
    assert read.count("Te paso con una persona") == 1
    assert await front.cases() == ["ask_human"]


@pytest.mark.parametrize("step", MID_TURN)
async def test_who_asks_with_figures_is_asked_who_they_are_once(
    front: Stage, rocio: Person, step: str
) -> None:
    read = await killed(rocio, "cuánto debo? solo tengo 2500 pesos", step)
    assert read.count("fecha de nacimiento") == 1
    assert await front.cases() == []


@pytest.mark.parametrize("step", MID_TURN)
async def test_options_are_shown_once_and_stored_once(
    front: Stage, rocio: Person, step: str
) -> None:
    async with at_work(Crew(parts=front.parts)):
        await sees_terms(rocio)
    before = len(await front.rows(offers))
    read = await killed(rocio, "qué otras opciones tengo", step)
    assert read.count("2. Ponerte al corriente") == 1
    assert len(await front.rows(offers)) == 2 * before


async def test_a_message_that_was_posted_is_not_posted_again(front: Stage, rocio: Person) -> None:
    read = await killed(rocio, "hola", "after the POST")
    assert read.count("¿Hablo con Rocío?") == 1
    assert [row["state"] for row in await front.rows(outbox)] == ["delivered"]


async def test_a_message_nobody_knows_about_is_unknown_and_not_sent_again(
    front: Stage, rocio: Person
) -> None:
    assert await killed(rocio, "hola", "before the POST") == ""
    assert [row["state"] for row in await front.rows(outbox)] == ["unknown"]


async def test_after_an_unknown_message_the_next_one_goes(front: Stage, rocio: Person) -> None:
    await killed(rocio, "hola", "before the POST")
    async with at_work(Crew(parts=front.parts)):
        assert "¿Hablo con Rocío?" in await rocio.says("hola?")
