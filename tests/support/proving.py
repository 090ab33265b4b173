"""Someone proving who they are, message by message."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.schema import VerificationLimits
from bot.contacts import store
from bot.contacts.identity import Demand, Identifier, Verdict
from bot.contacts.model import Contact
from bot.kernel.ids import ContactId
from bot.kernel.privacy import Vault
from tests.support.clock import HandClock

LIMITS = VerificationLimits(max_attempts=3, lock_hours=24, valid_minutes=60)
BORN, HOME = "1987-06-14", "06700"


@dataclass
class Person:
    """A contact before the identifier; every message takes a second."""

    conn: AsyncConnection
    vault: Vault
    clock: HandClock
    contact_id: ContactId

    async def shows(
        self,
        born: str | Sequence[str] | None = None,
        home: str | Sequence[str] | None = None,
    ) -> Verdict:
        """Present a date of birth and/or a postcode, each in one or several readings."""
        self.clock.tick()
        given = {"date_of_birth": born, "postcode": home}
        readings = {
            factor: [values] if isinstance(values, str) else values
            for factor, values in given.items()
            if values is not None
        }
        return await Identifier(self.vault).present(
            self.conn,
            await self.contact(),
            demand=await self.demand(),
            readings=readings,  # type: ignore[arg-type]
            now=self.clock.now(),
        )

    async def demand(self) -> Demand:
        candidates = await store.customers_of(self.conn, self.contact_id)
        return Demand(
            factors=("date_of_birth", "postcode"),
            limits=LIMITS,
            candidates=tuple(customer.id for customer in candidates),
        )

    async def contact(self) -> Contact:
        return await store.load(self.conn, self.contact_id)
