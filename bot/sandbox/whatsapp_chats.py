"""What is on each demo person's phone: bubbles, ticks, typing, and how the page sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bot.sandbox.whatsapp_check import Buttons, InteractiveMessage, LinkButton, Menu, Message
from bot.sandbox.whatsapp_people import DemoPerson

REPLY_WINDOW: Final = timedelta(hours=24)

Json = dict[str, Any]
# "in" arrived on this phone (the bot wrote it); "out" was written on it.
Side = Literal["in", "out"]
Tick = Literal["pending", "sent", "delivered", "read"]


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One message on the phone; `content` is what the page draws."""

    id: str
    side: Side
    at: datetime
    content: Json
    tick: Tick
    callback: str | None = None
    picked: str | None = None

    def to_json(self) -> Json:
        """As the page reads it."""
        return {
            "id": self.id,
            "side": self.side,
            "at": self.at.isoformat(),
            "status": self.tick,
            "picked": self.picked,
            **self.content,
        }

    def option_title(self, option_id: str) -> str | None:
        """The title of one of this bubble's options, or None when it has no such option."""
        options = self.content.get("options", ())
        return next((o["title"] for o in options if o["id"] == option_id), None)


@dataclass(slots=True, kw_only=True)
class Chat:
    """One person's conversation with the business."""

    person: DemoPerson
    bubbles: list[Bubble] = field(default_factory=list)
    last_inbound_at: datetime | None = None
    typing_until_s: float = 0.0

    def is_window_open(self, now: datetime) -> bool:
        """Whether the business may still write freely to this person."""
        return self.last_inbound_at is not None and now < self.last_inbound_at + REPLY_WINDOW

    def find(self, bubble_id: str) -> Bubble | None:
        """A bubble by its id."""
        return next((bubble for bubble in self.bubbles if bubble.id == bubble_id), None)

    def unread(self) -> list[Bubble]:
        """What the bot wrote that this person has not seen."""
        return [b for b in self.bubbles if b.side == "in" and b.tick != "read"]

    def summary(self, *, is_typing: bool) -> Json:
        """The chat as a line of the people list."""
        last = self.bubbles[-1] if self.bubbles else None
        return {
            "id": self.person.id,
            "name": self.person.name,
            "phone": self.person.phone,
            "country": self.person.country,
            "language": self.person.language,
            "zone": self.person.time_zone,
            "note": self.person.note,
            "hint": self.person.hint,
            "unread": len(self.unread()),
            "typing": is_typing,
            "last": last.to_json() if last else None,
        }


def drawn(message: Message) -> Json:
    """A message of the bot's as the page draws it."""
    if not isinstance(message, InteractiveMessage):
        return {"kind": "text", "text": message.text.body}
    part = message.interactive
    text = {"text": part.body.text}
    match part:
        case Buttons():
            options = [{"id": b.reply.id, "title": b.reply.title} for b in part.action.buttons]
            return {"kind": "buttons", **text, "options": options}
        case Menu():
            rows = [row.model_dump() for section in part.action.sections for row in section.rows]
            return {"kind": "list", **text, "opener": part.action.button, "options": rows}
        case LinkButton():
            link = part.action.parameters
            return {"kind": "link", **text, "title": link.display_text, "url": link.url}
