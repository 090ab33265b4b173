"""Plays the conversations through the whole system, each step checked as it goes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
from rich.console import Console

from bot.kernel.clock import Clock, SystemClock
from bot.kernel.money import Money
from bot.launch import drawing
from bot.launch.demo import books, payer
from bot.launch.demo.script import CONVERSATIONS, Conversation, Pays, Says
from bot.launch.errors import LaunchError
from bot.launch.home import Home
from bot.launch.phone import Bubble, Phone
from bot.launch.plan import WHATSAPP, local
from bot.launch.ports import free_port_block
from bot.launch.postgres import forget
from bot.launch.screen import Screen
from bot.launch.services import PROJECT
from bot.launch.system import System
from bot.launch.up import ending_on_signals, running
from bot.locale.formats import money
from bot.storage.database import Database

HOME: Final = Home(PROJECT / "var/demo")
_PORTS_FROM: Final = 8720
_SECONDS_A_LETTER: Final = 0.03


async def demo(console: Console) -> bool:
    """Start a system of its own, talk to it, stop it; whether every step came out as it should."""
    given = {name: word for name, word in os.environ.items() if not name.startswith("SALDO_")}
    given["SALDO_PORT"] = str(free_port_block(_PORTS_FROM))
    screen = Screen(console)
    with HOME.held(), ending_on_signals():
        forget(HOME.root)
        system = System(HOME, given, screen)
        async with running(system, screen):
            faults = [
                fault for talk in CONVERSATIONS for fault in await _play(system, talk, console)
            ]
    console.print()
    for fault in faults:
        console.print(f"[red]✗[/] {fault}", highlight=False)
    if not faults:
        console.print("[green]✓[/] every step came out as it should", highlight=False)
    return not faults


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What a conversation is played on."""

    conversation: Conversation
    phone: Phone
    session: aiohttp.ClientSession
    database: Database
    clock: Clock
    console: Console

    async def owed(self) -> Money:
        return await books.owed(self.database, self.conversation, self.clock)

    def written(self, amount: Money) -> str:
        return money(amount, self.conversation.locale)


async def _play(system: System, conversation: Conversation, console: Console) -> list[str]:
    """Play one conversation to its end, or to its first fault."""
    database = Database(system.environment["SALDO_DATABASE_URL"], pool_size=1)
    phone_url = local(system.plan.port_of(WHATSAPP))
    try:
        async with aiohttp.ClientSession() as session:
            stage = _Stage(
                conversation=conversation,
                phone=Phone(session, phone_url, conversation.person),
                session=session,
                database=database,
                clock=SystemClock(),
                console=console,
            )
            return await _steps(stage)
    finally:
        await database.close()


async def _steps(stage: _Stage) -> list[str]:
    before = await stage.owed()
    drawing.title(stage.console, stage.conversation.title, stage.written(before))
    link: str | None = None
    for step in stage.conversation.steps:
        try:
            link = await _step(stage, step, before=before, link=link) or link
        except LaunchError as fault:
            return [f"{stage.conversation.title}: {fault}"]
    drawing.ledger(stage.console, stage.written(await stage.owed()))
    return []


async def _step(
    stage: _Stage, step: Says | Pays, *, before: Money, link: str | None
) -> str | None:
    """Play one step; the link that came with the answers. Raises LaunchError on a fault."""
    match step:
        case Says():
            drawing.said(stage.console, step.text)
            await asyncio.sleep(len(step.text) * _SECONDS_A_LETTER)
            await stage.phone.say(step.text)
            return await _hear(stage, _filled(step.hears, total=stage.written(before)))
        case Pays():
            if link is None:
                raise LaunchError("no link came")
            drawing.did(stage.console, "opens the link and pays")
            await payer.pay(stage.session, link)
            return await _hear_receipt(stage, step, before)


async def _hear_receipt(stage: _Stage, step: Pays, before: Money) -> str | None:
    """The ledger must have fallen, and the receipt must say to what."""
    bubbles = await stage.phone.listen(bool)
    drawing.heard(stage.console, bubbles)
    left = await stage.owed()
    if left.amount_minor >= before.amount_minor:
        raise LaunchError("the ledger did not change")
    _require(bubbles, _filled(step.hears, left=stage.written(left)))
    return None


async def _hear(stage: _Stage, wanted: Sequence[str]) -> str | None:
    bubbles = await stage.phone.listen(lambda heard: not missing_from(heard, wanted))
    drawing.heard(stage.console, bubbles)
    _require(bubbles, wanted)
    return next((bubble.url for bubble in bubbles if bubble.url), None)


def _filled(fragments: Sequence[str], **values: str) -> tuple[str, ...]:
    return tuple(fragment.format(**values) for fragment in fragments)


def _require(bubbles: Sequence[Bubble], wanted: Sequence[str]) -> None:
    missing = missing_from(bubbles, wanted)
    if missing:
        raise LaunchError(f"the answer should have said {' and '.join(missing)}")


def missing_from(bubbles: Sequence[Bubble], wanted: Sequence[str]) -> list[str]:
    """Which of the wanted fragments nobody said."""
    text = "\n".join(bubble.text for bubble in bubbles)
    return [fragment for fragment in wanted if fragment not in text]
