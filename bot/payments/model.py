"""Pay links, and whether a link may be paid now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.payments.sessions import SHORTEST_SESSION

# The smallest charge Stripe takes, in minor units; elsewhere Stripe's own refusal decides.
_SMALLEST_CHARGE: Final[Mapping[str, int]] = MappingProxyType({"MXN": 1_000, "USD": 50})


class LinkState(StrEnum):
    """`revoked`: other terms took its place, or a person closed it."""

    OPEN = "open"
    PAID = "paid"
    REVOKED = "revoked"


class Purpose(StrEnum):
    """What of its plan a link pays; how much that is is read when the link is looked at or paid.

    `overdue` is what of the plan is due by now, `everything` all that is left of it.
    """

    INSTALLMENT = "installment"
    OVERDUE = "overdue"
    SETTLEMENT = "settlement"
    EVERYTHING = "everything"


class Standing(StrEnum):
    """What opening a pay link leads to.

    `confirming`: money is on its way to the books. `waiting`: a voucher or a transfer was handed
    out. `superseded`: other terms took the place of the link's. `revoked`: a person closed it.
    """

    PAYABLE = "payable"
    CONFIRMING = "confirming"
    WAITING = "waiting"
    PAID = "paid"
    NOTHING_OWED = "nothing_owed"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
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
    """The right to pay a part of a plan until `expires_at`.

    `amount` is what was said when it was sent; `installment_no` is None for every other purpose
    than an instalment.
    """

    id: PayLinkId
    plan_id: PlanId
    purpose: Purpose
    installment_no: int | None
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
class Due:
    """What a link asks for now; `amount` is never more than is owed."""

    standing: Standing
    amount: Money


def judge(
    link: PayLink,
    *,
    owed: Money,
    is_plan_active: bool,
    is_paid: bool,
    has_lapsed: bool,
    now: datetime,
) -> Due:
    """Whether `link` may be paid at `now`, and how much.

    `owed` is what the link's part of the plan asks now, `is_paid` that nothing of it is left;
    `has_lapsed`: its price was for an earlier day.
    """
    standing = _over(link, owed=owed, is_plan_active=is_plan_active, is_paid=is_paid)
    if standing is None:
        standing = _now(link, owed=owed, has_lapsed=has_lapsed, now=now)
    return Due(standing=standing, amount=owed)


def _over(link: PayLink, *, owed: Money, is_plan_active: bool, is_paid: bool) -> Standing | None:
    """Why the link is over for good; None when it is not."""
    if link.state is LinkState.PAID or is_paid:
        return Standing.PAID
    if owed.amount_minor <= 0:
        return Standing.NOTHING_OWED
    if not is_plan_active:
        return Standing.SUPERSEDED
    if link.state is LinkState.REVOKED:
        return Standing.REVOKED
    return None


def _now(link: PayLink, *, owed: Money, has_lapsed: bool, now: datetime) -> Standing:
    if has_lapsed or link.expires_at < now + SHORTEST_SESSION:
        return Standing.EXPIRED
    if owed.amount_minor < _SMALLEST_CHARGE.get(owed.currency, 0):
        return Standing.TOO_SMALL
    return Standing.PAYABLE
