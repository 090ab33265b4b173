"""A strict stand-in for Meta's Graph API, with the phone page beside it.

It knows nothing of the bot but a webhook address; the bot knows nothing of it but a Graph address.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final

import aiohttp
from aiohttp import web

from bot.sandbox import whatsapp_phone as phone
from bot.sandbox.whatsapp_check import GraphRefusal, ReadMark, check
from bot.sandbox.whatsapp_people import StandInConfig
from bot.sandbox.whatsapp_postman import Postman
from bot.sandbox.whatsapp_world import Fault, World

WORLD: Final = phone.WORLD
_VERSION: Final = "v25.0"
_HANG_S: Final = 600.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(config: StandInConfig) -> web.Application:
    """The stand-in as an application of its own; its state is `app[WORLD]` once it has started."""
    app = web.Application()
    app.cleanup_ctx.append(_running(config))
    app.router.add_post("/{version}/{phone_number_id}/messages", _messages)
    app.router.add_post("/sandbox/faults", _add_fault)
    app.router.add_delete("/sandbox/faults", _clear_faults)
    phone.add_routes(app)
    app.router.add_get("/attachments/{name}", _attachment)
    app.router.add_get(r"/{version:v\d+\.\d+}/{media_id:\d+}", _media)
    return app


def _running(config: StandInConfig) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            postman = Postman(config, session)
            app[WORLD] = World(config, postman)
            delivering = asyncio.create_task(postman.run())
            yield
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering

    return run


async def _messages(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    try:
        _check_caller(request, world.config)
        sent = check(await _json(request))
        if isinstance(sent, ReadMark):
            world.mark_read(sent)
            return web.json_response({"success": True})
        await _fail_if_told(request, world)
        wamid = world.accept(sent)
    except GraphRefusal as refusal:
        return _error(refusal)
    await _hang_if_told(world)
    recipient = sent.to or sent.recipient
    return web.json_response(
        {
            "messaging_product": "whatsapp",
            "contacts": [{"input": recipient, "wa_id": recipient}],
            "messages": [{"id": wamid}],
        }
    )


async def _media(request: web.Request) -> web.Response:
    world, media_id = request.app[WORLD], request.match_info["media_id"]
    try:
        _check_token(request, world.config)
        _check_version(request)
        if request.query.get("phone_number_id", world.config.phone_number_id) != (
            world.config.phone_number_id
        ):
            raise GraphRefusal(400, 100, "The media is not of this phone number")
        file = world.shelf.find(media_id)
        if file is None:
            raise GraphRefusal(400, 100, "Object with this ID does not exist")
    except GraphRefusal as refusal:
        return _error(refusal)
    url = request.url.origin() / "attachments" / world.shelf.address(media_id)
    return web.json_response(
        {
            "messaging_product": "whatsapp",
            "url": str(url),
            "mime_type": file.mime,
            "sha256": file.sha256,
            "file_size": str(len(file.body)),
            "id": media_id,
        }
    )


async def _attachment(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        _check_token(request, world.config)
    except GraphRefusal:
        return web.Response(status=401)
    file = world.shelf.at(request.match_info["name"])
    if file is None:
        return web.Response(status=404)
    return web.Response(body=file.body, headers={"Content-Type": file.mime})


def _check_caller(request: web.Request, config: StandInConfig) -> None:
    _check_token(request, config)
    _check_version(request)
    if request.match_info["phone_number_id"] != config.phone_number_id:
        raise GraphRefusal(400, 100, "Object with this ID does not exist")
    if request.content_type != "application/json":
        raise GraphRefusal(400, 100, "The body must be application/json")


def _check_version(request: web.Request) -> None:
    if request.match_info["version"] != _VERSION:
        raise GraphRefusal(400, 2500, "Unknown path components")


def _check_token(request: web.Request, config: StandInConfig) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_ours = hmac.compare_digest(token.encode(), config.token.encode())
    if scheme != "Bearer" or not is_ours:
        raise GraphRefusal(401, 190, "Invalid OAuth access token")


async def _json(request: web.Request) -> object:
    try:
        body: object = json.loads(await request.read())
    except ValueError:
        raise GraphRefusal(400, 100, "The body is not JSON") from None
    return body


async def _fail_if_told(request: web.Request, world: World) -> None:
    if not world.faults or world.faults[0].kind in {"late", "hang"}:
        return
    fault = world.faults.popleft()
    if fault.kind == "error":
        raise GraphRefusal(fault.status, fault.code, "Injected by the sandbox")
    if request.transport is not None:
        request.transport.close()


async def _hang_if_told(world: World) -> None:
    if world.faults and world.faults[0].kind == "hang":
        world.faults.popleft()
        await asyncio.sleep(_HANG_S)


def _error(refusal: GraphRefusal) -> web.Response:
    return web.json_response(
        {
            "error": {
                "message": f"(#{refusal.code}) {refusal.details}",
                "type": "OAuthException",
                "code": refusal.code,
                "error_data": {"messaging_product": "whatsapp", "details": refusal.details},
                "fbtrace_id": "sandbox",
            }
        },
        status=refusal.status,
    )


async def _add_fault(request: web.Request) -> web.Response:
    fields = await request.json()
    times = fields.pop("times", 1)
    request.app[WORLD].faults.extend([Fault(**fields)] * times)
    return web.json_response({"waiting": len(request.app[WORLD].faults)})


async def _clear_faults(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return web.json_response({"waiting": 0})
