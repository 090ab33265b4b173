"""The console, as a browser without scripts uses it."""

import re

import pytest

from bot.cases.model import CaseState
from tests.support.console import Browser, hidden


async def test_whoever_is_not_logged_in_sees_only_the_login_page(browser: Browser) -> None:
    case = await browser.open()
    for path in ("", "/", f"/cases/{case.id}"):
        assert 'data-testid="login-submit"' in await browser.get(path)


async def test_a_wrong_password_is_refused_and_the_sixth_try_waits(browser: Browser) -> None:
    for _ in range(5):
        status, page = await browser.post("/login", user="ana", password="wrong")
        assert status == 401
        assert "incorrectos" in page
    _, page = await browser.post("/login", user="ana", password="wrong")
    assert "Espera 15 minutos" in page


async def test_the_session_cookie_is_for_this_site_and_no_script(browser: Browser) -> None:
    await browser.log_in()
    cookie = next(iter(browser.client.session.cookie_jar))
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/console")


async def test_with_no_cases_the_list_says_all_is_clear(browser: Browser) -> None:
    await browser.log_in()
    assert 'data-testid="empty-list"' in await browser.get("/")


async def test_an_unverified_contacts_figures_are_hidden(browser: Browser) -> None:
    case = await browser.open()
    await browser.log_in()
    page = await browser.get(f"/cases/{case.id}")
    assert "hola, debo •••" in page
    assert "500" not in re.sub(r'value="[^"]*"', "", page)  # a token may have any letters


async def test_a_verified_contact_is_named(browser: Browser) -> None:
    case = await browser.open(is_verified=True)
    await browser.log_in()
    page = await browser.get(f"/cases/{case.id}")
    assert "Rocío Méndez Lara" in page
    assert "hola, debo 500" in page


async def test_a_reply_goes_out_once_however_often_it_is_submitted(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.log_in()
    nonce = hidden(await browser.get(f"/cases/{case.id}"), "nonce")
    for _ in range(2):
        status, _ = await browser.post(
            f"/cases/{case.id}/reply", csrf=csrf, nonce=nonce, text="Hola, soy Ana"
        )
        assert status == 200
    assert await browser.sent(case) == ["Hola, soy Ana"]


async def test_a_reply_held_back_keeps_the_draft_and_says_why(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.log_in()
    status, page = await browser.post(
        f"/cases/{case.id}/reply", csrf=csrf, nonce="n", text="Debes 980 pesos"
    )
    assert status == 409
    assert "Debes 980 pesos</textarea>" in page
    assert "no está verificada" in page
    assert await browser.sent(case) == []


@pytest.mark.parametrize("act", ["reply", "take", "take_over", "give_back", "close"])
async def test_nothing_changes_without_the_forms_token(browser: Browser, act: str) -> None:
    case, _ = await browser.open(), await browser.log_in()
    status, _ = await browser.post(f"/cases/{case.id}/{act}", csrf="guess", text="x", nonce="n")
    assert status == 403
    assert await browser.state_of(case) == case


async def test_giving_back_asks_first(browser: Browser) -> None:
    case, csrf = await browser.open(), await browser.log_in()
    page = await browser.get(f"/cases/{case.id}?confirm=give_back")
    assert 'data-testid="confirm-yes"' in page
    assert (await browser.state_of(case)).state is CaseState.HELD
    await browser.post(f"/cases/{case.id}/give_back", csrf=csrf)
    assert (await browser.state_of(case)).state is CaseState.CLOSED


async def test_a_case_of_the_bots_is_closed_without_giving_back(browser: Browser) -> None:
    case, csrf = await browser.open(hand_over=False), await browser.log_in()
    await browser.post(f"/cases/{case.id}/close", csrf=csrf)
    assert (await browser.state_of(case)).state is CaseState.CLOSED
    assert await browser.sent(case) == []


async def test_someone_elses_case_is_taken_over_only_knowingly(browser: Browser) -> None:
    case, _ = await browser.open(), await browser.log_in("beto")
    beto = hidden(await browser.get("/"), "csrf")
    await browser.post(f"/cases/{case.id}/take", csrf=beto)
    ana = await browser.log_in("ana")
    status, page = await browser.post(f"/cases/{case.id}/take", csrf=ana)
    assert status == 409
    assert 'data-testid="others-note"' in page
    await browser.post(f"/cases/{case.id}/take_over", csrf=ana, instead_of="beto")
    assert (await browser.state_of(case)).owner == "ana"


async def test_an_unknown_case_is_not_found(browser: Browser) -> None:
    await browser.log_in()
    async with browser.client.get("/console/cases/case_none") as answer:
        assert answer.status == 404


async def test_logging_out_ends_the_session(browser: Browser) -> None:
    csrf = await browser.log_in()
    await browser.post("/logout", csrf=csrf)
    assert 'data-testid="login-submit"' in await browser.get("/")


async def test_pages_may_be_neither_framed_nor_stored(browser: Browser) -> None:
    async with browser.client.get("/console/login") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_browser_that_asks_for_english_gets_english(browser: Browser) -> None:
    headers = {"Accept-Language": "en-US,en;q=0.9"}
    async with browser.client.get("/console/login", headers=headers) as answer:
        assert "Agents&#39; console" in await answer.text()


async def test_the_style_sheet_is_served(browser: Browser) -> None:
    assert "prefers-color-scheme: dark" in await browser.get("/static/console.css")
