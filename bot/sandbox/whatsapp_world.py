"""The stand-in's WhatsApp: people write, the bot answers, every step is told by webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal

from bot.sandbox import whatsapp_payloads as payloads
from bot.sandbox.whatsapp_chats import Bubble, Chat, Json, drawn
from bot.sandbox.whatsapp_check import GraphRefusal, Message, ReadMark
from bot.sandbox.whatsapp_media import Shelf
from bot.sandbox.whatsapp_payloads import Report
from bot.sandbox.whatsapp_people import DemoPerson, StandInConfig
from bot.sandbox.whatsapp_postman import Postman

_TYPING_S = 25.0
_NOT_ON_WHATSAPP = 131026
_WINDOW_CLOSED = 131047
_WRONG_VALUE = 131009

Step = Literal["sent", "delivered", "read"]
MediaKind = Literal["image", "document", "audio", "location"]

_LOCATION: Json = {"latitude": 19.4326, "longitude": -99.1332}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the next send.

    error: refused with `code` and `status`; late: accepted, then reported failed with `code`;
    drop: the connection closes and nothing was sent; hang: sent, but the answer never comes.
    """

    kind: Literal["error", "late", "drop", "hang"]
    code: int = 131000
    status: int = 500


class UnknownTarget(LookupError):
    """No such person, bubble or option."""


class World:
    """Chats by person, faults to inject, and who watches; all in memory, gone at the end."""

    def __init__(self, config: StandInConfig, postman: Postman) -> None:
        self.config = config
        self.faults: deque[Fault] = deque()
        self.shelf = Shelf(config.clock)
        self.chats = {person.id: Chat(person=person) for person in config.people}
        self.watchers: set[asyncio.Queue[str | None]] = set()
        self._postman = postman

    # What people do

    def say(self, person_id: str, text: str) -> str:
        """The person types `text`; returns the message's id."""
        part = {"type": "text", "text": {"body": text}}
        return self._write(person_id, part, {"kind": "text", "text": text})

    def send_media(self, person_id: str, kind: MediaKind, caption: str = "") -> str:
        """The person sends a picture, a file, a voice note or a place, perhaps with words."""
        if kind == "location":
            part = _LOCATION
        else:
            part = self.shelf.put(kind) | ({"caption": caption} if caption else {})
        shown: Json = {"kind": kind} | ({"text": caption} if caption else {})
        return self._write(person_id, {"type": kind, kind: part}, shown)

    def pick(self, person_id: str, bubble_id: str, option_id: str) -> str:
        """The person presses a button or picks a list row; raises UnknownTarget."""
        bubble = self.chat(person_id).find(bubble_id)
        title = bubble.option_title(option_id) if bubble else None
        if bubble is None or title is None:
            raise UnknownTarget
        bubble.picked = option_id
        kind = "button_reply" if bubble.content["kind"] == "buttons" else "list_reply"
        reply = {"id": option_id, "title": title}
        part = {
            "type": "interactive",
            "context": {"from": self.config.business_phone, "id": bubble_id},
            "interactive": {"type": kind, kind: reply},
        }
        return self._write(person_id, part, {"kind": "text", "text": title, "answers": bubble_id})

    def open_chat(self, person_id: str) -> None:
        """The person looks at the chat: what arrived is now read."""
        chat = self.chat(person_id)
        for bubble in chat.unread():
            self.report(chat, bubble, "read")

    # What the bot does

    def accept(self, message: Message) -> str:
        """Take a message that passed the checks; its fate follows as statuses. Returns its id."""
        wamid = payloads.new_wamid()
        chat = self._recipient(message)
        code = self._late_failure(chat)
        if code is not None:
            failed = Report(
                wamid=wamid,
                name="failed",
                at=self.config.clock.now(),
                callback=message.biz_opaque_callback_data,
                error_code=code,
            )
            self._tell(chat.person if chat else None, failed)
        elif chat is not None:
            self._show(chat, wamid, message)
        return wamid

    def mark_read(self, mark: ReadMark) -> None:
        """Blue ticks, and typing dots if asked for; raises GraphRefusal, unknown message."""
        for chat in self.chats.values():
            bubble = chat.find(mark.message_id)
            if bubble and bubble.side == "out":
                bubble.tick = "read"
                if mark.typing_indicator:
                    chat.typing_until_s = asyncio.get_running_loop().time() + _TYPING_S
                self._changed(chat)
                return
        raise GraphRefusal(400, _WRONG_VALUE, "message_id: no such message")

    # What is seen

    def chat(self, person_id: str) -> Chat:
        """A person's chat; raises UnknownTarget."""
        if person_id not in self.chats:
            raise UnknownTarget(person_id)
        return self.chats[person_id]

    def summary(self, chat: Chat) -> Json:
        """The chat as a line of the people list."""
        is_typing = asyncio.get_running_loop().time() < chat.typing_until_s
        return chat.summary(is_typing=is_typing)

    def report(self, chat: Chat, bubble: Bubble, name: Step) -> None:
        """Move a bubble of the bot's on and tell the bot by webhook."""
        bubble.tick = name
        self._tell(
            chat.person,
            Report(
                wamid=bubble.id,
                name=name,
                at=self.config.clock.now(),
                callback=bubble.callback,
            ),
        )
        self._changed(chat)

    async def settle(self) -> None:
        """Wait until the bot has every webhook."""
        await self._postman.settle()

    # Inside

    def _write(self, person_id: str, part: Json, content: Json) -> str:
        chat, wamid, now = self.chat(person_id), payloads.new_wamid(), self.config.clock.now()
        bubble = Bubble(id=wamid, side="out", at=now, content=content, tick="sent")
        chat.bubbles.append(bubble)
        chat.last_inbound_at = now
        body = payloads.inbound(self.config, chat.person, wamid=wamid, at=now, part=part)
        self._postman.post(body, on_delivered=lambda: self._arrived(chat, bubble))
        self._changed(chat)
        return wamid

    def _arrived(self, chat: Chat, bubble: Bubble) -> None:
        if bubble.tick == "sent":
            bubble.tick = "delivered"
            self._changed(chat)

    def _recipient(self, message: Message) -> Chat | None:
        digits = (message.to or "").removeprefix("+")
        for chat in self.chats.values():
            person = chat.person
            numbers = {person.wa_id, (person.phone or "").removeprefix("+")} - {None, ""}
            if message.recipient == person.user_id or digits in numbers:
                return chat
        return None

    def _late_failure(self, chat: Chat | None) -> int | None:
        if self.faults and self.faults[0].kind == "late":
            return self.faults.popleft().code
        if chat is None:
            return _NOT_ON_WHATSAPP
        return None if chat.is_window_open(self.config.clock.now()) else _WINDOW_CLOSED

    def _show(self, chat: Chat, wamid: str, message: Message) -> None:
        bubble = Bubble(
            id=wamid,
            side="in",
            at=self.config.clock.now(),
            content=drawn(message),
            tick="pending",
            callback=message.biz_opaque_callback_data,
        )
        chat.bubbles.append(bubble)
        chat.typing_until_s = 0.0
        for name in self.config.auto_statuses:
            self.report(chat, bubble, name)
        self._changed(chat)

    def _tell(self, person: DemoPerson | None, report: Report) -> None:
        self._postman.post(payloads.status(self.config, person, report))

    def _changed(self, chat: Chat) -> None:
        for watcher in self.watchers:
            watcher.put_nowait(chat.person.id)
