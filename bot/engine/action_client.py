"""Calls the application's actions: a slim request, a light check, one shared session.

Rasa's own RemoteAction re-checks its JSON schema and opens a session for every call, and sends the
whole history: three quarters of a turn. Its failures are logged and swallowed; ours end the turn.
"""

from __future__ import annotations

from typing import Any, Final

import aiohttp
from rasa import __version__ as rasa_version
from rasa.core.actions.action import RemoteAction, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.handover import read_event
from bot.engine.turn import TurnAborted, current_turn

TIMEOUT_S: Final = 10


class BadAnswer(ValueError):
    """An action answered in a shape that is not Rasa's."""


class ActionClient:
    """Asks the application to run an action; one session for the life of the process."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def call(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post the call; raises aiohttp's errors, TimeoutError and BadAnswer."""
        async with self._open_session().post(url, json=body) as response:
            response.raise_for_status()
            return checked(await response.json())

    async def close(self) -> None:
        """Close the session; the next call opens another."""
        if self._session is not None:
            await self._session.close()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
            )
        return self._session


def checked(answer: Any) -> dict[str, Any]:
    """The answer, when it is an object with two lists of objects; BadAnswer otherwise."""
    if not isinstance(answer, dict):
        raise BadAnswer("the answer is not an object")
    for part in ("events", "responses"):
        items = answer.get(part, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise BadAnswer(f"{part} is not a list of objects")
    return answer


def call_body(action: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """Rasa's action call without history and domain, with this call's place in its turn."""
    message = tracker.latest_message
    latest = message.parse_data if message else {}
    seen = {key: latest.get(key) for key in ("intent", "entities", "text")}
    return {
        "next_action": action,
        "sender_id": tracker.sender_id,
        "version": rasa_version,
        "domain": {},
        "turn": current_turn.get().next_call(),
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": {**seen, "metadata": message.metadata if message else {}},
            "active_loop": {"name": tracker.active_loop_name} if tracker.active_loop_name else {},
            "latest_action_name": tracker.latest_action_name,
            "latest_input_channel": tracker.get_latest_input_channel(),
            "followup_action": tracker.followup_action,
            "paused": False,
            "events": [],
        },
    }


CLIENT = ActionClient()


async def run_remotely(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Run the action in the application: its words and its events, or the end of the turn."""
    try:
        answer = await CLIENT.call(self.action_endpoint.url, call_body(self.name(), tracker))
        said = [create_bot_utterance(_words(item)) for item in answer.get("responses", [])]
        return [*said, *(read_event(event) for event in answer.get("events", []))]
    except Exception as error:
        raise TurnAborted(error=type(error).__name__, action=self.name()) from error


def _words(response: dict[str, Any]) -> dict[str, Any]:
    if response.get("response"):
        raise BadAnswer("actions say keys, not names of engine responses")
    return {key: value for key, value in response.items() if value}


def install() -> None:
    """Make every custom action, inside and outside forms, run through this module."""
    RemoteAction.run = run_remotely
