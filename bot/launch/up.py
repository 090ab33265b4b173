"""`make up`: everything on this machine until Ctrl-C, with the addresses to open."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from rich.console import Console

from bot.launch.home import Home
from bot.launch.plan import STRIPE, TELEGRAM, WHATSAPP, Plan, local
from bot.launch.screen import Screen
from bot.launch.services import PROJECT
from bot.launch.system import System

HOME: Final = Home(PROJECT / "var")
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def up(console: Console) -> None:
    """Run the system until a signal ends it. Raises LaunchError or SettingsError."""
    screen = Screen(console)
    with HOME.held(), ending_on_signals():
        system = System(HOME, os.environ, screen)
        try:
            async with running(system, screen):
                _announce(system.plan, console)
                await system.watch()
        except asyncio.CancelledError:
            console.print("\nStopped.")


@asynccontextmanager
async def running(system: System, screen: Screen) -> AsyncIterator[None]:
    """The system, ready; stopped whatever happens."""
    try:
        with screen.moving():
            await system.start()
        yield
    finally:
        await _undisturbed(system)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Ctrl-C, `kill` and a closed terminal cancel the current task, once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        for sign in _ENDINGS:
            loop.remove_signal_handler(sign)
            signal.signal(sign, signal.SIG_IGN)
        if task is not None:
            task.cancel()

    for sign in _ENDINGS:
        loop.add_signal_handler(sign, end)
    yield


async def _undisturbed(system: System) -> None:
    """Stop it all, even when we are told again to end."""
    stopping = asyncio.ensure_future(system.stop())
    while not stopping.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(stopping)


def _announce(plan: Plan, console: Console) -> None:
    pages = {"Console": f"{local(plan.port)}/console"}
    if WHATSAPP in plan.stand_ins:
        pages = {"Phone": local(plan.port_of(WHATSAPP))} | pages
    if TELEGRAM in plan.stand_ins:
        pages["Telegram"] = local(plan.port_of(TELEGRAM))
    if STRIPE in plan.stand_ins:
        pages["Stripe"] = local(plan.port_of(STRIPE))
    console.print("\n[bold]Saldo is running.[/] Ctrl-C stops it.")
    for name, url in pages.items():
        console.print(f"  {name:<9}{url}", highlight=False)
    console.print("  [dim]console users: .venv/bin/python -m bot users add NAME[/]\n")
