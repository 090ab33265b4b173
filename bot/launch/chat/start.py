"""`make chat`: joins the system that runs here, or starts one and stops it afterwards."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp
from dotenv import dotenv_values
from rich.console import Console

from bot.launch.chat.people import PlayedPerson, draw_people, find_person, list_people
from bot.launch.chat.records import Records
from bot.launch.chat.rulebook import read_rules
from bot.launch.chat.talk import Talk
from bot.launch.chat.typed import Typed
from bot.launch.errors import LaunchError
from bot.launch.home import Home
from bot.launch.phone import Phone
from bot.launch.screen import Screen
from bot.launch.services import PROJECT
from bot.launch.system import System
from bot.launch.up import HOME, ending_on_signals, running
from bot.settings import StorageSettings, is_local, read
from bot.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for: whom to be (None: ask), and whether turns are explained."""

    person: str | None
    is_explained: bool


async def chat(console: Console, wish: Wish) -> None:
    """Talk until Ctrl-C or Ctrl-D. Raises LaunchError or SettingsError."""
    with ending_on_signals(), suppress(asyncio.CancelledError):
        async with _system(console) as environment:
            await talk(console, environment, wish, descriptor=sys.stdin.fileno())
    console.print("\n[dim]Goodbye.[/]")


async def talk(
    console: Console, environment: Mapping[str, str], wish: Wish, *, descriptor: int
) -> None:
    """Talk with the system of this environment; lines are read from `descriptor`."""
    url = _phone_url(environment)
    database = Database(read(StorageSettings, environment).database_url, pool_size=1)
    typed = Typed()
    try:
        async with aiohttp.ClientSession() as session:
            with typed.reading(descriptor):
                people = await list_people(session, url)
                person = await _choose(console, people, wish.person, typed)
                if person is None:
                    return
                _introduce(console, person)
                await Talk(
                    console=console,
                    phone=Phone(session, url, person.id),
                    number=person.phone,
                    records=Records(database),
                    typed=typed,
                    rules=read_rules(PROJECT / "data/rules") if wish.is_explained else None,
                ).run()
    finally:
        await database.close()


@asynccontextmanager
async def _system(console: Console) -> AsyncIterator[Mapping[str, str]]:
    """The environment of the system in `var/`: the one that runs, else one of our own."""
    with ExitStack() as own:
        try:
            own.enter_context(HOME.held())
        except LaunchError:
            yield _joined(HOME)
            return
        screen = Screen(console)
        system = System(HOME, os.environ, screen)
        async with running(system, screen):
            yield system.environment


def _joined(home: Home) -> Mapping[str, str]:
    words = {name: word for name, word in dotenv_values(home.run_env).items() if word}
    if not words:
        raise LaunchError("`make up` is still starting here; try again when it says it runs")
    return words


def _phone_url(environment: Mapping[str, str]) -> str:
    url = environment.get("SALDO_WHATSAPP_API_URL", "")
    if not is_local(url):
        raise LaunchError("this system writes to the real WhatsApp: chat needs the stand-in")
    return url


async def _choose(
    console: Console, people: list[PlayedPerson], wanted: str | None, typed: Typed
) -> PlayedPerson | None:
    """The person who is meant; None when the typing ended first."""
    while True:
        person = find_person(people, wanted) if wanted else None
        if person is not None:
            return person
        draw_people(console, people)
        console.print("\n[bold]Who are you?[/] ", end="")
        wanted = await typed.next()
        if wanted is None:
            return None


def _introduce(console: Console, person: PlayedPerson) -> None:
    console.print(f"\nYou are [bold]{person.name}[/], {person.phone}: {person.note}.")
    console.print(f"[dim]What proves it: {person.hint}.[/]")
    console.print("[dim]Write as you would; #1 presses the first option; Ctrl-D leaves.[/]\n")
