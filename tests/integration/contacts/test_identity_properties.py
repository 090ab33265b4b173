"""Whatever is tried in whatever order: only one's own facts verify, and only three tries a day."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.contacts.identity import Outcome
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import arrive, record, save
from tests.support.proving import LIMITS, Person

FACTS = {"CUS-1": ("1987-06-14", "06700"), "CUS-2": ("1990-01-02", "44100")}
BORN = st.sampled_from([None, "1987-06-14", "1990-01-02", "1950-05-05"])
HOME = st.sampled_from([None, "06700", "44100", "99999"])
MESSAGES = st.lists(st.tuples(BORN, HOME), max_size=12)


class Household:
    """What two people on one phone should be told, kept in a dictionary."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}
        self.failures = 0

    def told(self, born: str | None, home: str | None) -> tuple[Outcome, str | None]:
        if self.failures >= LIMITS.max_attempts:
            return Outcome.LOCKED, None
        self.noted |= {k: v for k, v in (("born", born), ("home", home)) if v}
        if len(self.noted) < 2:
            return Outcome.NEEDS_MORE, None
        shown = (self.noted["born"], self.noted["home"])
        self.noted = {}
        proved = [customer for customer, facts in FACTS.items() if facts == shown]
        if proved:
            return Outcome.VERIFIED, proved[0]
        self.failures += 1
        locked = self.failures >= LIMITS.max_attempts
        return (Outcome.LOCKED if locked else Outcome.NOT_MATCHED), None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(messages=MESSAGES)
async def test_any_order_of_messages_is_judged_as_it_should(
    database: Database, vault: Vault, messages: list[tuple[str | None, str | None]]
) -> None:
    clock, household = HandClock(), Household()
    async with database.transaction() as conn:
        for customer, (born, home) in FACTS.items():
            known = record(customer, date_of_birth=date.fromisoformat(born), postcode=home)
            await save(conn, vault, known)
        person = Person(conn, vault, clock, await arrive(conn, clock))
        for born, home in messages:
            verdict = await person.shows(born, home)
            assert (verdict.outcome, verdict.customer_id) == household.told(born, home)
        await conn.rollback()
