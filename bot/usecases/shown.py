"""What agents are shown of a person's own words."""

from __future__ import annotations

from bot.contacts.factors import read_factors
from bot.usecases.call import Call


def shown_words(call: Call) -> str:
    """The words for agents; a date of birth among those of somebody unproved is hidden."""
    if call.contact.is_verified(call.now):
        return call.words
    reading = read_factors(
        call.words,
        country=call.contact.country,
        accepted=frozenset({"date_of_birth"}),
        today=call.today,
    )
    return reading.masked if reading.dates else call.words
