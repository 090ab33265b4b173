"""Who can be played, as the phone page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from bot.launch.errors import LaunchError


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedPerson:
    """A demo person; `hint` is what proves who they are."""

    id: str
    name: str
    phone: str
    country: str
    note: str
    hint: str


async def list_people(session: aiohttp.ClientSession, url: str) -> list[PlayedPerson]:
    """Everyone on the phone page. Raises LaunchError when no stand-in answers there."""
    try:
        async with session.get(f"{url}/phone/people") as answer:
            answer.raise_for_status()
            raw = await answer.json()
    except aiohttp.ClientError as error:
        raise LaunchError(
            "the phone page does not answer; is `make up` still starting?"
        ) from error
    return [_person(one) for one in raw["people"] if one["phone"]]


def find_person(people: Sequence[PlayedPerson], wanted: str) -> PlayedPerson | None:
    """By id ("CUS-3", "cus3", "3") or by a name that only one of them has."""
    plain = wanted.casefold().strip()
    ids = {person.id.casefold(): person for person in people}
    number = plain.removeprefix("cus").removeprefix("-")
    if by_id := ids.get(plain) or ids.get(f"cus-{number}"):
        return by_id
    named = [person for person in people if plain and plain in person.name.casefold()]
    return named[0] if len(named) == 1 else None


def draw_people(console: Console, people: Sequence[PlayedPerson]) -> None:
    """A table to choose from."""
    table = Table(box=None, pad_edge=False)
    for heading in ("who", "name", "country", "situation"):
        table.add_column(heading, style="dim" if heading == "country" else "")
    for person in people:
        table.add_row(person.id, person.name, person.country, person.note)
    console.print(table)


def _person(raw: dict[str, Any]) -> PlayedPerson:
    names = ("id", "name", "phone", "country", "note", "hint")
    return PlayedPerson(**{name: str(raw[name]) for name in names})
