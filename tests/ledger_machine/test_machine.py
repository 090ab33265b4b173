"""Whatever happens in whatever order, and whatever crashes: the books are right to the cent."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.launch.postgres import PostgresUrls
from bot.storage.database import Database
from tests.ledger_machine import acts
from tests.ledger_machine.machine import LedgerMachine
from tests.ledger_machine.world import World

EXAMPLES = int(os.environ.get("SALDO_MACHINE_EXAMPLES", "500"))
STEPS = 50


@pytest.fixture
def world(postgres_urls: PostgresUrls, database: Database) -> Iterator[World]:
    """On a connection of its own; `database` empties the tables afterwards."""
    opened = World(postgres_urls.app)
    yield opened
    opened.close()


def test_no_sequence_of_steps_and_crashes_loses_or_makes_a_cent(world: World) -> None:
    contact = world.step(acts.move_in)
    run_state_machine_as_test(
        lambda: LedgerMachine(world, contact),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.deaths > 0
