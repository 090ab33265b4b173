"""Identifiers: opaque, prefixed strings; one kind can never stand for another in a log or key."""

import secrets
from typing import Final, NewType

ContactId = NewType("ContactId", str)
CustomerId = NewType("CustomerId", str)
AccountId = NewType("AccountId", str)
OfferId = NewType("OfferId", str)
PlanId = NewType("PlanId", str)
PromiseId = NewType("PromiseId", str)
PromiseDraftId = NewType("PromiseDraftId", str)
CaseId = NewType("CaseId", str)
OutboxId = NewType("OutboxId", str)
PayLinkId = NewType("PayLinkId", str)
Wamid = NewType("Wamid", str)

_READABLE: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """A fresh identifier such as `out_9f86d081884c7d65` (96 random bits)."""
    return f"{prefix}_{secrets.token_hex(12)}"


def new_folio() -> str:
    """A reference that a person can read out: eight characters without 0/O or 1/I/L/U."""
    return "".join(secrets.choice(_READABLE) for _ in range(8))
