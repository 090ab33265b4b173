"""Signals end the system once and in order; what goes wrong side by side is told as itself."""

import asyncio
import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.kernel.errors import Rejected
from bot.launch.errors import LaunchError
from bot.launch.faults import one_line
from bot.launch.screen import Screen
from bot.launch.together import together

PROJECT = Path(__file__).parents[3]
WAITING = """
import asyncio
from bot.launch.up import ending_on_signals

async def main():
    with ending_on_signals():
        print("ready", flush=True)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            print("stopping", flush=True)
            input()
            print("stopped", flush=True)

asyncio.run(main())
"""


@pytest.fixture
def waiting():
    """A process that waits for its end, and takes its time over it."""
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_ends_it_and_a_second_one_does_not_disturb(waiting, sign):
    waiting.send_signal(sign)
    assert waiting.stdout.readline() == "stopping\n"
    waiting.send_signal(sign)
    waiting.send_signal(signal.SIGTERM)
    said, _ = waiting.communicate("\n", timeout=10)
    assert (said, waiting.returncode) == ("stopped\n", 0)


async def test_the_first_failure_stops_the_others_and_is_raised_as_itself():
    stopped = asyncio.Event()

    async def work():
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    async def fail():
        raise LaunchError("port 8700 (bot) is taken")

    with pytest.raises(LaunchError, match="port 8700"):
        await together(work(), fail())
    assert stopped.is_set()


async def test_a_failure_inside_a_failure_is_found():
    async def deep():
        raise Rejected("user_name")

    async def middle():
        async with asyncio.TaskGroup() as group:
            group.create_task(deep())

    with pytest.raises(Rejected, match="user_name"):
        await together(middle())


async def test_a_bug_is_not_taken_for_a_line():
    async def bug():
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as raised:
        await together(bug())
    assert one_line(raised.value) is None


def test_a_line_with_brackets_is_shown_as_it_is():
    words = io.StringIO()
    Screen(Console(file=words, width=20)).say("[bold]no markup[/] and no break in a long line")
    assert words.getvalue() == "  [bold]no markup[/] and no break in a long line\n"


def test_a_step_that_fails_is_not_ticked():
    words = io.StringIO()
    screen = Screen(Console(file=words))
    with pytest.raises(LaunchError), screen.step("database"):
        raise LaunchError("no")
    with screen.step("model") as advance:
        advance(0.5, "half")
    assert "✓ database" not in words.getvalue()
    assert "✓ model" in words.getvalue()
