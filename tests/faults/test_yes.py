"""A yes counts only for terms that had reached the person when it was said."""

from collections.abc import AsyncIterator

import pytest

from bot.contacts import store as contacts
from bot.kernel.messages import Reply
from bot.payments.tables import pay_links
from bot.sandbox.whatsapp_world import Fault
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.posts import batch, post
from tests.support.stage import Person, Stage, open_stage
from tests.support.talks import FACTS, proves_who_she_is, sees_options, sees_terms

TERMS = "Responde SÍ"
_NOT_DELIVERABLE = 131026


@pytest.fixture
async def stage(stage_settings: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    async with open_stage(stage_settings, clock) as opened:
        yield opened


@pytest.fixture
def rocio(stage: Stage) -> Person:
    return stage.person("CUS-1")


async def agent_writes(person: Person, text: str) -> None:
    stage = person.stage
    phone = stage.world.chat(person.id).person.phone
    async with stage.parts.database.transaction() as conn:
        to = await contacts.resolve(conn, phone=phone, user_id=None, now=stage.clock.now())
        reply = Reply(key="agent.text", values={"text": text})
        await stage.parts.outbox.enqueue(conn, reply, contact_id=to, origin="agent")
    await stage.settle()


async def test_a_yes_sent_before_its_terms_accepts_nothing(stage: Stage, rocio: Person) -> None:
    await proves_who_she_is(rocio)
    assert await post(stage, batch(rocio, ["un plan", "la 2", "sí", "sí"])) == 200
    await stage.settle()
    assert TERMS in rocio.reads()
    assert await stage.plans() == []
    assert "folio" in await rocio.says("sí")


async def test_a_double_click_gives_one_plan_and_one_link(stage: Stage, rocio: Person) -> None:
    await sees_terms(rocio)
    terms = rocio.bubbles()[-1]
    yes = next(option["id"] for option in terms["options"] if "Sí" in option["title"])
    stage.world.pick(rocio.id, terms["id"], yes)
    stage.world.pick(rocio.id, terms["id"], yes)
    await stage.settle()
    assert rocio.reads().count("folio") == 1
    assert len(await stage.plans()) == len(await stage.rows(pay_links)) == 1


async def test_a_yes_after_an_agents_words_is_asked_again(stage: Stage, rocio: Person) -> None:
    await sees_terms(rocio)
    await agent_writes(rocio, "Hola, ¿todo bien por ahí?")
    assert TERMS in await rocio.says("sí")
    assert await stage.plans() == []
    assert "folio" in await rocio.says("sí")


async def test_a_yes_after_something_else_is_asked_again(stage: Stage, rocio: Person) -> None:
    await sees_terms(rocio)
    await rocio.says("cuánto debo?")
    assert TERMS in await rocio.says("sí, acepto")
    assert await stage.plans() == []


async def test_a_yes_after_a_handoff_accepts_nothing(stage: Stage, rocio: Person) -> None:
    await sees_terms(rocio)
    await rocio.says("quiero hablar con una persona")
    async with stage.parts.database.transaction() as conn:
        phone = stage.world.chat(rocio.id).person.phone
        found = await contacts.resolve(conn, phone=phone, user_id=None, now=stage.clock.now())
        await contacts.give_back(conn, found)
    assert "folio" not in await rocio.presses("Sí, acepto")
    assert await stage.plans() == []


async def test_an_expired_offer_is_not_accepted(stage: Stage, rocio: Person) -> None:
    await sees_terms(rocio)
    stage.let_pass(minutes=60 * 24 * 8)
    assert "fecha de nacimiento" in await rocio.says("cuánto debo?")
    await rocio.says(FACTS)
    assert "Esa opción ya venció" in await rocio.presses("Sí, acepto")
    assert await stage.plans() == []


@pytest.mark.parametrize("kind", ["error", "late"])
async def test_a_yes_to_terms_that_did_not_arrive_is_asked_again(
    stage: Stage, rocio: Person, kind: str
) -> None:
    await sees_options(rocio)
    stage.world.faults.append(Fault(kind=kind, code=_NOT_DELIVERABLE, status=400))
    assert TERMS not in await rocio.says("la 2")
    assert TERMS in await rocio.says("sí")
    assert await stage.plans() == []
    assert "folio" in await rocio.says("sí")
