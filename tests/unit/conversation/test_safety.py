"""A life, a stop, a return: seen in any words, and not seen where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.safety import Stop, stop_of

CRISIS = """
me quiero morir
ME QUIERO MORIR
quiero matarme
Ya no quiero vivir
no quiero seguir viviendo
no le veo sentido a la vida
voy a quitarme la vida
pienso en el suicidio
prefiero estar muerta
me voy a matar
kiero morirme
quisiera suicidarme
acabar con mi vida
no quiero vivir
I want to die
i wanna die
I'm going to kill myself
thinking of killing myself
I don't want to live
end it all
I feel suicidal
hurting myself
""".strip().splitlines()

NO_CRISIS = """
me muero de risa
no quiero seguir pagando intereses
me quiero morir de la pena
estoy muerto de cansancio
quiero matar esta deuda
esto me mata
quiero vivir tranquilo
mi mamá murió
I'm dying to know
this is killing me
I want to live without debt
""".strip().splitlines()


@pytest.mark.parametrize("said", CRISIS)
def test_a_life_at_risk_is_seen(said: str) -> None:
    assert stop_of(said) is Stop.CRISIS


@pytest.mark.parametrize("said", NO_CRISIS)
def test_a_way_of_speaking_is_no_crisis(said: str) -> None:
    assert stop_of(said) is not Stop.CRISIS


@pytest.mark.parametrize(
    "said", ["BAJA", "baja.", " Baja! ", "STOP", "Stop.", "no más", "Darme de baja"]
)
def test_a_stop_word_alone_stops(said: str) -> None:
    assert stop_of(said) is Stop.OPT_OUT


@pytest.mark.parametrize(
    "said", ["la más baja", "quiero la cuota baja", "bajan los intereses", "stopped"]
)
def test_a_stop_word_inside_a_sentence_does_not(said: str) -> None:
    assert stop_of(said) is None


@pytest.mark.parametrize("said", ["ALTA", "start", "Alta."])
def test_a_resume_word_brings_back(said: str) -> None:
    assert stop_of(said) is Stop.OPT_IN


@pytest.mark.parametrize("said", ["", "   ", "…", "👍", "/"])
def test_nothing_said_stops_nothing(said: str) -> None:
    assert stop_of(said) is None


@given(st.sampled_from(CRISIS), st.sampled_from(["BAJA", "stop", "hola", "¿cuánto debo?"]))
def test_a_life_comes_before_everything_else(crisis: str, other: str) -> None:
    assert stop_of(f"{other}. {crisis}.") is Stop.CRISIS


def test_only_the_stops_asked_for_are_looked_for() -> None:
    said = "los voy a matar, no me escriban más"
    assert stop_of(said) is Stop.THREAT
    assert stop_of(said, among={Stop.OPT_OUT}) is Stop.OPT_OUT
    assert stop_of(said, among={Stop.HUMAN}) is None


def test_an_idiom_does_not_hide_what_is_meant() -> None:
    assert stop_of("me muero de risa, pero de verdad me quiero matar") is Stop.CRISIS


def test_whoever_knows_the_holder_is_a_third_party_and_no_stranger() -> None:
    assert stop_of("no soy ella, soy su hermana") is Stop.THIRD_PARTY


@pytest.mark.parametrize(
    "said",
    [
        "kiero matarme",
        "QUIERO   MATARME!!",
        "quiéro matármé",
        "quieroooo matarmeee",
        "q quiero matarme",
    ],
)
def test_spelling_hides_nothing(said: str) -> None:
    assert stop_of(said) is Stop.CRISIS


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(said: str) -> None:
    assert stop_of(said) in {None, *Stop}
