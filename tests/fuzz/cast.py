"""Who walks: a demo person copied under a phone, customers and accounts of their own.

Every walk has its own copy, so that walks share nothing and many can go side by side.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.kernel.ids import CustomerId
from bot.kernel.messages import Language
from tests.support.demo import PORTFOLIO, people

_IDS = ("id", "customer", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What proves to be one customer; `answers` are ways in which people write it."""

    customer: CustomerId
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """One copy of a demo person; `lines` is their part of a portfolio, `facts` their customers."""

    demo_id: str
    phone: str
    language: Language
    facts: tuple[Facts, ...]
    lines: tuple[str, ...]


def demo_ids() -> list[str]:
    """Everyone a walk can be: the demo's people, the stranger too."""
    return [person.id for person in people()]


def walker(demo_id: str, number: int) -> Walker:
    """The `number`-th walk's copy of a demo person."""
    [person] = [person for person in people() if person.id == demo_id]
    assert person.phone is not None
    phone = f"{person.phone[:-5]}{number:05}"
    lines = [_copied(line, number, phone) for line in _lines_of(person.phone)]
    customers = [line for line in lines if line["type"] == "customer"]
    return Walker(
        demo_id=demo_id,
        phone=phone,
        language=person.language,
        facts=tuple(_facts(customer) for customer in customers),
        lines=tuple(json.dumps(line, ensure_ascii=False) for line in lines),
    )


def write_portfolio(walkers: list[Walker], path: Path) -> None:
    """One file with everything the walkers owe."""
    as_of = next(line for line in _portfolio() if line["type"] == "as_of")
    lines = [json.dumps(as_of), *(line for one in walkers for line in one.lines)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@cache
def _portfolio() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in PORTFOLIO.read_text(encoding="utf-8").splitlines())


def _lines_of(phone: str) -> Iterator[dict[str, Any]]:
    customers: set[str] = set()
    accounts: set[str] = set()
    for line in _portfolio():
        if line["type"] == "customer" and line["phone"] == phone:
            customers.add(line["id"])
        elif line["type"] == "account" and line["customer"] in customers:
            accounts.add(line["id"])
        elif line.get("account") not in accounts:
            continue
        yield line


def _copied(line: dict[str, Any], number: int, phone: str) -> dict[str, Any]:
    copied = {
        name: f"{value}-w{number}" if name in _IDS else value for name, value in line.items()
    }
    return copied | ({"phone": phone} if line["type"] == "customer" else {})


def _facts(customer: dict[str, Any]) -> Facts:
    year, month, day = customer["date_of_birth"].split("-")
    born = (f"{year}-{month}-{day}", f"{int(day)} de {_MONTHS[int(month) - 1]} de {year}")
    if customer["country"] == "US":
        born = (f"{_ENGLISH[int(month) - 1]} {int(day)}, {year}", f"{month}/{day}/{year}")
    rest = f"cp {customer['postcode']}"
    if customer["document_last4"]:
        rest += f", cédula termina en {customer['document_last4']}"
    answers = tuple(f"{one}, {rest}" for one in born)
    return Facts(customer=CustomerId(customer["id"]), answers=answers)


_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
