"""Proving who someone is: never by two halves of two people, never by trying long enough."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import identity, store
from bot.contacts.identity import Identifier, Outcome, missing_factors
from bot.contacts.model import Contact
from bot.contacts.tables import identity_attempts, identity_readings
from bot.kernel.privacy import Vault
from tests.support.clock import HandClock
from tests.support.people import arrive, record, save
from tests.support.proving import BORN, HOME, LIMITS, Person

OTHER_BORN, OTHER_HOME = "1990-01-02", "44100"
OTHER = record("CUS-2", date_of_birth=date(1990, 1, 2), postcode=OTHER_HOME)
WRONG = "1950-05-05"
ELSEWHERE = "+525599999999"


@pytest.fixture
async def person(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Person:
    """One customer's phone, verification open."""
    await save(conn, vault)
    contact_id = await arrive(conn, clock)
    await Identifier(vault).open(conn, contact_id)
    return Person(conn, vault, clock, contact_id)


async def another(person: Person, phone: str = ELSEWHERE) -> Person:
    contact_id = await arrive(person.conn, person.clock, phone=phone)
    return Person(person.conn, person.vault, person.clock, contact_id)


async def outcomes(person: Person, *tries: tuple[str, str]) -> list[Outcome]:
    return [(await person.shows(*one)).outcome for one in tries]


async def test_both_factors_in_one_message_verify(person: Person) -> None:
    verdict = await person.shows(BORN, HOME)
    contact = await person.contact()
    assert (verdict.outcome, verdict.customer_id) == (Outcome.VERIFIED, "CUS-1")
    assert contact.customer_id == "CUS-1"
    assert contact.verified_until == person.clock.now() + timedelta(hours=1)
    assert not contact.identity_open


@pytest.mark.parametrize("order", [[(BORN, None), (None, HOME)], [(None, HOME), (BORN, None)]])
async def test_factors_may_come_one_by_one(person: Person, order: list[tuple[str, str]]) -> None:
    assert await outcomes(person, *order) == [Outcome.NEEDS_MORE, Outcome.VERIFIED]


async def test_a_missing_factor_is_asked_for_by_name(person: Person) -> None:
    verdict = await person.shows(BORN)
    assert verdict.missing == ("postcode",)
    demand = await person.demand()
    assert await missing_factors(person.conn, person.contact_id, demand) == ("postcode",)


@pytest.mark.parametrize("born", [BORN, WRONG])
async def test_half_an_identity_is_answered_the_same_right_or_wrong(
    person: Person, born: str
) -> None:
    verdict = await person.shows(born)
    assert (verdict.outcome, verdict.missing) == (Outcome.NEEDS_MORE, ("postcode",))


@pytest.mark.parametrize(("born", "home"), [(WRONG, HOME), (BORN, "99999"), (WRONG, "99999")])
async def test_no_answer_says_which_factor_was_wrong(person: Person, born: str, home: str) -> None:
    verdict = await person.shows(born, home)
    assert verdict.outcome is Outcome.NOT_MATCHED
    assert verdict.missing == ("date_of_birth", "postcode")


async def test_half_an_identity_is_no_try(person: Person) -> None:
    for _ in range(10):
        assert (await person.shows(WRONG)).outcome is Outcome.NEEDS_MORE
    assert await outcomes(person, (BORN, HOME)) == [Outcome.VERIFIED]


async def test_a_corrected_factor_replaces_the_wrong_one(person: Person) -> None:
    await person.shows(WRONG)
    await person.shows(BORN)
    assert (await person.shows(None, HOME)).outcome is Outcome.VERIFIED


async def test_a_right_factor_said_over_by_a_wrong_one_is_gone(person: Person) -> None:
    await person.shows(BORN)
    await person.shows(WRONG)
    assert (await person.shows(None, HOME)).outcome is Outcome.NOT_MATCHED


async def test_nothing_is_kept_from_a_failed_try(person: Person) -> None:
    await person.shows(BORN, "99999")
    assert (await person.shows(None, HOME)).outcome is Outcome.NEEDS_MORE


async def test_either_reading_of_a_date_may_be_the_right_one(person: Person) -> None:
    assert (await person.shows(("1987-14-06", BORN), HOME)).outcome is Outcome.VERIFIED


async def test_a_list_of_guesses_is_one_guess(person: Person) -> None:
    days = [f"1987-06-{day:02}" for day in range(1, 31)]
    assert (await person.shows(days, HOME)).outcome is Outcome.NOT_MATCHED


async def test_a_list_of_postcodes_is_one_guess(person: Person) -> None:
    postcodes = [f"{number:05}" for number in range(6600, 6800)]
    assert (await person.shows(BORN, postcodes)).outcome is Outcome.NOT_MATCHED


async def test_three_failures_lock(person: Person) -> None:
    wrong = (WRONG, HOME)
    assert await outcomes(person, wrong, wrong, wrong) == [
        *[Outcome.NOT_MATCHED] * 2,
        Outcome.LOCKED,
    ]
    contact = await person.contact()
    assert contact.is_locked(person.clock.now())
    assert not contact.identity_open


async def test_a_locked_person_is_not_even_compared(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 3)
    assert await outcomes(person, (BORN, HOME)) == [Outcome.LOCKED]
    assert (await person.contact()).customer_id is None


async def test_a_lock_ends_after_its_time(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 3)
    person.clock.advance(LIMITS.lock)
    assert await outcomes(person, (BORN, HOME)) == [Outcome.VERIFIED]


