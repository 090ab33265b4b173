"""What the demo's people do on the phone page, and what they must read before the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.browser.phone import PhonePage
from tests.support.stage import Stage


@dataclass(frozen=True, slots=True)
class Says:
    """Types this, and waits for these words."""

    text: str
    reads: str


@dataclass(frozen=True, slots=True)
class Picks:
    """Presses the button or row with this title, and waits for these words."""

    title: str
    reads: str


type Steps = Sequence[Says | Picks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One person's way to a pay link, and how paying ends."""

    person: str
    locale: str
    identify: Steps
    agree: Steps
    amount: str
    creditor: str
    paid: str
    receipt: str


async def play(phone: PhonePage, steps: Steps) -> None:
    """Go through `steps`; raises AssertionError at the first answer that does not come."""
    for step in steps:
        if isinstance(step, Says):
            await phone.say(step.text)
        else:
            await phone.choose(step.title)
        await phone.wait_for(step.reads)


async def reach_link(stage: Stage, journey: Journey) -> str:
    """Take `journey` to its pay link without a browser, for tests that begin there."""
    person = stage.person(journey.person)
    for step in [*journey.identify, *journey.agree]:
        if isinstance(step, Says):
            await person.says(step.text)
        else:
            await person.presses(step.title)
    return person.link()


ROCIO = Journey(
    person="CUS-1",
    locale="es-MX",
    identify=(
        Says("hola buenas", "¿Hablo con Rocío?"),
        Picks("Sí, soy yo", "fecha de nacimiento"),
        Says("14 de junio del 87 y mi cp es 06700", "$2,272.35 MXN"),
    ),
    agree=(
        Says("quiero un plan de pagos", "¿Cuál prefieres?"),
        Picks("3 pagos", "Responde SÍ"),
        Picks("Sí, acepto", "liga de pago seguro"),
    ),
    amount="$757.45 MXN",
    creditor="Financiera Sol",
    paid="Pago recibido",
    receipt="Recibimos tu pago de $757.45 MXN",
)
EMILY = Journey(
    person="CUS-16",
    locale="en-US",
    identify=(
        Says("hi there", "Am I speaking with Emily?"),
        Picks("Yes, that's me", "date of birth"),
        Says("March 8th, 1992 and my zip is 10027", "Harbor Lending account ••6402"),
    ),
    agree=(
        Says("what are my options?", "Which do you prefer?"),
        Picks("Pay in full", "Reply YES"),
        Says("yes", "Secure payment"),
    ),
    amount="$705.37 USD",
    creditor="Harbor Lending",
    paid="Payment received",
    receipt="We received your $705.37 USD payment",
)
