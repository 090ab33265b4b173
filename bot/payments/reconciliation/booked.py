"""Under which keys the ledger books what Stripe's objects did, and what that comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.ledger.movements import CashMovement
from bot.payments.reconciliation.facts import Posted

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "pi": ("pi:{}",),
    "re": ("re:{}", "re:{}:reversal"),
    "du": ("du:{}:withdrawn", "du:{}:reinstated"),
}


def keys_of(prefix: str, ids: Iterable[str]) -> list[str]:
    """Every key that these objects may be booked under; `prefix` is `pi`, `re` or `du`."""
    return [form.format(each) for each in ids for form in _KEYS[prefix]]


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
