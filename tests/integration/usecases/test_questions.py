"""When, how and who: one true answer each, and nothing of a debt to somebody unproved."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.privacy import Vault
from bot.usecases import questions, ratings
from tests.support.clock import HandClock
from tests.support.debtor import Debtor, keys, someone
from tests.support.people import record


async def read(debtor: Debtor, answer) -> str:
    """What arrives, as one text."""
    rows = await debtor.hears(answer.replies)
    return "\n".join(row["message"]["body"] for row in rows)


async def test_the_next_date_comes_with_what_is_past_due(rocio: Debtor) -> None:
    answer = await questions.explain_due_date(await rocio.says("¿cuándo me toca?"))
    told = await read(rocio, answer)
    assert keys(answer) == ["due.next"]
    assert "$2,000.00 MXN" in told
    assert "$2,100.01 MXN vencidos" in told


async def test_who_is_on_time_hears_of_nothing_past_due(punctual: Debtor) -> None:
    answer = await questions.explain_due_date(await punctual.says("cuándo vence"))
    told = await read(punctual, answer)
    assert "$980.01 MXN" in told
    assert "vencid" not in told


async def test_with_an_agreement_its_next_payment_is_told(rocio: Debtor) -> None:
    offer = await rocio.sees_terms("plan", payments=3)
    rocio.clock.advance(timedelta(seconds=1))
    await rocio.use_cases.plans.answer_yes(await rocio.says("sí", awaiting="terms"))
    answer = await questions.explain_due_date(await rocio.says("cuándo pago"))
    assert keys(answer) == ["due.plan"]
    first = offer.terms.installments[0]
    assert answer.replies[0].values["due_on"] == {"date": first.due_on.isoformat()}


async def test_nothing_to_come_is_said_without_a_date(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    late = await someone(conn, vault, clock)
    await late.owes((("principal", "100.00", -5),))
    await late.is_verified()
    answer = await questions.explain_due_date(await late.says("cuándo vence"))
    assert keys(answer) == ["due.late"]
    assert "$100.00 MXN" in await read(late, answer)


async def test_who_owes_nothing_is_told_so(punctual: Debtor) -> None:
    await punctual.pays("980.01")
    answer = await questions.explain_due_date(await punctual.says("cuándo vence"))
    assert keys(answer) == ["balance.clear"]


async def test_how_to_pay_is_by_our_link_and_never_in_the_chat(rocio: Debtor) -> None:
    answer = await questions.explain_methods(await rocio.says("¿aceptan oxxo?"))
    told = await read(rocio, answer)
    assert [word for word in ("liga segura", "OXXO", "SPEI") if word not in told] == []
    assert [option.id for option in answer.replies[0].options] == ["pay_now", "ask_human"]


async def test_how_to_pay_is_not_told_to_the_unproved(stranger: Debtor) -> None:
    assert keys(await questions.explain_methods(await stranger.says("¿dónde pago?"))) == []


@pytest.mark.parametrize("is_known", [True, False])
async def test_anybody_may_check_who_we_are(stranger: Debtor, *, is_known: bool) -> None:
    if is_known:
        await stranger.is_verified()
    told = await read(stranger, await questions.explain_who_we_are(await stranger.says("fraude?")))
    assert "www.financierasol.example" in told
    assert "+52 55 5550 0100" in told


async def test_a_number_of_nobody_may_check_us_too(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    nobody = await someone(conn, vault, clock, record(phone="+525500000000"))
    answer = await questions.explain_who_we_are(await nobody.says("quién eres"))
    assert answer.replies[0].values["creditor"] == "Financiera Sol"


async def test_thanks_are_answered_and_change_nothing(stranger: Debtor) -> None:
    answer = await ratings.thank_back(await stranger.says("gracias"))
    assert (keys(answer), answer.slots) == (["thanks.welcome"], {})
