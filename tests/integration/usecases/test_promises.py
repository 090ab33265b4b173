"""Promises to pay: heard, put in writing, noted after a yes that can only mean them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.cases.tables import cases
from bot.contacts.store import load
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.promises import open_promise
from bot.ledger.tables import plans, promises
from bot.negotiation import offers
from bot.usecases.call import Answer
from tests.support.debtor import ACCOUNT, POLICY, Debtor, keys, money

PAST_DUE = money(Money.parse("2100.01", "MXN"))
FRIDAY = {"date": "2026-11-27"}


async def hears(debtor: Debtor, said: str, **slots: Any) -> Answer:
    answer = await debtor.use_cases.promises.hear(await debtor.says(said, **slots))
    await debtor.hears(answer.replies)
    await debtor.receives()
    return answer


async def answers(
    debtor: Debtor, said: str, answer: Answer, *, choice: str | None = None
) -> Answer:
    call = await debtor.says(said, choice=choice, **answer.slots)
    wanted = debtor.use_cases.answers.no if said.startswith("no") else debtor.use_cases.answers.yes
    next_answer = await wanted(call)
    await debtor.hears(next_answer.replies)
    await debtor.receives()
    return next_answer


async def promised(debtor: Debtor) -> list[tuple[str, int, str]]:
    rows = await debtor.rows(promises)
    return [(str(row["due_on"]), row["amount_minor"], row["state"]) for row in rows]


async def test_a_day_and_an_amount_are_put_in_writing_and_noted_after_a_yes(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago 500 el viernes")
    assert keys(asked) == ["terms.promise"]
    assert asked.replies[0].values["due_on"] == FRIDAY
    assert await promised(rocio) == []
    assert keys(await answers(rocio, "sí", asked)) == ["promise.made_remind"]
    assert await promised(rocio) == [("2026-11-27", 50000, "open")]


async def test_a_promise_keeps_the_policy_that_allowed_it(rocio: Debtor) -> None:
    await answers(rocio, "sí", await hears(rocio, "te pago el viernes"))
    promise = await open_promise(rocio.conn, ACCOUNT)
    assert promise is not None
    assert (promise.meta.rule, promise.meta.policy_version) == ("mx-late", POLICY.version)
    assert (promise.terms.grace_days, promise.terms.tolerance_pct) == (1, 5)


async def test_without_an_amount_what_is_past_due_is_proposed(rocio: Debtor) -> None:
    asked = await hears(rocio, "el viernes te pago")
    assert asked.replies[0].values["amount"] == PAST_DUE


AMOUNTS = [
    ("te pago todo el viernes", "4100.01"),
    ("el viernes te pago la mitad", "1050.01"),
    ("el viernes te pago 90 mil", "4100.01"),
]


@pytest.mark.parametrize(("said", "amount"), AMOUNTS)
async def test_an_amount_is_never_more_than_is_owed(rocio: Debtor, said: str, amount: str) -> None:
    asked = await hears(rocio, said)
    assert asked.replies[0].values["amount"] == money(Money.parse(amount, "MXN"))


async def test_without_a_day_the_day_is_asked_and_the_amount_remembered(rocio: Debtor) -> None:
    asked = await hears(rocio, "yo te deposito 500")
    assert (keys(asked), asked.slots["awaiting"]) == (["promise.when"], "promise")
    written = await hears(rocio, "el viernes", **asked.slots)
    assert written.replies[0].values["amount"] == money(Money.parse("500.00", "MXN"))


async def test_two_days_are_asked_back_and_the_place_of_one_is_enough(rocio: Debtor) -> None:
    asked = await hears(rocio, "el 4 o el 5 te pago")
    assert (keys(asked), len(asked.replies[0].options)) == (["promise.which_day"], 2)
    written = await hears(rocio, "la segunda", **asked.slots)
    assert written.replies[0].values["due_on"] == {"date": "2026-12-05"}


async def test_a_day_asked_back_can_be_pressed(rocio: Debtor) -> None:
    asked = await hears(rocio, "el 4 o el 5 te pago")
    choice = asked.replies[0].options[0].id.partition(":")[2]
    call = await rocio.says("vie 4 dic 2026", choice=choice, **asked.slots)
    written = await rocio.use_cases.promises.hear(call)
    assert written.replies[0].values["due_on"] == {"date": "2026-12-04"}


@pytest.mark.parametrize("said", ["te pago ayer", "el 10 de noviembre te pago"])
async def test_a_day_that_is_over_is_asked_again(rocio: Debtor, said: str) -> None:
    assert keys(await hears(rocio, said)) == ["promise.past"]


async def test_a_week_is_no_day(rocio: Debtor) -> None:
    assert keys(await hears(rocio, "la próxima semana te pago")) == ["promise.when"]


async def test_beyond_the_policy_the_last_day_is_offered(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el 20 de diciembre")
    assert keys(asked) == ["terms.promise_nearest"]
    await answers(rocio, "sí", asked)
    assert await promised(rocio) == [("2026-12-06", 210001, "open")]


async def test_who_insists_beyond_the_policy_is_given_to_a_person(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el 20 de diciembre")
    assert keys(await hears(rocio, "el 22 de diciembre", **asked.slots)) == ["promise.referred"]
    assert [case["reason"] for case in await rocio.rows(cases)] == ["promise_date"]
    assert (await load(rocio.conn, rocio.contact_id)).holder == "agent"


async def test_a_later_promise_supersedes_and_never_edits(rocio: Debtor) -> None:
    await answers(rocio, "sí", await hears(rocio, "te pago 500 el viernes"))
    again = await hears(rocio, "mejor el 30")
    assert again.replies[0].values["amount"] == money(Money.parse("500.00", "MXN"))
    await answers(rocio, "sí", again)
    assert sorted(await promised(rocio)) == [
        ("2026-11-27", 50000, "superseded"),
        ("2026-11-30", 50000, "open"),
    ]


@pytest.mark.parametrize("said", ["sí, pero el lunes", "no, mejor el lunes"])
async def test_an_answer_that_names_another_day_puts_that_one(rocio: Debtor, said: str) -> None:
    written = await answers(rocio, said, await hears(rocio, "te pago el viernes"))
    assert written.replies[0].values["due_on"] == {"date": "2026-11-23"}
    assert await promised(rocio) == []


async def test_a_no_notes_nothing(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el viernes")
    assert keys(await answers(rocio, "no", asked)) == ["terms.declined"]
    assert await promised(rocio) == []


Break = Callable[[Debtor], Awaitable[object]]


async def write_in_between(debtor: Debtor) -> None:
    await debtor.says("y cuánto debo?")


async def be_told_something_else(debtor: Debtor) -> None:
    await debtor.agent_writes("Hola")
    await debtor.receives()


@pytest.mark.parametrize("broken", [write_in_between, be_told_something_else])
async def test_a_yes_after_something_else_is_asked_again(rocio: Debtor, broken: Break) -> None:
    asked = await hears(rocio, "te pago el viernes")
    await broken(rocio)
    again = await answers(rocio, "sí", asked)
    assert (keys(again), await promised(rocio)) == (["terms.promise"], [])
    assert keys(await answers(rocio, "sí", again)) == ["promise.made_remind"]


@pytest.mark.parametrize("said", ["sí, si me quitan los intereses", "sí pero depende"])
async def test_a_yes_with_a_condition_is_none(rocio: Debtor, said: str) -> None:
    asked = await hears(rocio, "te pago el viernes")
    assert keys(await answers(rocio, said, asked)) == ["terms.promise"]
    assert await promised(rocio) == []


async def test_the_button_of_an_older_summary_only_shows_the_new_one(rocio: Debtor) -> None:
    old = await hears(rocio, "te pago el viernes")
    new = await hears(rocio, "mejor el lunes", **old.slots)
    choice = old.replies[0].options[0].id.partition(":")[2]
    shown = await answers(rocio, "Sí, anótala", new, choice=choice)
    assert shown.replies[0].values["due_on"] == {"date": "2026-11-23"}
    assert await promised(rocio) == []


async def test_a_second_yes_makes_no_second_promise(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el viernes")
    await answers(rocio, "sí", asked)
    await answers(rocio, "sí", asked)
    assert len(await promised(rocio)) == 1


async def test_a_promise_that_has_lain_too_long_is_forgotten(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el viernes")
    rocio.clock.advance(timedelta(days=4))
    await rocio.is_verified()
    await answers(rocio, "sí", asked)
    assert await promised(rocio) == []


async def test_terms_put_later_are_what_a_yes_is_for(rocio: Debtor) -> None:
    await hears(rocio, "te pago el viernes")
    await rocio.sees_terms()
    answer = await rocio.use_cases.answers.yes(await rocio.says("sí", awaiting="terms"))
    assert keys(answer)[0] == "plan.accepted"
    assert await promised(rocio) == []


async def test_a_promise_put_later_is_what_a_yes_is_for(rocio: Debtor) -> None:
    await rocio.sees_terms()
    asked = await hears(rocio, "mejor te pago el viernes", awaiting="terms")
    assert keys(await answers(rocio, "sí", asked)) == ["promise.made_remind"]
    assert await rocio.rows(plans) == []


async def test_a_stop_forgets_the_promise_in_the_making(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el viernes")
    await offers.close_open(rocio.conn, rocio.contact_id)
    await answers(rocio, "sí", asked)
    assert await promised(rocio) == []


@pytest.mark.parametrize(("said", "wanted"), [("sí", True), ("no gracias", False)])
async def test_the_reminder_is_wanted_or_not(rocio: Debtor, said: str, *, wanted: bool) -> None:
    made = await answers(rocio, "sí", await hears(rocio, "te pago el viernes"))
    await answers(rocio, said, made)
    assert [row["wants_reminder"] for row in await rocio.rows(promises)] == [wanted]


async def test_a_promise_for_tomorrow_needs_no_reminder(rocio: Debtor) -> None:
    made = await answers(rocio, "sí", await hears(rocio, "mañana te pago"))
    assert keys(made) == ["promise.made"]


async def test_two_payments_are_an_arrangement_and_no_promise(rocio: Debtor) -> None:
    answer = await hears(rocio, "el viernes 500 y el otro viernes el resto")
    assert keys(answer)[0].startswith("offers.")


async def test_where_the_policy_knows_no_promise_its_options_are_shown(punctual: Debtor) -> None:
    assert keys(await hears(punctual, "te pago el viernes")) == ["offers.menu_one"]


async def test_where_a_person_decides_none_is_taken(rocio: Debtor) -> None:
    await rocio.owes(
        (("principal", "10.00", -5),), account=AccountId("ACC-2"), flags=("disputed",)
    )
    assert keys(await hears(rocio, "te pago el viernes", account="ACC-2")) == ["offers.none"]
    assert await promised(rocio) == []


async def test_with_several_accounts_it_is_asked_which_and_the_day_remembered(
    rocio: Debtor,
) -> None:
    await rocio.owes((("principal", "10.00", -5),), account=AccountId("ACC-2"), last4="9043")
    asked = await hears(rocio, "te pago el viernes")
    assert (keys(asked), asked.slots["account_for"]) == (["account.ask"], "promise")
    written = await hears(rocio, "la 9043", **{**asked.slots, "account": "ACC-2"})
    assert written.replies[0].values["due_on"] == FRIDAY
    assert written.replies[0].values["amount"] == money(Money.parse("10.00", "MXN"))


async def test_what_a_stranger_promises_waits_for_the_proof(stranger: Debtor) -> None:
    assert await stranger.use_cases.promises.hear(
        await stranger.says("te pago 500 el viernes")
    ) == (Answer())
    await stranger.is_verified()
    written = await hears(stranger, "14/06/1987 06700", identity=True)
    assert written.replies[0].values["due_on"] == FRIDAY
    assert written.replies[0].values["amount"] == money(Money.parse("500.00", "MXN"))


async def test_whose_proof_lapsed_binds_nobody(rocio: Debtor) -> None:
    asked = await hears(rocio, "te pago el viernes")
    await rocio.change(verified_until=rocio.clock.now())
    answer = await rocio.use_cases.answers.yes(await rocio.says("sí", **asked.slots))
    assert keys(answer) == ["greet.again"]
    assert await promised(rocio) == []


async def test_a_promise_is_for_a_day_of_the_account_holders_calendar(rocio: Debtor) -> None:
    assert (await rocio.says()).today == date(2026, 11, 21)
