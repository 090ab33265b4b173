"""What is asked of our data and our desk is recognised, and is not taken for an end of it all."""

import pytest

from bot.conversation.safety import Stop, stop_of

DATA_RIGHTS = """
quiero que cancelen mis datos
cancelen mis datos personales
habeas data
que borren mis datos por favor
quiero ejercer mis derechos arco
qué datos tienen de mí?
delete my data please
what info do you have on me?
ccpa request
""".strip().splitlines()
HOW_TO_COMPLAIN = """
¿cómo me quejo?
como puedo quejarme?
dónde pongo una queja
ante quién puedo reclamar
how do i complain
where can i file a complaint about you?
who can i report you to
""".strip().splitlines()
NEITHER = """
quiero cancelar mi deuda
voy a cancelar mi cuenta
quiero cambiar mis datos
quiero poner una queja
pésimo servicio
your service is terrible, i want to file a complaint
here is my info
""".strip().splitlines()


@pytest.mark.parametrize("said", DATA_RIGHTS)
def test_a_right_over_ones_data_is_seen(said: str) -> None:
    assert stop_of(said) is Stop.DATA_RIGHTS


@pytest.mark.parametrize("said", HOW_TO_COMPLAIN)
def test_the_question_how_to_complain_is_seen(said: str) -> None:
    assert stop_of(said) is Stop.HOW_TO_COMPLAIN


@pytest.mark.parametrize("said", NEITHER)
def test_what_is_neither_is_left_to_the_model(said: str) -> None:
    assert stop_of(said) is None
