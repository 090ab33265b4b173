"""The country's notices: before the first figure, once, and again when they never left."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.kernel.ids import CustomerId
from bot.kernel.messages import Reply
from bot.ledger.tables import accounts
from bot.outbox.guard import Origin
from bot.outbox.tables import notices_given, outbox
from tests.support.debtor import ACCOUNT, Debtor
from tests.support.values import VALUES
from tests.support.way_out import way_out

DUE = Reply(key="due.late", values=VALUES)
THANKS = Reply(key="thanks.welcome")
METHODS = Reply(key="methods.mx")


async def hears(debtor: Debtor, *replies: Reply, origin: Origin = "bot") -> list[str]:
    """Everything that is queued for these replies, in order."""
    before = len(await queue(debtor))
    for reply in replies:
        await way_out(debtor.clock).enqueue(
            debtor.conn, reply, contact_id=debtor.contact_id, origin=origin
        )
    return [row["reply_key"] for row in (await queue(debtor))[before:]]


async def queue(debtor: Debtor) -> Sequence[dict[str, Any]]:
    found = await debtor.conn.execute(sa.select(outbox).order_by(outbox.c.seq))
    return [dict(row) for row in found.mappings()]


async def proves_it(debtor: Debtor, customer: str = "CUS-1") -> None:
    """As the form does, so that a session begins."""
    await debtor.change(customer_id=None, verified_until=None)
    await debtor.use_cases.identify.ask(await debtor.says("hola"))
    call = await debtor.says("14/06/1987 cp 06700", identity=True)
    await debtor.use_cases.identify.present(call)
    assert (await debtor.says()).contact.customer_id == CustomerId(customer)


async def test_mexico_is_told_everything_once_before_the_first_figure(rocio: Debtor) -> None:
    assert await hears(rocio, METHODS) == ["methods.mx"]
    assert await hears(rocio, DUE) == ["notice.mx_first_contact", "due.late"]
    assert await hears(rocio, DUE) == ["due.late"]


async def test_no_field_of_the_first_contact_is_empty(rocio: Debtor) -> None:
    await hears(rocio, DUE)
    told = (await queue(rocio))[0]["message"]["body"]
    for words in (
        "Financiera Sol, S.A. de C.V.", "Insurgentes 100", "+52 55 5550 0100", "Laura Ortega",
        "Daniel Prado", "••4471", "$4,100.01 MXN", "21 nov 2026", "liga segura", "UNE",
        "une@financierasol.example", "+52 55 5550 0101", "Paga solo a Financiera Sol",
    ):  # fmt: skip
        assert words in told


async def test_a_new_account_is_told_of_alone(rocio: Debtor) -> None:
    await hears(rocio, DUE)
    await rocio.owes((("principal", "10.00", -5),), account="ACC-2", last4="9001")
    await hears(rocio, DUE)
    [first, _, second, _] = await queue(rocio)
    assert "9001" not in first["message"]["body"]
    assert "4471" not in second["message"]["body"]


async def test_two_accounts_are_told_of_in_one_message(rocio: Debtor) -> None:
    await rocio.owes((("principal", "10.00", -5),), account="ACC-2", last4="9001")
    assert await hears(rocio, DUE) == ["notice.mx_first_contact", "due.late"]
    given = await rocio.rows(notices_given)
    assert sorted(row["account_id"] for row in given) == [ACCOUNT, "ACC-2"]


async def test_an_account_in_doubt_and_one_without_debt_are_left_out(rocio: Debtor) -> None:
    await rocio.conn.execute(sa.update(accounts).values(doubt="declared_total"))
    assert await hears(rocio, DUE) == ["due.late"]
    await rocio.conn.execute(sa.update(accounts).values(doubt=None))
    await rocio.pays("4100.01")
    assert await hears(rocio, DUE) == ["due.late"]


async def test_the_united_states_are_told_at_the_first_word_and_in_each_session(
    rocio: Debtor,
) -> None:
    await rocio.change(country="US")
    await proves_it(rocio)
    assert await hears(rocio, THANKS, METHODS, DUE) == [
        "thanks.welcome", "notice.us_first", "methods.mx", "due.late",
    ]  # fmt: skip
    rocio.clock.advance(timedelta(hours=3))
    await proves_it(rocio)
    assert await hears(rocio, DUE, DUE) == ["notice.us_later", "due.late", "due.late"]


@pytest.mark.parametrize(("language", "words"), [("es", "cobrador"), ("en", "debt collector")])
async def test_the_notice_is_in_the_language_of_the_chat(
    rocio: Debtor, language: str, words: str
) -> None:
    await rocio.change(country="US", language=language)
    await hears(rocio, DUE)
    assert words in (await queue(rocio))[0]["message"]["body"]


@pytest.mark.parametrize("country", ["CO", "FR"])
async def test_a_country_without_notices_has_none(rocio: Debtor, country: str) -> None:
    await rocio.change(country=country)
    assert await hears(rocio, DUE) == ["due.late"]


@pytest.mark.parametrize("origin", ["bot", "agent", "receipt"])
async def test_it_does_not_matter_who_speaks_the_figure(rocio: Debtor, origin: Origin) -> None:
    said = Reply(key="agent.text", values={"text": "Debes 1500"}) if origin == "agent" else DUE
    await rocio.change(holder="bot" if origin == "bot" else "agent")
    assert (await hears(rocio, said, origin=origin))[0] == "notice.mx_first_contact"


@pytest.mark.parametrize("state", ["failed", "refused", "unknown"])
async def test_a_notice_that_never_left_is_given_again(rocio: Debtor, state: str) -> None:
    await hears(rocio, DUE)
    await rocio.conn.execute(sa.update(outbox).values(state=state))
    assert await hears(rocio, DUE) == ["notice.mx_first_contact", "due.late"]
    assert len(await rocio.rows(notices_given)) == 1


async def test_the_figure_leans_on_its_notice(rocio: Debtor) -> None:
    await hears(rocio, DUE)
    notice, figure = await queue(rocio)
    assert figure["requires"] == notice["id"]


async def test_whoever_is_not_proved_hears_no_notice(stranger: Debtor) -> None:
    assert await hears(stranger, DUE) == ["guard.neutral"]
    assert await stranger.rows(notices_given) == []


@pytest.mark.parametrize(
    ("country", "language", "line"),
    [("US", "en", "reply STOP"), ("US", "es", "responde BAJA"), ("MX", "es", None)],
)
async def test_a_receipt_says_how_to_stop_where_it_must(
    rocio: Debtor, country: str, language: str, line: str | None
) -> None:
    await rocio.change(country=country, language=language)
    await hears(rocio, Reply(key="payment.receipt", values=VALUES), origin="receipt")
    told = (await queue(rocio))[-1]["message"]["body"]
    assert told.endswith(f"{line}.") if line else "BAJA" not in told
