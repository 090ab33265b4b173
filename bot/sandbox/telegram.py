"""A strict local Telegram: the Bot API the desk uses, and a page to answer as an agent."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.kernel.clock import Clock
from bot.sandbox.telegram_api import BotApi
from bot.sandbox.telegram_feed import UpdateFeed
from bot.sandbox.telegram_groups import ApiError, Groups, Topic, message_json

_TEMPLATES: Final = Path(__file__).parent / "telegram_templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramAgent:
    """Someone who can answer in the groups; only ids the bot's settings list may act there."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig:
    """The stand-in's world: one token, its forum groups, and the people in them."""

    token: str
    group_ids: tuple[int, ...]
    agents: tuple[TelegramAgent, ...]
    clock: Clock
    wall: Callable[[], float] = time.monotonic


CONFIG: Final = web.AppKey("CONFIG", TelegramConfig)
API: Final = web.AppKey("API", BotApi)


def make_app(config: TelegramConfig) -> web.Application:
    """Bot API under `/bot<token>/<method>`, the agents' page at `/`."""
    app = web.Application()
    app[CONFIG] = config
    app[API] = BotApi(Groups(config.group_ids, config.clock, config.wall), UpdateFeed())
    aiohttp_jinja2.setup(
        app, loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, enable_async=False
    )
    app.router.add_post("/bot{token}/{method}", _call)
    app.router.add_get("/", _page)
    app.router.add_get("/messages", _messages)
    app.router.add_post("/write", _write)
    app.router.add_post("/press", _press)
    app.router.add_post("/delete", _delete)
    app.cleanup_ctx.append(_push_updates)
    return app


def agent_writes(app: web.Application, topic: Topic, agent_id: int, text: str) -> dict[str, Any]:
    """Type `text` in `topic` as an agent; returns the update that will be delivered."""
    message = app[API].groups.person_says(topic, _person(app, agent_id), text)
    return app[API].feed.publish({"message": message_json(message)})


async def _push_updates(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(app[API].feed.push_forever(session))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _call(request: web.Request) -> web.Response:
    try:
        token = request.match_info["token"]
        if not hmac.compare_digest(token.encode(), request.app[CONFIG].token.encode()):
            raise ApiError(401, "Unauthorized")
        params = await _params(request)
        result = await request.app[API].call(request.match_info["method"], params)
    except ApiError as error:
        return web.json_response(_error_json(error), status=error.code)
    return web.json_response({"ok": True, "result": result})


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        body: dict[str, Any] = await request.json()
        return body
    return dict(await request.post())


def _error_json(error: ApiError) -> dict[str, Any]:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.retry_after_s is not None:
        body["parameters"] = {"retry_after": error.retry_after_s}
    return body


@aiohttp_jinja2.template("desk.html")
async def _page(request: web.Request) -> dict[str, Any]:
    topics = request.app[API].groups.topics()
    wanted = request.query.get("topic")
    chosen = next((t for t in topics if str(t.thread_id) == wanted), None)
    chosen = chosen or (topics[0] if topics else None)
    agents = request.app[CONFIG].agents
    return {"topics": topics, "topic": chosen, "agents": agents, "agent": request.query.get("as")}


@aiohttp_jinja2.template("messages.html")
async def _messages(request: web.Request) -> dict[str, Any]:
    query = request.query
    topic = _find_topic(request.app, query.get("chat_id", ""), query.get("thread_id", ""))
    return {"topic": topic}


async def _write(request: web.Request) -> web.Response:
    form = await request.post()
    topic = _find_topic(request.app, str(form.get("chat_id")), str(form.get("thread_id")))
    agent_id, text = int(str(form.get("agent"))), str(form.get("text", "")).strip()
    if text:
        agent_writes(request.app, topic, agent_id, text)
    raise web.HTTPSeeOther(f"/?topic={topic.thread_id}&as={agent_id}")


async def _press(request: web.Request) -> web.Response:
    form = await request.post()
    api = request.app[API]
    try:
        message = api.groups.message(int(str(form["chat_id"])), int(str(form["message_id"])))
    except (ApiError, KeyError, ValueError):
        raise web.HTTPNotFound from None
    agent_id = int(str(form.get("agent") or request.app[CONFIG].agents[0].id))
    api.press(message, _person(request.app, agent_id), str(form.get("data", "")))
    raise web.HTTPSeeOther(f"/?topic={message.thread_id}&as={agent_id}")


async def _delete(request: web.Request) -> web.Response:
    form = await request.post()
    topic = _find_topic(request.app, str(form.get("chat_id")), str(form.get("thread_id")))
    request.app[API].groups.delete_topic(topic.chat_id, topic.thread_id)
    raise web.HTTPSeeOther("/")


def _find_topic(app: web.Application, chat_id: str, thread_id: str) -> Topic:
    try:
        return app[API].groups.topic(int(chat_id), int(thread_id))
    except (ApiError, ValueError):
        raise web.HTTPNotFound from None


def _person(app: web.Application, agent_id: int) -> dict[str, Any]:
    names = {agent.id: agent.name for agent in app[CONFIG].agents}
    name = names.get(agent_id, "Visitor")
    return {"id": agent_id, "is_bot": False, "first_name": name}
