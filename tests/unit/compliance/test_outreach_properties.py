"""For any moment, zones and past: never a message in a forbidden window, and no wait too long."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given
from hypothesis import strategies as st

from bot.compliance.outreach import History, Sent, may_contact, rules_for
from bot.compliance.rules import jurisdictions

ZONES = [
    "America/Bogota", "America/Mexico_City", "America/Tijuana", "America/New_York",
    "America/Los_Angeles", "America/Havana", "America/St_Johns", "Pacific/Honolulu",
    "Pacific/Auckland", "Europe/Paris", "Asia/Kathmandu", "Pacific/Kiritimati",
]  # fmt: skip
# Written here a second time, on purpose: (weekdays from Monday on, opens, closes).
LAW = {
    "MX": dict.fromkeys(range(6), (7, 22)),
    "CO": {**dict.fromkeys(range(5), (7, 19)), 5: (8, 15)},
    "US": dict.fromkeys(range(7), (8, 21)),
    "FR": {**dict.fromkeys(range(5), (8, 19)), 5: (8, 15)},
}
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
COUNTRIES = st.sampled_from(sorted(LAW))
PLACES = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3)


def is_lawful(country: str, moment: datetime, zones: list[str]) -> bool:
    for zone in zones:
        local = moment.astimezone(ZoneInfo(zone))
        opens, closes = LAW[country].get(local.weekday(), (24, 24))
        if not time(opens % 24) <= local.time() < time(closes % 24) or opens == 24:
            return False
        if country != "US" and local.date() in holidays.country_holidays(country):
            return False
    return True


@given(COUNTRIES, MOMENTS, PLACES)
def test_without_a_past_the_law_alone_decides(
    country: str, moment: datetime, zones: list[str]
) -> None:
    rules = rules_for(jurisdictions(), country)
    verdict = may_contact(rules, moment, zones=zones, history=History(has_consent=True))

    assert (verdict.action == "send") is is_lawful(country, moment, zones)


@given(
    COUNTRIES,
    MOMENTS,
    PLACES,
    st.lists(st.timedeltas(timedelta(days=-9), timedelta(hours=1)), max_size=6),
    st.integers(0, 999),
)
def test_the_next_moment_is_lawful_and_no_earlier_one_is_free(
    country: str, moment: datetime, zones: list[str], past: list[timedelta], permille: int
) -> None:
    rules = rules_for(jurisdictions(), country)
    history = History(has_consent=True, sent=[Sent(at=moment + ago) for ago in past])
    verdict = may_contact(rules, moment, zones=zones, history=history)
    if verdict.next_moment is None:
        return

    between = moment + (verdict.next_moment - moment) * permille // 1000
    assert is_lawful(country, verdict.next_moment, zones)
    assert verdict.next_moment > moment
    at_last = may_contact(rules, verdict.next_moment, zones=zones, history=history)
    assert at_last.action == "send"
    assert may_contact(rules, between, zones=zones, history=history).action == "hold"


@given(COUNTRIES, MOMENTS, st.sampled_from(ZONES))
def test_in_one_zone_there_is_always_a_next_moment(
    country: str, moment: datetime, zone: str
) -> None:
    history = History(has_consent=True, sent=[Sent(at=moment)])
    verdict = may_contact(
        rules_for(jurisdictions(), country), moment, zones=[zone], history=history
    )

    assert verdict.next_moment is not None
    assert verdict.next_moment - moment < timedelta(days=9)
