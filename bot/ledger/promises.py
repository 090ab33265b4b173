"""Promises to pay: a day and an amount that somebody gave their word for; no contract changes.

A promise keeps its own terms. A later one on the same account supersedes it, never edits it.
Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, ContactId, PromiseId, Wamid, new_folio, new_id
from bot.kernel.money import Money
from bot.ledger import store
from bot.ledger.decisions import DecisionMeta
from bot.ledger.model import Account
from bot.ledger.reach import asking
from bot.ledger.tables import entries, promises, transactions
from bot.ledger.terms import less_tolerance

PromiseState = Literal["open", "kept", "partial", "broken", "superseded", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTerms:
    """What is promised: `amount` by `due_on`, a day of the customer's calendar.

    It counts as kept when at least the amount less `tolerance_pct` has come within `grace_days`.
    """

    amount: Money
    due_on: date
    grace_days: int
    tolerance_pct: Decimal

    @property
    def least(self) -> Money:
        """The smallest sum that keeps the promise, rounded up to the minor unit."""
        return less_tolerance(self.amount, self.tolerance_pct)

    @property
    def last_day(self) -> date:
        """The last day on which a payment still counts."""
        return self.due_on + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise as it was made; `wants_reminder` is None until they said yes or no."""

    id: PromiseId
    folio: str
    account_id: AccountId
    contact_id: ContactId
    terms: PromiseTerms
    meta: DecisionMeta
    made_at: datetime
    made_wamid: Wamid
    state: PromiseState
    wants_reminder: bool | None


@asking
async def make_promise(  # noqa: PLR0913 - a promise is all of these at once
    conn: AsyncConnection,
    *,
    account_id: AccountId,
    contact_id: ContactId,
    terms: PromiseTerms,
    meta: DecisionMeta,
    made_at: datetime,
    made_wamid: Wamid,
) -> Promise:
    """Record the promise; the account's open one is superseded, its wish for a reminder kept.

    The same message again gives the same promise.
    """
    owner = await store.lock_account(conn, account_id)
    known = await _select(conn, promises.c.made_wamid == made_wamid)
    if known:
        return known[0]
    await age(conn, owner, local_date(made_at, owner.zone))
    before = await open_promise(conn, account_id)
    if before is not None:
        await _set(conn, before.id, state="superseded")
    promise = Promise(
        id=PromiseId(new_id("prm")),
        folio=new_folio(),
        account_id=account_id,
        contact_id=contact_id,
        terms=terms,
        meta=meta,
        made_at=made_at,
        made_wamid=made_wamid,
        state="open",
        wants_reminder=before.wants_reminder if before else None,
    )
    await conn.execute(sa.insert(promises).values(**_row(promise)))
    return promise


@asking
async def open_promise(conn: AsyncConnection, account_id: AccountId) -> Promise | None:
    """The promise that stands on the account."""
    found = await _select(conn, promises.c.account_id == account_id, promises.c.state == "open")
    return found[0] if found else None


@asking
async def latest_promise(conn: AsyncConnection, contact_id: ContactId) -> Promise | None:
    """The contact's promise that was made last, if it still stands."""
    found = await _select(conn, promises.c.contact_id == contact_id, promises.c.state == "open")
    return max(found, key=lambda promise: promise.made_at, default=None)


@asking
async def set_reminder(conn: AsyncConnection, promise_id: PromiseId, *, wanted: bool) -> None:
    """Whether they want to be reminded the day before."""
    await _set(conn, promise_id, wants_reminder=wanted)


async def settle(
    conn: AsyncConnection, owner: Account, *, came: date, today: date
) -> list[Promise]:
    """After money of the day `came` moved: what its promises are on `today`; those that changed.

    Money that came in time and was only booked late still keeps a promise that seemed broken.
    """
    counting = [p for p in await _judged(conn, owner.id) if _counts(p, came, owner.zone)]
    return await _judge(conn, counting, today)


async def age(conn: AsyncConnection, owner: Account, today: date) -> list[Promise]:
    """The open promise is kept, partly kept or broken once its last day has passed."""
    promise = await open_promise(conn, owner.id)
    return await _judge(conn, [promise], today) if promise else []


def state_on(terms: PromiseTerms, received: Money, today: date) -> PromiseState:
    """What a promise is on `today` when this much has come for it in time. Pure."""
    if received >= terms.least:
        return "kept"
    if today <= terms.last_day:
        return "open"
    return "partial" if received.amount_minor > 0 else "broken"


