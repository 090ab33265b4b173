"""Two agents and one case: one has it, the other is told."""

import asyncio

import pytest

from bot.cases.model import CaseState
from tests.support.console import Browser

ACTS = ("take", "take_over", "reply", "give_back", "close")
Two = tuple[tuple[Browser, str], tuple[Browser, str]]


@pytest.fixture
async def two(browser: Browser, other_browser: Browser) -> Two:
    """Ana and Beto, each with their form's token."""
    return (
        (browser, await browser.sit_down("ana")),
        (other_browser, await other_browser.sit_down("beto")),
    )


async def test_of_two_who_take_a_case_at_once_one_has_it(two: Two) -> None:
    case = await two[0][0].open()
    answers = await asyncio.gather(
        *(browser.post(f"/cases/{case.id}/take", csrf=csrf) for browser, csrf in two)
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    owner = (await two[0][0].state_of(case)).owner
    loser = next(page for status, page in answers if status == 409)
    assert owner in ("ana", "beto")
    assert f"lo lleva {owner}" in loser


async def test_of_two_who_write_at_once_one_is_heard(two: Two) -> None:
    case = await two[0][0].open()
    words = ("Hola, soy Ana", "Hola, soy Beto")
    answers = await asyncio.gather(
        *(
            browser.post(f"/cases/{case.id}/reply", csrf=csrf, nonce=text, text=text)
            for (browser, csrf), text in zip(two, words, strict=True)
        )
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    owner = (await two[0][0].state_of(case)).owner or ""
    assert await two[0][0].sent(case) == [f"Hola, soy {owner.title()}"]


async def test_of_two_who_take_over_at_once_only_who_saw_the_owner_wins(two: Two) -> None:
    (ana, anas), (beto, betos) = two
    case = await ana.open()
    await ana.post(f"/cases/{case.id}/take", csrf=anas)
    stale = {"csrf": betos, "instead_of": "carla"}
    status, _ = await beto.post(f"/cases/{case.id}/take_over", **stale)
    assert (status, (await ana.state_of(case)).owner) == (409, "ana")


@pytest.mark.parametrize("act", ["give_back", "reply"])
async def test_someone_elses_case_is_left_alone(two: Two, act: str) -> None:
    (ana, anas), (beto, betos) = two
    case = await ana.open()
    await ana.post(f"/cases/{case.id}/take", csrf=anas)
    status, page = await beto.post(f"/cases/{case.id}/{act}", csrf=betos, nonce="n", text="x")
    assert (status, 'data-testid="others-note"' in page) == (409, True)
    assert (await ana.state_of(case)).state is CaseState.HELD
    assert await ana.sent(case) == []


async def test_a_chat_given_back_twice_at_once_is_given_back_once(two: Two) -> None:
    (ana, anas), _ = two
    case = await ana.open()
    answers = await asyncio.gather(
        *(ana.post(f"/cases/{case.id}/give_back", csrf=anas) for _ in range(2))
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    assert len(await ana.sent(case)) == 1


async def test_a_closed_case_takes_nothing_more(two: Two) -> None:
    (ana, anas), _ = two
    case, form = await ana.open(hand_over=False), {"csrf": anas, "nonce": "n", "text": "Hola"}
    await ana.post(f"/cases/{case.id}/close", csrf=anas)
    for act in ACTS:
        status, page = await ana.post(f"/cases/{case.id}/{act}", **form)
        assert (status, "ya está cerrado" in page) == (409, True), act
    assert await ana.sent(case) == []


async def test_a_case_that_is_not_there_is_not_found(two: Two) -> None:
    (ana, anas), _ = two
    form = {"csrf": anas, "nonce": "n", "text": "Hola"}
    statuses = {(await ana.post(f"/cases/case_none/{act}", **form))[0] for act in ACTS}
    assert statuses == {404}
