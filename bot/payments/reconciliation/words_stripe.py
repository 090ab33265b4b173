"""The words for what is wrong with payments, refunds and disputes, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.payments.reconciliation.model import Kind
from bot.payments.reconciliation.words_ours import Both

PAYMENTS: Final[Mapping[Kind, Both]] = {
    Kind.PAYMENT_NOT_POSTED: (
        (
            "Pago sin registrar",
            "Stripe cobró este pago y el libro no lo tiene: reintenta los eventos muertos o "
            "espera el barrido de 5 minutos.",
        ),
        (
            "Payment not posted",
            "Stripe took this payment and the ledger does not have it: retry dead events, or "
            "wait for the sweep, every 5 minutes.",
        ),
    ),
    Kind.PAYMENT_AMOUNT: (
        (
            "Pago con otro importe",
            "El libro tiene un importe distinto del que cobró Stripe: revierte el asiento y "
            "regístralo por lo cobrado.",
        ),
        (
            "Payment of another amount",
            "The ledger has another amount than Stripe took: reverse the posting and post what "
            "was taken.",
        ),
    ),
    Kind.PAYMENT_CURRENCY: (
        (
            "Pago en otra moneda",
            "El libro tiene el pago en otra moneda que Stripe: revierte el asiento y busca la "
            "cuenta correcta.",
        ),
        (
            "Payment in another currency",
            "The ledger has the payment in another currency than Stripe: reverse the posting "
            "and find the right account.",
        ),
    ),
    Kind.PAYMENT_UNKNOWN: (
        (
            "Pago que Stripe no conoce",
            "El libro tiene un pago que Stripe no conoce: comprueba la clave de Stripe y, si "
            "es la correcta, revierte el asiento.",
        ),
        (
            "Payment unknown to Stripe",
            "The ledger has a payment that Stripe does not know: check the Stripe key and, if "
            "it is the right one, reverse the posting.",
        ),
    ),
    Kind.PAYMENT_NOT_SUCCEEDED: (
        (
            "Pago no completado",
            "El libro tiene un pago que en Stripe no se completó: revierte el asiento y avisa "
            "a la persona.",
        ),
        (
            "Payment not completed",
            "The ledger has a payment that did not succeed at Stripe: reverse the posting and "
            "tell the person.",
        ),
    ),
    Kind.PAYMENT_MISDIRECTED: (
        (
            "Pago en otra cuenta",
            "El pago se registró en otra cuenta que la de su enlace: revierte el asiento y "
            "aplícalo a la cuenta del enlace.",
        ),
        (
            "Payment on another account",
            "The payment is posted on another account than its link's: reverse the posting "
            "and apply it to the link's account.",
        ),
    ),
    Kind.IDLE_CASH: (
        (
            "Dinero sin usar en Stripe",
            "Hay dinero en Stripe que ningún pago ha usado: aplícalo o devuélvelo en el panel de "
            "Stripe.",
        ),
        (
            "Unused money at Stripe",
            "There is money at Stripe that no payment has used: apply it or return it in Stripe's "
            "dashboard.",
        ),
    ),
    Kind.WRONG_MODE: (
        (
            "Otro modo de Stripe",
            "El pago es del otro modo de Stripe (prueba o real): revisa las claves; no lo "
            "registres.",
        ),
        (
            "Other mode of Stripe",
            "The payment is of Stripe's other mode (test or live): check the keys; do not post "
            "it.",
        ),
    ),
}

BACKS: Final[Mapping[Kind, Both]] = {
    Kind.REFUND_NOT_POSTED: (
        (
            "Devolución sin registrar",
            "Stripe devolvió este dinero y el libro lo sigue contando: reintenta los eventos "
            "muertos o espera el barrido.",
        ),
        (
            "Refund not posted",
            "Stripe gave this money back and the ledger still counts it: retry dead events or "
            "wait for the sweep.",
        ),
    ),
    Kind.REFUND_AMOUNT: (
        (
            "Devolución con otro importe",
            "El libro tiene de esta devolución otro importe que Stripe: una persona debe "
            "corregirla con un asiento inverso.",
        ),
        (
            "Refund of another amount",
            "The ledger has another amount of this refund than Stripe: a person must correct it "
            "by a reversal.",
        ),
    ),
    Kind.REFUND_NOT_UNDONE: (
        (
            "Devolución fallida sin restaurar",
            "La devolución falló y el dinero es nuestro, pero el libro lo da por devuelto: "
            "reintenta los eventos muertos.",
        ),
        (
            "Failed refund not restored",
            "The refund failed and the money is ours, but the ledger has it as given back: "
            "retry dead events.",
        ),
    ),
    Kind.REFUND_UNKNOWN: (
        (
            "Devolución que Stripe no conoce",
            "El libro tiene una devolución que Stripe no conoce: revierte el asiento.",
        ),
        (
            "Refund unknown to Stripe",
            "The ledger has a refund that Stripe does not know: reverse the posting.",
        ),
    ),
    Kind.DISPUTE_NOT_POSTED: (
        (
            "Contracargo sin registrar",
            "Stripe retiró este dinero por un contracargo y el libro lo sigue contando: "
            "reintenta los eventos muertos o espera el barrido.",
        ),
        (
            "Dispute not posted",
            "Stripe withdrew this money for a dispute and the ledger still counts it: retry "
            "dead events or wait for the sweep.",
        ),
    ),
    Kind.DISPUTE_AMOUNT: (
        (
            "Contracargo con otro importe",
            "El libro tiene de este contracargo otro importe que Stripe: una persona debe "
            "corregirlo con un asiento inverso.",
        ),
        (
            "Dispute of another amount",
            "The ledger has another amount of this dispute than Stripe: a person must correct "
            "it by a reversal.",
        ),
    ),
    Kind.DISPUTE_NOT_UNDONE: (
        (
            "Contracargo ganado sin restaurar",
            "El dinero del contracargo volvió y el libro lo da por perdido: reintenta los "
            "eventos muertos.",
        ),
        (
            "Won dispute not restored",
            "The disputed money came back and the ledger has it as lost: retry dead events.",
        ),
    ),
    Kind.DISPUTE_UNKNOWN: (
        (
            "Contracargo que Stripe no conoce",
            "El libro tiene un contracargo que Stripe no conoce: revierte el asiento.",
        ),
        (
            "Dispute unknown to Stripe",
            "The ledger has a dispute that Stripe does not know: reverse the posting.",
        ),
    ),
}
