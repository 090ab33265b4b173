"""A short run of the walks in every test run; `make fuzz` takes two thousand."""

from bot.settings import Settings
from tests.fuzz.house import open_house
from tests.fuzz.walks import take_walks
from tests.support.clock import HandClock

WALKS = 50
SEED = 1


async def test_nothing_breaks_on_random_walks(stage_settings: Settings, clock: HandClock) -> None:
    async with open_house(stage_settings, clock) as house:
        outcome = await take_walks(house, range(WALKS), seed=SEED)
    assert not outcome.failed, "\n\n".join(walk.story for walk in outcome.failed)
