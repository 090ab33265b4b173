"""The words for what is wrong with our own records and the ledger, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.payments.reconciliation.model import Kind

Both = tuple[tuple[str, str], tuple[str, str]]

RECORDS: Final[Mapping[Kind, Both]] = {
    Kind.LINK_WITHOUT_PAYMENT: (
        (
            "Enlace pagado sin pago",
            "El enlace figura como pagado y no hay pago suyo en Stripe y en el libro: busca el "
            "pago antes de cobrar otra vez.",
        ),
        (
            "Link paid without a payment",
            "The link is marked paid and no payment of it is at Stripe and in the ledger: find "
            "the payment before charging again.",
        ),
    ),
    Kind.LINK_STILL_OPEN: (
        (
            "Enlace abierto ya pagado",
            "El pago está registrado y el enlace sigue abierto: ciérralo para que nadie pague "
            "dos veces.",
        ),
        (
            "Paid link still open",
            "The payment is posted and the link is still open: close it, so that nobody pays "
            "twice.",
        ),
    ),
    Kind.SESSION_STILL_OPEN: (
        (
            "Página de pago abierta",
            "El enlace ya no vale y su página en Stripe aún cobra: el barrido la cierra; si "
            "sigue aquí, ciérrala en Stripe.",
        ),
        (
            "Payment page still open",
            "The link is no longer valid and its page at Stripe still takes money: the sweep "
            "closes it; if it stays here, close it at Stripe.",
        ),
    ),
    Kind.SESSION_STUCK: (
        (
            "Página de pago a medias",
            "Se pidió una página a Stripe y no supimos la respuesta: se cierra sola a su hora; "
            "si llega dinero, se registra.",
        ),
        (
            "Payment page half made",
            "A page was asked of Stripe and no answer came: it closes by itself in time; money "
            "that comes is posted.",
        ),
    ),
    Kind.SESSION_PAYMENT_UNSEEN: (
        (
            "Pago sin rastro de su enlace",
            "La página se completó y su pago no está en el libro: regístralo en la cuenta del "
            "enlace.",
        ),
        (
            "Payment that lost its link",
            "The page was completed and its payment is not in the ledger: post it on the "
            "link's account.",
        ),
    ),
    Kind.EVENT_DEAD: (
        (
            "Evento muerto",
            "Un aviso de Stripe no se pudo procesar y ya no se intenta: corrige la causa y "
            "reintenta los eventos.",
        ),
        (
            "Dead event",
            "A notice of Stripe's could not be worked off and is tried no more: mend the cause "
            "and retry the events.",
        ),
    ),
    Kind.EVENT_STUCK: (
        (
            "Evento atascado",
            "Un aviso de Stripe espera desde hace más de una hora: comprueba que el proceso de "
            "tareas está en marcha.",
        ),
        (
            "Stuck event",
            "A notice of Stripe's has waited for more than an hour: check that the jobs "
            "process is running.",
        ),
    ),
    Kind.INSTALLMENT_AMOUNT: (
        (
            "Cuota que no cuadra",
            "Lo pagado de la cuota no es la suma de sus pagos en el libro: una persona debe "
            "revisar el plan.",
        ),
        (
            "Instalment that does not add up",
            "What the instalment was paid is not the sum of its payments in the ledger: a "
            "person must look at the plan.",
        ),
    ),
}

LEDGER: Final[Mapping[Kind, Both]] = {
    Kind.LEDGER_UNBALANCED: (
        (
            "Asiento descuadrado",
            "Los movimientos de un asiento no suman cero: detén los cobros y llama a quien "
            "lleva el sistema.",
        ),
        (
            "Unbalanced transaction",
            "The entries of a transaction do not sum to zero: stop taking payments and call "
            "whoever runs the system.",
        ),
    ),
    Kind.LEDGER_CHARGES: (
        (
            "Saldo que no cuadra",
            "El saldo por libros no es el saldo por cargos: no digas cifras de esta cuenta "
            "hasta revisarla.",
        ),
        (
            "Balance that does not add up",
            "The balance by books is not the balance by charges: tell no figure of this account "
            "until it was looked at.",
        ),
    ),
    Kind.CREDIT_BESIDE_DEBT: (
        (
            "Saldo a favor junto a deuda",
            "La cuenta debe y tiene saldo a favor, o usó más del que tenía: aplica el saldo a "
            "la deuda.",
        ),
        (
            "Credit beside a debt",
            "The account owes and has a credit, or used more than it had: apply the credit to "
            "the debt.",
        ),
    ),
    Kind.ARRANGED_WITHOUT_PLAN: (
        (
            "Importe acordado sin acuerdo",
            "Hay importes en el libro de acuerdos y ningún acuerdo vigente: devuélvelos a lo "
            "exigible.",
        ),
        (
            "Arranged without an agreement",
            "Amounts stand in the book of agreements and none is in force: take them back to "
            "what is due.",
        ),
    ),
    Kind.UNAPPLIED_CASH: (
        (
            "Pago sin aplicar",
            "Llegó dinero que nadie pudo asignar a una cuenta: aplícalo o devuélvelo.",
        ),
        (
            "Unapplied cash",
            "Money came that nobody could give to an account: apply it or return it.",
        ),
    ),
    Kind.CUSTOMER_CREDIT: (
        (
            "Saldo a favor",
            "La persona pagó de más: es dinero suyo, devuélvelo o acuerda con ella qué hacer.",
        ),
        (
            "Customer credit",
            "The person paid too much: it is their money, return it or agree what to do with it.",
        ),
    ),
}
