"""An accepted offer becomes one plan, with exactly the terms that were shown."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent, Rejected
from bot.kernel.ids import PlanId
from bot.ledger.imports import review_account
from bot.ledger.model import LedgerDoubt
from bot.ledger.plans import active_plan, next_installment
from bot.ledger.plans import plan as load_plan
from bot.ledger.posting import post_payment
from bot.ledger.terms import PlanTerms
from tests.builders.ledger import (
    ACCOUNT,
    META,
    NOW,
    accept,
    agree,
    charge,
    lend,
    mxn,
    payment,
    show,
    terms,
)

DEBT = (charge("c1", "100", due=-60), charge("c2", "20", due=10, of="fee"))
TWO = terms("plan", "70", "50")


async def test_an_agreement_keeps_terms_rule_and_policy_version(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), TWO)
    kept = await active_plan(conn, ACCOUNT)
    assert kept == plan
    assert (plan.terms, plan.rule, plan.why) == (TWO, META.rule, META.why)
    assert len(plan.folio) == 8


async def test_the_first_instalment_is_next(conn: AsyncConnection) -> None:
    upcoming = next_installment(await agree(conn, await lend(conn, *DEBT), TWO))
    assert upcoming is not None
    assert (upcoming.no, upcoming.owed) == (1, mxn("70"))


async def test_accepting_an_offer_twice_gives_the_same_plan(conn: AsyncConnection) -> None:
    (offer,) = await show(conn, await lend(conn, *DEBT), TWO)
    first = await accept(conn, offer)
    assert await accept(conn, offer) == first


async def test_a_replay_after_a_payment_still_gives_the_plan(conn: AsyncConnection) -> None:
    (offer,) = await show(conn, await lend(conn, *DEBT), TWO)
    first = await accept(conn, offer)
    await post_payment(conn, payment("70", for_plan=first))
    assert (await accept(conn, offer)).id == first.id


async def test_a_new_agreement_supersedes_the_one_before(conn: AsyncConnection) -> None:
    contact_id = await lend(conn, *DEBT)
    first = await agree(conn, contact_id, TWO)
    second = await agree(conn, contact_id, terms("full", "120"))
    active = await active_plan(conn, ACCOUNT)
    assert active is not None
    assert active.id == second.id
    assert (await load_plan(conn, first.id)).state == "superseded"
    assert next_installment(await load_plan(conn, first.id)) is None


@pytest.mark.parametrize(
    "agreed",
    [
        TWO,
        terms("full", "120"),
        terms("current", "100"),
        terms("settlement", "110", discount={"fee": "10"}),
    ],
)
async def test_terms_for_another_balance_are_not_agreed(
    conn: AsyncConnection, agreed: PlanTerms
) -> None:
    (offer,) = await show(conn, await lend(conn, *DEBT), agreed)
    await post_payment(conn, payment("1"))
    with pytest.raises(Rejected) as refused:
        await accept(conn, offer)
    assert refused.value.code == "balance_changed"


async def test_bringing_current_leaves_what_is_not_due_yet(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), terms("current", "100"))
    posting = await post_payment(conn, payment("100", for_plan=plan, installment_no=1))
    assert (posting.plan_completed, posting.balance_after) == (True, mxn("20"))


async def test_nothing_is_agreed_on_figures_in_doubt(conn: AsyncConnection) -> None:
    (offer,) = await show(conn, await lend(conn, *DEBT), TWO)
    await review_account(conn, ACCOUNT, changed=False, rejected=True, whole=True, now=NOW)
    with pytest.raises(LedgerDoubt):
        await accept(conn, offer)


async def test_an_unknown_plan_is_a_permanent_fault(conn: AsyncConnection) -> None:
    with pytest.raises(Permanent, match="no plan"):
        await load_plan(conn, PlanId("plan_none"))
