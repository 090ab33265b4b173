"""A yes counts only when everything holds; each condition is broken here, alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.contacts.tables import contacts
from bot.ledger.tables import accounts, plans
from bot.negotiation import offers
from bot.negotiation.offers import Offer
from bot.outbox.tables import outbox
from bot.usecases.call import Call
from bot.usecases.serving import answer_of
from tests.support.debtor import POLICY, Debtor, keys

Break = Callable[[Debtor, Offer], Awaitable[None]]


async def says_yes(debtor: Debtor, *, choice: str | None = None) -> Call:
    return await debtor.says("sí, acepto", choice=choice, awaiting="terms")


async def expire(debtor: Debtor, offer: Offer) -> None:
    debtor.clock.set(offer.expires_at)
    await debtor.is_verified()


async def change_policy(debtor: Debtor, offer: Offer) -> None:
    await debtor.works_under(POLICY.model_copy(update={"version": POLICY.version + 1}))


async def write_in_between(debtor: Debtor, offer: Offer) -> None:
    await debtor.says("y si pago menos?")


async def be_told_something_else(debtor: Debtor, offer: Offer) -> None:
    await debtor.agent_writes("Hola, ¿todo bien?")
    await debtor.receives()


async def close(debtor: Debtor, offer: Offer) -> None:
    await offers.close_open(debtor.conn, debtor.contact_id)


async def decline(debtor: Debtor, offer: Offer) -> None:
    await offers.decline(debtor.conn, offer.id)


async def see_a_new_menu(debtor: Debtor, offer: Offer) -> None:
    await debtor.sees_menu()


async def pay_a_part(debtor: Debtor, offer: Offer) -> None:
    await debtor.pays("100.00")


async def doubt_the_ledger(debtor: Debtor, offer: Offer) -> None:
    await debtor.conn.execute(sa.update(accounts).values(doubt="declared_total"))


async def let_the_proof_lapse(debtor: Debtor, offer: Offer) -> None:
    await debtor.change(verified_until=debtor.clock.now())


async def forget_who_they_are(debtor: Debtor, offer: Offer) -> None:
    await debtor.change(verified_until=None, customer_id=None)


# What is broken, and the first thing said instead of an agreement.
BROKEN: list[tuple[Break, str]] = [
    (expire, "terms.expired"),
    (change_policy, "terms.expired"),
    (write_in_between, "terms.full"),
    (be_told_something_else, "terms.full"),
    (close, "terms.nothing_open"),
    (decline, "terms.nothing_open"),
    (see_a_new_menu, "terms.nothing_open"),
    (pay_a_part, "terms.expired"),
    (doubt_the_ledger, "balance.doubt"),
    (let_the_proof_lapse, "terms.nothing_open"),
    (forget_who_they_are, "terms.nothing_open"),
]


async def test_a_yes_to_terms_that_arrived_makes_a_plan(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio))
    assert keys(answer) == ["plan.accepted", "pay.link"]
    assert [plan["state"] for plan in await rocio.rows(plans)] == ["active"]


@pytest.mark.parametrize(("broken", "said"), BROKEN, ids=[b.__name__ for b, _ in BROKEN])
async def test_a_yes_with_one_condition_broken_makes_none(
    rocio: Debtor, broken: Break, said: str
) -> None:
    offer = await rocio.sees_terms()
    await broken(rocio, offer)
    answer = await answer_of(rocio.use_cases.plans.answer_yes, await says_yes(rocio))
    assert keys(answer)[0] == said
    assert await rocio.rows(plans) == []


@pytest.mark.parametrize("broken", [b for b, _ in BROKEN], ids=[b.__name__ for b, _ in BROKEN])
async def test_the_button_of_the_terms_is_held_to_the_same(rocio: Debtor, broken: Break) -> None:
    offer = await rocio.sees_terms()
    await broken(rocio, offer)
    await answer_of(rocio.use_cases.plans.answer_yes, await says_yes(rocio, choice=offer.id))
    assert await rocio.rows(plans) == []


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "refused", "unknown"])
async def test_terms_that_did_not_arrive_are_shown_again(rocio: Debtor, state: str) -> None:
    await rocio.is_queued_terms()
    queued = sa.update(outbox).where(outbox.c.state == "queued")
    await rocio.conn.execute(queued.values(state=state, sent_at=sa.func.clock_timestamp()))
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio))
    assert keys(answer) == ["terms.full"]
    assert await rocio.rows(plans) == []


async def test_a_yes_that_came_before_its_terms_were_sent_makes_none(rocio: Debtor) -> None:
    await rocio.is_queued_terms()
    early = await says_yes(rocio)
    await rocio.receives()
    assert keys(await rocio.use_cases.plans.answer_yes(early)) == ["terms.full"]
    assert await rocio.rows(plans) == []


async def test_a_yes_to_the_menu_names_no_terms(rocio: Debtor) -> None:
    await rocio.sees_menu()
    answer = await rocio.use_cases.plans.answer_yes(await rocio.says("sí", awaiting="choice"))
    assert keys(answer) == ["offers.not_understood"]
    assert await rocio.rows(plans) == []


async def test_a_yes_out_of_nowhere_is_told_that_nothing_is_open(rocio: Debtor) -> None:
    answer = await rocio.use_cases.plans.answer_yes(await rocio.says("sí"))
    assert keys(answer) == ["terms.nothing_open"]


async def test_the_button_of_an_option_without_terms_only_shows_them(rocio: Debtor) -> None:
    offer = (await rocio.sees_menu())[0]
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio, choice=offer.id))
    assert keys(answer) == ["terms.full"]
    assert await rocio.rows(plans) == []


async def test_the_button_of_somebody_elses_terms_is_no_button(rocio: Debtor) -> None:
    offer = await rocio.sees_terms()
    other = {**(await rocio.rows(contacts))[0], "id": "con_other"}
    await rocio.conn.execute(sa.insert(contacts).values(**other))
    rocio.contact_id = other["id"]
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio, choice=offer.id))
    assert keys(answer) == ["terms.nothing_open"]
    assert await rocio.rows(plans) == []


@pytest.mark.parametrize("with_button", [True, False])
async def test_a_second_yes_makes_no_second_plan(rocio: Debtor, *, with_button: bool) -> None:
    offer = await rocio.sees_terms()
    choice = offer.id if with_button else None
    for _ in range(3):
        await rocio.use_cases.plans.answer_yes(await says_yes(rocio, choice=choice))
    assert len(await rocio.rows(plans)) == 1


async def test_a_yes_that_names_another_option_shows_its_terms(rocio: Debtor) -> None:
    await rocio.sees_terms("full")
    call = await rocio.says("sí, pero la de 3 pagos", awaiting="terms")
    assert keys(await rocio.use_cases.plans.answer_yes(call)) == ["terms.plan"]
    assert await rocio.rows(plans) == []


async def test_terms_shown_again_count_at_the_next_yes(rocio: Debtor) -> None:
    await rocio.sees_terms()
    await rocio.says("mmm")
    again = await rocio.use_cases.plans.answer_yes(await says_yes(rocio))
    await rocio.hears(again.replies)
    await rocio.receives()
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio))
    assert keys(answer)[0] == "plan.accepted"


async def test_an_offer_a_moment_before_its_end_still_counts(rocio: Debtor) -> None:
    offer = await rocio.sees_terms()
    rocio.clock.set(offer.expires_at - timedelta(seconds=1))
    await rocio.is_verified()
    answer = await rocio.use_cases.plans.answer_yes(await says_yes(rocio))
    assert keys(answer)[0] == "plan.accepted"


async def test_a_no_changes_nothing_that_is_owed(rocio: Debtor) -> None:
    offer = await rocio.sees_terms()
    call = await rocio.says("no", awaiting="terms")
    assert keys(await rocio.use_cases.plans.answer_no(call)) == ["terms.declined"]
    found = await offers.get(rocio.conn, offer.id)
    assert found is not None
    assert found.state == "declined"
    assert await rocio.rows(plans) == []


async def test_a_no_to_nothing_is_understood(rocio: Debtor) -> None:
    assert keys(await rocio.use_cases.plans.answer_no(await rocio.says("no"))) == ["no.understood"]
