"""The console's own words in both languages; words about cases come from bot.handoff.words."""

from __future__ import annotations

from typing import Final

from bot.console.money.words import MONEY_WORDS
from bot.handoff import words as case_words
from bot.kernel.messages import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Casos", "Cases"),
    "login": ("Entrar", "Log in"),
    "login.title": ("Consola de agentes", "Agents' console"),
    "login.user": ("Usuario", "User"),
    "login.password": ("Contraseña", "Password"),
    "login.failed": ("Usuario o contraseña incorrectos.", "Wrong user or password."),
    "login.locked": (
        "Demasiados intentos. Espera 15 minutos.",
        "Too many attempts. Wait 15 minutes.",
    ),
    "logout": ("Salir", "Log out"),
    "empty": ("Todo en orden", "All clear"),
    "empty.hint": (
        "Nadie espera a una persona. Los casos nuevos aparecen aquí solos.",
        "Nobody is waiting for a person. New cases appear here by themselves.",
    ),
    "list.undone": ("Por atender", "To attend"),
    "list.closed": ("Cerrados", "Closed"),
    "list.owner": ("A cargo de {by}", "With {by}"),
    "list.unowned": ("Sin tomar", "Not taken"),
    "list.late": ("Atrasado", "Late"),
    "back": ("Casos", "Cases"),
    "case.choose": ("Elige un caso", "Choose a case"),
    "case.choose.hint": (
        "Verás la conversación y podrás responder por WhatsApp.",
        "You will see the conversation and can answer on WhatsApp.",
    ),
    "case.thread": ("Conversación", "Conversation"),
    "case.details": ("Datos del caso", "About the case"),
    "case.opened": ("Abierto", "Opened"),
    "case.due": ("Responder antes de", "Answer before"),
    "case.verified": ("Identidad verificada", "Identity verified"),
    "case.not_verified": ("Sin verificar: cifras ocultas", "Not verified: figures hidden"),
    "case.unknown_name": ("Contacto", "Contact"),
    "case.bot_has_chat": (
        "El bot tiene el chat. Si escribes o tomas el caso, el bot se calla.",
        "The bot has the chat. If you write or take the case, the bot goes silent.",
    ),
    "case.others": (
        "Este caso lo lleva {by}. Para escribir, tómalo en su lugar.",
        "{by} has this case. To write, take it over.",
    ),
    "case.closed_note": ("Este caso está cerrado.", "This case is closed."),
    "take": ("Tomar el caso", "Take the case"),
    "take_over": ("Tomar en su lugar", "Take over"),
    "give_back": ("Devolver al bot", "Give back to the bot"),
    "close": ("Cerrar el caso", "Close the case"),
    "cancel": ("Mejor no", "Not yet"),
    "reply": ("Enviar", "Send"),
    "reply.placeholder": ("Escribe por WhatsApp…", "Write on WhatsApp…"),
    "confirm.take": ("¿Tomar el caso en lugar de {by}?", "Take the case over from {by}?"),
    "confirm.take.hint": (
        "{by} ya no podrá escribir en él.",
        "{by} will no longer be able to write in it.",
    ),
    "confirm.give_back": ("¿Devolver el chat al bot?", "Give the chat back to the bot?"),
    "confirm.give_back.hint": (
        "La persona recibe un aviso, el bot vuelve a responder y el caso se cierra.",
        "The person is told, the bot answers again and the case is closed.",
    ),
    "confirm.close": ("¿Cerrar el caso?", "Close the case?"),
    "confirm.close.hint": (
        "El bot sigue con el chat. El caso queda en la lista de cerrados.",
        "The bot keeps the chat. The case stays in the list of closed ones.",
    ),
    "sent.queued": ("por enviar", "queued"),
    "sent.sending": ("enviando", "sending"),
    "sent.sent": ("enviado", "sent"),
    "sent.delivered": ("entregado", "delivered"),
    "sent.read": ("leído", "read"),
    "sent.failed": ("no entregado", "not delivered"),
    "sent.refused": ("no enviado", "not sent"),
    "sent.unknown": ("sin confirmar", "unconfirmed"),
    "refused.taken_by_another": (
        "Otra persona tomó el caso antes.",
        "Someone else took the case first.",
    ),
    "refused.case_closed": ("El caso ya está cerrado.", "The case is already closed."),
    "refused.not_held": ("El bot ya tiene el chat.", "The bot already has the chat."),
    "refused.still_held": (
        "El chat está con personas: devuélvelo al bot.",
        "People have the chat: give it back to the bot.",
    ),
    "refused.text_length": (
        "Escribe entre 1 y 4,096 caracteres.",
        "Write between 1 and 4,096 characters.",
    ),
    "refused.withheld": (
        "El mensaje no se envió: mira por qué en la conversación.",
        "The message was not sent: the conversation says why.",
    ),
    "file.image": ("Imagen que mandó la persona", "Image the person sent"),
    "file.document": ("Descargar el documento", "Download the document"),
    "file.new": ("El archivo se está bajando…", "The file is being fetched…"),
    "file.lost": (
        "El archivo no se pudo bajar: pídelo otra vez.",
        "The file could not be fetched: ask for it again.",
    ),
    **MONEY_WORDS,
    "ago.now": ("ahora", "now"),
    "ago.minutes": ("hace {n} min", "{n} min ago"),
    "ago.hours": ("hace {n} h", "{n} h ago"),
    "ago.days": ("hace {n} d", "{n} d ago"),
}


def word(key: str, language: Language, **values: str) -> str:
    """The console's word for `key`, or the desk's; raises KeyError when neither has it."""
    if key not in _WORDS:
        return case_words.word(key, language, **values)
    spanish, english = _WORDS[key]
    text = spanish if language == "es" else english
    return text.format(**values) if values else text


def refusal(code: str, language: Language) -> str | None:
    """Why something was refused, in words; None for a code that has none."""
    key = f"refused.{code}"
    return word(key, language) if key in _WORDS else None


def language_of(accept_language: str) -> Language:
    """English for a browser that asks for it first, Spanish otherwise."""
    return "en" if accept_language.strip().lower().startswith("en") else "es"


def known_words() -> dict[str, tuple[str, str]]:
    """Every word with its Spanish and English text (for the parity test)."""
    return dict(_WORDS)
