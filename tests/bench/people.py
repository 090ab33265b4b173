"""The bench's people: customers with one account each, and their contacts, already verified."""

import json
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.contacts.store import resolve
from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId
from bot.parts import Parts
from bot.usecases.portfolio import import_portfolio

_COMPONENTS = {"principal": "980.01", "ordinary_interest": "120.50", "late_interest": "35.25"}
_PERIODS = 4


def customer_id(number: int) -> str:
    return f"CUS-{number:04}"


async def move_in(parts: Parts, count: int, folder: Path) -> list[ContactId]:
    """Import `count` customers through the product's own door and verify their contacts."""
    path = folder / "portfolio.jsonl"
    today = parts.clock.now().date()
    lines = [line for number in range(count) for line in _lines(number, today)]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    report = await import_portfolio(
        parts.database, parts.vault, path, all_or_nothing=True, now=parts.clock.now()
    )
    if report.rejected:
        raise RuntimeError(f"the bench's portfolio was rejected: {report.rejected[0]}")
    return [await _verified(parts, number) for number in range(count)]


async def _verified(parts: Parts, number: int) -> ContactId:
    now = parts.clock.now()
    async with parts.database.transaction() as conn:
        contact_id = await resolve(conn, phone=_phone(number), user_id=None, now=now)
        known = {"customer_id": customer_id(number), "verified_until": now + timedelta(hours=2)}
        await conn.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(**known))
    return contact_id


def _phone(number: int) -> str:
    return f"+52551{2000000 + number}"


def _lines(number: int, today: date) -> list[dict[str, object]]:
    customer, account = customer_id(number), f"ACC-{number:04}"
    person = {
        "type": "customer",
        "id": customer,
        "name": "Rocío Méndez Lara",
        "first_name": "Rocío",
        "last_name": "Méndez Lara",
        "date_of_birth": "1987-06-14",
        "postcode": "06700",
        "document_last4": None,
        "phone": _phone(number),
        "consents": ["whatsapp"],
        "country": "MX",
        "zone": "America/Mexico_City",
        "language": "es",
    }
    loan = {
        "type": "account",
        "id": account,
        "customer": customer,
        "product": "personal_loan",
        "last4": f"{number:04}",
        "currency": "MXN",
        "creditor": "Financiera Sol",
        "flags": [],
        "broken_promises": 0,
    }
    return [person, loan, *_charges(account, today)]


def _charges(account: str, today: date) -> list[dict[str, object]]:
    return [
        {
            "type": "charge",
            "id": f"{account}-{period}-{component}",
            "account": account,
            "component": component,
            "amount": amount,
            "currency": "MXN",
            "due_on": (today - timedelta(days=30 * period - 45)).isoformat(),
        }
        for period in range(_PERIODS)
        for component, amount in _COMPONENTS.items()
    ]
