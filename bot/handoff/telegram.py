"""The agents' desk in Telegram: python-telegram-bot, with its errors told in our own words.

Groups take 20 messages a minute; the library's rate limiter waits rather than fails.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Final

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot.handoff.desk import Button, DeskBusy, DeskUnsure, Topic, TopicGone
from bot.kernel.errors import Permanent

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query")
_GONE: Final = ("message thread not found", "topic_deleted", "topic_id_invalid")
_POLL_S: Final = 20
# The request was out when the answer failed to come: it may have been taken.
_MAYBE_TAKEN: Final = (
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
)
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

# httpx logs each request with its address, and Telegram's addresses carry the bot's token.
logging.getLogger("httpx").setLevel(logging.WARNING)

Bot = ExtBot[int]  # the rate limiter's arguments are retries


@asynccontextmanager
async def telegram_bot(token: str, api_url: str) -> AsyncIterator[Bot]:
    """A bot for the Bot API at `api_url`; not connected yet, closed when the block ends."""
    bot = ExtBot(token, base_url=f"{api_url.rstrip('/')}/bot", rate_limiter=AIORateLimiter())
    try:
        yield bot
    finally:
        await bot.shutdown()


class TelegramDesk:
    """One forum topic per case; `Desk` on the Bot API."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def connect(self) -> None:
        """Check the token once; until this has succeeded nothing else works."""
        with _translated():
            await self._bot.initialize()

    async def receive_at(self, url: str, secret: str) -> None:
        """Have updates pushed to `url` with `secret` in their header."""
        with _translated():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    async def receive_here(self) -> None:
        """Have updates wait for `pull`: for a machine without a public address."""
        with _translated():
            await self._bot.delete_webhook()

    async def pull(self, offset: int) -> list[dict[str, Any]]:
        """The raw updates from `offset` on, waiting up to 20 s for one."""
        with _translated():
            updates = await self._bot.get_updates(
                offset=offset,
                timeout=_POLL_S,
                read_timeout=_POLL_S + 5,
                allowed_updates=ALLOWED_UPDATES,
            )
        return [update.to_dict() for update in updates]

    async def open_topic(self, chat_id: int, title: str) -> Topic:
        """`createForumTopic`; the bot needs the right to manage topics."""
        with _translated():
            made = await self._bot.create_forum_topic(chat_id, title)
        return Topic(chat_id=chat_id, thread_id=made.message_thread_id)

    async def post(self, topic: Topic, text: str, buttons: Sequence[Button] = ()) -> int:
        """`sendMessage` without link previews."""
        with _translated():
            sent = await self._bot.send_message(
                topic.chat_id,
                text,
                message_thread_id=topic.thread_id,
                reply_markup=_keyboard(buttons),
                link_preview_options=_NO_PREVIEW,
            )
        return sent.message_id

    async def rewrite(
        self, topic: Topic, message_id: int, text: str, buttons: Sequence[Button] = ()
    ) -> None:
        """`editMessageText`."""
        with _translated(harmless=("message is not modified",)):
            await self._bot.edit_message_text(
                text,
                chat_id=topic.chat_id,
                message_id=message_id,
                reply_markup=_keyboard(buttons),
                link_preview_options=_NO_PREVIEW,
            )

    async def close_topic(self, topic: Topic) -> None:
        """`closeForumTopic`."""
        with _translated(harmless=("topic_not_modified",)):
            await self._bot.close_forum_topic(topic.chat_id, topic.thread_id)

    async def reopen_topic(self, topic: Topic) -> None:
        """`reopenForumTopic`."""
        with _translated(harmless=("topic_not_modified",)):
            await self._bot.reopen_forum_topic(topic.chat_id, topic.thread_id)

    async def answer_press(self, press_id: str, text: str) -> None:
        """`answerCallbackQuery`; too late is harmless."""
        with _translated(harmless=("query is too old", "query id is invalid")):
            await self._bot.answer_callback_query(press_id, text[:200])


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    row = [InlineKeyboardButton(button.title, callback_data=button.action) for button in buttons]
    return InlineKeyboardMarkup([row])


@contextmanager
def _translated(harmless: tuple[str, ...] = ()) -> Iterator[None]:
    """Tell Telegram's errors in the desk's words, never with their text: it may hold the token."""
    try:
        yield
    except RetryAfter as error:
        raise DeskBusy("telegram rate limit", retry_after_s=_seconds(error.retry_after)) from None
    except BadRequest as error:
        _raise_refusal(error.message.lower(), harmless)
    except NetworkError as error:
        if isinstance(error.__cause__, _MAYBE_TAKEN):
            raise DeskUnsure("telegram did not answer") from None
        raise DeskBusy("telegram is not reachable") from None
    except TelegramError as error:
        raise Permanent(f"telegram refused: {type(error).__name__}") from None


def _raise_refusal(message: str, harmless: tuple[str, ...]) -> None:
    if any(words in message for words in harmless):
        return
    if any(words in message for words in _GONE):
        raise TopicGone("telegram topic is gone") from None
    raise Permanent("telegram refused the request as bad") from None


def _seconds(delay: int | timedelta) -> float:
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)
