"""How fast Saldo is, on this machine: `.venv/bin/python -m tests.bench [turns|ledger]`.

Starts everything itself and stops it again. For turns: PostgreSQL with its durable settings,
Redis, the engine, the bot's roles, a load generator, and a stock `rasa run` of the same model with
rasa-sdk's own action server. For the ledger: PostgreSQL alone, with few and with many entries.
Writes nothing but its reports in var/bench.
"""

import argparse
import asyncio
from contextlib import AsyncExitStack

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.launch.services import PROJECT
from tests.bench import ledger, ledger_report
from tests.bench.acks import measure_acks
from tests.bench.figures import Figures, Sample, Throughput
from tests.bench.people import customer_id, move_in
from tests.bench.report import save, show
from tests.bench.surroundings import (
    Surroundings,
    engine,
    started,
    stock_actions,
    stock_engine,
    storage,
    trained_model,
)
from tests.bench.throughput import saldo_throughput, stock_throughput
from tests.bench.turns import Conversations, opened, serving_actions, turns_of

CONTACTS = 32
WIDTH = 110
REPORT = PROJECT / "var/bench/report.json"
LEDGER_REPORT = PROJECT / "var/bench/ledger.json"


class Bench:
    """One run, saying where it is."""

    def __init__(self, around: Surroundings, *, is_quick: bool, progress: Progress) -> None:
        self._around = around
        self._ack_s = 4.0 if is_quick else 10.0
        self._longs = 1 if is_quick else 3
        self._conversations = self._longs + (4 if is_quick else 12)
        self._progress = progress

    def step(self, words: str, total: int = 1) -> int:
        """Finish the last line and begin the next."""
        self._finish()
        return self._progress.add_task(words, total=total)

    def _finish(self) -> None:
        for task in self._progress.tasks:
            self._progress.update(task.id, completed=task.total)

    async def run(self) -> Figures:
        async with AsyncExitStack() as stack:
            self.step("starting the engine, stock Rasa and its action server")
            model = await asyncio.to_thread(trained_model)
            programs = (
                engine(self._around),
                stock_actions(self._around),
                stock_engine(self._around, model),
            )
            await stack.enter_async_context(started(*programs))
            acks = await measure_acks(self._around, seconds=self._ack_s, step=self.step)
            samples, throughput = await self._turns()
            self.step("stopping everything")
        self._finish()
        return Figures(acks=acks, samples=samples, throughput=throughput)

    async def _turns(self) -> tuple[list[Sample], list[Throughput]]:
        async with opened(self._around) as (parts, timed_engine):
            self.step("moving people in")
            people = await move_in(parts, self._conversations + CONTACTS, self._around.folder)
            talking, crowd = people[: self._conversations], people[self._conversations :]
            bar = self.step(
                "turn by turn: Saldo, stock", turns_of(self._conversations, self._longs)
            )
            conversations = Conversations(
                parts, engine=timed_engine, stock_url=self._around.stock_url
            )
            async with serving_actions(parts):
                samples = await conversations.measure(
                    talking, longs=self._longs, advance=lambda: self._progress.advance(bar)
                )
            self.step(f"{CONTACTS} people at once: Saldo")
            ours = await saldo_throughput(self._around, parts, crowd)
        self.step(f"{CONTACTS} people at once: stock")
        theirs = await stock_throughput(
            self._around.stock_url,
            [customer_id(self._conversations + number) for number in range(CONTACTS)],
        )
        return samples, [ours, theirs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=("all", "turns", "ledger"), default="all")
    parser.add_argument("--quick", action="store_true", help="fewer of everything, shorter runs")
    asked = parser.parse_args()
    # Wide enough for the tables, also where nobody looks.
    console = Console(width=max(WIDTH, Console().width))
    if asked.part != "ledger":
        measure_turns(console, is_quick=asked.quick)
    if asked.part != "turns":
        measure_ledger(console, is_quick=asked.quick)


def measure_turns(console: Console, *, is_quick: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with storage() as around, Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bench = Bench(around, is_quick=is_quick, progress=progress)
        figures = uvloop.run(bench.run())
    show(figures, console)
    save(figures, REPORT)
    console.print(f"written to {REPORT}")


def measure_ledger(console: Console, *, is_quick: bool) -> None:
    with console.status("the ledger, with few and with many entries"):
        figures = ledger.measure(is_quick=is_quick)
    ledger_report.show(figures, console)
    ledger_report.save(figures, LEDGER_REPORT)
    console.print(f"written to {LEDGER_REPORT}")


if __name__ == "__main__":
    main()
