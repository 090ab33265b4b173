"""Programs of ours: ready when they answer, told in one line when they do not."""

import os
import signal
import sys

import pytest

from bot.launch.child import Command
from bot.launch.errors import LaunchError
from bot.launch.restarts import RestartBudget
from bot.launch.services import Program
from bot.launch.supervisor import Supervisor
from tests.support.ports import unused_port

# Answers its first requests as told, then 200; notes its process id.
ANSWERING = """
import http.server, os, sys
port, *statuses = map(int, sys.argv[1:])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(statuses.pop(0) if statuses else 200)
        self.end_headers()
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", port), Handler)
print(os.getpid(), flush=True)
server.serve_forever()
"""


@pytest.fixture
async def program(tmp_path):
    """Makes programs that run `script`, and stops them in the end."""
    made = []

    def make(script, *arguments, patience_s=20.0, port=None):
        port = port or unused_port()
        argv = [sys.executable, "-c", script, str(port), *map(str, arguments)]
        command = Command(argv=argv, log=tmp_path / "log/bot.log")
        probe = f"http://127.0.0.1:{port}/readyz"
        made.append(Program(name="bot", command=command, probes=(probe,), patience_s=patience_s))
        return made[-1]

    yield make
    for each in made:
        await each.stop()


def pids(program):
    return [int(line) for line in program.command.log.read_text().splitlines()]


async def test_a_program_is_ready_when_it_answers(program):
    bot = program(ANSWERING)
    await bot.start()
    assert bot.fall() is None


async def test_a_program_that_answers_503_is_not_ready_yet(program):
    bot = program(ANSWERING, 503, 500, 404)
    await bot.start()
    assert bot.fall() is None


async def test_a_program_that_ends_at_once_is_told_with_its_last_words(program):
    bot = program("raise SystemExit('SALDO_STRIPE_SECRET_KEY is empty')")
    with pytest.raises(LaunchError) as told:
        await bot.start()
    assert "the bot stopped at once: SALDO_STRIPE_SECRET_KEY is empty (exit 1" in str(told.value)
    assert "\n" not in str(told.value)


async def test_a_program_that_is_never_ready_is_told_with_its_log(program):
    bot = program("import time; time.sleep(60)", patience_s=0.4)
    with pytest.raises(LaunchError, match=r"the bot was not ready in 0 s, see .*bot\.log"):
        await bot.start()
    assert bot.fall() is None


async def test_a_fall_names_the_exit_and_the_log(program):
    bot = program(ANSWERING)
    await bot.start()
    os.kill(pids(bot)[0], signal.SIGKILL)
    bot._process.wait(5)
    assert bot.fall() == f"exit -9, see {bot.command.log}"


async def test_a_stopped_program_has_not_fallen(program):
    bot = program(ANSWERING)
    await bot.start()
    await bot.stop()
    await bot.stop()
    assert bot.fall() is None
    with pytest.raises(ProcessLookupError):
        os.kill(pids(bot)[0], 0)


async def test_a_killed_program_comes_back_as_another_process(program):
    bot, said = program(ANSWERING), []
    supervisor = Supervisor(say=said.append, pauses_s=(0.01,))
    await supervisor.start(bot)
    os.kill(pids(bot)[0], signal.SIGKILL)
    bot._process.wait(5)
    assert await supervisor._start_again(bot, bot.fall(), RestartBudget()) is None
    assert (said[-1], len(set(pids(bot)))) == ("bot is back", 2)
    await supervisor.stop()


async def test_a_part_that_falls_too_often_stops_the_watch_in_one_line(program):
    bot = program("print(0); raise SystemExit('no luck')")
    supervisor = Supervisor(say=lambda _: None, pauses_s=(0.01, 0.01))
    with pytest.raises(LaunchError):
        await supervisor.start(bot)
    with pytest.raises(LaunchError, match=r"the bot keeps falling .*no luck.*mend it") as told:
        await supervisor.watch()
    assert "\n" not in str(told.value)
