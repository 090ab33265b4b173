"""An agent's free words to somebody unverified: what tells of a debt, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.agent_words import discloses

TELLING = """
Son 1500
Tu saldo es alto
Debes quinientos
Son quinientos
Te faltan doscientas
mil pesos
¿Cuándo va a pagar?
¿Ya pagaste?
Queda pagado
Cuando pagues te aviso
Tienes una deuda
tu DEUDA
adeudas dos meses
el crédito está vencido
vence mañana
tu tarjeta
la mora
estás moroso
puedes abonar hoy
para liquidar
te doy un descuento
una quita
tu préstamo
la mensualidad
sin intereses
gestión de cobranza
lo que debían
van a embargar
Entra a https://pagos.example.com
mira www.example
entra en financiera.mx
You owe us
Your balance
five hundred
twenty bucks
past due
the loan
your account
please pay
a payment plan
it is overdue
in arrears
the outstanding amount
settle it today
collections
a monthly fee
your bill
debes mil quinientos
tu cuenta 4471
el saldo
son cincuenta
te faltan ochenta
twenty left
https://pay.example/p/abc
pay.example/p/abc
bit.ly/x
firmamos un convenio
te van a demandar
ya está en buró
te falta dinero
the credit bureau
we may go to court
₁₅₀₀
１５００
""".strip().splitlines()

HARMLESS = """
Hola, buenas tardes, soy Ana.
¿Me confirmas tu fecha de nacimiento y tu código postal?
Un momento, por favor.
Con gusto te ayudo.
Gracias por escribir.
¿En qué te puedo ayudar?
La página no abre.
Lo siento mucho, debido a una falla tardé en contestar.
Primero necesito confirmar quién eres.
Hello, this is Ana.
Could you confirm your date of birth?
One moment please.
How can I help you?
I am sorry for the wait.
""".strip().splitlines()


@pytest.mark.parametrize("text", TELLING)
def test_words_that_tell_of_a_debt_are_seen(text: str) -> None:
    assert discloses(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_tell_nothing_pass(text: str) -> None:
    assert not discloses(text)


@pytest.mark.parametrize("text", TELLING)
def test_capitals_hide_nothing(text: str) -> None:
    assert discloses(text.upper())


@given(st.text(), st.integers(0), st.text())
def test_a_figure_is_seen_wherever_it_stands(before: str, figure: int, after: str) -> None:
    assert discloses(f"{before}{figure}{after}")


@given(st.sampled_from(TELLING), st.sampled_from(HARMLESS))
def test_harmless_words_around_do_not_hide_telling_ones(telling: str, harmless: str) -> None:
    assert discloses(f"{harmless} {telling} {harmless}")
