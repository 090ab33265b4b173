"""What is owed, to the cent and as of a day; nothing when the ledger contradicts itself."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cases.tables import cases
from bot.kernel.messages import Reply
from bot.ledger.imports import review_account
from bot.ledger.tables import accounts
from bot.usecases.balance import explain_balance, explain_charges
from bot.usecases.serving import answer_of
from tests.support.debtor import ACCOUNT, Debtor, keys


def minor(amount: dict[str, Any]) -> int:
    return int(amount["money"][0])


async def summary(debtor: Debtor) -> Reply:
    """The balance said in the middle of a choice, when nothing else is asked with it."""
    call = await debtor.says("cuánto debo?", awaiting="choice")
    return (await explain_balance(call)).replies[0]


async def detail(debtor: Debtor) -> Reply:
    return (await explain_charges(await debtor.says("qué me cobran?"))).replies[0]


async def test_what_is_late_and_what_is_owed_in_all_are_told_apart(rocio: Debtor) -> None:
    reply = await summary(rocio)
    assert reply.key == "balance.summary"
    assert minor(reply.values["past_due"]) == 2_100_01
    assert minor(reply.values["total"]) == 4_100_01
    assert reply.values["calculated_on"] == {"date": "2026-11-21"}
    assert reply.values["next_due_on"] == {"date": "2026-12-11"}


async def test_the_components_add_up_to_the_total(rocio: Debtor) -> None:
    values = (await detail(rocio)).values
    parts = [minor(line["values"]["amount"]) for line in values["lines"]["lines"]]
    assert sum(parts) == minor(values["total"]) == 4_100_01


async def test_a_payment_is_seen_at_once(rocio: Debtor) -> None:
    await rocio.pays("100.01")
    assert minor((await summary(rocio)).values["total"]) == 4_000_00


async def test_the_day_of_the_sum_is_the_persons_own(rocio: Debtor) -> None:
    rocio.clock.set(rocio.clock.now().replace(hour=3))  # still the 20th in Mexico City
    await rocio.is_verified()
    assert (await summary(rocio)).values["calculated_on"] == {"date": "2026-11-20"}


async def test_nothing_late_is_said_without_a_late_figure(punctual: Debtor) -> None:
    reply = await summary(punctual)
    assert reply.key == "balance.not_due"
    assert minor(reply.values["total"]) == 980_01


@pytest.mark.parametrize("explain", [summary, detail])
async def test_who_owes_nothing_is_told_so(rocio: Debtor, explain: Any) -> None:
    await rocio.pays("4100.01")
    assert (await explain(rocio)).key == "balance.clear"


@pytest.mark.parametrize("doubt", ["declared_total", "days_past_due"])
@pytest.mark.parametrize("explain", [explain_balance, explain_charges])
async def test_doubtful_figures_are_not_said_and_a_person_looks(
    rocio: Debtor, explain: Any, doubt: str
) -> None:
    await rocio.conn.execute(sa.update(accounts).values(doubt=doubt))
    answer = await answer_of(explain, await rocio.says("cuánto debo?"))
    assert keys(answer) == ["balance.doubt"]
    assert answer.replies[0].values == {}
    assert [(c["reason"], c["account_id"]) for c in await rocio.rows(cases)] == [
        ("ledger_doubt", ACCOUNT)
    ]
    assert (await rocio.says()).contact.holder == "agent"


async def test_the_account_spoken_of_is_remembered_and_nothing_is_asked(rocio: Debtor) -> None:
    answer = await explain_balance(await rocio.says("cuánto debo?", awaiting="choice"))
    assert answer.slots == {"awaiting": "nobody", "account": ACCOUNT}


async def test_days_that_pass_change_what_is_late(rocio: Debtor) -> None:
    rocio.clock.advance(timedelta(days=21))
    await rocio.is_verified()
    assert minor((await summary(rocio)).values["past_due"]) == 4_100_01


async def test_days_past_due_that_cannot_be_so_keep_every_digit_back(
    punctual: Debtor,
) -> None:
    await punctual.owes((), days_past_due=12)
    now = punctual.clock.now()
    await review_account(punctual.conn, ACCOUNT, changed=True, rejected=False, whole=True, now=now)
    answer = await answer_of(explain_balance, await punctual.says("cuánto debo?"))
    (written,) = await punctual.hears(answer.replies)
    assert written["message"]["body"].startswith("Prefiero no darte una cifra")
    assert not any(letter.isdigit() for letter in written["message"]["body"])
    assert [c["reason"] for c in await punctual.rows(cases)] == ["ledger_doubt"]
