"""What an agent sees and may say: nothing before the person is verified, and never as markup."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import store
from bot.cases.model import Case, Reason
from bot.contacts import store as contacts
from bot.contacts.tables import contacts as contacts_table
from bot.kernel.ids import ContactId
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.desk_people import NOW, says
from tests.support import debts
from tests.support.clock import HandClock
from tests.support.console import Browser

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
DISCLOSING = (
    "Su deuda es de tres mil pesos",
    "Le quedan 980 por pagar",
    "Pague aquí: https://pay.example/p/abc",
    "Entra a saldo.mx",
    "Your account is past due",
    "you owe two hundred dollars",
    "Su crédito está vencido",
    "número ٤٤٧١",
)
TYPED = "nací el 14/06/1987, cp 06700, debo 9,876.54"


@pytest.fixture
async def debtor(database: Database, vault: Vault, clock: HandClock) -> ContactId:
    """A verified person who owes 9,876.54 MXN and typed their data."""
    async with database.transaction() as conn:
        debt = await debts.lend(conn, vault, Money(987_654, "MXN"), clock)
        await says(conn, vault, await contacts.load(conn, debt.contact_id), TYPED)
    return debt.contact_id


@pytest.fixture
async def case(database: Database, debtor: ContactId) -> Case:
    async with database.transaction() as conn:
        return await store.open_case(
            conn, contact_id=debtor, reason=Reason.ASK_HUMAN, now=NOW, hand_over=True
        )


async def change(database: Database, who: ContactId, **values: object) -> None:
    async with database.transaction() as conn:
        await _update(conn, who, values)


async def _update(conn: AsyncConnection, who: ContactId, values: dict[str, object]) -> None:
    table = contacts_table
    await conn.execute(sa.update(table).where(table.c.id == who).values(**values))


def seen(page: str) -> str:
    """The page's words, without its tags and their attributes."""
    return re.sub(r"<[^>]*>", " ", page)


async def test_an_agent_sees_a_verified_persons_figures(browser: Browser, case: Case) -> None:
    await browser.sit_down()
    page = seen(await browser.get(f"/cases/{case.id}"))
    assert all(figure in page for figure in ("$9,876.54 MXN", "4471", "Rocío", "06700"))


async def test_no_digit_is_seen_of_whoever_is_not_verified(
    browser: Browser, database: Database, case: Case
) -> None:
    await change(database, case.contact_id, verified_until=None)
    await browser.sit_down()
    for path in ("/", f"/cases/{case.id}"):
        page = seen(await browser.get(path))
        figures = ("9,876", "876", "4471", "06700", "1987", "14/06", "Rocío", "Méndez")
        assert [figure for figure in figures if figure in page] == []


async def test_figures_are_hidden_again_when_verification_ends(
    browser: Browser, database: Database, case: Case, clock: HandClock
) -> None:
    until = clock.now() + timedelta(minutes=30)
    await change(database, case.contact_id, verified_until=until)
    await browser.sit_down()
    assert "9,876.54" in await browser.get(f"/cases/{case.id}")
    clock.advance(timedelta(minutes=30))
    page = seen(await browser.get(f"/cases/{case.id}"))
    assert ("9,876.54" in page, "cifras ocultas" in page) == (False, True)


@pytest.mark.parametrize("is_verified", [True, False])
async def test_a_contacts_markup_is_only_words(browser: Browser, is_verified: bool) -> None:
    case = await browser.open(is_verified=is_verified, words=SCRIPT)
    await browser.sit_down()
    page = await browser.get(f"/cases/{case.id}")
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


async def test_an_agents_markup_is_only_words_in_draft_and_thread(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.sit_down()
    path = f"/cases/{case.id}/reply"
    for text in (f"Debes 5 {SCRIPT}", "<script>alert</script></textarea>"):
        _, page = await browser.post(path, csrf=csrf, nonce=text, text=text)
        assert "<script>alert" not in page
        assert page.count("</textarea>") == 1


@pytest.mark.parametrize("place", ["user", "confirm", "path"])
async def test_what_an_address_carries_is_never_markup(browser: Browser, place: str) -> None:
    case = await browser.open()
    if place == "user":
        _, page = await browser.post("/login", user=f'">{SCRIPT}', password="x")
    else:
        await browser.sit_down()
        path = f"/cases/{SCRIPT}" if place == "path" else f"/cases/{case.id}?confirm={SCRIPT}"
        page = await browser.get(path)
    assert "<script>alert" not in page


async def test_words_about_a_debt_wait_until_the_person_is_verified(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.sit_down()
    for words in DISCLOSING:
        reply = {"csrf": csrf, "nonce": words, "text": words}
        status, page = await browser.post(f"/cases/{case.id}/reply", **reply)
        assert (status, "no está verificada" in page) == (409, True), words
    assert await browser.sent(case) == []


async def test_the_same_words_go_to_a_verified_person(browser: Browser) -> None:
    case, csrf = await browser.open(is_verified=True), await browser.sit_down()
    words = "Su saldo es de 980 pesos"
    await browser.post(f"/cases/{case.id}/reply", csrf=csrf, nonce="n", text=words)
    assert await browser.sent(case) == [words]


@pytest.mark.parametrize("state", [{"opted_out_at": NOW}, {"last_inbound_at": NOW - timedelta(2)}])
async def test_whoever_said_stop_or_wrote_long_ago_is_not_written_to(
    browser: Browser, database: Database, state: dict[str, object]
) -> None:
    case, csrf = await browser.open(is_verified=True), await browser.sit_down()
    await change(database, case.contact_id, **state)
    status, _ = await browser.post(f"/cases/{case.id}/reply", csrf=csrf, nonce="n", text="Hola")
    assert status == 409
    assert await browser.sent(case) == []


async def test_words_of_no_or_too_great_length_are_refused(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.sit_down()
    for text in ("", "   ", "\n", "x" * 4097):
        reply = {"csrf": csrf, "nonce": "n", "text": text}
        status, page = await browser.post(f"/cases/{case.id}/reply", **reply)
        assert (status, "4,096" in page) == (409, True)
    assert await browser.sent(case) == []


async def test_the_same_submission_withheld_stays_withheld(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.sit_down()
    reply = {"csrf": csrf, "nonce": "n", "text": "Debes 980"}
    for _ in range(2):
        await browser.post(f"/cases/{case.id}/reply", **reply)
    assert await browser.sent(case) == []
