"""The stand-in's forum groups: topics and messages, with the Bot API's limits and errors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bot.kernel.clock import Clock

Json = dict[str, Any]

TEXT_LIMIT: Final = 4096
TOPIC_NAME_LIMIT: Final = 128
CALLBACK_DATA_LIMIT: Final = 64
GROUP_MESSAGES_PER_MINUTE: Final = 20
BOT_USER: Final[Json] = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Saldo",
    "username": "saldo_desk_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
}


class ApiError(Exception):
    """A refusal in the Bot API's own words; `retry_after_s` comes with 429."""

    def __init__(self, code: int, description: str, retry_after_s: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after_s = retry_after_s


@dataclass(slots=True, kw_only=True)
class SentMessage:
    """One message of a group; `buttons` are rows of (text, callback data)."""

    message_id: int
    chat_id: int
    thread_id: int | None
    sender: Json
    text: str
    date: int
    keyboard: Json | None = None
    is_edited: bool = False


@dataclass(slots=True, kw_only=True)
class Topic:
    """A forum topic; a deleted one is gone from its group."""

    chat_id: int
    thread_id: int
    name: str
    is_closed: bool = False
    messages: list[SentMessage] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Group:
    topics: dict[int, Topic] = field(default_factory=dict)
    sent_at_s: deque[float] = field(default_factory=deque)


class Groups:
    """All groups the bot is in; raises ApiError exactly where Telegram would refuse."""

    def __init__(self, chat_ids: tuple[int, ...], clock: Clock, wall: Callable[[], float]) -> None:
        self._groups = {chat_id: _Group() for chat_id in chat_ids}
        self._clock = clock
        self._wall = wall
        self._last_message_id = 0

    def topics(self) -> list[Topic]:
        """Every topic of every group, newest first."""
        found = [topic for group in self._groups.values() for topic in group.topics.values()]
        return sorted(found, key=lambda topic: topic.thread_id, reverse=True)

    def topic(self, chat_id: int, thread_id: int | None) -> Topic:
        """One topic; refused as Telegram does when it is not there."""
        topic = self._group(chat_id).topics.get(thread_id or 0)
        if topic is None:
            raise ApiError(400, "Bad Request: message thread not found")
        return topic

    def create_topic(self, chat_id: int, name: str) -> Topic:
        """`createForumTopic`."""
        group = self._group(chat_id)
        if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
            raise ApiError(400, "Bad Request: TOPIC_TITLE_INVALID")
        topic = Topic(chat_id=chat_id, thread_id=self._next_message_id(), name=name)
        group.topics[topic.thread_id] = topic
        return topic

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """`deleteForumTopic`; also what a supervisor's hand may do."""
        self.topic(chat_id, thread_id)
        del self._group(chat_id).topics[thread_id]

    def bot_says(
        self, chat_id: int, thread_id: int | None, text: str, keyboard: Json | None
    ) -> SentMessage:
        """`sendMessage`, with the group's 20 messages a minute."""
        topic = self.topic(chat_id, thread_id)
        _check_text(text)
        _check_keyboard(keyboard)
        if topic.is_closed:
            raise ApiError(400, "Bad Request: TOPIC_CLOSED")
        self._count(self._group(chat_id))
        return self._add(topic, sender=BOT_USER, text=text, keyboard=keyboard)

    def person_says(self, topic: Topic, person: Json, text: str) -> SentMessage:
        """What an agent types in a topic."""
        return self._add(topic, sender=person, text=text, keyboard=None)

    def edit(self, chat_id: int, message_id: int, text: str, keyboard: Json | None) -> SentMessage:
        """`editMessageText`; an edit that changes nothing is refused."""
        message = self.message(chat_id, message_id)
        _check_text(text)
        _check_keyboard(keyboard)
        if message.sender is not BOT_USER:
            raise ApiError(400, "Bad Request: message can't be edited")
        if (message.text, message.keyboard) == (text, keyboard):
            raise ApiError(400, "Bad Request: message is not modified")
        message.text, message.keyboard, message.is_edited = text, keyboard, True
        return message

    def message(self, chat_id: int, message_id: int) -> SentMessage:
        """One message of the group's topics."""
        for topic in self._group(chat_id).topics.values():
            for message in topic.messages:
                if message.message_id == message_id:
                    return message
        raise ApiError(400, "Bad Request: message to edit not found")

    def _group(self, chat_id: int) -> _Group:
        if chat_id not in self._groups:
            raise ApiError(400, "Bad Request: chat not found")
        return self._groups[chat_id]

    def _count(self, group: _Group) -> None:
        now_s = self._wall()
        while group.sent_at_s and group.sent_at_s[0] <= now_s - 60:
            group.sent_at_s.popleft()
        if len(group.sent_at_s) >= GROUP_MESSAGES_PER_MINUTE:
            wait_s = int(group.sent_at_s[0] + 60 - now_s) + 1
            raise ApiError(429, f"Too Many Requests: retry after {wait_s}", wait_s)
        group.sent_at_s.append(now_s)

    def _add(self, topic: Topic, *, sender: Json, text: str, keyboard: Json | None) -> SentMessage:
        message = SentMessage(
            message_id=self._next_message_id(),
            chat_id=topic.chat_id,
            thread_id=topic.thread_id,
            sender=sender,
            text=text,
            date=int(self._clock.now().timestamp()),
            keyboard=keyboard,
        )
        topic.messages.append(message)
        return message

    def _next_message_id(self) -> int:
        self._last_message_id += 1
        return self._last_message_id


def message_json(message: SentMessage) -> Json:
    """`message` as the Bot API writes it."""
    body: Json = {
        "message_id": message.message_id,
        "from": message.sender,
        "chat": chat_json(message.chat_id),
        "date": message.date,
        "text": message.text,
    }
    if message.thread_id is not None:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if message.keyboard is not None:
        body["reply_markup"] = message.keyboard
    return body


def chat_json(chat_id: int) -> Json:
    """The group as every message names it."""
    return {"id": chat_id, "type": "supergroup", "title": "Saldo", "is_forum": True}


def _check_text(text: str) -> None:
    # Telegram counts UTF-16 code units, so an emoji is two.
    length = len(text.encode("utf-16-le")) // 2
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if length > TEXT_LIMIT:
        raise ApiError(400, "Bad Request: message is too long")


def _check_keyboard(keyboard: Json | None) -> None:
    rows = (keyboard or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        data = button.get("callback_data", "")
        if not button.get("text") or not 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
