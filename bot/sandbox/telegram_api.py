"""The stand-in's Bot API methods: parameters are checked one by one, unknown ones are refused."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic import Json as JsonText

from bot.sandbox.telegram_feed import UpdateFeed, Webhook
from bot.sandbox.telegram_groups import (
    BOT_USER,
    ApiError,
    Groups,
    SentMessage,
    chat_json,
    message_json,
)

Json = dict[str, Any]
Markup = JsonText[dict[str, Any]] | dict[str, Any] | None
Names = JsonText[list[str]] | list[str]


class _Params(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _None(_Params):
    pass


class _SetWebhook(_Params):
    url: Annotated[str, Field(pattern=r"^https?://")]
    secret_token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]
    allowed_updates: Names = []
    drop_pending_updates: bool = False
    max_connections: int = 40


class _DeleteWebhook(_Params):
    drop_pending_updates: bool = False


class _GetUpdates(_Params):
    offset: int = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    timeout: Annotated[int, Field(ge=0, le=50)] = 0
    allowed_updates: Names = []


class _Chat(_Params):
    chat_id: int


class _CreateTopic(_Params):
    chat_id: int
    name: str


class _Topic(_Params):
    chat_id: int
    message_thread_id: int


class _Send(_Params):
    chat_id: int
    text: str
    message_thread_id: int | None = None
    reply_markup: Markup = None
    disable_notification: bool = False
    link_preview_options: Markup = None


class _Edit(_Params):
    chat_id: int
    message_id: int
    text: str
    reply_markup: Markup = None
    link_preview_options: Markup = None


class _AnswerPress(_Params):
    callback_query_id: str
    text: Annotated[str, Field(max_length=200)] = ""
    show_alert: bool = False


class BotApi:
    """`call(method, params)` as `POST /bot<token>/<method>` would answer; raises ApiError."""

    def __init__(self, groups: Groups, feed: UpdateFeed) -> None:
        self.groups = groups
        self.feed = feed
        self.answered: dict[str, str] = {}
        self._open_presses: set[str] = set()
        self._press_no = itertools.count(1)
        self._methods: Final[dict[str, tuple[type[_Params], Callable[..., Awaitable[Any]]]]] = {
            "getMe": (_None, self._get_me),
            "getChat": (_Chat, self._get_chat),
            "setWebhook": (_SetWebhook, self._set_webhook),
            "deleteWebhook": (_DeleteWebhook, self._delete_webhook),
            "getUpdates": (_GetUpdates, self._get_updates),
            "createForumTopic": (_CreateTopic, self._create_topic),
            "closeForumTopic": (_Topic, self._close_topic),
            "reopenForumTopic": (_Topic, self._reopen_topic),
            "deleteForumTopic": (_Topic, self._delete_topic),
            "sendMessage": (_Send, self._send),
            "editMessageText": (_Edit, self._edit),
            "answerCallbackQuery": (_AnswerPress, self._answer_press),
        }

    async def call(self, method: str, params: Json) -> Any:
        """The method's `result`."""
        if method not in self._methods:
            raise ApiError(404, "Not Found")
        schema, answer = self._methods[method]
        try:
            checked = schema.model_validate(params)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise ApiError(400, f"Bad Request: parameter {where} is invalid") from None
        return await answer(checked)

    def press(self, message: SentMessage, person: Json, data: str) -> Json:
        """An agent presses the button that carries `data`; returns the update."""
        press_id = str(next(self._press_no))
        self._open_presses.add(press_id)
        query = {
            "id": press_id,
            "from": person,
            "message": message_json(message),
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        return self.feed.publish({"callback_query": query})

    async def _get_me(self, _: _None) -> Json:
        return BOT_USER

    async def _get_chat(self, params: _Chat) -> Json:
        return chat_json(params.chat_id)

    async def _set_webhook(self, params: _SetWebhook) -> bool:
        if params.drop_pending_updates:
            self.feed.pending.clear()
        self.feed.set_webhook(Webhook(url=params.url, secret=params.secret_token))
        return True

    async def _delete_webhook(self, params: _DeleteWebhook) -> bool:
        if params.drop_pending_updates:
            self.feed.pending.clear()
        self.feed.set_webhook(None)
        return True

    async def _get_updates(self, params: _GetUpdates) -> list[Json]:
        if self.feed.webhook is not None:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        if not self.feed.pull(params.offset) and params.timeout:
            await self.feed.wait(params.timeout)
        return self.feed.pull(params.offset)[: params.limit]

    async def _create_topic(self, params: _CreateTopic) -> Json:
        topic = self.groups.create_topic(params.chat_id, params.name)
        return {
            "message_thread_id": topic.thread_id,
            "name": topic.name,
            "icon_color": 7322096,
        }

    async def _close_topic(self, params: _Topic) -> bool:
        self.groups.topic(params.chat_id, params.message_thread_id).is_closed = True
        return True

    async def _reopen_topic(self, params: _Topic) -> bool:
        self.groups.topic(params.chat_id, params.message_thread_id).is_closed = False
        return True

    async def _delete_topic(self, params: _Topic) -> bool:
        self.groups.delete_topic(params.chat_id, params.message_thread_id)
        return True

    async def _send(self, params: _Send) -> Json:
        return message_json(
            self.groups.bot_says(
                params.chat_id, params.message_thread_id, params.text, params.reply_markup
            )
        )

    async def _edit(self, params: _Edit) -> Json:
        return message_json(
            self.groups.edit(params.chat_id, params.message_id, params.text, params.reply_markup)
        )

    async def _answer_press(self, params: _AnswerPress) -> bool:
        if params.callback_query_id not in self._open_presses:
            raise ApiError(400, "Bad Request: query is too old or query ID is invalid")
        self._open_presses.discard(params.callback_query_id)
        self.answered[params.callback_query_id] = params.text
        return True
