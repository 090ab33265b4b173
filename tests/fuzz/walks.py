"""Walks side by side, a message each at a time; what they break is told with the way there.

A walk is told by the seed and its number alone: who walks, what they say, how time passes.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

from bot.contacts.model import Contact
from bot.kernel.ids import Wamid
from bot.kernel.messages import Incoming, IncomingChoice, IncomingText
from tests.fuzz.acts import Acts
from tests.fuzz.cast import demo_ids, walker
from tests.fuzz.house import House
from tests.fuzz.invariants import AT_THE_END, broken
from tests.fuzz.seen import Eye, Said, Step

START = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
MESSAGES = 12
SIDE_BY_SIDE = 40
_AT_ONCE = 8
# Mostly seconds go by; sometimes long enough for a proof to lapse, or for another day.
_PAUSES_S = (3, 8, 20, 45, 60, 90, 70 * 60, 26 * 3600)
_PAUSE_WEIGHTS = (20, 20, 20, 20, 10, 6, 3, 1)

_AGENT_WORDS = (
    "Hola, soy Ana. ¿En qué te ayudo?",
    "Debes $2,272.35 de tu préstamo",
    "You owe $500 on account 4471",
    "Aquí puedes pagar: https://pay.example/x",
)


@dataclass(kw_only=True)
class Walk:
    """One walk: who, how far, what was said, and what was broken."""

    seed: int
    number: int
    acts: Acts
    eye: Eye
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    last: Step | None = None

    @property
    def story(self) -> str:
        """The walk as its reader needs it, with how to walk it again."""
        head = f"walk {self.number} of seed {self.seed}, {self.acts.walker.demo_id}"
        again = f"again: make fuzz SEED={self.seed} ONLY={self.number}"
        return "\n".join([head, again, *self.lines, *(f"  ✗ {fault}" for fault in self.faults)])


@dataclass(kw_only=True)
class Outcome:
    """The walks that broke something, and how often each reply was heard on all of them."""

    failed: list[Walk] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)


async def take_walks(
    house: House,
    numbers: Iterable[int],
    *,
    seed: int,
    on_walked: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Take all of them, some side by side."""
    outcome = Outcome()
    for group, together in groupby(sorted(numbers), key=lambda number: number // SIDE_BY_SIDE):
        walks = await _set_out(house, list(together), seed)
        await _walk(house, walks, Random(f"{seed}:pauses:{group}"))
        outcome.failed += [walk for walk in walks if walk.faults]
        for walk in walks:
            outcome.heard.update(walk.heard)
        on_walked(len(walks))
    return outcome


async def _set_out(house: House, numbers: list[int], seed: int) -> list[Walk]:
    house.clock.set(START)
    everyone = demo_ids()
    walkers = [walker(everyone[number % len(everyone)], number) for number in numbers]
    await house.move_in(walkers)
    return [
        Walk(
            seed=seed,
            number=number,
            acts=Acts(walker=one, chance=Random(f"{seed}:{number}")),
            eye=Eye(parts=house.parts, walker=one, contact_id=await house.contact(one)),
        )
        for number, one in zip(numbers, walkers, strict=True)
    ]


async def _walk(house: House, walks: list[Walk], pauses: Random) -> None:
    """A message each, then a pause for all; who broke something stops there."""
    places = asyncio.Semaphore(_AT_ONCE)
    for _ in range(MESSAGES):
        going = [walk for walk in walks if not walk.faults]
        written = await asyncio.gather(*(_write(house, walk, places) for walk in going))
        await house.deliver()
        await asyncio.gather(*(_examine(one, places) for one in written))
        [pause] = pauses.choices(_PAUSES_S, _PAUSE_WEIGHTS)
        house.clock.advance(timedelta(seconds=pause))
        for walk in going:
            walk.lines.append(f"  … {pause} s")
    unended = await house.part(walk.eye.contact_id for walk in walks)
    for walk in walks:
        if walk.eye.contact_id in unended:
            walk.faults.append("a session that did not end with exactly one disposition")
        if not walk.faults and walk.last is not None:
            walk.faults += [what for examine in AT_THE_END for what in examine(walk.last)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A message on its way to be examined."""

    walk: Walk
    before: Contact
    message: Incoming
    wamid: Wamid | None
    crash: str | None


async def _write(house: House, walk: Walk, places: asyncio.Semaphore) -> _Written:
    async with places:
        before = walk.last.after if walk.last else await walk.eye.contact()
        if await _agent_acts(house, walk, before):
            before = await walk.eye.contact()
        message = walk.acts.next(before)
        await _agent_writes(house, walk, before)
        walk.lines.append(f"  > {_words(message)}")
        wamid, crash = None, None
        try:
            wamid = await house.hears(walk.eye.contact_id, message)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            crash = f"{type(error).__name__}: {error}"
        return _Written(walk=walk, before=before, message=message, wamid=wamid, crash=crash)


async def _examine(written: _Written, places: asyncio.Semaphore) -> None:
    walk = written.walk
    async with places:
        step = await walk.eye.look(
            written.message,
            before=written.before,
            wamid=written.wamid,
            told=frozenset(walk.acts.memory.told),
            typed=tuple(walk.acts.memory.typed),
            crash=written.crash,
        )
    walk.lines += [f"  < {said.key}: {said.text!r}" for said in step.said]
    walk.heard += [said.key for said in step.said]
    walk.faults += broken(step)
    walk.last = step
    _remember(walk, step.said)


async def _agent_acts(house: House, walk: Walk, before: Contact) -> bool:
    """Half of the time an agent gives a chat back; now and then one takes it. Whether one did."""
    chance = walk.acts.chance.random()
    if before.holder == "agent" and chance < 0.5:
        walk.lines.append("  (an agent gives the chat back)")
        await house.agent_gives_back(walk.eye.contact_id)
        await house.deliver()
        return True
    if before.holder == "bot" and chance < 0.02:
        walk.lines.append("  (an agent takes the chat)")
        await house.agent_takes(walk.eye.contact_id)
        return True
    return False


async def _agent_writes(house: House, walk: Walk, before: Contact) -> None:
    """An agent who has the chat says something now and then, figures too."""
    if before.holder == "agent" and walk.acts.chance.random() < 0.4:
        words = walk.acts.chance.choice(_AGENT_WORDS)
        walk.lines.append(f"  (the agent writes {words!r})")
        await house.agent_says(walk.eye.contact_id, words)
        await house.deliver()


def _remember(walk: Walk, said: tuple[Said, ...]) -> None:
    memory = walk.acts.memory
    memory.is_asked_who = any(one.key.startswith("identity.") for one in said[-1:])
    memory.shown += [option for one in said for option in one.message.options]


def _words(message: Incoming) -> str:
    match message:
        case IncomingText(text=text):
            return repr(text if len(text) < 200 else f"{text[:80]}… ({len(text)} characters)")
        case IncomingChoice(payload=payload, title=title):
            return f"[{title}] {payload}"
        case _:
            return f"({message.kind}) {message.caption or ''}".rstrip()
