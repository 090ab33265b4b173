"""The words agents read, at the desk and in the console, in both languages.

Contacts never see these: what they read lives in the catalogs of bot.locale.
"""

from __future__ import annotations

from typing import Final

from bot.kernel.messages import Language

_Pair = tuple[str, str]

_WORDS: Final[dict[str, _Pair]] = {
    "reason.ask_human": ("Pide hablar con una persona", "Asks for a person"),
    "reason.verify_failed": ("No se pudo verificar", "Could not be verified"),
    "reason.misunderstood": ("El bot no le entendió", "The bot did not understand"),
    "reason.ledger_doubt": ("Las cuentas no cuadran", "The figures do not add up"),
    "reason.beyond_policy": ("Fuera de la política", "Beyond the policy"),
    "reason.already_paid": ("Dice que ya pagó", "Says it is already paid"),
    "reason.payment_review": ("Revisar un pago", "Review a payment"),
    "reason.dead_letter": ("Mensaje sin procesar", "Message not processed"),
    "reason.wrong_person": ("No es la persona", "Wrong person"),
    "reason.no_account": ("Cliente sin cuentas", "Customer without accounts"),
    "reason.no_customer": ("Número sin cliente", "Number without a customer"),
    "reason.technical_failure": ("Falla técnica", "Technical failure"),
    "reason.crisis": ("Posible crisis: primero la persona", "Possible crisis: the person first"),
    "reason.threat": ("Amenaza", "Threat"),
    "reason.deceased": ("Avisan que falleció", "Reported as deceased"),
    "reason.represented": ("Tiene quien le represente", "Has someone who represents them"),
    "reason.insolvency": ("Quiebra, insolvencia o concurso", "Bankruptcy or insolvency"),
    "reason.debt_relief": ("Le lleva una reparadora de crédito", "With a debt-relief company"),
    "reason.third_party": ("Contestó otra persona", "Someone else answered"),
    "reason.identity_theft": ("Dice que le suplantaron", "Reports identity theft"),
    "reason.dispute": ("No reconoce lo que se le cobra", "Disputes what is owed"),
    "reason.complaint": ("Queja de servicio", "Service complaint"),
    "reason.hardship": ("No puede pagar: buscar alivio", "Cannot pay: look for relief"),
    "reason.refusal": ("No quiere pagar", "Refuses to pay"),
    "reason.callback": ("Pide que le llamen", "Asks for a call"),
    "reason.document": ("Pide un documento", "Asks for a document"),
    "reason.promise_date": (
        "Quiere pagar en una fecha fuera de la política",
        "Wants to pay on a date beyond the policy",
    ),
    "reason.data_change": ("Cambio de datos por confirmar", "Change of data to confirm"),
    "reason.data_rights": ("Derechos sobre sus datos personales", "Rights over personal data"),
    "state.open": ("Por revisar", "To review"),
    "state.held": ("Chat con personas", "People have the chat"),
    "state.closed": ("Cerrado", "Closed"),
    "event.opened": ("Se abrió el caso", "Case opened"),
    "event.taken": ("{by} tomó el caso", "{by} took the case"),
    "event.given_back": (
        "{by} devolvió el chat al bot y cerró el caso",
        "{by} gave the chat back to the bot and closed the case",
    ),
    "event.answer_by": ("Se prometió responder a más tardar el {by}", "Answer promised by {by}"),
    "event.closed": ("{by} cerró el caso", "{by} closed the case"),
    "event.undelivered": (
        "El último mensaje de {by} no se pudo entregar. Intenta de nuevo o por otro medio.",
        "{by}'s last message could not be delivered. Try again or another way.",
    ),
    "event.unconfirmed": (
        "No sabemos si el último mensaje de {by} llegó. Espera antes de repetirlo.",
        "We cannot tell whether {by}'s last message arrived. Wait before repeating it.",
    ),
    "event.payment_beyond_debt": (
        "Pagó más de lo que debía: lo que sobra es saldo a su favor.",
        "They paid more than they owed: the rest is credit of theirs.",
    ),
    "event.payment_repeated": (
        "Llegó un segundo pago por la misma liga: quedó registrado; revisa si hay que devolverlo.",
        "A second payment came by the same link: it is posted; see whether to give it back.",
    ),
    "event.payment_of_old_terms": (
        "Llegó un pago de un acuerdo que ya se había cambiado: quedó registrado.",
        "A payment came for an agreement that had been replaced: it is posted.",
    ),
    "event.payment_after_expiry": (
        "Llegó un pago después de vencer la liga: quedó registrado.",
        "A payment came after its link had expired: it is posted.",
    ),
    "event.settlement_lapsed": (
        "El pago con descuento llegó tarde: quedó registrado, el descuento no se aplicó.",
        "The discounted payment came late: it is posted, the discount was not applied.",
    ),
    "event.payment_unapplied": (
        "Llegó dinero que no corresponde a la cuenta: espera en los pagos sin aplicar.",
        "Money came that does not fit the account: it waits in the unapplied payments.",
    ),
    "event.money_back_beyond": (
        "Se devolvió más de lo que quedaba de un pago: revisa las devoluciones en Stripe.",
        "More went back than was left of a payment: check its refunds at Stripe.",
    ),
    "event.refund_succeeded": ("Se devolvió un pago.", "A payment was refunded."),
    "event.refund_failed": ("Una devolución falló.", "A refund failed."),
    "event.refund_canceled": ("Una devolución se canceló.", "A refund was cancelled."),
    "event.refund_requires_action": (
        "Una devolución espera un paso en Stripe.",
        "A refund waits for a step at Stripe.",
    ),
    "event.dispute_needs_response": (
        "El banco abrió una disputa: hay que responder en Stripe.",
        "The bank opened a dispute: answer it at Stripe.",
    ),
    "event.dispute_under_review": (
        "El banco revisa la disputa.",
        "The bank is reviewing the dispute.",
    ),
    "event.dispute_won": ("La disputa se ganó.", "The dispute was won."),
    "event.dispute_lost": ("La disputa se perdió.", "The dispute was lost."),
    "event.image_kept": (
        "Mandó una imagen: mírala en la consola.",
        "Sent an image: see the console.",
    ),
    "event.image_lost": (
        "Mandó una imagen que no se pudo bajar: pídela otra vez.",
        "Sent an image that could not be fetched: ask for it again.",
    ),
    "event.document_kept": (
        "Mandó un documento: ábrelo en la consola.",
        "Sent a document: open it in the console.",
    ),
    "event.document_lost": (
        "Mandó un documento que no se pudo bajar: pídelo otra vez.",
        "Sent a document that could not be fetched: ask for it again.",
    ),
    "event.other": ("Hay algo que revisar: {code}.", "Something to look at: {code}."),
    "event.withheld.not_verified": (
        "No se envió: la persona no está verificada y el mensaje tiene montos, datos de cuenta o "
        "ligas. Escríbelo sin ellos.",
        "Not sent: the person is not verified and the message holds amounts, account words or "
        "links. Write it without them.",
    ),
    "event.withheld.opted_out": (
        "No se envió: la persona pidió no recibir mensajes.",
        "Not sent: the person asked not to get messages.",
    ),
    "event.withheld.window_closed": (
        "No se envió: pasaron 24 horas desde su último mensaje. WhatsApp solo permite plantillas.",
        "Not sent: 24 hours have passed since their last message. WhatsApp allows templates only.",
    ),
    "event.withheld.agent_has_chat": (
        "No se envió: otra persona tiene el chat.",
        "Not sent: someone else has the chat.",
    ),
    "event.withheld.other": (
        "No se envió: el mensaje no está permitido. Escríbelo de otra forma.",
        "Not sent: the message is not allowed. Write it another way.",
    ),
    "event.text_only": (
        "No se envió: desde aquí solo se mandan mensajes de texto.",
        "Not sent: only text messages can be sent from here.",
    ),
    "event.edit_ignored": (
        "La edición no cambia lo que ya se envió. Escribe un mensaje nuevo.",
        "Editing does not change what was already sent. Write a new message.",
    ),
    "event.refused.case_closed": (
        "No se envió: el caso está cerrado.",
        "Not sent: the case is closed.",
    ),
    "event.refused.text_length": (
        "No se envió: el mensaje está vacío o pasa de 4,096 caracteres.",
        "Not sent: the message is empty or longer than 4,096 characters.",
    ),
    "event.refused.taken_by_another": (
        "No se envió: el caso es de otra persona.",
        "Not sent: the case belongs to someone else.",
    ),
    "press.given_back": ("Listo: sigue el bot.", "Done: the bot goes on."),
    "press.confirm": (
        "¿Devolver el chat al bot? El caso se cierra y la persona recibe un aviso.",
        "Give the chat back to the bot? The case is closed and the person is told.",
    ),
    "press.taken": ("El caso es tuyo.", "The case is yours."),
    "press.not_held": ("El bot ya tiene el chat.", "The bot already has the chat."),
    "press.kept": ("Sigue contigo.", "It stays with you."),
    "press.case_closed": ("El caso ya está cerrado.", "The case is already closed."),
    "press.case_unknown": ("Ese caso no existe.", "That case does not exist."),
    "press.not_an_agent": ("No puedes actuar aquí.", "You may not act here."),
    "press.taken_by_another": ("El caso es de otra persona.", "The case belongs to someone else."),
    "button.take": ("Tomar el caso", "Take the case"),
    "button.over": ("Tomar en su lugar", "Take over"),
    "button.give_back": ("Devolver al bot", "Give back to the bot"),
    "button.confirm": ("Sí, devolver", "Yes, give back"),
    "button.keep": ("Mejor no", "Not yet"),
    "card.reason": ("Motivo", "Reason"),
    "card.verified": ("Verificado: sí", "Verified: yes"),
    "card.not_verified": (
        "Verificado: no (cifras ocultas)",
        "Verified: no (figures hidden)",
    ),
    "card.language": ("Idioma: español", "Language: Spanish"),
    "card.language_en": ("Idioma: inglés", "Language: English"),
    "card.country": ("País", "Country"),
    "card.balance": ("Saldo", "Balance"),
    "card.owner": ("A cargo", "Owner"),
    "card.nobody": ("nadie todavía", "nobody yet"),
    "card.last_words": ("Últimos mensajes", "Last messages"),
    "card.hint": (
        "Lo que escribas en este tema le llega por WhatsApp.",
        "What you write in this topic reaches them on WhatsApp.",
    ),
    "author.contact": ("Contacto", "Contact"),
    "author.bot": ("Bot", "Bot"),
    "author.agent": ("Agente", "Agent"),
    "author.system": ("Saldo", "Saldo"),
    "relay.repeat": ("(puede estar repetido) ", "(may be a repeat) "),
}


def word(key: str, language: Language, **values: str) -> str:
    """The agents' word for `key`; raises KeyError when there is none."""
    spanish, english = _WORDS[key]
    text = spanish if language == "es" else english
    return text.format(**values) if values else text


def event_text(code: str, by: str | None, language: Language) -> str:
    """What happened, as a sentence; a code without words of its own is named."""
    if f"event.{code}" not in _WORDS:
        return word("event.other", language, code=code)
    return word(f"event.{code}", language, by=by or "?")


def withheld_code(code: str) -> str:
    """The event that tells an agent why the guard held words back."""
    known = f"withheld.{code}"
    return known if f"event.{known}" in _WORDS else "withheld.other"


def known_words() -> dict[str, tuple[str, str]]:
    """Every word with its Spanish and English text (for the parity test)."""
    return dict(_WORDS)
