"""Checkout Sessions of pay links, and how far each has come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money
from bot.payments.seen import Instructions

# Stripe wants sessions to end 30 minutes to 24 hours ahead; the margins are for slow requests.
SHORTEST_SESSION: Final = timedelta(minutes=31)
LONGEST_SESSION: Final = timedelta(hours=23)
# So many presses that Stripe answered with errors of its own, and a session is given up.
MOST_FAILURES: Final = 2


class SessionState(StrEnum):
    """How it stands at Stripe, as far as we know.

    `creating`: committed before Stripe was asked, so Stripe may or may not know it. `given_up`:
    Stripe answered with errors of its own, time and again; it may know it all the same.
    """

    CREATING = "creating"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class Progress(StrEnum):
    """How far a session has come.

    `waiting`: a voucher or transfer details were handed out and no money has come in full.
    `confirming`: its payment may have succeeded, and nothing is posted yet. `over`: it can no
    longer bring money.
    """

    CREATING = "creating"
    OPEN = "open"
    WAITING = "waiting"
    CONFIRMING = "confirming"
    PAID = "paid"
    OVER = "over"


_OF_SESSIONS: Final[Mapping[SessionState, Progress]] = MappingProxyType(
    {
        SessionState.CREATING: Progress.CREATING,
        SessionState.OPEN: Progress.OPEN,
        SessionState.EXPIRED: Progress.OVER,
        SessionState.REFUSED: Progress.OVER,
        SessionState.GIVEN_UP: Progress.OVER,
    }
)
# By Stripe's word for the payment of a complete session; any other may yet become money.
_OF_PAYMENTS: Final[Mapping[str, Progress]] = MappingProxyType(
    {
        "succeeded": Progress.PAID,
        "canceled": Progress.OVER,
        "requires_payment_method": Progress.OVER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySession:
    """One Checkout Session of a link; `request` is the exact JSON Stripe is asked with.

    `payment_state` is Stripe's word for its payment; `succeeded` is written only together with the
    posting. `paid` is what was received then, at `paid_at`.
    """

    link_id: PayLinkId
    generation: int
    amount: Money
    expires_at: datetime
    request: str
    state: SessionState
    is_live: bool
    stripe_id: str | None = None
    url: str | None = None
    payment_id: str | None = None
    payment_state: str | None = None
    instructions: Instructions | None = None
    paid: Money | None = None
    paid_at: datetime | None = None

    @property
    def idempotency_key(self) -> str:
        """The same for every try of this session, so that Stripe makes it once."""
        return f"cs:{self.link_id}:{self.generation}"

    @property
    def progress(self) -> Progress:
        """How far it has come, as far as we know."""
        if self.state is not SessionState.COMPLETE:
            return _OF_SESSIONS[self.state]
        if self.payment_state == "requires_action" and self.instructions is not None:
            return Progress.WAITING
        return _OF_PAYMENTS.get(self.payment_state or "", Progress.CONFIRMING)


def is_untouched_transfer(instructions: Instructions | None, amount: Money) -> bool:
    """Whether a bank transfer of `amount` waits and nothing has come: it may be given up."""
    return (
        instructions is not None
        and instructions.method == "spei"
        and instructions.missing == amount
    )


def session_expiry(link_expires_at: datetime, now: datetime) -> datetime:
    """When a session made at `now` ends, to the second: with the link, within Stripe's limits."""
    return min(link_expires_at, now + LONGEST_SESSION).replace(microsecond=0)
