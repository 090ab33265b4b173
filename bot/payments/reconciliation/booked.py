"""Under which keys the ledger books what Stripe's objects did, and what that comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.ledger.movements import CashMovement
from bot.payments.reconciliation.facts import Posted

# A refund that went beyond what its payment had left is booked in parts, as more comes to be left.
_PARTS: Final = ("", *(f":part{number}" for number in range(2, 10)))
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    # Money that fits no account is booked under a key of its own, and applied under another.
    "pi": ("pi:{}", "unapplied:pi:{}"),
    "re": tuple(f"re:{{}}{end}{part}" for end in ("", ":reversal") for part in _PARTS),
    "du": tuple(f"du:{{}}{end}{part}" for end in (":withdrawn", ":reinstated") for part in _PARTS),
}

# How the keys of everything that came from or went to Stripe begin.
PREFIXES: Final = ("pi:", "unapplied:pi:", "re:", "du:")


def keys_of(prefix: str, ids: Iterable[str]) -> list[str]:
    """Every key that these objects may be booked under; `prefix` is `pi`, `re` or `du`."""
    return [form.format(each) for each in ids for form in _FORMS[prefix]]


def object_of(key: str) -> tuple[str, str]:
    """Which object a key is about: its prefix and its id at Stripe."""
    prefix, object_id = key.removeprefix("unapplied:").split(":")[:2]
    return prefix, object_id


def payment_of(cash: Mapping[str, CashMovement], payment_id: str) -> Posted | None:
    """A payment as the ledger has it: on an account, or waiting for one."""
    moves = [cash[key] for key in keys_of("pi", [payment_id]) if key in cash]
    return posted_of(moves[0]) if moves else None


def posted_of(moved: CashMovement | None) -> Posted | None:
    """A movement as a posting."""
    if moved is None:
        return None
    return Posted(
        amount=moved.cash,
        account_id=moved.account_id,
        folio=moved.folio,
        posted_at=moved.posted_at,
    )


def gone_of(cash: Mapping[str, CashMovement], prefix: str, object_id: str) -> Posted | None:
    """What left us for good of one refund or dispute, as the ledger has it."""
    moves = [cash[key] for key in keys_of(prefix, [object_id]) if key in cash]
    if not moves:
        return None
    gone = -moves[0].cash
    for move in moves[1:]:
        gone -= move.cash
    return Posted(
        amount=gone,
        account_id=moves[0].account_id,
        folio=moves[0].folio,
        posted_at=moves[-1].posted_at,
    )
