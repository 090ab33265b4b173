"""`nightly` at the terminal: what is due is done once, and told in a few words."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.launch.nights import summary
from bot.storage.database import Database
from tests.support.lateness import lend_late

PROJECT = Path(__file__).parents[3]
A_DAY_S = 24 * 60 * 60


@pytest.fixture
def run(postgres_urls, tmp_path):
    """Runs the command as if so many days had gone by."""

    def command(days):
        environment = {
            "PYTHONPATH": str(PROJECT),
            "SALDO_DATABASE_URL": postgres_urls.app,
            "SALDO_IDENTITY_KEY": "k" * 43,
            "SALDO_SANDBOX": "1",
            "SALDO_CLOCK_OFFSET_S": str(days * A_DAY_S),
        }
        return subprocess.run(
            [sys.executable, "-m", "bot", "nightly"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_each_job_has_one_line_of_what_it_did():
    console = Console(file=io.StringIO(), width=120)
    console.print(summary({"accrue": {"accounts_looked_at": 3, "charges_posted": 4}}))
    words = " ".join(console.file.getvalue().split())
    assert words == "accrue accounts looked at 3, charges posted 4"


async def test_the_command_does_what_is_due_and_then_nothing(run, database: Database):
    async with database.transaction() as conn:
        await lend_late(conn)
    first = run(days=3650)
    assert (first.returncode, "accounts looked at 1" in first.stdout) == (0, True), first.stderr
    assert run(days=3650).stdout.splitlines()[-1] == "Nothing was due."
