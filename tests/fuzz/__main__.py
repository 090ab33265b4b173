"""`make fuzz`: many walks with a progress bar; exit 1 and the stories of those that broke."""

import argparse
import asyncio
import logging

import structlog
from rich.console import Console
from rich.progress import Progress

from bot.outbox.disclosure import REPLIES
from tests.bench.surroundings import Surroundings, engine, started, storage, trained_model
from tests.fuzz.house import open_house
from tests.fuzz.walks import Outcome, take_walks
from tests.support.clock import HandClock


def main() -> None:
    words = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    words.add_argument("--walks", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", type=int, help="the number of one walk")
    chosen = words.parse_args()
    numbers = range(chosen.walks) if chosen.only is None else range(chosen.only, chosen.only + 1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    trained_model()
    with storage() as around:
        outcome = asyncio.run(_fuzz(around, numbers, chosen.seed))
    _report(Console(), outcome)
    raise SystemExit(1 if outcome.failed else 0)


def _report(console: Console, outcome: Outcome) -> None:
    for walk in outcome.failed:
        console.print(f"\n{walk.story}", markup=False, highlight=False)
    unheard = sorted(REPLIES.keys() - outcome.heard.keys())
    console.print(f"\n{outcome.heard.total()} replies; never heard: {', '.join(unheard) or '-'}")
    console.print(f"{len(outcome.failed)} walks broke something.")


async def _fuzz(around: Surroundings, numbers: range, seed: int) -> Outcome:
    async with started(engine(around)), open_house(around.settings, HandClock()) as house:
        with Progress() as progress:
            bar = progress.add_task(f"seed {seed}", total=len(numbers))
            return await take_walks(
                house, numbers, seed=seed, on_walked=lambda count: progress.advance(bar, count)
            )


if __name__ == "__main__":
    main()
