"""The only way out, as the system builds it."""

from bot.kernel.clock import Clock
from bot.locale.catalogs import load_catalogs
from bot.outbox.gate import Outbox
from bot.usecases.notices import CountryNotices

CATALOGS = load_catalogs()


def way_out(clock: Clock) -> Outbox:
    return Outbox(CATALOGS, clock, CountryNotices())
