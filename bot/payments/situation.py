"""What opening a pay link finds: the obligation, and how far its sessions at Stripe have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger.service import recorded
from bot.payments import session_store
from bot.payments.model import Due, PayLink, Standing
from bot.payments.obligation import due_of
from bot.payments.sessions import PaySession, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """The payment that a paid link was paid with; `folio` is its receipt's."""

    folio: str
    amount: Money
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`session` is the link's latest, `elsewhere` one of another link that waits for money."""

    due: Due
    standing: Standing
    session: PaySession | None
    elsewhere: PaySession | None
    paid_by: PaidBy | None


async def situation_of(
    conn: AsyncConnection, vault: Vault, link: PayLink, *, is_live: bool, now: datetime
) -> Situation:
    """How the link stands now, sessions of the other mode left aside; raises LedgerDoubt."""
    due = await due_of(conn, link, now)
    session = await session_store.latest_session(conn, vault, link)
    if session is not None and session.is_live != is_live:
        session = None
    rivals = await session_store.rival_sessions(conn, vault, link=link, is_live=is_live)
    waiting = [rival for rival in rivals if rival.progress is Progress.WAITING]
    return Situation(
        due=due,
        standing=standing_of(due.standing, session, rivals),
        session=session,
        elsewhere=waiting[0] if waiting else None,
        paid_by=await _paid_by(conn, session),
    )


def standing_of(
    standing: Standing, own: PaySession | None, rivals: Sequence[PaySession]
) -> Standing:
    """The link's standing once money that is on its way is seen too."""
    if standing is Standing.PAID:
        return standing
    if own is not None and own.progress is Progress.CONFIRMING:
        return Standing.CONFIRMING
    if standing in (Standing.PAYABLE, Standing.EXPIRED) and _waits(own):
        return Standing.WAITING
    is_coming = any(rival.progress is Progress.CONFIRMING for rival in rivals)
    return Standing.CONFIRMING if standing is Standing.PAYABLE and is_coming else standing


def _waits(session: PaySession | None) -> bool:
    return session is not None and session.progress is Progress.WAITING


async def _paid_by(conn: AsyncConnection, session: PaySession | None) -> PaidBy | None:
    if session is None or session.paid is None or session.paid_at is None:
        return None
    key = f"pi:{session.payment_id}"
    posted = (await recorded(conn, [key])).get(key)
    if posted is None or posted.folio is None:
        return None
    return PaidBy(folio=posted.folio, amount=session.paid, paid_at=session.paid_at)
