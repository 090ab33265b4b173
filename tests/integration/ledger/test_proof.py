"""The ledger proved by itself, and what rests in it, on the real database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.ids import AccountId
from bot.ledger import installment_proof, journal, movements, proof, resting
from bot.ledger.journal import Entry, Movement
from bot.ledger.posting import post_payment
from bot.ledger.tables import charges, transactions
from tests.builders.ledger import ACCOUNT, NOW, TODAY, agree, charge, lend, mxn, payment, terms

LATER = NOW + timedelta(days=1)


@pytest.fixture
async def owing(conn):
    """An account that owes 1,000.00."""
    return await lend(conn, charge("c1", "700"), charge("c2", "300"))


def unapplied(key="unapplied:pi:1", **changes):
    amount = mxn("50")
    values = {
        "kind": "unapplied",
        "account_id": None,
        "key": key,
        "input_hash": "h",
        "occurred_on": TODAY,
        "posted_at": NOW,
        "memo": "card",
        "entries": (
            Entry(book="cash", amount=amount),
            Entry(book="unapplied_cash", amount=-amount),
        ),
    }
    return Movement(**{**values, **changes})


async def only_figures(conn):
    found, last = await proof.figures(conn, after="")
    assert last == ACCOUNT
    assert await proof.figures(conn, after=last) == ([], None)
    return found[0]


async def test_books_and_charges_say_the_same_after_a_payment(conn, owing):
    await post_payment(conn, payment("250"))
    found = await only_figures(conn)
    assert (found.by_books, found.by_charges) == (mxn("750"), mxn("750"))
    assert (found.credit, found.arranged, found.has_plan) == (mxn("0"), mxn("0"), False)


async def test_a_charge_whose_amount_is_not_what_was_booked_shows(conn, owing):
    booked = (await post_payment(conn, payment("250"))).transaction_id
    row = {
        "id": "c3",
        "account_id": ACCOUNT,
        "component": "fee",
        "amount_minor": 1,
        "currency": "MXN",
        "due_on": TODAY,
        "transaction_id": booked,
    }
    await conn.execute(sa.insert(charges).values(**row))
    found = await only_figures(conn)
    assert found.by_charges - found.by_books == mxn("0.01")


async def test_every_transaction_of_a_sound_ledger_balances(conn, owing):
    await post_payment(conn, payment("250"))
    found, last = await proof.unbalanced(conn, after=0)
    assert found == []
    assert await proof.unbalanced(conn, after=last) == ([], None)


async def test_a_transaction_that_lacks_entries_is_told(conn, owing):
    row = {
        "id": "txn_lame",
        "kind": "payment",
        "account_id": ACCOUNT,
        "idempotency_key": "lame",
        "input_hash": "h",
        "occurred_on": TODAY,
        "posted_at": LATER,
        "memo": "x",
        "entry_count": 2,
    }
    await conn.execute(sa.insert(transactions).values(**row))
    found, _ = await proof.unbalanced(conn, after=0)
    assert [each.transaction_id for each in found] == ["txn_lame"]


async def test_money_without_an_account_rests_until_it_is_taken_back(conn):
    (first, second) = await journal.post(conn, [unapplied(), unapplied("unapplied:pi:2")])
    assert [each.subject for each in await resting.resting_unapplied(conn)] == [first, second]
    back = tuple(Entry(book=e.book, amount=-e.amount) for e in unapplied().entries)
    undone = unapplied("undone", kind="reversal", reverses=first, entries=back)
    await journal.post(conn, [undone])
    (left,) = await resting.resting_unapplied(conn)
    assert (left.subject, left.amount, left.account_id) == (second, mxn("50"), None)


async def test_a_credit_rests_since_there_was_none(conn, owing):
    await post_payment(conn, payment("1000.01", source="pi:1"))
    await post_payment(conn, payment("5", source="pi:2", at=LATER))
    (found,) = await resting.resting_credits(conn)
    assert (found.account_id, found.amount, found.since) == (ACCOUNT, mxn("5.01"), NOW)


async def test_nobody_in_debt_holds_a_credit(conn, owing):
    await post_payment(conn, payment("1000"))
    assert await resting.resting_credits(conn) == []


async def test_cash_is_found_by_its_key_and_by_how_it_begins(conn, owing):
    await post_payment(conn, payment("250", source="pi:1"))
    await post_payment(conn, payment("1", source="bank:1"))
    found = (await movements.cash_of(conn, ["pi:1", "pi:2"]))["pi:1"]
    assert (found.cash, found.account_id) == (mxn("250"), AccountId(ACCOUNT))
    page = {"prefixes": ("pi:",), "limit": 9}
    assert await movements.cash_since(conn, NOW, after=0, **page) == [found]
    assert await movements.cash_since(conn, NOW, after=found.seq, **page) == []
    assert await movements.cash_since(conn, LATER, after=0, **page) == []


@pytest.mark.parametrize(("counted", "is_told"), [(25_000, False), (24_999, True)])
async def test_an_instalment_is_the_sum_of_what_was_counted_for_it(conn, owing, counted, is_told):
    agreed = await agree(conn, owing, terms("plan", "500", "500"))
    await post_payment(conn, payment("250", at=LATER))
    await conn.execute(_COUNTED)
    row = {"plan_id": agreed.id, "amount_minor": counted}
    await conn.execute(
        sa.text("INSERT INTO installment_payments VALUES (:plan_id, 1, :amount_minor)"), row
    )
    found = [(each.subject, each.paid) for each in await installment_proof.disagreeing(conn)]
    assert found == ([(f"{agreed.id}:1", mxn("250"))] if is_told else [])


# In front of the table of the same name: what is counted is for the test to say.
_COUNTED = sa.text(
    "CREATE TEMP TABLE installment_payments (plan_id text, no integer, amount_minor bigint)"
    " ON COMMIT DROP"
)
