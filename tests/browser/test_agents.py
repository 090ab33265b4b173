"""A person takes over: on the console and in Telegram, with the phone beside it."""

import pytest

from tests.browser.journeys import Picks, Says, play
from tests.browser.scene import AGENT, OpenScene

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = "2 de enero de 1990, cp 11111"
FAILS_TO_IDENTIFY = (
    Says("hola", "¿Hablo con Rocío?"),
    Picks("Sí, soy yo", "fecha de nacimiento"),
    Says(WRONG, "no coincide"),
    Says(WRONG, "no coincide"),
    Says(WRONG, "Una persona del equipo te escribe"),
)
ASKS_FOR_A_PERSON = (Says("quiero hablar con una persona", "Te paso con una persona"),)
ASKS_FOR_A_PERSON_WITH_FIGURES = (
    Says("hola", "¿Hablo con Rocío?"),
    Says("me dijeron 2272.35 de la 4471", ""),
    *ASKS_FOR_A_PERSON,
)
FIGURES = ("2,272.35", "1,292.34", "980.01", "4471", "06700", "11111", "1990")


async def test_three_wrong_proofs_bring_a_person_who_gives_the_chat_back(
    open_scene: OpenScene,
) -> None:
    async with open_scene() as scene:
        phone, console = await scene.phone_of("CUS-1"), await scene.console()
        await play(phone, FAILS_TO_IDENTIFY)
        await console.open_case("No se pudo verificar")
        shown = await console.everything()
        assert "Sin verificar: cifras ocultas" in shown
        assert not [figure for figure in FIGURES if figure in shown]
        await console.reply("Hola, soy Ana. Con gusto te ayudo.")
        await phone.wait_for("Hola, soy Ana.")
        await phone.say("gracias Ana")
        await console.wait_for_words("contact", "gracias Ana")
        await console.give_back()
        await phone.wait_for("Sigo yo, Sol")
        await console.wait_for_event(f"{AGENT} devolvió el chat al bot")


async def test_someone_asks_for_a_person_in_english(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone, console = await scene.phone_of("CUS-16"), await scene.console(locale="en-US")
        await phone.say("I want to talk to a person please")
        await phone.wait_for("I'm passing you to someone on our team.")
        await console.open_case("Asks for a person")
        await console.reply("Hi Emily, Ana here.")
        await phone.wait_for("Hi Emily, Ana here.")
        await console.give_back()
        await phone.wait_for("It's me again, Sol")


async def test_an_agents_figures_wait_until_someone_is_verified(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone, console = await scene.phone_of("CUS-1"), await scene.console()
        await play(phone, ASKS_FOR_A_PERSON)
        await console.open_case("Pide hablar con una persona")
        await console.reply("Debes $2,272.35 MXN de tu préstamo")
        assert "no se envió" in await console.trouble()
        assert await console.draft() == "Debes $2,272.35 MXN de tu préstamo"
        await console.wait_for_event("la persona no está verificada")
        await console.reply("Primero dime quién eres, por favor")
        await phone.wait_for("Primero dime quién eres")
        assert "2,272.35" not in "".join(await phone.texts())


async def test_an_agent_answers_and_gives_back_in_telegram(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone, telegram = await scene.phone_of("CUS-1"), await scene.telegram()
        await play(phone, ASKS_FOR_A_PERSON_WITH_FIGURES)
        await telegram.wait_for_topic("Pide hablar con una persona")
        card = await telegram.wait_for("Verificado: no")
        assert not [figure for figure in ("2272", "4471") if figure in card]
        await telegram.write("Hola, soy Luis, del equipo.")
        await phone.wait_for("Hola, soy Luis")
        await phone.say("gracias Luis")
        await telegram.wait_for("gracias Luis")
        await telegram.press("Devolver al bot")
        await telegram.press("Sí, devolver")
        await phone.wait_for("Sigo yo, Sol")
