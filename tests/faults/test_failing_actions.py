"""Each action breaks in turn: one honest line and a person, or the answer, never half of it."""

from collections.abc import Awaitable, Callable

import pytest

from actions.registry import build_executor
from bot.cases.tables import case_messages
from bot.ledger.tables import plans
from bot.negotiation.tables import offers
from bot.payments.tables import pay_links
from bot.settings import Settings
from bot.usecases.registry import build_use_cases
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, hurrying, open_front
from tests.support.faulty import FailingExecutor
from tests.support.stage import Person, Stage
from tests.support.talks import (
    FACTS,
    asks_what_is_owed,
    hears_what_is_owed,
    is_asked_for_an_hour,
    is_offered_another_hour,
    proves_who_she_is,
    sees_options,
    sees_terms,
)

HONEST_LINE = (
    "Algo falló de nuestro lado, discúlpanos.\n"
    "Una persona del equipo te escribe por aquí en cuanto pueda."
)


async def writes_first(person: Person) -> None:
    """Nothing has been said yet."""


Talk = Callable[[Person], Awaitable[None]]
# Where the talk is, and the words that call the action then. What people say of stopping, of a
# life or of an agent must be left to the model here: what is clear never reaches an action.
CALLED_BY: dict[str, tuple[Talk, str]] = {
    "action_greet": (writes_first, "hola"),
    "action_ask_identity_form_identity": (writes_first, "cuánto debo?"),
    "validate_identity_form": (asks_what_is_owed, FACTS),
    "action_after_identity": (asks_what_is_owed, FACTS),
    "action_explain_balance": (proves_who_she_is, "cuánto debo?"),
    "action_explain_charges": (proves_who_she_is, "qué me están cobrando?"),
    "action_offer_options": (proves_who_she_is, "qué opciones tengo"),
    "action_choose_option": (sees_options, "la 2"),
    "action_answer_yes": (sees_terms, "va"),
    "action_answer_no": (sees_terms, "no"),
    "action_hear_promise": (proves_who_she_is, "te deposito el viernes"),
    "action_pay_now": (proves_who_she_is, "quiero pagar"),
    "action_send_link": (proves_who_she_is, "mándame la liga de pago"),
    "action_report_paid": (proves_who_she_is, "ya pagué ayer"),
    "action_hand_to_person": (writes_first, "quiero hablar con una persona"),
    "action_wrong_person": (writes_first, "número equivocado, no soy esa persona"),
    "action_opt_out": (writes_first, "me molestan sus avisos, ya no los quiero"),
    "action_switch_language": (writes_first, "can we speak english please"),
    "action_say_goodbye": (sees_options, "adiós, hasta luego"),
    "action_out_of_scope": (writes_first, "qué clima hace hoy"),
    "action_misunderstood": (writes_first, "blablabla"),
    "action_hear_cause": (hears_what_is_owed, "1"),
    "action_hear_cause_or_refusal": (hears_what_is_owed, "no les voy a pagar nada"),
    "action_negotiate": (sees_options, "les ofrezco 1000 pesos y cerramos la deuda"),
    "action_explain_due_date": (sees_options, "cuándo vence mi pago"),
    "action_explain_methods": (sees_options, "en dónde puedo pagar"),
    "action_explain_who_we_are": (writes_first, "esto es una estafa?"),
    "action_thank_back": (sees_options, "muchas gracias"),
    "action_register_dispute": (sees_options, "yo no reconozco esa deuda"),
    "action_register_complaint": (sees_options, "quiero quejarme del mal trato de su gente"),
    "action_hear_hardship": (sees_options, "me quedé sin trabajo y no me alcanza"),
    "action_accept_refusal": (sees_options, "no les voy a pagar nada"),
    "action_condole": (writes_first, "el señor falleció en mayo"),
    "action_stop_for_representative": (writes_first, "hable con mi abogado"),
    "action_protect_life": (writes_first, "estoy internado por una depresión muy fuerte"),
    "action_face_abuse": (writes_first, "son unos pinches rateros"),
    "action_book_callback": (sees_options, "márcame por favor"),
    "action_agree_callback": (is_offered_another_hour, "sí, está bien"),
    "action_take_details": (is_asked_for_an_hour, "mañana a las 5 de la tarde"),
    "action_request_document": (sees_options, "necesito mi factura"),
    "action_request_data_change": (sees_options, "cambié de número de teléfono"),
    "action_take_message": (writes_first, "soy su hermana, ella no está"),
}


async def books(stage: Stage) -> list[int]:
    return [len(await stage.rows(table)) for table in (offers, plans, pay_links)]


def failing(stage: Stage, action: str, *, times: int = 1000) -> Crew:
    return Crew(
        parts=stage.parts,
        executor=lambda own: FailingExecutor(own, action, times),
    )


@pytest.mark.parametrize("action", CALLED_BY)
async def test_nothing_is_said_or_saved_but_one_honest_line_and_a_case(
    stage_settings: Settings, clock: HandClock, action: str
) -> None:
    talk, words = CALLED_BY[action]
    async with open_front(stage_settings, clock) as stage:
        rocio = stage.person("CUS-1")
        async with at_work(Crew(parts=stage.parts)):
            await talk(rocio)
        before, known = await books(stage), await stage.cases()
        async with at_work(failing(stage, action)), hurrying(stage.parts):
            assert await rocio.says(words) == HONEST_LINE
            assert await rocio.says("siguen ahí?") == ""
        assert await stage.cases() == [*known, "dead_letter"]
        assert await books(stage) == before
        # The failed words, and the ones after them, are with the agents.
        thread = await stage.rows(case_messages)
        assert len([note for note in thread if note["author"] == "contact"]) == 2


@pytest.mark.parametrize(
    ("action", "heard"),
    [("action_answer_yes", "folio"), ("action_after_identity", "en total son $2,272.35 MXN")],
)
async def test_an_action_that_works_the_third_time_is_answered_once(
    stage_settings: Settings, clock: HandClock, action: str, heard: str
) -> None:
    talk, words = CALLED_BY[action]
    async with open_front(stage_settings, clock) as stage:
        rocio = stage.person("CUS-1")
        async with at_work(Crew(parts=stage.parts)):
            await talk(rocio)
        async with at_work(failing(stage, action, times=2)), hurrying(stage.parts):
            assert (await rocio.says(words)).count(heard) == 1
        assert await stage.cases() == []


async def test_every_action_has_its_turn_here(stage_settings: Settings, clock: HandClock) -> None:
    async with open_front(stage_settings, clock) as stage:
        parts = stage.parts
        use_cases = build_use_cases(vault=parts.vault, policy=parts.policy, public_url="")
        assert set(build_executor(use_cases).actions) == set(CALLED_BY)
