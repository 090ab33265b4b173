"""The words of the pay page in both languages; one shape, so that neither can lack a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.kernel.messages import Language
from bot.payments.model import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A page that has nothing to press: what is so, and what to do now."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """Every text of the page; `stripe_locale` is what Stripe calls the language."""

    stripe_locale: str
    title: str
    to: str
    for_: str
    account: str
    folio: str
    until: str
    pay: str
    safety: str
    label: str
    kinds: Mapping[str, str]
    installment: str
    notices: Mapping[Standing, Notice]
    unknown: Notice
    trouble: Notice
    slow: Notice


_ES: Final = PageTexts(
    stripe_locale="es-419",
    title="Pago seguro",
    to="Pago a",
    for_="Concepto",
    account="Cuenta",
    folio="Folio",
    until="Disponible hasta",
    pay="Pagar",
    safety="El pago se hace en la página segura de Stripe. Nunca te pediremos los datos de tu "
    "tarjeta por chat.",
    label="Pago · folio {folio}",
    kinds={
        "full": "Pago total de tu cuenta",
        "current": "Pago de lo vencido",
        "settlement": "Liquidación con descuento",
        "plan": "Pago de tu plan",
    },
    installment="Pago {no} de {count}",
    notices={
        Standing.CONFIRMING: Notice(
            heading="Estamos confirmando tu pago",
            body="Suele tardar unos segundos. Esta página se actualiza sola.",
        ),
        Standing.PAID: Notice(
            heading="Pago recibido",
            body="Gracias. Tu comprobante llega por WhatsApp; ya puedes cerrar esta página.",
        ),
        Standing.NOTHING_OWED: Notice(
            heading="No hay nada por pagar",
            body="Esta cuenta ya no tiene saldo pendiente. Si crees que es un error, escríbenos "
            "por WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="Este enlace ya no está vigente",
            body="Tu acuerdo cambió después de que lo enviamos. Busca el enlace más reciente en "
            "tu chat de WhatsApp o pídenos uno nuevo.",
        ),
        Standing.EXPIRED: Notice(
            heading="Este enlace venció",
            body="No se te cobró nada. Escríbenos por WhatsApp y te enviamos uno nuevo.",
        ),
        Standing.TOO_SMALL: Notice(
            heading="El monto es muy pequeño para tarjeta",
            body="No se puede cobrar una cantidad tan baja con tarjeta. Escríbenos por WhatsApp "
            "y lo resolvemos contigo.",
        ),
    },
    unknown=Notice(
        heading="No encontramos este enlace",
        body="Revisa que esté completo, tal como llegó a tu chat de WhatsApp.",
    ),
    trouble=Notice(
        heading="No pudimos abrir el pago",
        body="No se te cobró nada. Intenta de nuevo en unos minutos o escríbenos por WhatsApp.",
    ),
    slow=Notice(
        heading="Seguimos confirmando tu pago",
        body="Está tardando más de lo normal. Si ya pagaste, no lo hagas otra vez: te avisamos "
        "por WhatsApp en cuanto se confirme.",
    ),
)

_EN: Final = PageTexts(
    stripe_locale="en",
    title="Secure payment",
    to="Payment to",
    for_="For",
    account="Account",
    folio="Reference",
    until="Available until",
    pay="Pay",
    safety="You pay on Stripe's secure page. We will never ask for your card details in a chat.",
    label="Payment · reference {folio}",
    kinds={
        "full": "Full payment of your account",
        "current": "Payment of the past-due amount",
        "settlement": "Settlement at a discount",
        "plan": "Payment of your plan",
    },
    installment="Payment {no} of {count}",
    notices={
        Standing.CONFIRMING: Notice(
            heading="We're confirming your payment",
            body="It usually takes a few seconds. This page updates by itself.",
        ),
        Standing.PAID: Notice(
            heading="Payment received",
            body="Thank you. Your receipt is on its way on WhatsApp; you can close this page.",
        ),
        Standing.NOTHING_OWED: Notice(
            heading="There's nothing to pay",
            body="This account has no balance due. If you think that's a mistake, message us on "
            "WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="This link is no longer valid",
            body="Your agreement changed after we sent it. Look for the latest link in your "
            "WhatsApp chat, or ask us for a new one.",
        ),
        Standing.EXPIRED: Notice(
            heading="This link has expired",
            body="You were not charged. Message us on WhatsApp and we'll send you a new one.",
        ),
        Standing.TOO_SMALL: Notice(
            heading="This amount is too small for a card",
            body="Cards can't be charged such a small amount. Message us on WhatsApp and we'll "
            "sort it out with you.",
        ),
    },
    unknown=Notice(
        heading="We couldn't find this link",
        body="Check that it's complete, just as it arrived in your WhatsApp chat.",
    ),
    trouble=Notice(
        heading="We couldn't open the payment",
        body="You were not charged. Try again in a few minutes, or message us on WhatsApp.",
    ),
    slow=Notice(
        heading="We're still confirming your payment",
        body="It's taking longer than usual. If you've already paid, don't pay again: we'll "
        "message you on WhatsApp as soon as it's confirmed.",
    ),
)

TEXTS: Final[Mapping[Language, PageTexts]] = MappingProxyType({"es": _ES, "en": _EN})
