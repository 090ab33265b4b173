"""What life brings: the person first, nothing pressed, and the right stops."""

import pytest

from bot.cases.tables import cases
from bot.ledger.tables import accounts
from bot.negotiation import offers
from bot.outbox.tables import incidents
from bot.usecases import situations
from tests.support.debtor import Debtor, keys

STOPS = [
    (situations.condole, "deceased.condolence", "deceased"),
    (situations.stop_for_representative, "represented.ask", "represented"),
    (situations.protect_life, "crisis.lines", "crisis"),
]


async def reasons(debtor: Debtor) -> list[str]:
    return [case["reason"] for case in await debtor.rows(cases)]


async def holder(debtor: Debtor) -> str:
    return (await debtor.says()).contact.holder


async def is_anything_open(debtor: Debtor) -> bool:
    now = debtor.clock.now()
    return bool(await offers.open_round(debtor.conn, debtor.contact_id, now=now))


@pytest.mark.parametrize(("use_case", "key", "reason"), STOPS)
@pytest.mark.parametrize("is_known", [True, False])
async def test_a_stop_is_said_at_once_and_people_go_on(
    stranger: Debtor, use_case, key: str, reason: str, *, is_known: bool
) -> None:
    if is_known:
        await stranger.is_verified()
        await stranger.sees_terms()
    answer = await use_case(await stranger.says("…"))
    assert answer.closes_form
    assert [row["reply_key"] for row in await stranger.hears(answer.replies)] == [key]
    assert (await reasons(stranger), await holder(stranger)) == ([reason], "agent")
    assert not await is_anything_open(stranger)


async def test_whoever_tells_of_a_death_is_not_the_one_who_died(rocio: Debtor) -> None:
    await situations.condole(await rocio.says("mi mamá falleció"))
    assert (await rocio.says()).contact.customer_id is None


async def test_the_help_lines_of_a_crisis_are_those_of_the_country(stranger: Debtor) -> None:
    answer = await situations.protect_life(await stranger.says("ya no puedo más"))
    [row] = await stranger.hears(answer.replies)
    assert "800 911 2000" in row["message"]["body"]


async def test_a_hardship_is_heard_first_and_then_two_ways_are_open(rocio: Debtor) -> None:
    answer = await situations.hear_hardship(await rocio.says("me quedé sin chamba"))
    assert keys(answer) == ["hardship.heard"]
    assert [o.id for o in answer.replies[0].options] == ["request_plan", "ask_human"]
    assert (await reasons(rocio), await holder(rocio)) == (["hardship"], "bot")


async def test_an_unproved_hardship_is_heard_without_a_word_of_a_debt(stranger: Debtor) -> None:
    answer = await situations.hear_hardship(await stranger.says("perdí mi trabajo"))
    [row] = await stranger.hears(answer.replies)
    assert (row["reply_key"], row["message"]["options"]) == ("hardship.noted", [])
    assert await reasons(stranger) == ["hardship"]


async def test_once_proved_the_hardship_goes_on_without_saying_it_again(rocio: Debtor) -> None:
    answer = await situations.offer_relief(await rocio.says("14/06/1987 06700", identity=True))
    assert keys(answer) == ["hardship.next"]


@pytest.mark.parametrize(("is_known", "key"), [(True, "refusal.heard"), (False, "refusal.noted")])
async def test_a_no_is_a_no(stranger: Debtor, key: str, *, is_known: bool) -> None:
    if is_known:
        await stranger.is_verified()
        await stranger.sees_terms()
    answer = await situations.accept_refusal(await stranger.says("no voy a pagar"))
    assert (keys(answer), [o.id for o in answer.replies[0].options]) == ([key], ["ask_human"])
    assert (await reasons(stranger), await holder(stranger)) == (["refusal"], "bot")
    assert not await is_anything_open(stranger)


async def test_an_insult_gets_one_calm_line_and_we_go_on(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await situations.face_abuse(await rocio.says("rateros", awaiting="terms"))
    assert (keys(answer), answer.slots) == (["abuse.calm"], {})
    assert (await reasons(rocio), await is_anything_open(rocio)) == ([], True)


async def test_an_insult_to_the_question_who_they_are_leaves_the_asking_to_the_form(
    stranger: Debtor,
) -> None:
    call = await stranger.says("rateros", awaiting="identity")
    answer = await situations.face_abuse(call)
    assert (answer.replies[0].options, answer.closes_form) == ((), False)


async def test_a_threat_ends_the_talk_and_is_looked_at(rocio: Debtor) -> None:
    call = await rocio.says("los voy a buscar", choice=situations.THREAT)
    answer = await situations.face_abuse(call)
    assert (keys(answer), answer.closes_form) == (["threat.stopped"], True)
    assert (await reasons(rocio), await holder(rocio)) == (["threat"], "agent")
    assert [incident["kind"] for incident in await rocio.rows(incidents)] == ["threat"]


@pytest.mark.parametrize(
    ("country", "flags"), [("US", ["refused"]), ("MX", []), ("FR", ["refused"])]
)
async def test_a_written_no_ends_collecting_where_the_law_says_so(
    rocio: Debtor, country: str, flags: list[str]
) -> None:
    await rocio.change(country=country)
    await situations.accept_refusal(await rocio.says("i won't pay"))
    assert [account["flags"] for account in await rocio.rows(accounts)] == [flags]


async def test_after_a_written_no_there_are_no_offers_and_no_links(rocio: Debtor) -> None:
    await rocio.sees_terms()
    await rocio.use_cases.plans.answer_yes(await rocio.says("sí", awaiting="terms"))
    await rocio.change(country="US")
    await situations.accept_refusal(await rocio.says("i won't pay"))
    for ask in (rocio.use_cases.offers.menu, rocio.use_cases.pay.pay_now):
        assert keys(await ask(await rocio.says("my options?"))) == ["offers.none"]
    assert await holder(rocio) == "agent"
