"""What an agent can do with a case."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes, store
from bot.cases.model import Case, CaseState, DeskState, Reason
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.handoff.agents import Agents, Words
from bot.kernel.errors import Rejected
from bot.kernel.privacy import Vault
from bot.outbox.tables import outbox
from tests.desk_people import NOW, agents, queued, stranger, verified
from tests.support.clock import HandClock


@pytest.fixture
def desk(vault: Vault, clock: HandClock) -> Agents:
    return agents(vault, clock)


def words(text: str, *, agent: str = "Ana", source: str = "console:1") -> Words:
    return Words(agent=agent, text=text, source=source, desk_state=DeskState.PENDING)


async def held(conn: AsyncConnection, contact: Contact) -> Case:
    return await store.open_case(
        conn, contact_id=contact.id, reason=Reason.ASK_HUMAN, now=NOW, hand_over=True
    )


async def codes(conn: AsyncConnection, case: Case) -> list[str | None]:
    return [event.code for event in await notes.events(conn, case.id)]


async def test_whoever_writes_first_has_the_case(conn: AsyncConnection, desk: Agents) -> None:
    contact = await stranger(conn)
    case = await held(conn, contact)
    assert await desk.say(conn, case.id, words("Hola, soy Ana"), NOW)
    assert [(m.key, m.origin, m.body) for m in await queued(conn, contact.id)] == [
        ("agent.text", "agent", "Hola, soy Ana")
    ]
    after = await store.load(conn, case.id)
    assert (after.owner, after.answered_at) == ("Ana", NOW)


async def test_the_same_words_twice_are_sent_once(conn: AsyncConnection, desk: Agents) -> None:
    contact = await stranger(conn)
    case = await held(conn, contact)
    for _ in range(2):
        assert await desk.say(conn, case.id, words("Hola"), NOW)
    assert len(await queued(conn, contact.id)) == 1


async def test_nobody_writes_in_someone_elses_case(conn: AsyncConnection, desk: Agents) -> None:
    case = await held(conn, await stranger(conn))
    await desk.take(conn, case.id, agent="Ana", instead_of=None, now=NOW)
    with pytest.raises(Rejected, match="taken_by_another"):
        await desk.say(conn, case.id, words("Hola", agent="Beto"), NOW)


async def test_of_two_who_take_a_case_one_wins(conn: AsyncConnection, desk: Agents) -> None:
    case = await held(conn, await stranger(conn))
    await desk.take(conn, case.id, agent="Ana", instead_of=None, now=NOW)
    with pytest.raises(Rejected, match="taken_by_another"):
        await desk.take(conn, case.id, agent="Beto", instead_of=None, now=NOW)
    await desk.take(conn, case.id, agent="Beto", instead_of="Ana", now=NOW)
    assert (await store.load(conn, case.id)).owner == "Beto"


async def test_taking_a_case_of_the_bots_silences_the_bot(
    conn: AsyncConnection, desk: Agents
) -> None:
    contact = await stranger(conn)
    case = await store.open_case(
        conn, contact_id=contact.id, reason=Reason.LEDGER_DOUBT, now=NOW, hand_over=False
    )
    taken = await desk.take(conn, case.id, agent="Ana", instead_of=None, now=NOW)
    assert taken.state is CaseState.HELD
    assert (await contacts.load(conn, contact.id)).holder == "agent"


async def test_figures_to_someone_unverified_are_held_back_and_told(
    conn: AsyncConnection, desk: Agents
) -> None:
    contact = await stranger(conn)
    case = await held(conn, contact)
    assert not await desk.say(conn, case.id, words("Debes 980 pesos"), NOW)
    assert await queued(conn, contact.id) == []
    assert (await codes(conn, case))[-1] == "withheld.not_verified"


async def test_figures_to_someone_verified_go_out(
    conn: AsyncConnection, desk: Agents, vault: Vault
) -> None:
    contact = await verified(conn, vault)
    case = await held(conn, contact)
    assert await desk.say(conn, case.id, words("Debes 980 pesos"), NOW)


async def test_giving_back_tells_the_contact_and_closes_the_case(
    conn: AsyncConnection, desk: Agents
) -> None:
    contact = await stranger(conn)
    case = await held(conn, contact)
    await desk.give_back(conn, case.id, agent="Ana", now=NOW)
    assert [message.key for message in await queued(conn, contact.id)] == ["human.given_back"]
    assert (await store.load(conn, case.id)).state is CaseState.CLOSED
    assert (await contacts.load(conn, contact.id)).holder == "bot"
    assert (await codes(conn, case))[-1] == "given_back"


async def test_giving_back_leaves_the_contacts_other_cases_open(
    conn: AsyncConnection, desk: Agents
) -> None:
    contact = await stranger(conn)
    case = await held(conn, contact)
    other = await store.open_case(
        conn, contact_id=contact.id, reason=Reason.THREAT, now=NOW, hand_over=True
    )
    await desk.give_back(conn, case.id, agent="Ana", now=NOW)
    assert (await store.load(conn, other.id)).state is CaseState.OPEN


async def test_a_held_case_is_given_back_rather_than_closed(
    conn: AsyncConnection, desk: Agents
) -> None:
    case = await held(conn, await stranger(conn))
    with pytest.raises(Rejected, match="still_held"):
        await desk.close(conn, case.id, agent="Ana", now=NOW)


async def test_a_closed_case_takes_nothing_more(conn: AsyncConnection, desk: Agents) -> None:
    case = await held(conn, await stranger(conn))
    await desk.give_back(conn, case.id, agent="Ana", now=NOW)
    with pytest.raises(Rejected, match="case_closed"):
        await desk.say(conn, case.id, words("Hola"), NOW)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097])
async def test_words_of_no_or_too_much_length_are_refused(
    conn: AsyncConnection, desk: Agents, text: str
) -> None:
    case = await held(conn, await stranger(conn))
    with pytest.raises(Rejected, match="text_length"):
        await desk.say(conn, case.id, words(text), NOW)


@pytest.mark.parametrize(
    ("state", "code"),
    [("failed", "undelivered"), ("refused", "undelivered"), ("unknown", "unconfirmed")],
)
async def test_words_that_did_not_arrive_are_told_once(
    conn: AsyncConnection, desk: Agents, state: str, code: str
) -> None:
    case = await held(conn, await stranger(conn))
    await desk.say(conn, case.id, words("Hola"), NOW)
    await conn.execute(sa.update(outbox).values(state=state))
    assert await notes.tell_undelivered(conn, NOW) == 1
    assert await notes.tell_undelivered(conn, NOW) == 0
    assert (await codes(conn, case))[-1] == code
