"""What the two people of the demo say, and what they must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.kernel.ids import AccountId
from bot.locale.locales import Locale


@dataclass(frozen=True, slots=True)
class Says:
    """One message, and what must be in the answers; `{total}` is what the ledger says is owed."""

    text: str
    hears: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pays:
    """Opens the link that came last, pays on the vendor's page, and gets a receipt.

    `{left}` is what the ledger then says is owed: less than before.
    """

    hears: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One person's way from hello to a receipt."""

    title: str
    person: str
    account: AccountId
    zone: str
    locale: Locale
    steps: tuple[Says | Pays, ...]


SPANISH: Final = Conversation(
    title="Rocío, Mexico City",
    person="CUS-1",
    account=AccountId("ACC-1"),
    zone="America/Mexico_City",
    locale="es_MX",
    steps=(
        Says("hola", ("Rocío",)),
        Says("sí soy yo", ("fecha de nacimiento", "código postal")),
        Says("14 de junio del 87 y mi cp es 06700", ("Gracias, Rocío", "{total}", "4471")),
        Says("quiero un plan de pagos", ("opciones", "{total}")),
        Says("la 2", ("Responde SÍ",)),
        Says("sí", ("folio", "liga de pago seguro")),
        Pays(("{left}",)),
    ),
)
ENGLISH: Final = Conversation(
    title="Emily, New York",
    person="CUS-16",
    account=AccountId("ACC-16"),
    zone="America/New_York",
    locale="en_US",
    steps=(
        Says("hi, how much do I owe?", ("date of birth", "ZIP")),
        Says("March 8th, 1992", ("ZIP",)),
        Says("10027", ("Thank you, Emily", "{total}", "6402")),
        Says("what are my options?", ("options", "{total}")),
        Says("3 payments please", ("Payment plan", "Reply YES")),
        Says("yes", ("reference", "Secure payment")),
        Pays(("{left}",)),
    ),
)
CONVERSATIONS: Final = (SPANISH, ENGLISH)
