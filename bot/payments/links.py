"""Pay links: the long-lived, revocable address that WhatsApp carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Rejected, Transient
from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId, new_id
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.payments import store
from bot.payments.model import IssuedLink, LinkState, PayLink, Purpose
from bot.payments.obligation import asked_by, usual_purpose
from bot.payments.tables import pay_links

# Whoever finds a link that is paid or revoked at that moment looks again at what is left.
_MOST_LOOKS: Final = 2


async def create_link(  # noqa: PLR0913 - the contract every part codes against
    conn: AsyncConnection,
    vault: Vault,
    *,
    plan_id: PlanId,
    account_id: AccountId,
    contact_id: ContactId,
    expires_at: datetime,
    now: datetime,
    purpose: Purpose | None = None,
) -> IssuedLink:
    """The link to `purpose` of the plan (its usual one): the open one, renewed, or a new one.

    Links of the account's other plans are revoked. Raises Rejected `nothing_to_pay`, LedgerDoubt.
    """
    await store.revoke_links(conn, account_id, keep_plan=plan_id)
    for _ in range(_MOST_LOOKS):
        part = await _part_to_pay(conn, plan_id, purpose, now)
        wanted = PayLink(
            id=PayLinkId(new_id("pay")),
            plan_id=plan_id,
            purpose=part.purpose,
            installment_no=part.installment_no,
            account_id=account_id,
            contact_id=contact_id,
            amount=part.amount,
            state=LinkState.OPEN,
            expires_at=expires_at,
        )
        token = vault.pay_token(wanted.id)
        created = await store.insert_link(conn, wanted, token=token, now=now)
        link = created or await _renew(conn, wanted)
        if link is not None:
            return _issued(link, vault)
    raise Transient("the link changes under our hands")


async def revoke_link(conn: AsyncConnection, link_id: PayLinkId) -> None:
    """Close an open link for good, as a person of ours wishes; one that is over stays as it is.

    The sweep closes its page at Stripe. A voucher that was printed can still be paid.
    """
    await store.revoke_link(conn, link_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What of a plan a link is to pay, as it stands now."""

    purpose: Purpose
    installment_no: int | None
    amount: Money


async def _part_to_pay(
    conn: AsyncConnection, plan_id: PlanId, purpose: Purpose | None, now: datetime
) -> _Part:
    plan = await ledger.plan(conn, plan_id)
    next_ = ledger.next_installment(plan)
    if next_ is None:
        raise Rejected("nothing_to_pay")
    purpose = purpose or usual_purpose(plan)
    no = next_.no if purpose is Purpose.INSTALLMENT else None
    account = await ledger.account(conn, plan.account_id)
    today = local_date(now, account.zone)
    balance = await ledger.balance(conn, account.id, today=today)
    amount = min(balance.total, asked_by(plan, purpose, installment_no=no, today=today))
    if amount.amount_minor <= 0:
        raise Rejected("nothing_to_pay")
    return _Part(purpose=purpose, installment_no=no, amount=amount)


async def _renew(conn: AsyncConnection, wanted: PayLink) -> PayLink | None:
    """The open link of the same purpose, with what is asked today and the later of both ends.

    None when it was paid or revoked between our insert and this look.
    """
    existing = await store.open_link(conn, wanted)
    if existing is None:
        return None
    renewed = replace(
        existing,
        amount=wanted.amount,
        expires_at=max(existing.expires_at, wanted.expires_at),
    )
    await conn.execute(
        sa.update(pay_links)
        .where(pay_links.c.id == existing.id)
        .values(amount_minor=renewed.amount.amount_minor, expires_at=renewed.expires_at)
    )
    return renewed


def _issued(link: PayLink, vault: Vault) -> IssuedLink:
    token = vault.pay_token(link.id)
    return IssuedLink(
        id=link.id,
        token=token,
        path=f"/p/{token}",
        amount=link.amount,
        expires_at=link.expires_at,
    )
