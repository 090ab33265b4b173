"""Pay links: the long-lived, revocable address that WhatsApp carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId, new_id
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.payments import store
from bot.payments.model import IssuedLink, LinkState, PayLink
from bot.payments.tables import pay_links


async def create_link(  # noqa: PLR0913 - the contract every part codes against
    conn: AsyncConnection,
    vault: Vault,
    *,
    plan_id: PlanId,
    account_id: AccountId,
    contact_id: ContactId,
    expires_at: datetime,
    now: datetime,
) -> IssuedLink:
    """The link to the plan's next instalment: the open one, renewed, or a new one.

    Links of the account's other plans are revoked. Raises Rejected `nothing_to_pay`.
    """
    plan = await ledger.plan(conn, plan_id)
    installment = ledger.next_installment(plan)
    if installment is None:
        raise Rejected("nothing_to_pay")
    await store.revoke_links(conn, account_id, keep_plan=plan_id)
    wanted = PayLink(
        id=PayLinkId(new_id("pay")),
        plan_id=plan_id,
        installment_no=installment.no,
        account_id=account_id,
        contact_id=contact_id,
        amount=installment.owed,
        state=LinkState.OPEN,
        expires_at=expires_at,
    )
    token = vault.pay_token(wanted.id)
    created = await store.insert_link(conn, wanted, token=token, now=now)
    return _issued(created or await _renew(conn, wanted), vault)


async def find(conn: AsyncConnection, token: str) -> PayLink:
    """The link a public token opens; raises LinkUnknown."""
    return await store.link_of_token(conn, token)


async def _renew(conn: AsyncConnection, wanted: PayLink) -> PayLink:
    """The instalment's open link, now with the amount still owed and the later of the two ends."""
    existing = await store.open_link(conn, wanted.plan_id, wanted.installment_no)
    if existing is None:
        # Paid or revoked between our insert and this look: whoever asked looks again.
        raise Rejected("nothing_to_pay")
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
