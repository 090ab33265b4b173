"""The ledger proved by itself, on the real database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.ids import AccountId
from bot.ledger import installment_proof, movements, proof
from bot.ledger.posting import post_payment
from bot.ledger.tables import charges, installment_payments, transactions
from tests.builders.ledger import ACCOUNT, NOW, TODAY, agree, charge, lend, mxn, payment, terms

LATER = NOW + timedelta(days=1)


@pytest.fixture
async def owing(conn):
    """An account that owes 1,000.00."""
    return await lend(conn, charge("c1", "700"), charge("c2", "300"))


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


async def test_cash_is_found_by_its_key_and_by_how_it_begins(conn, owing):
    await post_payment(conn, payment("250", source="pi:1"))
    await post_payment(conn, payment("1", source="bank:1"))
    found = (await movements.cash_of(conn, ["pi:1", "pi:2"]))["pi:1"]
    assert (found.cash, found.account_id) == (mxn("250"), AccountId(ACCOUNT))
    page = {"prefixes": ("pi:",), "limit": 9}
    assert await movements.cash_since(conn, NOW, after=0, **page) == [found]
    assert await movements.cash_since(conn, NOW, after=found.seq, **page) == []
    assert await movements.cash_since(conn, LATER, after=0, **page) == []


async def test_an_instalment_is_the_sum_of_what_was_counted_for_it(conn, owing):
    agreed = await agree(conn, owing, terms("plan", "500", "500"))
    booked = await post_payment(conn, payment("250", at=LATER))
    assert await installment_proof.disagreeing(conn) == []
    row = {"plan_id": agreed.id, "no": 1, "transaction_id": booked.transaction_id}
    await conn.execute(
        sa.insert(installment_payments).values(**row, amount_minor=-1, posted_at=LATER)
    )
    (found,) = await installment_proof.disagreeing(conn)
    assert (found.subject, found.account_id) == (f"{agreed.id}:1", ACCOUNT)
    assert (found.paid, found.posted) == (mxn("250"), mxn("249.99"))
