"""A short chat in a terminal with the whole bot, explained turn by turn."""

import asyncio
import io
import os

import pytest
from rich.console import Console

from bot.launch.chat.start import Wish, talk
from tests.support.bot_process import environment
from tests.support.stage import open_stage

PATIENCE_S = 30


class Terminal:
    """Types a line, and waits until these words are on the screen."""

    def __init__(self):
        self.screen = io.StringIO()
        self.console = Console(file=self.screen, width=200)
        self.reading, self.writing = os.pipe()

    async def types(self, line, *, until):
        seen = len(self.screen.getvalue())
        os.write(self.writing, f"{line}\n".encode())
        return await self.shows(until, since=seen)

    async def shows(self, words, *, since=0):
        async with asyncio.timeout(PATIENCE_S):
            while words not in self.screen.getvalue()[since:]:
                await asyncio.sleep(0.05)
        return self.screen.getvalue()[since:]


@pytest.fixture
def terminal():
    terminal = Terminal()
    yield terminal
    os.close(terminal.reading)


async def test_a_person_chats_and_sees_what_each_turn_did(terminal, stage_settings, clock):
    async with open_stage(stage_settings, clock):
        chatting = asyncio.create_task(
            talk(
                terminal.console,
                environment(stage_settings, clock),
                Wish(person="CUS-1", is_explained=True),
                descriptor=terminal.reading,
            )
        )
        await terminal.shows("1987-06-14, 06700")
        asked = await terminal.types("hola", until="to the first reply")
        assert "Rocío?" in asked
        assert "intent   greet" in asked
        assert "rule     person greets" in asked
        pressed = await terminal.types("#1", until="to the first reply")
        assert "asunto personal" in pressed
        assert "rule     unknown person says yes, that is me" in pressed
        await terminal.types("#7", until="no such option")
        proved = await terminal.types("14/06/1987, 06700", until="to the first reply")
        assert "action_after_identity" in proved
        assert "customer CUS-1" in proved
        stopped = await terminal.types("BAJA", until="to the first reply")
        assert "not asked" in stopped
        assert "opt_out.confirmed" in stopped
        os.close(terminal.writing)
        await asyncio.wait_for(chatting, PATIENCE_S)
