"""The only door of the engine: a turn in, all its words and events out, or an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.engine import action_client
from bot.engine.handover import events_of, tracker_of
from bot.engine.turn import Turn, TurnAborted, current_turn

log = structlog.get_logger()
Handler = Callable[[UserMessage], Awaitable[Any]]


class BadRequest(ValueError):
    """The application asked for something that is not a turn."""


class Words(OutputChannel):
    """Collects what the bot wants to say: custom payloads only, the engine knows no language."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Keep a reply, in order."""
        self.replies.append(json_message)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Refuse words without a key: the guard knows only by key what discloses a debt."""
        raise TurnAborted(error="TextWithoutKey", action="reply")


class SaldoChannel(InputChannel):
    """`POST turn` and `GET ready`, under /webhooks/saldo."""

    @classmethod
    def name(cls) -> str:
        """The channel's name and its place under /webhooks."""
        return "saldo"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The two routes; `on_new_message` runs Rasa's processor to the end of the turn."""
        action_client.install()
        routes = Blueprint("saldo_engine")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not request.app.ctx.agent.is_ready():
                return json({"error": "NoModel"}, status=503)
            return await _answer(request, on_new_message)

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            return json({"model": agent.model_id}, status=200 if agent.is_ready() else 503)

        return routes


async def _answer(request: Request, handle: Handler) -> HTTPResponse:
    try:
        return json(await _run_turn(request.app, request.json, handle))
    except BadRequest as error:
        return json({"error": str(error)}, status=400)
    except TurnAborted as error:
        log.warning("turn.aborted", action=error.action, error=error.error)
        return json({"error": error.error, "action": error.action}, status=502)


async def _run_turn(app: Sanic, body: Any, handle: Handler) -> dict[str, Any]:
    message, turn = _read(app.ctx.agent.domain, body)
    current_turn.set(turn)
    await handle(message)
    if turn.tracker.latest_action_name != ACTION_LISTEN_NAME:
        # Rasa stops after ten actions and says nothing about it.
        raise TurnAborted(error="DidNotEnd", action=str(turn.tracker.latest_action_name))
    return {
        "replies": message.output_channel.replies,
        "events": events_of(turn.tracker),
        "intent": _intent(turn.tracker),
    }


def _intent(tracker: DialogueStateTracker) -> dict[str, Any]:
    intent = tracker.latest_message.intent
    return {"name": intent["name"], "confidence": intent["confidence"]}


def _read(domain: Domain, body: Any) -> tuple[UserMessage, Turn]:
    if not isinstance(body, dict):
        raise BadRequest("the body is not an object")
    try:
        sender, text, metadata = body["sender"], body["message"], body["metadata"]
        tracker = tracker_of(sender, body.get("events") or [], metadata, domain=domain)
        turn = Turn(id=metadata["turn"], epoch=metadata["epoch"], tracker=tracker)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"not a turn: {error!r}") from error
    message = UserMessage(
        text,
        Words(),
        sender,
        parse_data=_structured(domain, text),
        input_channel=SaldoChannel.name(),
        metadata=metadata,
    )
    return message, turn


def _structured(domain: Domain, text: str) -> dict[str, Any] | None:
    """What a `/intent` of our own buttons means, with certainty; None for people's words."""
    if not text.startswith("/"):
        return None
    if text[1:] not in domain.intents:
        raise BadRequest("no such intent")
    intent = {"name": text[1:], "confidence": 1.0}
    return {"text": text, "intent": intent, "entities": [], "intent_ranking": []}
