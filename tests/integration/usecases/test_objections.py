"""Objections: approved facts and ways on for who is proved, nothing of the matter for others."""

import pytest

from bot.cases.tables import cases
from bot.kernel.money import Money
from bot.usecases.call import Answer, Call
from bot.usecases.objection_words import Topic
from bot.usecases.objections import answer, first_hearing, while_asking_who
from bot.usecases.situations import accept_refusal
from tests.support.debtor import Debtor, keys, money

APPROVED = [
    ("MX", Topic.BUREAU, "objection.bureau_MX"),
    ("CO", Topic.BUREAU, "objection.bureau_CO"),
    ("US", Topic.BUREAU, "objection.bureau_US"),
    ("FR", Topic.BUREAU, "objection.unknown"),
    ("MX", Topic.UNPAID, "objection.unpaid"),
    ("US", Topic.UNPAID, "objection.unpaid_US"),
    ("FR", Topic.UNPAID, "objection.unknown"),
]
THREATS = ["demand", "embarg", "sue", "court", "legal action", "cárcel", "jail"]


@pytest.mark.parametrize(("country", "topic", "key"), APPROVED)
async def test_each_country_has_its_own_approved_words(
    rocio: Debtor, country: str, topic: Topic, key: str
) -> None:
    await rocio.change(country=country)
    assert keys(await answer(await rocio.says("?"), topic)) == [key]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(("country", "topic", "key"), APPROVED)
async def test_nothing_threatens_and_a_person_is_offered(
    rocio: Debtor, country: str, topic: Topic, key: str, language: str
) -> None:
    await rocio.change(country=country, language=language)
    said = await answer(await rocio.says("?"), topic)
    [row] = await rocio.hears(said.replies)
    assert not [threat for threat in THREATS if threat in row["message"]["body"].lower()]
    assert "ask_human" in {option["id"] for option in row["message"]["options"]}


async def test_the_interest_is_shown_to_the_cent(rocio: Debtor) -> None:
    said = await answer(await rocio.says("muy altos"), Topic.INTEREST)
    assert keys(said) == ["objection.interest"]
    assert said.replies[0].values["interest"] == money(Money.parse("500.10", "MXN"))


async def test_without_interest_what_it_is_made_of_is_shown(punctual: Debtor) -> None:
    assert keys(await answer(await punctual.says("muy altos"), Topic.INTEREST)) == [
        "balance.detail"
    ]


@pytest.mark.parametrize("topic", [Topic.BUREAU, Topic.UNPAID, Topic.INTEREST])
async def test_a_stranger_hears_nothing_of_the_matter(stranger: Debtor, topic: Topic) -> None:
    assert keys(await answer(await stranger.says("?"), topic)) == ["objection.neutral"]


async def test_a_robot_says_so_to_anybody_and_nobody_takes_over(stranger: Debtor) -> None:
    said = await answer(await stranger.says("eres un robot?"), Topic.ROBOT)
    assert (keys(said), said.slots) == (["objection.robot"], {})
    assert await stranger.rows(cases) == []


async def test_while_being_identified_a_robot_says_so_and_asks_on(stranger: Debtor) -> None:
    identify = stranger.use_cases.identify
    await identify.ask(await stranger.says("cuánto debo?"))
    call = await stranger.says("eres un robot?", identity=True)
    said = await while_asking_who(call, await identify.ask(call))
    assert keys(said) == ["objection.robot", "identity.ask"]


async def test_other_words_that_prove_nothing_are_asked_again(stranger: Debtor) -> None:
    identify = stranger.use_cases.identify
    await identify.ask(await stranger.says("cuánto debo?"))
    call = await stranger.says("mmm", identity=True)
    assert keys(await while_asking_who(call, await identify.ask(call))) == ["identity.unreadable"]


async def refuse(call: Call) -> Answer:
    return await first_hearing(accept_refusal)(call)


async def test_a_question_is_no_refusal(rocio: Debtor) -> None:
    assert keys(await refuse(await rocio.says("y si no pago qué pasa"))) == ["objection.unpaid"]
    assert await rocio.rows(cases) == []


async def test_a_refusal_stays_one(rocio: Debtor) -> None:
    assert keys(await refuse(await rocio.says("no voy a pagar y punto"))) == ["refusal.heard"]


async def test_words_that_prove_who_they_are_ask_nothing(rocio: Debtor) -> None:
    call = await rocio.says("y si no pago qué pasa", identity=True)
    assert keys(await refuse(call)) == ["refusal.heard"]
