"""Pay links and sessions, and whether a link may be paid now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money

# Stripe wants sessions to end 30 minutes to 24 hours ahead; the margins are for slow requests.
SHORTEST_SESSION: Final = timedelta(minutes=31)
LONGEST_SESSION: Final = timedelta(hours=23)

# The smallest charge Stripe takes, in minor units; elsewhere Stripe's own refusal decides.
_SMALLEST_CHARGE: Final[Mapping[str, int]] = MappingProxyType({"MXN": 1_000, "USD": 50})


class LinkState(StrEnum):
    """`revoked`: other terms took its place."""

    OPEN = "open"
    PAID = "paid"
    REVOKED = "revoked"


class SessionState(StrEnum):
    """`creating`: committed before Stripe was asked, so Stripe may or may not know it."""

    CREATING = "creating"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"
    REFUSED = "refused"


class Standing(StrEnum):
    """What opening a pay link leads to."""

    PAYABLE = "payable"
    CONFIRMING = "confirming"
    PAID = "paid"
    NOTHING_OWED = "nothing_owed"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    TOO_SMALL = "too_small"


class NotPayable(Rejected):
    """The link cannot be paid now; `standing` says why and is what the page shows."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


class LinkUnknown(Rejected):
    """No pay link has this token."""

    def __init__(self) -> None:
        super().__init__("pay_link_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLink:
    """The right to pay one instalment of one plan until `expires_at`."""

    id: PayLinkId
    plan_id: PlanId
    installment_no: int
    account_id: AccountId
    contact_id: ContactId
    amount: Money
    state: LinkState
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLink:
    """A link as it is sent: put the public address before `path`. The token is never stored."""

    id: PayLinkId
    token: str
    path: str
    amount: Money
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySession:
    """One Checkout Session of a link; `request` is the exact JSON Stripe is asked with."""

    link_id: PayLinkId
    generation: int
    amount: Money
    expires_at: datetime
    request: str
    state: SessionState
    stripe_id: str | None = None
    url: str | None = None

    @property
    def idempotency_key(self) -> str:
        """The same for every try of this session, so that Stripe makes it once."""
        return f"cs:{self.link_id}:{self.generation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a link asks for now; `amount` is never more than is owed."""

    standing: Standing
    amount: Money


def judge(
    link: PayLink, *, is_plan_active: bool, is_installment_paid: bool, owed: Money, now: datetime
) -> Due:
    """Whether `link` may be paid at `now`, and how much."""
    amount = min(link.amount, owed)
    return Due(
        standing=_standing(
            link,
            is_plan_active=is_plan_active,
            is_installment_paid=is_installment_paid,
            amount=amount,
            now=now,
        ),
        amount=amount,
    )


def session_expiry(link_expires_at: datetime, now: datetime) -> datetime:
    """When a session made at `now` ends, to the second: with the link, within Stripe's limits."""
    return min(link_expires_at, now + LONGEST_SESSION).replace(microsecond=0)


def _standing(
    link: PayLink,
    *,
    is_plan_active: bool,
    is_installment_paid: bool,
    amount: Money,
    now: datetime,
) -> Standing:
    if link.state is LinkState.PAID or is_installment_paid:
        return Standing.PAID
    if amount.amount_minor <= 0:
        return Standing.NOTHING_OWED
    if link.state is LinkState.REVOKED or not is_plan_active:
        return Standing.SUPERSEDED
    if link.expires_at < now + SHORTEST_SESSION:
        return Standing.EXPIRED
    if amount.amount_minor < _SMALLEST_CHARGE.get(amount.currency, 0):
        return Standing.TOO_SMALL
    return Standing.PAYABLE
