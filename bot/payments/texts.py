"""The words of the pay page; one shape, so that no language and no region can lack a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from bot.locale.locales import Locale
from bot.payments.model import Purpose, Standing
from bot.payments.seen import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A page that has nothing to press: what is so, and what to do now."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The page of a voucher or a transfer that waits: where its `button` leads, what to know."""

    heading: str
    body: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """Every text of the page; `stripe_locale` is what Stripe calls the language.

    Texts with braces are filled with figures: `changed` and `elsewhere` with an amount and the
    like, `received` and `missing` name a row of the page.
    """

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
    purposes: Mapping[Purpose, str]
    installment: str
    ways: str
    methods: Mapping[Method, str]
    changed: str
    elsewhere: str
    voucher: Waiting
    transfer: Waiting
    wait_changed: str
    voucher_stays: str
    received: str
    missing: str
    last_day: str
    amount: str
    paid_on: str
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
    purposes={
        Purpose.EVERYTHING: "Pago total de lo acordado",
        Purpose.OVERDUE: "Pago de lo vencido",
        Purpose.SETTLEMENT: "Liquidación con descuento",
        Purpose.INSTALLMENT: "Pago de tu plan",
    },
    installment="Pago {no} de {count}",
    ways="Puedes pagar con",
    methods={"card": "tarjeta", "oxxo": "efectivo en OXXO", "spei": "transferencia SPEI"},
    changed="El monto cambió desde que te enviamos este enlace: antes era {amount}.",
    elsewhere="Ya tienes otra forma de pago pendiente por {amount}. Si vas a usarla, no pagues "
    "lo mismo aquí.",
    voucher=Waiting(
        heading="Tu ficha de OXXO está lista",
        body="Págala en cualquier OXXO; se confirma al siguiente día hábil. No imprimas otra: "
        "una ficha impresa no se puede cancelar.",
        button="Ver mi ficha",
    ),
    transfer=Waiting(
        heading="Esperamos tu transferencia",
        body="Transfiere por SPEI con los datos de tu ficha. Si ya lo hiciste, puede tardar unas "
        "horas en llegar.",
        button="Ver datos para transferir",
    ),
    wait_changed="Lo que debes por este concepto ahora es {amount}. Si pagas de más, queda a tu "
    "favor; si dudas, escríbenos por WhatsApp.",
    voucher_stays="Si imprimiste una ficha de OXXO con este enlace, no la pagues: escríbenos por "
    "WhatsApp.",
    received="Recibido",
    missing="Falta",
    last_day="Último día",
    amount="Monto",
    paid_on="Fecha",
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
            body="Lo que cubría este enlace ya no está pendiente. Si crees que es un error, "
            "escríbenos por WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="Este enlace ya no está vigente",
            body="Tu acuerdo cambió después de que lo enviamos. Busca el enlace más reciente en "
            "tu chat de WhatsApp o pídenos uno nuevo.",
        ),
        Standing.REVOKED: Notice(
            heading="Cerramos este enlace",
            body="Ya no se puede pagar con él. Escríbenos por WhatsApp y te decimos cómo seguir.",
        ),
        Standing.EXPIRED: Notice(
            heading="Este enlace venció",
            body="No se te cobró nada. Escríbenos por WhatsApp y te enviamos uno nuevo.",
        ),
        Standing.TOO_SMALL: Notice(
            heading="El monto es muy pequeño para pagarlo aquí",
            body="No se puede cobrar una cantidad tan baja en línea. Escríbenos por WhatsApp y lo "
            "resolvemos contigo.",
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
    purposes={
        Purpose.EVERYTHING: "Full payment of what was agreed",
        Purpose.OVERDUE: "Payment of the past-due amount",
        Purpose.SETTLEMENT: "Settlement at a discount",
        Purpose.INSTALLMENT: "Payment of your plan",
    },
    installment="Payment {no} of {count}",
    ways="You can pay by",
    methods={"card": "card", "oxxo": "cash at OXXO", "spei": "SPEI bank transfer"},
    changed="The amount has changed since we sent this link: it was {amount}.",
    elsewhere="You already have another payment of {amount} waiting. If you're going to use it, "
    "don't pay the same here.",
    voucher=Waiting(
        heading="Your OXXO voucher is ready",
        body="Pay it at any OXXO; it's confirmed the next business day. Don't print another one: "
        "a printed voucher can't be cancelled.",
        button="See my voucher",
    ),
    transfer=Waiting(
        heading="We're waiting for your transfer",
        body="Transfer by SPEI with the details on your instructions. If you've already done it, "
        "it may take a few hours to arrive.",
        button="See the transfer details",
    ),
    wait_changed="What you owe for this is now {amount}. Anything paid on top stays in your "
    "favor; if in doubt, message us on WhatsApp.",
    voucher_stays="If you printed an OXXO voucher with this link, don't pay it: message us on "
    "WhatsApp.",
    received="Received",
    missing="Still missing",
    last_day="Last day",
    amount="Amount",
    paid_on="Date",
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
            body="What this link covered is no longer due. If you think that's a mistake, message "
            "us on WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="This link is no longer valid",
            body="Your agreement changed after we sent it. Look for the latest link in your "
            "WhatsApp chat, or ask us for a new one.",
        ),
        Standing.REVOKED: Notice(
            heading="We closed this link",
            body="It can't be used to pay any more. Message us on WhatsApp and we'll tell you how "
            "to go on.",
        ),
        Standing.EXPIRED: Notice(
            heading="This link has expired",
            body="You were not charged. Message us on WhatsApp and we'll send you a new one.",
        ),
        Standing.TOO_SMALL: Notice(
            heading="This amount is too small to pay here",
            body="Such a small amount can't be charged online. Message us on WhatsApp and we'll "
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

# Mexico says "liga", Colombia "link".
_ES_MX: Final = replace(
    _ES,
    changed="El monto cambió desde que te enviamos esta liga: antes era {amount}.",
    voucher_stays="Si imprimiste una ficha de OXXO con esta liga, no la pagues: escríbenos por "
    "WhatsApp.",
    unknown=replace(_ES.unknown, heading="No encontramos esta liga"),
    notices={
        **_ES.notices,
        Standing.NOTHING_OWED: Notice(
            heading="No hay nada por pagar",
            body="Lo que cubría esta liga ya no está pendiente. Si crees que es un error, "
            "escríbenos por WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="Esta liga ya no está vigente",
            body="Tu acuerdo cambió después de que la enviamos. Busca la liga más reciente en tu "
            "chat de WhatsApp o pídenos una nueva.",
        ),
        Standing.REVOKED: Notice(
            heading="Cerramos esta liga",
            body="Ya no se puede pagar con ella. Escríbenos por WhatsApp y te decimos cómo "
            "seguir.",
        ),
        Standing.EXPIRED: Notice(
            heading="Esta liga venció",
            body="No se te cobró nada. Escríbenos por WhatsApp y te enviamos una nueva.",
        ),
    },
)


def _with_link(text: str) -> str:
    return text.replace("enlace", "link")


_ES_CO: Final = replace(
    _ES,
    changed=_with_link(_ES.changed),
    voucher_stays=_with_link(_ES.voucher_stays),
    unknown=replace(_ES.unknown, heading=_with_link(_ES.unknown.heading)),
    notices={
        standing: Notice(heading=_with_link(notice.heading), body=_with_link(notice.body))
        for standing, notice in _ES.notices.items()
    },
)

TEXTS: Final[Mapping[Locale, PageTexts]] = MappingProxyType(
    {"es": _ES, "es_MX": _ES_MX, "es_CO": _ES_CO, "en": _EN, "en_US": _EN}
)