async def received_for(conn: AsyncConnection, promise: Promise) -> Money:
    """What the account has been paid since the promise was made, in time for it.

    What went back of those payments, whenever, is taken off.
    """
    owner = await store.account(conn, promise.account_id)
    made_on = local_date(promise.made_at, owner.zone)
    bounds = {"made_on": made_on, "last_day": promise.terms.last_day}
    values = {"account": promise.account_id, "made_at": promise.made_at, **bounds}
    minor = (await conn.execute(_RECEIVED, values)).scalar_one()
    return Money(int(minor), promise.terms.amount.currency)


def _came_in_time() -> sa.CTE:
    """Payments that came in time, and whatever took them back or gave them back again."""
    counted = (
        sa.select(transactions.c.id)
        .where(
            transactions.c.account_id == sa.bindparam("account"),
            transactions.c.reverses.is_(None),
            transactions.c.refunds.is_(None),
            transactions.c.posted_at >= sa.bindparam("made_at"),
            transactions.c.occurred_on.between(sa.bindparam("made_on"), sa.bindparam("last_day")),
        )
        .cte("counted", recursive=True)
    )
    follows = sa.or_(
        transactions.c.reverses == counted.c.id, transactions.c.refunds == counted.c.id
    )
    return counted.union(sa.select(transactions.c.id).join(counted, follows))


_COUNTED: Final = _came_in_time()
_RECEIVED: Final = (
    sa.select(sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0))
    .join_from(entries, _COUNTED, entries.c.transaction_id == _COUNTED.c.id)
    .where(entries.c.book == "cash")
)


async def _judged(conn: AsyncConnection, account_id: AccountId) -> list[Promise]:
    """The account's promises that money can still decide about, the latest first."""
    found = await _select(
        conn,
        promises.c.account_id == account_id,
        promises.c.state.in_(("open", "kept", "partial", "broken")),
    )
    return sorted(found, key=lambda promise: promise.made_at, reverse=True)


def _counts(promise: Promise, day: date, zone: str) -> bool:
    return local_date(promise.made_at, zone) <= day <= promise.terms.last_day


async def _judge(conn: AsyncConnection, found: Iterable[Promise], today: date) -> list[Promise]:
    changed = []
    for promise in found:
        state = state_on(promise.terms, await received_for(conn, promise), today)
        if state == "open" and promise.state != "open":
            # Only one promise stands on an account: a later one has taken its place.
            is_taken = await open_promise(conn, promise.account_id) is not None
            state = "superseded" if is_taken else "open"
        if state != promise.state:
            await _set(conn, promise.id, state=state)
            changed.append(replace(promise, state=state))
    return changed


async def _set(conn: AsyncConnection, promise_id: PromiseId, **values: Any) -> None:
    await conn.execute(sa.update(promises).where(promises.c.id == promise_id).values(**values))


async def _select(conn: AsyncConnection, *where: sa.ColumnElement[bool]) -> list[Promise]:
    rows = await conn.execute(sa.select(promises).where(*where))
    return [_promise(row) for row in rows.mappings()]


def _row(promise: Promise) -> dict[str, Any]:
    terms = promise.terms
    return {
        "id": promise.id,
        "folio": promise.folio,
        "account_id": promise.account_id,
        "contact_id": promise.contact_id,
        "amount_minor": terms.amount.amount_minor,
        "currency": terms.amount.currency,
        "due_on": terms.due_on,
        "grace_days": terms.grace_days,
        "tolerance_pct": terms.tolerance_pct,
        **promise.meta.columns(),
        "made_at": promise.made_at,
        "made_wamid": promise.made_wamid,
        "state": promise.state,
        "wants_reminder": promise.wants_reminder,
    }


def _promise(row: sa.RowMapping) -> Promise:
    return Promise(
        id=row["id"],
        folio=row["folio"],
        account_id=row["account_id"],
        contact_id=row["contact_id"],
        terms=PromiseTerms(
            amount=Money(row["amount_minor"], row["currency"]),
            due_on=row["due_on"],
            grace_days=row["grace_days"],
            tolerance_pct=row["tolerance_pct"],
        ),
        meta=DecisionMeta.of_row(row),
        made_at=row["made_at"],
        made_wamid=row["made_wamid"],
        state=row["state"],
        wants_reminder=row["wants_reminder"],
    )
