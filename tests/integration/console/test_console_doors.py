"""Who gets into the console, and what nobody can do in somebody else's name."""

import pytest
from redis.asyncio import Redis

from bot.cases.model import CaseState
from bot.console.sessions import LIFETIME_S, TRIES_WINDOW_S, Sessions
from tests.support.console import PASSWORD, Browser, hidden

ACTS = ["reply", "take", "take_over", "give_back", "close"]
LOGIN = 'data-testid="login-submit"'
SESSIONS = "saldo:console:session:*"


async def keys(redis: Redis, pattern: str) -> list[str]:
    return [key async for key in redis.scan_iter(pattern)]


async def tries(browser: Browser, user: str, password: str, times: int = 1) -> tuple[int, str]:
    answers = [await browser.post("/login", user=user, password=password) for _ in range(times)]
    return answers[-1]


async def test_nothing_changes_for_whoever_is_not_logged_in(browser: Browser) -> None:
    case = await browser.open()
    for act in ACTS:
        status, page = await browser.post(f"/cases/{case.id}/{act}", csrf="", text="x", nonce="n")
        assert (status, LOGIN in page) == (200, True), act
    assert await browser.state_of(case) == case
    assert await browser.sent(case) == []


@pytest.mark.parametrize("csrf", [{}, {"csrf": ""}, {"csrf": "guess"}, {"csrf": "ñandú"}])
async def test_a_form_without_our_token_is_forbidden(
    browser: Browser, csrf: dict[str, str]
) -> None:
    case, _ = await browser.open(), await browser.sit_down()
    for act in ACTS:
        status, _ = await browser.post(f"/cases/{case.id}/{act}", text="x", nonce="n", **csrf)
        assert status == 403, act
    assert await browser.state_of(case) == case


async def test_one_agents_token_is_nothing_in_anothers_browser(
    browser: Browser, other_browser: Browser
) -> None:
    case, anas = await browser.open(), await browser.sit_down("ana")
    await other_browser.sit_down("beto")
    status, _ = await other_browser.post(f"/cases/{case.id}/take", csrf=anas)
    assert status == 403
    assert (await browser.state_of(case)).owner is None


async def test_the_token_is_new_with_every_login(browser: Browser) -> None:
    assert await browser.log_in() != await browser.log_in()


async def test_logging_out_needs_our_form_too(browser: Browser) -> None:
    await browser.sit_down()
    status, _ = await browser.post("/logout", csrf="guess")
    assert status == 403
    assert LOGIN not in await browser.get("/")


async def test_a_session_that_ended_is_sent_to_the_login(browser: Browser, redis: Redis) -> None:
    case, csrf = await browser.open(), await browser.sit_down()
    await redis.delete(*await keys(redis, SESSIONS))
    assert LOGIN in await browser.get(f"/cases/{case.id}")
    await browser.post(f"/cases/{case.id}/take", csrf=csrf)
    assert (await browser.state_of(case)).owner is None


async def test_a_session_ends_by_itself(browser: Browser, redis: Redis) -> None:
    await browser.log_in()
    (session,) = await keys(redis, SESSIONS)
    assert 0 < await redis.ttl(session) <= LIFETIME_S


async def test_redis_never_holds_what_opens_a_session(browser: Browser, redis: Redis) -> None:
    await browser.log_in()
    cookie = next(iter(browser.client.session.cookie_jar)).value
    (session,) = await keys(redis, SESSIONS)
    assert cookie not in session + await redis.get(session)


async def test_a_logged_out_cookie_opens_nothing_again(redis: Redis) -> None:
    sessions = Sessions(redis)
    token = await sessions.start("ana")
    await sessions.end(token)
    assert await sessions.find(token) is None
    assert await sessions.find("") is None


async def test_the_right_password_does_not_open_a_locked_door(browser: Browser) -> None:
    await browser.log_in()
    await tries(browser, "ana", "wrong", times=5)
    status, page = await tries(browser, "ana", PASSWORD)
    assert (status, "Espera 15 minutos" in page) == (401, True)


async def test_a_lock_is_one_persons_own_whatever_the_case_of_the_name(browser: Browser) -> None:
    await browser.log_in("beto")
    for name in ("ana", "ANA", "Ana", "aNA", "anA"):
        await tries(browser, name, "wrong")
    assert "Espera" in (await tries(browser, "Ana", PASSWORD))[1]
    assert (await tries(browser, "beto", PASSWORD))[0] == 200


async def test_a_login_forgets_the_tries_before_it(browser: Browser) -> None:
    await browser.log_in()
    for _ in range(2):
        await tries(browser, "ana", "wrong", times=3)
        assert (await tries(browser, "ana", PASSWORD))[0] == 200


async def test_a_lock_ends_by_itself(browser: Browser, redis: Redis) -> None:
    await tries(browser, "ana", "wrong", times=6)
    (lock,) = await keys(redis, "saldo:console:tries:*")
    assert 0 < await redis.ttl(lock) <= TRIES_WINDOW_S


async def test_an_unknown_name_is_refused_in_the_same_words(browser: Browser) -> None:
    await browser.log_in()
    _, wrong = await tries(browser, "ana", "wrong")
    _, unknown = await tries(browser, "nadie", "wrong")
    assert unknown.replace("nadie", "ana") == wrong


async def test_a_link_changes_nothing(browser: Browser) -> None:
    case, _ = await browser.open(), await browser.sit_down()
    for path in ("logout", *(f"cases/{case.id}/{act}" for act in ACTS)):
        async with browser.client.get(f"/console/{path}") as answer:
            assert answer.status == 405, path
    assert (await browser.state_of(case)).state is CaseState.HELD


async def test_only_the_static_folder_is_served(browser: Browser) -> None:
    for path in ("..%2froutes.py", "%2e%2e/users.py", "../login.py", ""):
        async with browser.client.get(f"/console/static/{path}") as answer:
            assert answer.status in (403, 404), path


async def test_pages_behind_the_login_are_kept_by_nobody(browser: Browser) -> None:
    case, _ = await browser.open(), await browser.sit_down()
    async with browser.client.get(f"/console/cases/{case.id}") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert hidden(await answer.text(), "csrf")
