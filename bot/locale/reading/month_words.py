"""How months are spoken of, folded: this one, the next one, by name. For the rules on months."""

from __future__ import annotations

from typing import Final

from bot.locale.reading.day_phrases import NEXT_AFTER

NEXT_MONTH: Final = (
    rf"(?P<next>(?:el |la )?(?:proximo|otro|siguiente) mes|(?:el )?mes{NEXT_AFTER}"
    r"|(?:el )?(?:que (?:viene|entra)|proximo|entrante)\b|(?:the )?(?:next|following) month)"
)
THIS_MONTH: Final = r"(?:este mes|mes en curso|corriente|presente|mes|this month|the month|month)"
NAMES: Final = (
    r"(?P<name>enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre|january|february|march|april|may|june|july|august|september|october|november"
    r"|december)"
)
OF: Final = r"(?:(?:de|del|of|d|en) )?(?:(?:the|this|este|el) )?"
