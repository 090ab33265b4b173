"""Sessions begin with a message and end once, each with the one disposition that it came to."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.cases.store import close
from bot.cases.tables import cases
from bot.kernel.ids import CaseId
from bot.outbox.tables import outbox
from bot.sessions import lifecycle, store
from bot.sessions.tables import sessions
from bot.usecases import claims, people, situations
from bot.usecases.pay import report_paid
from bot.usecases.people import opt_out
from tests.support.debtor import Debtor
from tests.support.visits import disposition, hears, writes

HOUR = timedelta(hours=1)


async def said(debtor: Debtor, use_case, text: str) -> None:
    """An action that this message leads to, with its replies."""
    answer = await use_case(await debtor.says(text))
    await hears(debtor, *answer.replies)


async def agrees(debtor: Debtor, kind: str, payments: int = 1) -> None:
    await debtor.sees_terms(kind, payments=payments)
    await said(debtor, debtor.use_cases.plans.answer_yes, "sí")


async def test_messages_within_a_day_are_one_session(rocio: Debtor) -> None:
    first = await writes(rocio)
    rocio.clock.advance(23 * HOUR)
    assert (await writes(rocio)).id == first.id
    rocio.clock.advance(23 * HOUR)
    assert (await writes(rocio)).id == first.id


async def test_after_a_day_of_silence_another_session_begins(rocio: Debtor) -> None:
    first = await writes(rocio)
    rocio.clock.advance(24 * HOUR)
    assert (await writes(rocio)).id != first.id
    ended = await rocio.rows(sessions)
    assert [row["disposition"] for row in ended] == ["INFO_ONLY", None]
    assert ended[0]["ended_at"] == ended[0]["ends_at"]


async def test_a_new_session_starts_afresh(stranger: Debtor) -> None:
    await stranger.change(identity_open=True, misunderstood=1)
    await writes(stranger)
    contact = (await stranger.says()).contact
    assert (contact.identity_open, contact.misunderstood) == (False, 0)


@pytest.mark.parametrize("farewell", ["goodbye", "opt_out.confirmed", "wrong_person.stopped"])
async def test_half_an_hour_after_a_farewell_it_is_over(rocio: Debtor, farewell: str) -> None:
    first = await writes(rocio)
    await hears(rocio, farewell)
    rocio.clock.advance(timedelta(minutes=29))
    assert await lifecycle.end_due(rocio.conn, rocio.clock.now()) == 0
    rocio.clock.advance(timedelta(minutes=1))
    assert (await writes(rocio)).id != first.id


async def test_a_word_after_the_farewell_goes_on_with_it(rocio: Debtor) -> None:
    first = await writes(rocio)
    await hears(rocio, "goodbye")
    rocio.clock.advance(timedelta(minutes=5))
    assert (await writes(rocio, "ah, otra cosa")).id == first.id
    rocio.clock.advance(5 * HOUR)
    assert (await writes(rocio)).id == first.id


async def test_the_sweep_ends_what_is_due_and_nothing_else(rocio: Debtor) -> None:
    await writes(rocio)
    assert await lifecycle.end_due(rocio.conn, rocio.clock.now() + 23 * HOUR) == 0
    assert await lifecycle.end_due(rocio.conn, rocio.clock.now() + 24 * HOUR) == 1
    assert await lifecycle.end_due(rocio.conn, rocio.clock.now() + 48 * HOUR) == 0


async def test_ending_twice_changes_nothing(rocio: Debtor) -> None:
    session = await writes(rocio)
    ended = await lifecycle.end_session(rocio.conn, session, rocio.clock.now())
    assert ended is not None
    assert await lifecycle.end_session(rocio.conn, session, rocio.clock.now() + HOUR) is None
    assert await store.latest(rocio.conn, rocio.contact_id) == ended


async def test_a_session_without_a_disposition_cannot_be_ended(rocio: Debtor) -> None:
    await writes(rocio)
    with pytest.raises(sa.exc.IntegrityError, match="ck_sessions_disposition"):
        await rocio.conn.execute(sa.update(sessions).values(ended_at=rocio.clock.now()))


async def _paid_in_full(debtor: Debtor) -> None:
    await agrees(debtor, "full")
    await debtor.pays("4100.01")
    await hears(debtor, "payment.receipt_done")


async def _first_of_three(debtor: Debtor) -> None:
    await agrees(debtor, "plan", 3)
    await debtor.pays("1366.67")
    await hears(debtor, "payment.thanks")


async def _opts_out(debtor: Debtor) -> None:
    await said(debtor, opt_out, "ya no me escriban")


async def _comes_back(debtor: Debtor) -> None:
    await _opts_out(debtor)
    await debtor.change(opted_out_at=None)


PATHS: list[tuple[str, Callable[[Debtor], Awaitable[None]]]] = [
    ("INFO_ONLY", lambda d: hears(d, "balance.summary")),
    ("LINK_SENT", lambda d: agrees(d, "full")),
    ("PLAN", lambda d: agrees(d, "plan", 3)),
    ("SETTLE", lambda d: agrees(d, "settlement")),
    ("PAID", _paid_in_full),
    ("PAY_PARTIAL", _first_of_three),
    ("DISPUTE", lambda d: said(d, claims.dispute, "eso no es mio")),
    ("ID_THEFT", lambda d: said(d, claims.dispute, "me suplantaron")),
    ("COMPLAINT", lambda d: said(d, claims.complain, "pésimo servicio")),
    ("CLAIMS_PAID", lambda d: said(d, report_paid, "ya pagué")),
    ("HARDSHIP", lambda d: said(d, situations.hear_hardship, "no tengo chamba")),
    ("REFUSES", lambda d: said(d, situations.accept_refusal, "no voy a pagar")),
    ("HUMAN_REQ", lambda d: said(d, people.hand_to_person, "un asesor")),
    ("ATTORNEY", lambda d: said(d, situations.stop_for_representative, "hable con mi lic")),
    (
        "BANKRUPTCY_INSOLV",
        lambda d: said(d, situations.stop_for_representative, "me acogí a insolvencia"),
    ),
    (
        "DEBT_RELIEF",
        lambda d: said(d, situations.stop_for_representative, "i got a debt relief company"),
    ),
    ("DECEASED", lambda d: said(d, situations.condole, "ya falleció")),
    ("WRONG_NUMBER", lambda d: said(d, people.wrong_person, "no es aquí")),
    ("VULNERABLE", lambda d: said(d, situations.protect_life, "ya no quiero vivir")),
    ("CALLBACK", lambda d: said(d, d.use_cases.callbacks.ask, "llámame mañana a las 5")),
    ("DOC_REQUEST", lambda d: said(d, d.use_cases.requests.document, "mi recibo")),
    ("DATA_UPDATE", lambda d: said(d, d.use_cases.requests.change_data, "mi cel es 5511112222")),
    ("THIRD_PARTY_NO_MSG", lambda d: said(d, d.use_cases.requests.take_message, "soy su hermana")),
    ("ABUSE", lambda d: said(d, situations.face_abuse, "rateros")),
    ("OPT_OUT", _opts_out),
    ("INFO_ONLY", _comes_back),
]


@pytest.mark.parametrize(("code", "path"), PATHS)
async def test_every_path_ends_with_its_own_disposition(
    rocio: Debtor, code: str, path: Callable[[Debtor], Awaitable[None]]
) -> None:
    await writes(rocio)
    await path(rocio)
    [ended] = await lifecycle.end_all(rocio.conn, rocio.clock.now())
    assert (ended.disposition, ended.seen[0]) == (code, code)


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        (["greet.person"], "NO_RESPONSE"),
        (["greet.person", "identity.ask"], "SCAM_DOUBT"),
        (["scam.verify"], "SCAM_DOUBT"),
        (["identity.not_matched", "identity.locked"], "VERIFY_FAILED"),
        (["technical.failure"], "TECH_FAIL"),
    ],
)
async def test_strangers_end_with_what_they_came_to(
    stranger: Debtor, replies: list[str], code: str
) -> None:
    await writes(stranger)
    for key in replies:
        await writes(stranger)
        await hears(stranger, key)
    assert await disposition(stranger) == code


async def test_who_was_verified_is_kept_with_the_session(rocio: Debtor) -> None:
    await writes(rocio)
    [ended] = await lifecycle.end_all(rocio.conn, rocio.clock.now() + 2 * HOUR)
    assert (ended.verified, ended.customer_id, ended.language) == (True, "CUS-1", "es")


async def test_a_proof_that_lapsed_before_is_none_of_this_session(rocio: Debtor) -> None:
    rocio.clock.advance(2 * HOUR)
    await writes(rocio)
    [ended] = await lifecycle.end_all(rocio.conn, rocio.clock.now())
    assert (ended.verified, ended.customer_id, ended.disposition) == (False, None, "NO_RESPONSE")


async def test_words_that_never_arrived_are_undelivered(rocio: Debtor) -> None:
    await writes(rocio)
    await hears(rocio, "balance.summary")
    await rocio.conn.execute(sa.update(outbox).values(state="failed"))
    assert await disposition(rocio) == "UNDELIVERED"


async def test_what_happened_last_time_does_not_count_again(rocio: Debtor) -> None:
    await writes(rocio)
    await said(rocio, claims.dispute, "eso no es mio")
    rocio.clock.advance(25 * HOUR)
    await writes(rocio)
    assert await disposition(rocio) == "NO_RESPONSE"


async def test_a_chat_that_people_have_stays_a_request_for_them(rocio: Debtor) -> None:
    await writes(rocio)
    await said(rocio, people.hand_to_person, "un asesor")
    rocio.clock.advance(25 * HOUR)
    await writes(rocio)
    assert await disposition(rocio) == "HUMAN_REQ"
    [case] = await rocio.rows(cases)
    await close(rocio.conn, CaseId(case["id"]), rocio.clock.now())
