"""The phone page's server side: who can be played, their chats, and changes as they happen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, get_args

from aiohttp import web

from bot.sandbox.whatsapp_world import MediaKind, UnknownTarget, World

WORLD: Final = web.AppKey("world", World)
_FILES: Final = Path(__file__).parent / "phone"
_KEEP_ALIVE_S: Final = 15.0
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """The page at `/` and what it calls."""
    app.router.add_get("/", _page)
    app.router.add_static("/phone/files", _FILES)
    app.router.add_get("/phone/people", _people)
    app.router.add_get("/phone/people/{person}/chat", _found(_chat))
    app.router.add_post("/phone/people/{person}/messages", _found(_write))
    app.router.add_post("/phone/people/{person}/open", _found(_open))
    app.router.add_get("/phone/events", _events)
    app.on_shutdown.append(_hang_up)


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_FILES / "index.html", headers=_HEADERS)


async def _people(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    return web.json_response(
        {
            "business": world.config.business_name,
            "people": [world.summary(chat) for chat in world.chats.values()],
        }
    )


async def _chat(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    chat = world.chat(request.match_info["person"])
    bubbles = [bubble.to_json() for bubble in chat.bubbles]
    now = world.config.clock.now().isoformat()
    return web.json_response({"person": world.summary(chat), "now": now, "bubbles": bubbles})


async def _write(request: web.Request) -> web.Response:
    world, person = request.app[WORLD], request.match_info["person"]
    body = await request.json()
    match body:
        case {"text": str(text)} if text.strip():
            wamid = world.say(person, text)
        case {"bubble": str(bubble), "option": str(option)}:
            wamid = world.pick(person, bubble, option)
        case {"media": kind} if kind in get_args(MediaKind):
            wamid = world.send_media(person, kind, str(body.get("text", "")))
        case _:
            raise web.HTTPBadRequest
    return web.json_response({"id": wamid})


async def _open(request: web.Request) -> web.Response:
    request.app[WORLD].open_chat(request.match_info["person"])
    return web.Response(status=204)


async def _events(request: web.Request) -> web.StreamResponse:
    world, changed = request.app[WORLD], asyncio.Queue[str | None]()
    stream = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await stream.prepare(request)
    world.watchers.add(changed)
    try:
        await stream.write(b": hello\n\n")
        while (line := await _next_line(world, changed)) is not None:
            await stream.write(line)
    except ConnectionResetError:
        pass
    finally:
        world.watchers.discard(changed)
    return stream


async def _next_line(world: World, changed: asyncio.Queue[str | None]) -> bytes | None:
    try:
        async with asyncio.timeout(_KEEP_ALIVE_S):
            person = await changed.get()
    except TimeoutError:
        return b": still here\n\n"
    if person is None:
        return None
    return f"data: {json.dumps(world.summary(world.chat(person)))}\n\n".encode()


async def _hang_up(app: web.Application) -> None:
    for watcher in app[WORLD].watchers:
        watcher.put_nowait(None)


def _found(handler: _Handler) -> _Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except UnknownTarget:
            raise web.HTTPNotFound from None

    return guarded
