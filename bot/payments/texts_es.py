"""The words of the pay page in Spanish, and what Mexico and Colombia say otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.payments.model import Purpose, Standing
from bot.payments.page_words import Notice, PageTexts, Waiting

ES: Final = PageTexts(
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

# Mexico says "liga", Colombia "link".
ES_MX: Final = replace(
    ES,
    changed="El monto cambió desde que te enviamos esta liga: antes era {amount}.",
    voucher_stays="Si imprimiste una ficha de OXXO con esta liga, no la pagues: escríbenos por "
    "WhatsApp.",
    unknown=replace(ES.unknown, heading="No encontramos esta liga"),
    notices={
        **ES.notices,
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


ES_CO: Final = replace(
    ES,
    changed=_with_link(ES.changed),
    voucher_stays=_with_link(ES.voucher_stays),
    unknown=replace(ES.unknown, heading=_with_link(ES.unknown.heading)),
    notices={
        standing: Notice(heading=_with_link(notice.heading), body=_with_link(notice.body))
        for standing, notice in ES.notices.items()
    },
)
