"""Who is never asked for anything: told by age, by word, and never by other figures."""

import pytest

from bot.usecases.spared import is_spared

SPARED = """
tengo 15, mi mamá no está
soy su hija, tengo 16 años
soy menor de edad
no está, soy su hijo de 14 años
apenas tengo 9
soy su abuelita
tengo 82 años, soy su papá
im 12, mom isn't home
I'm a minor
this is her grandmother
""".strip().splitlines()
OTHERS = """
no está, soy su hermana
llega como a las 6
tengo 40 años y soy su esposo
tengo 15 pesos
tengo 10 minutos
tengo 15 años de cliente
I'm 30 days late
he's at work until 6
soy su nieto
""".strip().splitlines()


@pytest.mark.parametrize("said", SPARED)
def test_children_and_the_elderly_are_spared(said: str) -> None:
    assert is_spared(said)


@pytest.mark.parametrize("said", OTHERS)
def test_others_are_not_taken_for_them(said: str) -> None:
    assert not is_spared(said)
