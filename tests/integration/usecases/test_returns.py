"""Coming back: where they were in one line, with what fits, instead of the balance."""

from datetime import timedelta

import pytest

from bot.ledger import ageing
from bot.usecases import claims
from bot.usecases.balance import explain_balance
from bot.usecases.call import Answer
from bot.usecases.pay import report_paid
from tests.support.debtor import ACCOUNT, Debtor, keys


async def comes_back(debtor: Debtor, *, days: int = 1) -> Answer:
    debtor.clock.advance(timedelta(days=days))
    await debtor.is_verified()
    return await debtor.use_cases.returns.go_on(await debtor.says("hola"))


def options(answer: Answer) -> list[str]:
    return [option.id.partition(":")[0] for option in answer.replies[-1].options]


async def agrees(debtor: Debtor, *, payments: int) -> None:
    await debtor.sees_terms("plan", payments=payments)
    await debtor.use_cases.plans.answer_yes(await debtor.says("sí"))


async def test_somebody_who_left_nothing_open_hears_the_balance(rocio: Debtor) -> None:
    assert keys(await comes_back(rocio)) == ["balance.reason"]


async def test_an_agreement_is_recalled_with_its_next_payment(rocio: Debtor) -> None:
    await agrees(rocio, payments=3)
    answer = await comes_back(rocio)
    assert keys(answer) == ["return.plan"]
    assert options(answer) == ["pay_now", "ask_balance", "ask_human"]


async def test_a_payment_that_is_late_is_named_as_open(rocio: Debtor) -> None:
    await agrees(rocio, payments=3)
    assert keys(await comes_back(rocio, days=60)) == ["return.plan_late"]


async def test_whose_agreement_ended_hears_it_once_and_then_what_can_be_done(
    rocio: Debtor,
) -> None:
    await agrees(rocio, payments=3)
    await grows_older(rocio, days=12)
    assert keys(await comes_back(rocio)) == ["return.plan_not_kept", "offers.menu"]
    assert keys(await comes_back(rocio)) == ["offers.menu"]


async def test_who_asks_the_balance_hears_it_before_and_is_not_asked_why(rocio: Debtor) -> None:
    await agrees(rocio, payments=3)
    await grows_older(rocio, days=12)
    await rocio.is_verified()
    answer = await explain_balance(await rocio.says("cuánto debo?"))
    assert keys(answer) == ["return.plan_not_kept", "balance.summary"]


async def test_who_paid_everything_since_hears_nothing_of_it(rocio: Debtor) -> None:
    await agrees(rocio, payments=3)
    await grows_older(rocio, days=12)
    await rocio.pays("4100.01")
    assert keys(await comes_back(rocio)) == ["balance.clear"]


async def test_who_agreed_anew_hears_of_the_new_agreement_only(rocio: Debtor) -> None:
    await agrees(rocio, payments=3)
    await grows_older(rocio, days=12)
    await rocio.is_verified()
    await agrees(rocio, payments=6)
    assert keys(await comes_back(rocio)) == ["return.plan"]


async def test_three_agreements_that_were_not_kept_are_for_a_person(rocio: Debtor) -> None:
    for _ in range(3):
        await rocio.is_verified()
        await agrees(rocio, payments=3)
        await grows_older(rocio, days=12)
    assert keys(await comes_back(rocio))[-1] == "offers.none"


async def grows_older(debtor: Debtor, *, days: int) -> None:
    debtor.clock.advance(timedelta(days=days))
    await debtor.change(last_inbound_at=debtor.clock.now())
    await ageing.age(debtor.conn, ACCOUNT, debtor.clock.now())


async def test_terms_that_still_hold_are_offered_again(rocio: Debtor) -> None:
    offer = await rocio.sees_terms("full")
    answer = await comes_back(rocio)
    assert keys(answer) == ["return.terms"]
    assert answer.replies[0].options[0].id == f"choose_option:{offer.id}"


async def test_a_yes_to_that_accepts_nothing_but_shows_the_terms(rocio: Debtor) -> None:
    await rocio.sees_terms("full")
    back = await comes_back(rocio)
    await rocio.hears(back.replies)
    await rocio.receives()
    yes = await rocio.use_cases.plans.answer_yes(await rocio.says("sí", **back.slots))
    assert keys(yes) == ["terms.full"]


async def test_options_they_were_choosing_from_are_made_anew(rocio: Debtor) -> None:
    await rocio.sees_menu()
    assert keys(await comes_back(rocio)) == ["offers.menu"]


async def test_terms_that_lapsed_are_forgotten(rocio: Debtor) -> None:
    await rocio.sees_terms("full")
    assert keys(await comes_back(rocio, days=30)) == ["balance.reason"]


@pytest.mark.parametrize(
    ("claim", "key", "ways_on"),
    [
        (report_paid, "return.already_paid", ["ask_balance", "ask_human"]),
        (claims.dispute, "return.dispute", ["ask_human"]),
    ],
)
async def test_a_case_that_is_looked_at_is_named(
    rocio: Debtor, claim, key: str, ways_on: list[str]
) -> None:
    await claim(await rocio.says("ya pagué"))
    answer = await comes_back(rocio)
    assert (keys(answer), options(answer)) == ([key], ways_on)


async def test_a_claim_of_somebody_else_on_the_same_phone_is_not_told(stranger: Debtor) -> None:
    await report_paid(await stranger.says("ya pagué"))
    assert keys(await comes_back(stranger)) == ["balance.reason"]
