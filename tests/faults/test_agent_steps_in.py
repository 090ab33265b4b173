"""An agent takes the chat while the engine thinks: what was done stays, the words do not go."""

from collections.abc import AsyncIterator

import pytest

from bot.contacts import store as contacts
from bot.payments.tables import pay_links
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, open_front
from tests.support.faulty import StallingEngine
from tests.support.stage import Person, Stage
from tests.support.talks import asks_what_is_owed, sees_terms


@pytest.fixture
async def front(stage_settings: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    async with open_front(stage_settings, clock) as stage:
        yield stage


@pytest.fixture
def rocio(front: Stage) -> Person:
    return front.person("CUS-1")


async def says_while_taken(person: Person, text: str) -> str:
    """The person writes, the engine answers, an agent takes the chat, the answer comes back."""
    stage = person.stage
    thinking = StallingEngine(stage.parts.engine, "answered")
    async with at_work(Crew(parts=stage.parts, engine=thinking)):
        stage.world.say(person.id, text)
        await thinking.reached.wait()
        await stage.agent_takes(person)
        thinking.go_on.set()
        await stage.settle()
    return person.reads()


async def agent_gives_back(person: Person) -> None:
    stage = person.stage
    phone = stage.world.chat(person.id).person.phone
    async with stage.parts.database.transaction() as conn:
        found = await contacts.resolve(conn, phone=phone, user_id=None, now=stage.clock.now())
        await contacts.give_back(conn, found)


async def test_the_plan_is_kept_and_its_words_are_dropped(front: Stage, rocio: Person) -> None:
    async with at_work(Crew(parts=front.parts)):
        await sees_terms(rocio)
    assert await says_while_taken(rocio, "va") == ""
    assert len(await front.plans()) == len(await front.rows(pay_links)) == 1


async def test_what_must_always_be_said_is_said(front: Stage, rocio: Person) -> None:
    assert "Te paso con una persona" in await says_while_taken(
        rocio, "quiero hablar con una persona"
    )


async def test_giving_the_chat_back_ends_the_question_that_was_open(
    front: Stage, rocio: Person
) -> None:
    async with at_work(Crew(parts=front.parts)):
        await asks_what_is_owed(rocio)
    assert await says_while_taken(rocio, "nací el 14 de junio de 1987") == ""
    await agent_gives_back(rocio)
    async with at_work(Crew(parts=front.parts)):
        assert "¿Hablo con Rocío?" in await rocio.says("hola")
