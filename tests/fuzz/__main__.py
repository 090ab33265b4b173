"""`make fuzz`: many walks with a progress bar; exit 1 and the stories of those that broke."""

import argparse
import asyncio
import logging

import structlog
from rich.console import Console
from rich.progress import Progress

from tests.bench.surroundings import engine, started, storage, trained_model
from tests.fuzz.house import open_house
from tests.fuzz.walks import Walk, take_walks
from tests.support.clock import HandClock


def main() -> None:
    words = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    words.add_argument("--walks", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", type=int, help="the number of one walk")
    chosen = words.parse_args()
    numbers = range(chosen.walks) if chosen.only is None else range(chosen.only, chosen.only + 1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    raise SystemExit(1 if asyncio.run(_fuzz(numbers, chosen.seed)) else 0)


async def _fuzz(numbers: range, seed: int) -> list[Walk]:
    console = Console()
    trained_model()
    with storage() as around:
        async with started(engine(around)), open_house(around.settings, HandClock()) as house:
            with Progress(console=console) as progress:
                bar = progress.add_task(f"seed {seed}", total=len(numbers))
                failed = await take_walks(
                    house, numbers, seed=seed, on_walked=lambda n: progress.advance(bar, n)
                )
    for walk in failed:
        console.print(f"\n{walk.story}", markup=False, highlight=False)
    console.print(f"{len(numbers)} walks of seed {seed}, {len(failed)} broke something.")
    return failed


if __name__ == "__main__":
    main()
