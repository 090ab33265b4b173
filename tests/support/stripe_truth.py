"""What Stripe holds of each payment and what our ledger does, to the cent and without our code."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import sqlalchemy as sa

from bot.sandbox.stripe.world import World
from bot.storage.database import Database

Json = dict[str, Any]


def at_stripe(world: World) -> dict[str, int]:
    """Minor units that stand of each payment that succeeded, after refunds and disputes."""
    gone: Counter[str] = Counter()
    for refund in world.all_of("refund"):
        if refund["status"] == "succeeded":
            gone[refund["payment_intent"]] += refund["amount"]
    for dispute in world.all_of("dispute"):
        gone[dispute["payment_intent"]] -= sum(
            movement["amount"] for movement in dispute["balance_transactions"]
        )
    paid = [each for each in world.all_of("payment_intent") if each["status"] == "succeeded"]
    return {each["id"]: max(0, each["amount_received"] - gone[each["id"]]) for each in paid}


async def in_ledger(database: Database) -> dict[str, int]:
    """Minor units that stand of each payment of Stripe's in the books."""
    async with database.transaction() as conn:
        rows = await conn.execute(_STANDING)
        return {row.key.removeprefix("pi:"): int(row.minor) for row in rows}


async def accounts_that_differ(database: Database) -> list[Json]:
    """Accounts whose debt is not what was charged less what came and was forgiven."""
    async with database.transaction() as conn:
        return [dict(row) for row in (await conn.execute(_UNEVEN)).mappings()]


_STANDING: Final = sa.text("""
WITH RECURSIVE family AS (
  SELECT idempotency_key AS key, id FROM transactions WHERE idempotency_key LIKE 'pi:%'
         AND kind = 'payment'
  UNION ALL
  SELECT family.key, t.id FROM transactions t
    JOIN family ON t.reverses = family.id OR t.refunds = family.id
)
SELECT key, sum(e.amount_minor) AS minor
FROM family JOIN entries e ON e.transaction_id = family.id AND e.book = 'cash' GROUP BY key
""")

_UNEVEN: Final = sa.text("""
SELECT account_id,
       sum(amount_minor) FILTER (WHERE book IN ('receivable', 'arranged')) AS owed,
       sum(amount_minor) FILTER (WHERE book = 'customer_credit') AS credit
FROM entries WHERE account_id IS NOT NULL GROUP BY account_id
HAVING sum(amount_minor) <> 0
    OR (sum(amount_minor) FILTER (WHERE book IN ('receivable', 'arranged')) > 0
        AND sum(amount_minor) FILTER (WHERE book = 'customer_credit') < 0)
    OR sum(amount_minor) FILTER (WHERE book IN ('receivable', 'arranged')) < 0
    OR sum(amount_minor) FILTER (WHERE book = 'customer_credit') > 0
""")
