"""Serves the model: one process, one worker, loopback only, nothing of Rasa's HTTP API."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sanic
from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage, register
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_config_file
from rasa.utils.endpoints import read_endpoint_config

from bot.engine.action_client import CLIENT
from bot.engine.fingerprint import ROOT
from bot.engine.handover import HandedOverTracker
from bot.engine.rules import rules_of
from bot.engine.turn import TurnAborted

HOST = "127.0.0.1"
# "Sí", "gracias", "cuánto debo": people say the same short things, and understanding one sentence
# costs more than all the rest of a turn. What is longer hardly comes twice.
_REMEMBERED_SENTENCES: Final = 4096
_REMEMBERED_LENGTH: Final = 40


class LoudAction:
    """An action whose faults end the turn, where Rasa would log them and go on."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; a form's refusal to take the message is no fault."""
        try:
            return await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnAborted(error=type(error).__name__, action=self._action.name()) from error


class LoudProcessor(MessageProcessor):
    """Rasa's processor, running loud actions; it understands a short sentence once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules = rules_of(self.graph_runner)
        self._remembered = lru_cache(_REMEMBERED_SENTENCES)(self._understood)

    async def _run_action(self, action: Any, *args: Any, **kwargs: Any) -> bool:
        return await super()._run_action(LoudAction(action), *args, **kwargs)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing to check: the model learned this domain, the channel refuses other intents."""

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        if tracker.followup_action:
            return super()._predict_next_with_tracker(tracker)
        return self._rules.next_action(tracker, self.domain)

    def _parse_message_with_graph(
        self, message: UserMessage, tracker: DialogueStateTracker, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        is_short = len(message.text) <= _REMEMBERED_LENGTH
        understand = self._remembered if is_short else self._understood
        return deepcopy(understand(message.text, tracker.get_slot("awaiting")))

    def _understood(self, text: str, awaiting: str | None) -> dict[str, Any]:
        """What words mean after such a question, whoever says them: so it may be remembered."""
        nobody = DialogueStateTracker("nobody", [])
        message = UserMessage(text, metadata={"awaiting": awaiting})
        return super()._parse_message_with_graph(message, nobody)


def load_agent(model: Path) -> Agent:
    """Load the model into an agent that keeps no conversation."""
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "action_endpoint")
    agent = Agent(action_endpoint=endpoint)
    store = HandedOverTracker(Domain.empty())
    agent.processor = LoudProcessor(model, store, agent.lock_store, agent.nlg, endpoint)
    agent.domain = store.domain = agent.processor.domain
    agent.nlg.responses = agent.domain.responses
    # The first sentence loads the encoder's weights: not while a person waits.
    asyncio.run(agent.parse_message("hola"))
    return agent


def serve(model: Path, *, port: int) -> None:
    """Answer turns until stopped; the port opens when the model is loaded."""
    app = sanic.Sanic("saldo_engine", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = 60
    app.ctx.agent = load_agent(model)
    app.register_listener(_close, "after_server_stop")
    channels = read_config_file(str(ROOT / "credentials.yml"))
    register(
        [class_from_module_path(name).from_credentials(None) for name in channels],
        app,
        "/webhooks/",
    )
    app.run(host=HOST, port=port, workers=1, access_log=False, motd=False)


async def _close(app: sanic.Sanic, loop: asyncio.AbstractEventLoop) -> None:
    await CLIENT.close()
