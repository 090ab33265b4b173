"""Pieces of the bot that go wrong as a test tells them, and live on."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from rasa_sdk.executor import ActionExecutor

from bot.contacts import store as contacts
from bot.dialogue.client import Engine, TurnAnswer, TurnRequest
from bot.usecases.call import current_call


@dataclass
class FailingExecutor:
    """Runs every action but one, which breaks this many times first."""

    executor: ActionExecutor
    action: str
    times: int = 1000

    async def run(self, call: dict[str, Any]) -> Any:
        if call["next_action"] == self.action and self.times:
            self.times -= 1
            raise RuntimeError("broken for a test")
        return await self.executor.run(call)


@dataclass
class QuotingExecutor:
    """Runs every action but the one for other topics, which breaks with people's data."""

    executor: ActionExecutor

    async def run(self, call: dict[str, Any]) -> Any:
        if call["next_action"] == "action_out_of_scope":
            asked = current_call.get()
            people = await contacts.customers_of(asked.conn, asked.contact.id)
            raise ValueError(f"{asked.words} {people}")
        return await self.executor.run(call)


@dataclass
class StallingEngine:
    """Stalls its first turn, before the engine is asked or once it has answered."""

    engine: Engine
    when: Literal["asked", "answered"]
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        if self.when == "asked":
            await self._stall()
        answer = await self.engine.turn(request)
        if self.when == "answered":
            await self._stall()
        return answer

    async def _stall(self) -> None:
        self.reached.set()
        await self.go_on.wait()
