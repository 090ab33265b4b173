"""Serves the engine's action calls on loopback: one transaction each, its answer stored in it."""

from __future__ import annotations

from typing import Any, Final

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import claim
from bot.contacts.claim import Claim, StaleClaim
from bot.dialogue import answers, beginnings
from bot.dialogue.answers import ActionCall, ReplayDiffers, hash_input
from bot.inbox.store import Inbox, exhaust
from bot.kernel.clock import Clock
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.privacy import log_name
from bot.storage.database import Database
from bot.usecases.call import Call, current_call

_MAX_BODY: Final = 2**20

log = structlog.get_logger(__name__)


class ActionServer:
    """Runs the registered actions for the engine; each call brings the worker's epoch."""

    def __init__(
        self, database: Database, *, executor: ActionExecutor, inbox: Inbox, clock: Clock
    ) -> None:
        self._database = database
        self._executor = executor
        self._inbox = inbox
        self._clock = clock

    def application(self) -> web.Application:
        """The loopback application: `POST /webhook`, `GET /health`."""
        application = web.Application(client_max_size=_MAX_BODY)
        application.add_routes([web.post("/webhook", self._serve), web.get("/health", _health)])
        return application

    async def _serve(self, request: web.Request) -> web.Response:
        body = await request.json()
        turn = body["turn"]
        call = ActionCall(
            turn_id=Wamid(turn["id"]),
            call=turn["call"],
            action=body["next_action"],
            input_hash=hash_input(body["next_action"], body["tracker"]),
        )
        held = Claim(contact_id=ContactId(body["sender_id"]), epoch=turn["epoch"])
        try:
            async with self._database.transaction() as conn:
                return web.json_response(await self._answer(conn, call, held=held, body=body))
        except StaleClaim:
            log.warning("action.refused_stale_claim", action=call.action)
            return web.json_response({"error": "StaleClaim"}, status=409)
        except ReplayDiffers as error:
            # No traceback: the call is the finding, not where it was found.
            log.error("action.replay_differs", action=call.action, turn=log_name(call.turn_id))  # noqa: TRY400
            async with self._database.transaction() as conn:
                await exhaust(conn, call.turn_id, error=type(error).__name__)
            return web.json_response({"error": "ReplayDiffers"}, status=409)

    async def _answer(
        self, conn: AsyncConnection, call: ActionCall, *, held: Claim, body: dict[str, Any]
    ) -> dict[str, Any]:
        contact = await claim.hold_for_action(conn, held)
        given = await answers.stored(conn, call)
        if given is not None:
            return given
        tracker = body["tracker"]
        current_call.set(
            Call(
                conn=conn,
                contact=contact,
                message=await self._inbox.read(conn, call.turn_id),
                now=self._clock.now(),
                choice=tracker["latest_message"]["metadata"].get("choice"),
                slots=tracker["slots"],
            )
        )
        result = await self._executor.run(body)
        answer: dict[str, Any] = result.model_dump() if result else {"events": [], "responses": []}
        found = beginnings.to_json(contact) if call.call == 1 else None
        await answers.keep(conn, call, answer, found=found)
        return answer


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
