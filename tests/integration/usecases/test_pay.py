"""Links for what was agreed: the amount of the link is what is owed, to the cent."""

from datetime import date, timedelta

import pytest

from bot.cases.tables import cases
from bot.kernel.messages import Reply
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.plans import Plan
from bot.ledger.tables import entries, plans
from bot.outbox.tables import outbox
from bot.payments import store
from bot.payments.tables import pay_links
from bot.usecases.pay import report_paid
from tests.support.debtor import ACCOUNT, PUBLIC_URL, Debtor, keys, money

TODAY = date(2026, 11, 21)


async def accepts(debtor: Debtor, kind: str = "full", *, payments: int = 1) -> Reply:
    """The terms are accepted; the reply with the link."""
    await debtor.sees_terms(kind, payments=payments)
    answer = await debtor.use_cases.plans.answer_yes(await debtor.says("sí", awaiting="terms"))
    return answer.replies[-1]


async def plan_of(debtor: Debtor) -> Plan:
    found = await ledger.active_plan(debtor.conn, ACCOUNT)
    assert found is not None
    return found


async def pay_now(debtor: Debtor, said: str = "quiero pagar") -> Reply:
    return (await debtor.use_cases.pay.pay_now(await debtor.says(said))).replies[0]


@pytest.mark.parametrize(
    ("kind", "payments", "minor"),
    [
        ("full", 1, 4_100_01),
        ("current", 1, 2_100_01),
        ("settlement", 1, 3_950_02),
        ("plan", 3, 820_00),
        ("plan", 6, 820_00),
    ],
)
async def test_the_first_link_is_for_the_first_payment_agreed(
    rocio: Debtor, kind: str, payments: int, minor: int
) -> None:
    reply = await accepts(rocio, kind, payments=payments)
    [link] = await rocio.rows(pay_links)
    assert reply.values["amount"] == {"money": [minor, "MXN"]}
    assert (link["amount_minor"], link["currency"]) == (minor, "MXN")


async def test_the_link_opens_our_page_and_its_token_is_not_kept(rocio: Debtor) -> None:
    reply = await accepts(rocio)
    assert reply.url is not None
    head, _, token = reply.url.rpartition("/")
    assert head == f"{PUBLIC_URL}/p"
    assert (await store.link_of_token(rocio.conn, token)).amount == Money.parse("4100.01", "MXN")
    assert token not in str(await rocio.rows(pay_links))


async def test_the_link_waits_for_the_terms_it_follows_from(rocio: Debtor) -> None:
    reply = await accepts(rocio)
    terms = [row["id"] for row in await rocio.rows(outbox) if row["reply_key"] == "terms.full"]
    assert [reply.values["requires"]] == terms


async def test_the_link_ends_with_the_last_day_it_names(rocio: Debtor) -> None:
    reply = await accepts(rocio)
    [link] = await rocio.rows(pay_links)
    assert reply.values["expires"] == {"date": "2026-11-26"}
    assert link["expires_at"].isoformat() == "2026-11-27T06:00:00+00:00"  # midnight in Mexico


async def test_asking_again_gives_the_same_link(rocio: Debtor) -> None:
    first = await accepts(rocio)
    assert (await pay_now(rocio)).url == first.url
    assert len(await rocio.rows(pay_links)) == 1


async def test_after_part_of_it_was_paid_the_link_asks_for_the_rest(rocio: Debtor) -> None:
    await accepts(rocio, "plan", payments=3)
    await rocio.pays("20.00")
    assert (await pay_now(rocio)).values["amount"] == {"money": [800_00, "MXN"]}


async def test_after_the_first_payment_comes_the_second(rocio: Debtor) -> None:
    await accepts(rocio, "plan", payments=3)
    await rocio.pays("820.00")
    second = (await plan_of(rocio)).installments[1]
    assert (await pay_now(rocio)).values["amount"] == money(second.amount)