async def test_failures_of_yesterday_do_not_count(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 2)
    person.clock.advance(timedelta(hours=24))
    assert await outcomes(person, (WRONG, HOME)) == [Outcome.NOT_MATCHED]


async def test_failures_count_across_a_pause_shorter_than_a_day(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 2)
    person.clock.advance(timedelta(hours=23))
    assert await outcomes(person, (WRONG, HOME)) == [Outcome.LOCKED]


async def test_a_success_wipes_no_failures(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 2)
    assert await outcomes(person, (BORN, HOME), (WRONG, HOME)) == [
        Outcome.VERIFIED,
        Outcome.LOCKED,
    ]


async def test_tries_count_per_customer_whatever_the_phone(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 2)
    await save(person.conn, person.vault, record(phone=ELSEWHERE))
    thief = await another(person)
    assert await outcomes(thief, (WRONG, HOME), (BORN, HOME)) == [Outcome.LOCKED] * 2


async def test_a_customer_under_attack_is_closed_to_a_phone_that_never_tried(
    person: Person,
) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 3)
    await save(person.conn, person.vault, record(phone=ELSEWHERE))
    fresh = await another(person)
    assert await outcomes(fresh, (BORN, HOME)) == [Outcome.LOCKED]


async def test_tries_count_per_contact_whoever_the_candidate(person: Person) -> None:
    await outcomes(person, *[(WRONG, HOME)] * 2)
    await save(person.conn, person.vault, record(phone=ELSEWHERE), OTHER)
    assert await outcomes(person, (WRONG, HOME)) == [Outcome.LOCKED]


@pytest.mark.parametrize(
    ("born", "home", "customer"), [(BORN, HOME, "CUS-1"), (OTHER_BORN, OTHER_HOME, "CUS-2")]
)
async def test_of_two_people_on_one_phone_each_proves_themselves(
    person: Person, born: str, home: str, customer: str
) -> None:
    await save(person.conn, person.vault, OTHER)
    assert (await person.shows(born, home)).customer_id == customer


@pytest.mark.parametrize(
    "messages",
    [
        [(BORN, OTHER_HOME)],
        [(OTHER_BORN, HOME)],
        [(BORN, None), (None, OTHER_HOME)],
        [(None, HOME), (OTHER_BORN, None)],
        [(BORN, None), (None, HOME[:4]), (OTHER_BORN, HOME)],
    ],
)
async def test_factors_of_two_people_never_combine(
    person: Person, messages: list[tuple[str, str]]
) -> None:
    await save(person.conn, person.vault, OTHER)
    assert (await outcomes(person, *messages))[-1] is Outcome.NOT_MATCHED
    assert (await person.contact()).customer_id is None


async def test_one_try_counts_against_everyone_on_the_phone(person: Person) -> None:
    await save(person.conn, person.vault, OTHER)
    await person.shows(WRONG, HOME)
    tried = await person.conn.execute(sa.select(identity_attempts.c.customer_id))
    assert sorted(row.customer_id for row in tried) == ["CUS-1", "CUS-2"]


async def test_two_people_with_the_same_facts_are_told_apart_by_a_person(person: Person) -> None:
    await save(person.conn, person.vault, record("CUS-2"))
    assert await outcomes(person, (BORN, HOME)) == [Outcome.NOT_MATCHED]


async def test_a_customer_whose_facts_we_do_not_know_cannot_be_proved(person: Person) -> None:
    await save(person.conn, person.vault, record(postcode=None))
    assert await outcomes(person, (BORN, HOME), (BORN, "")) == [
        Outcome.NOT_MATCHED,
        Outcome.NOT_MATCHED,
    ]


async def test_a_phone_of_nobody_can_never_be_proved(person: Person) -> None:
    stranger = await another(person)
    assert await outcomes(stranger, (BORN, HOME)) == [Outcome.NEEDS_MORE]
    assert (await stranger.contact()).customer_id is None


async def test_a_customer_who_left_the_phone_is_no_candidate(person: Person) -> None:
    await person.shows(BORN)
    await save(person.conn, person.vault, record(phone=ELSEWHERE), record("CUS-3", postcode="1"))
    assert (await person.shows(None, HOME)).outcome is not Outcome.VERIFIED


async def _writes(person: Person, contact: Contact) -> None:
    now = person.clock.now()
    proof = identity.extended(contact, limits=LIMITS, now=now)
    await store.touch(person.conn, contact.id, inbound_at=now, verified_until=proof)


async def test_every_message_of_a_verified_person_renews_the_proof(person: Person) -> None:
    await person.shows(BORN, HOME)
    person.clock.advance(timedelta(minutes=59))
    contact = await person.contact()
    await _writes(person, contact)
    person.clock.advance(timedelta(minutes=59))
    assert (await person.contact()).is_verified(person.clock.now())


async def test_a_lapsed_proof_is_not_renewed(person: Person) -> None:
    await person.shows(BORN, HOME)
    person.clock.advance(timedelta(minutes=60))
    contact = await person.contact()
    await _writes(person, contact)
    assert not (await person.contact()).is_verified(person.clock.now())


async def test_forgetting_takes_back_proof_and_readings(person: Person) -> None:
    await person.shows(BORN, HOME)
    await person.shows(BORN)
    await identity.forget(person.conn, person.contact_id)
    contact = await person.contact()
    assert (contact.customer_id, contact.verified_until) == (None, None)
    assert not (await person.conn.execute(sa.select(identity_readings))).all()


async def test_opening_verification_is_seen_on_the_contact(person: Person) -> None:
    assert (await person.contact()).identity_open
