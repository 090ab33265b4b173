"""What the database says of a few accounts, in one statement of plain SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from tests.ledger_machine.model import Charged, PlanFound
from tests.ledger_machine.world import World

OWED: Final = ("receivable", "arranged")


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Minor units everywhere; a debit is positive.

    `told` are sums of a moment, as asked; `shares` is how much of each payment counts for
    instalments.
    """

    books: dict[tuple[str, str], int]
    owed: dict[str, int]
    arranged: dict[str, int]
    accrued: list[Charged]
    crooked: list[str]
    transactions: int
    entries: int
    plans: list[PlanFound]
    shares: dict[str, int]
    waiting: int
    told: list[int]

    @classmethod
    def empty(cls) -> Truth:
        return cls(
            books={},
            owed={},
            arranged={},
            accrued=[],
            crooked=[],
            transactions=0,
            entries=0,
            plans=[],
            shares={},
            waiting=0,
            told=[],
        )

    def book(self, account: str, *names: str) -> int:
        return sum(self.books.get((account, name), 0) for name in names)

    def owed_of(self, account: str) -> int:
        return self.book(account, *OWED)

    def plan(self, plan_id: str) -> PlanFound:
        return next(p for p in self.plans if p.id == plan_id)

    def active_plan(self, account: str) -> PlanFound | None:
        found = [p for p in self.plans if (p.account, p.state) == (account, "active")]
        assert len(found) <= 1, "two agreements in force"
        return found[0] if found else None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said that an account owed (less its credit) at a moment."""

    account: str
    moment: datetime
    net: int


def read_truth(
    world: World, accounts: Sequence[str], *, received: Sequence[str], told: Sequence[Told]
) -> Truth:
    """`received` are the transactions by which money came that had no account."""
    values = {
        "accounts": list(accounts),
        "received": list(received),
        "told": [one.account for one in told],
        "moments": [one.moment for one in told],
    }
    found = world.read(_TRUTH, values)
    return Truth(
        books={(b["account_id"], b["book"]): b["minor"] for b in found["books"] or ()},
        owed={c["charge_id"]: c["owed"] for c in found["charges"] or ()},
        arranged={c["charge_id"]: c["arranged"] for c in found["charges"] or ()},
        accrued=[_charge(c) for c in found["accrued"] or ()],
        crooked=found["crooked"] or [],
        transactions=found["transactions"],
        entries=found["entries"],
        plans=[_plan(p) for p in found["plans"] or ()],
        shares={s["transaction_id"]: s["minor"] for s in found["shares"] or ()},
        waiting=-(found["waiting"] or 0),
        told=found["told"] or [],
    )


def _charge(found: dict[str, Any]) -> Charged:
    return Charged(
        id=found["id"],
        account=found["account_id"],
        component=found["component"],
        amount=found["amount_minor"],
        due_on=date.fromisoformat(found["due_on"]),
    )


def _plan(found: dict[str, Any]) -> PlanFound:
    parts = found["parts"]
    return PlanFound(
        id=found["id"],
        account=found["account_id"],
        kind=found["kind"],
        state=found["state"],
        discount=found["discount"],
        paid={part["no"]: part["paid_minor"] for part in parts},
        asked={part["no"]: part["amount_minor"] for part in parts},
        states={part["no"]: part["state"] for part in parts},
        received=found["received"],
    )


_TRUTH: Final = sa.text("""
WITH RECURSIVE mine AS MATERIALIZED (SELECT * FROM entries WHERE account_id = ANY(:accounts)),
books AS (SELECT account_id, book, sum(amount_minor) AS minor FROM mine GROUP BY 1, 2),
by_charge AS (
  SELECT charge_id, sum(amount_minor) AS owed,
         coalesce(sum(amount_minor) FILTER (WHERE book = 'arranged'), 0) AS arranged
  FROM mine WHERE charge_id IS NOT NULL GROUP BY 1
),
crooked AS (
  SELECT transaction_id FROM mine GROUP BY 1
  HAVING sum(amount_minor) <> 0 OR count(DISTINCT currency) <> 1 OR count(*) < 2
),
family AS (
  SELECT id FROM transactions WHERE id = ANY(:received)
  UNION ALL
  SELECT t.id FROM transactions t JOIN family ON t.reverses = family.id OR t.refunds = family.id
),
at_the_time AS (
  SELECT asked.no, coalesce(sum(e.amount_minor), 0) AS net
  FROM unnest(CAST(:told AS text[]), CAST(:moments AS timestamptz[]))
       WITH ORDINALITY AS asked(account_id, moment, no)
  LEFT JOIN transactions t ON t.account_id = asked.account_id AND t.posted_at <= asked.moment
  LEFT JOIN entries e ON e.transaction_id = t.id
        AND e.book IN ('receivable', 'arranged', 'customer_credit')
  GROUP BY asked.no
),
shares AS (
  SELECT s.transaction_id, sum(s.amount_minor) AS minor
  FROM installment_payments s JOIN plans p ON p.id = s.plan_id
  WHERE p.account_id = ANY(:accounts) GROUP BY 1
),
agreed AS (
  SELECT p.id, p.account_id, p.kind, p.state, (p.terms->>'discount')::bigint AS discount,
         (SELECT json_agg(i) FROM installments i WHERE i.plan_id = p.id) AS parts,
         (SELECT coalesce(sum(s.amount_minor), 0) FROM installment_payments s
          WHERE s.plan_id = p.id) AS received
  FROM plans p WHERE p.account_id = ANY(:accounts)
)
SELECT json_build_object(
  'books', (SELECT json_agg(books) FROM books),
  'charges', (SELECT json_agg(by_charge) FROM by_charge),
  'crooked', (SELECT json_agg(transaction_id) FROM crooked),
  'accrued', (SELECT json_agg(c) FROM charges c
              WHERE account_id = ANY(:accounts) AND origin = 'accrual'),
  'shares', (SELECT json_agg(shares) FROM shares),
  'waiting', (SELECT sum(e.amount_minor) FROM entries e JOIN family ON family.id = transaction_id
              WHERE e.account_id IS NULL AND e.book = 'unapplied_cash'),
  'told', (SELECT json_agg(net ORDER BY no) FROM at_the_time),
  'transactions', (SELECT count(*) FROM transactions WHERE account_id = ANY(:accounts)),
  'entries', (SELECT count(*) FROM mine),
  'plans', (SELECT json_agg(agreed) FROM agreed)
)::text
""").bindparams(
    sa.bindparam("accounts", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("received", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("told", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("moments", type_=sa.ARRAY(sa.TIMESTAMP(timezone=True))),
)
