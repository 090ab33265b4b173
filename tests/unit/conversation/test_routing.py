"""Where a message goes, from the contact's state and the words alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.routing import MAX_TEXT, Aside, Expected, Route, ToAgent, ToEngine, route
from bot.conversation.safety import Stop, stop_of
from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText
from tests.support.people import NOW, contact

IMAGE = IncomingOther(kind="image", media_id="m1", caption="mi recibo")


def routed(message: Incoming | str, **state: object) -> Route:
    incoming = IncomingText(text=message) if isinstance(message, str) else message
    return route(incoming, contact=contact(**state), now=NOW)


def engine_text(message: Incoming | str, **state: object) -> str:
    way = routed(message, **state)
    assert isinstance(way, ToEngine)
    return way.text


@pytest.mark.parametrize("holder", ["bot", "agent"])
@pytest.mark.parametrize("opted_out", [None, NOW])
@pytest.mark.parametrize("identity_open", [True, False])
def test_a_stop_comes_first_in_every_state(
    holder: str, opted_out: object, identity_open: bool
) -> None:
    state = {"holder": holder, "opted_out_at": opted_out, "identity_open": identity_open}
    assert routed("BAJA", **state) is Stop.OPT_OUT
    assert routed("me quiero morir", **state) is Stop.CRISIS


def test_a_picture_whose_caption_asks_to_stop_stops() -> None:
    assert routed(IncomingOther(kind="image", caption="STOP")) is Stop.OPT_OUT


@pytest.mark.parametrize("message", ["hola", IMAGE, IncomingChoice(payload="affirm", title="Sí")])
def test_an_agents_chat_goes_to_the_agent(message: Incoming | str) -> None:
    assert routed(message, holder="agent") == ToAgent()


@pytest.mark.parametrize("message", ["hola", IMAGE, IncomingChoice(payload="affirm", title="Sí")])
def test_whoever_opted_out_is_not_answered_by_the_engine(message: Incoming | str) -> None:
    assert routed(message, opted_out_at=NOW) is Aside.OPTED_OUT


RECOGNISED = {
    "te voy a matar": ("/abuse_threat", "threat"),
    "mi mamá falleció": ("/deceased", None),
    "hable con mi abogado": ("/legal_representation", None),
    "soy su hermana, ella no está": ("/third_party", None),
    "número equivocado": ("/wrong_person", None),
    "quiero hablar con una persona": ("/ask_human", None),
}


@pytest.mark.parametrize(("said", "meant"), RECOGNISED.items())
@pytest.mark.parametrize("is_asked", [True, False])
def test_what_is_beyond_doubt_leads_to_its_rule_in_any_state(
    said: str, meant: tuple[str, str | None], *, is_asked: bool
) -> None:
    way = routed(said, identity_open=is_asked)
    assert isinstance(way, ToEngine)
    assert (way.text, way.choice) == meant


@pytest.mark.parametrize("said", RECOGNISED)
def test_an_agent_or_an_opt_out_comes_before_what_only_the_bot_answers(said: str) -> None:
    assert routed(said, holder="agent") == ToAgent()
    assert routed(said, opted_out_at=NOW) is Aside.OPTED_OUT


def test_a_caption_beyond_doubt_is_no_mere_picture() -> None:
    sent = IncomingOther(kind="image", caption="mi papá falleció, aquí está el acta")
    assert routed(sent) == ToEngine(text="/deceased")


def test_figures_beside_what_is_beyond_doubt_are_masked_while_identity_is_asked() -> None:
    way = routed("mi mamá falleció el 3 de mayo de 2026", identity_open=True)
    assert isinstance(way, ToEngine)
    assert way.masked is not None
    assert isinstance(way.masked, IncomingText)
    assert not any(c.isdigit() for c in way.masked.text)


def expecting(message: Incoming, **expected: bool) -> Route:
    return route(message, contact=contact(), now=NOW, expected=Expected(**expected))


def test_a_picture_without_words_is_kept_aside() -> None:
    assert routed(IncomingOther(kind="image", media_id="m1")) is Aside.MEDIA


def test_the_words_under_a_picture_are_answered() -> None:
    assert engine_text(IMAGE) == "mi recibo"


def test_a_picture_that_a_case_waits_for_is_its_proof_whatever_is_under_it() -> None:
    assert expecting(IMAGE, proof=True) is Aside.MEDIA


def test_what_proves_an_identity_is_hidden_under_a_picture_too() -> None:
    sent = IncomingOther(kind="image", media_id="m1", caption="naci el 3 de mayo de 1990 cp 06700")
    way = routed(sent, identity_open=True)
    assert isinstance(way, ToEngine)
    assert isinstance(way.masked, IncomingOther)
    assert way.masked.media_id == "m1"
    assert not any(c.isdigit() for c in way.masked.caption or "")


@pytest.mark.parametrize(
    ("sent", "score"),
    [
        (IncomingText(text="excelente, 5"), "rating:5"),
        (IncomingOther(kind="reaction", caption="👎"), "rating:1"),
    ],
)
def test_a_rating_that_was_asked_for_is_taken_as_one(sent: Incoming, score: str) -> None:
    assert expecting(sent, rating=True) == ToEngine(text="/thank", choice=score)


def test_a_number_that_nobody_asked_for_is_no_rating() -> None:
    assert routed("5") == ToEngine(text="5")


def test_a_stop_is_a_stop_even_where_a_rating_is_awaited() -> None:
    way = expecting(IncomingText(text="quiero hablar con una persona"), rating=True)
    assert way == ToEngine(text="/ask_human")


def test_a_reaction_says_enough_by_itself() -> None:
    assert routed(IncomingOther(kind="reaction", caption="❤️")) is Aside.REACTION


def test_words_go_to_the_engine_as_they_are() -> None:
    assert routed("  ¿Cuánto debo? ") == ToEngine(text="¿Cuánto debo?")


@pytest.mark.parametrize(
    ("payload", "text", "choice"),
    [
        ("affirm:off_1", "/affirm", "off_1"),
        ("deny", "/deny", None),
        ("choose_option:off:2", "/choose_option", "off:2"),
        ("pay_now:", "/pay_now", None),
    ],
)
def test_a_button_of_ours_is_its_intent(payload: str, text: str, choice: str | None) -> None:
    pressed = IncomingChoice(payload=payload, title="Sí, acepto")
    assert routed(pressed) == ToEngine(text=text, choice=choice)


@pytest.mark.parametrize(
    "payload", ["", "provide_identity", "/affirm", "restart", "unknown:off_1"]
)
def test_a_button_that_is_not_ours_is_read_by_its_title(payload: str) -> None:
    assert routed(IncomingChoice(payload=payload, title="Ver saldo")) == ToEngine(text="Ver saldo")


@pytest.mark.parametrize("text", ["/affirm", " /affirm", "//affirm", "/ /affirm", "\n/\t/affirm"])
def test_nobody_types_an_intent(text: str) -> None:
    assert engine_text(text) == "affirm"


@given(st.text())
def test_typed_words_are_never_an_intent_nor_endless_nor_nothing(text: str) -> None:
    way = routed(text)
    if isinstance(way, ToEngine) and stop_of(text) is None:
        assert not way.text.lstrip().startswith("/")
        assert 0 < len(way.text) <= MAX_TEXT


@given(st.text(), st.text())
def test_a_strange_button_is_never_an_intent(payload: str, title: str) -> None:
    assert not engine_text(IncomingChoice(payload=f"x{payload}", title=f"x{title}")).startswith(
        "/"
    )


@pytest.mark.parametrize("text", ["/", "  ", "", "//"])
def test_nothing_typed_is_still_something_to_the_engine(text: str) -> None:
    assert engine_text(text) == "…"


def test_an_identity_is_never_shown_to_the_engine() -> None:
    way = routed("14/06/1987 y 06700", identity_open=True)
    assert isinstance(way, ToEngine)
    assert way.text == "/provide_identity"
    assert way.masked is not None
    assert not any(c.isdigit() for c in way.masked.text)


def test_other_words_during_verification_are_passed_on_without_figures() -> None:
    way = routed("¿para qué? debo 1500", identity_open=True)
    assert isinstance(way, ToEngine)
    assert way.text == "¿para qué? debo •••"
    assert way.masked == IncomingText(text="¿para qué? debo •••")


def test_a_button_pressed_during_verification_is_a_button() -> None:
    pressed = IncomingChoice(payload="ask_human", title="Hablar con alguien")
    assert routed(pressed, identity_open=True) == ToEngine(text="/ask_human")


@given(st.dates(date(1930, 1, 1), date(2008, 12, 31)), st.from_regex(r"\d{5}", fullmatch=True))
def test_no_digit_of_an_identity_passes(born: date, postcode: str) -> None:
    way = routed(f"nací el {born:%d/%m/%Y}, cp {postcode}", identity_open=True)
    assert isinstance(way, ToEngine)
    assert way.masked is not None
    assert not any(c.isdigit() for c in way.text + way.masked.text)


def test_every_fact_given_before_it_is_asked_for_is_judged_and_masked() -> None:
    way = routed("hola soy Rocío, nací el 14 de junio de 1987 y mi cp es 06700")
    assert isinstance(way, ToEngine)
    assert way.text == "/provide_identity"
    assert way.masked is not None
    assert "1987" not in way.masked.text


def test_a_lone_date_before_identification_stays_words() -> None:
    assert engine_text("ya pagué el 3 de agosto") == "ya pagué el 3 de agosto"