async def test_every_link_of_a_plan_together_is_what_was_owed(rocio: Debtor) -> None:
    await accepts(rocio, "plan", payments=6)
    paid = []
    for no in range(6):
        minor, currency = (await pay_now(rocio)).values["amount"]["money"]
        paid.append(minor)
        await rocio.pays(str(Money(minor, currency).to_decimal()), source=f"pi:{no}")
    assert sum(paid) == 4_100_01
    assert (await pay_now(rocio)).key == "pay.nothing_to_pay"


async def test_a_late_instalment_still_gets_a_link_that_opens(rocio: Debtor) -> None:
    await accepts(rocio)
    rocio.clock.advance(timedelta(days=30))
    await rocio.is_verified()
    assert (await pay_now(rocio)).values["expires"] == {"date": "2026-12-23"}


async def test_whoever_wants_to_pay_the_whole_plan_gets_a_link_for_all_that_is_left(
    rocio: Debtor,
) -> None:
    await accepts(rocio, "plan", payments=3)
    await rocio.pays("820.00")
    assert (await pay_now(rocio, "quiero pagar todo")).values["amount"] == {
        "money": [328001, "MXN"]
    }
    purposes = [(link["purpose"], link["installment_no"]) for link in await rocio.rows(pay_links)]
    assert purposes == [("installment", 1), ("everything", None)]


async def test_once_several_payments_are_due_the_link_is_for_all_of_them(rocio: Debtor) -> None:
    await accepts(rocio, "plan", payments=3)
    plan = await plan_of(rocio)
    rocio.clock.advance(timedelta(days=(plan.installments[1].due_on - TODAY).days))
    await rocio.is_verified()
    due = plan.installments[0].amount + plan.installments[1].amount
    assert (await pay_now(rocio)).values["amount"] == money(due)
    one = await pay_now(rocio, "solo una mensualidad")
    assert one.values["amount"] == money(plan.installments[0].amount)


async def test_the_link_of_a_settlement_ends_with_its_day(rocio: Debtor) -> None:
    await accepts(rocio, "settlement")
    [day] = [part.due_on for part in (await plan_of(rocio)).installments]
    rocio.clock.advance(timedelta(days=(day - TODAY).days))
    await rocio.is_verified()
    assert (await pay_now(rocio)).values["expires"] == {"date": day.isoformat()}


async def test_a_settlement_whose_day_has_passed_gets_no_link_but_new_terms(rocio: Debtor) -> None:
    await accepts(rocio, "settlement")
    rocio.clock.advance(timedelta(days=10))
    await rocio.is_verified()
    assert (await pay_now(rocio)).key == "offers.menu"


async def test_new_terms_close_the_link_of_the_old_ones(rocio: Debtor) -> None:
    await accepts(rocio, "full")
    await accepts(rocio, "plan", payments=3)
    states = {link["amount_minor"]: link["state"] for link in await rocio.rows(pay_links)}
    assert states == {4_100_01: "revoked", 820_00: "open"}
    assert sorted(p["state"] for p in await rocio.rows(plans)) == ["active", "superseded"]


async def test_without_an_agreement_paying_shows_what_can_be_paid(rocio: Debtor) -> None:
    assert (await pay_now(rocio)).key == "offers.menu"
    assert await rocio.rows(pay_links) == []


async def test_with_one_option_paying_shows_its_terms(punctual: Debtor) -> None:
    assert (await pay_now(punctual)).key == "terms.full"


async def test_a_payment_somebody_reports_is_a_case_and_no_money(rocio: Debtor) -> None:
    before = await rocio.rows(entries)
    answer = await report_paid(await rocio.says("ya pagué ayer 500 pesos"))
    [case] = await rocio.rows(cases)
    assert keys(answer) == ["payment.reported"]
    assert answer.replies[0].values == {"folio": case["folio"]}
    assert (case["reason"], case["account_id"]) == ("already_paid", ACCOUNT)
    assert await rocio.rows(entries) == before


async def test_reporting_it_twice_is_one_case(rocio: Debtor) -> None:
    told = [await report_paid(await rocio.says("ya pagué")) for _ in range(2)]
    assert told[0] == told[1]
    assert len(await rocio.rows(cases)) == 1
    assert (await rocio.says()).contact.holder == "bot"
