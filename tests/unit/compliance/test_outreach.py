"""When we may write first: the law's own examples, caps, and silence where nothing is known."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.compliance.outreach import History, Rules, Sent, Verdict, Why, may_contact, rules_for
from bot.compliance.rules import jurisdictions

CDMX, TIJUANA = "America/Mexico_City", "America/Tijuana"
BOGOTA, NEW_YORK, LOS_ANGELES = "America/Bogota", "America/New_York", "America/Los_Angeles"
NOTHING_SENT = History(has_consent=True)

CASES = [  # policy_params.yml's own, in its order
    ("MX", TIJUANA, "2026-11-24 06:59", "outside_hours"),
    ("MX", TIJUANA, "2026-11-24 20:30", None),
    ("MX", CDMX, "2026-11-24 22:00", "outside_hours"),
    ("MX", CDMX, "2026-11-16 11:00", "holiday"),
    ("CO", BOGOTA, "2026-11-27 18:59", None),
    ("CO", BOGOTA, "2026-11-27 19:00", "outside_hours"),
    ("CO", BOGOTA, "2026-11-28 07:30", "outside_hours"),
    ("CO", BOGOTA, "2026-11-28 15:00", "outside_hours"),
    ("CO", BOGOTA, "2026-11-28 14:59", None),
    ("CO", BOGOTA, "2026-11-29 10:00", "outside_hours"),
    ("CO", BOGOTA, "2026-07-13 10:00", "holiday"),
    ("CO", BOGOTA, "2026-12-08 10:00", "holiday"),
    ("US", NEW_YORK, "2026-11-24 07:59", "outside_hours"),
    ("US", NEW_YORK, "2026-11-24 20:59", None),
    ("US", NEW_YORK, "2026-11-24 21:00", "outside_hours"),
    ("US", LOS_ANGELES, "2026-11-22 12:00", None),
]


def at(local: str, zone: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


def rules(country: str, state: str | None = None) -> Rules:
    return rules_for(jurisdictions(), country, state=state)


def ask(country: str, zone: str, local: str, *before: str, state: str | None = None) -> Verdict:
    sent = tuple(Sent(at=at(moment, zone)) for moment in before)
    history = History(has_consent=True, sent=sent)
    return may_contact(rules(country, state), at(local, zone), zones=[zone], history=history)


@pytest.mark.parametrize(("country", "zone", "local", "why"), CASES)
def test_the_window_is_the_laws(country: str, zone: str, local: str, why: Why | None) -> None:
    verdict = ask(country, zone, local)

    assert verdict.action == ("hold" if why else "send")
    assert verdict.why == why


@pytest.mark.parametrize(
    ("country", "zone", "local", "next_local"),
    [
        ("MX", TIJUANA, "2026-11-24 06:59", "2026-11-24 07:00"),
        ("MX", CDMX, "2026-11-28 22:00", "2026-11-30 07:00"),
        ("MX", CDMX, "2026-11-16 11:00", "2026-11-17 07:00"),
        ("CO", BOGOTA, "2026-11-27 19:00", "2026-11-28 08:00"),
        ("CO", BOGOTA, "2026-12-05 15:00", "2026-12-07 07:00"),
        ("CO", BOGOTA, "2026-12-07 19:00", "2026-12-09 07:00"),
        ("US", NEW_YORK, "2026-10-31 21:00", "2026-11-01 08:00"),
    ],
)
def test_a_hold_says_when_it_ends(country: str, zone: str, local: str, next_local: str) -> None:
    assert ask(country, zone, local).next_moment == at(next_local, zone)


def test_all_zones_must_allow_it() -> None:
    zones, evening = [TIJUANA, CDMX], at("2026-11-24 20:30", TIJUANA)
    verdict = may_contact(rules("MX"), evening, zones=zones, history=NOTHING_SENT)

    assert verdict.why == "outside_hours"
    assert verdict.next_moment == at("2026-11-25 07:00", TIJUANA)


@pytest.mark.parametrize("zones", [[], ["Mars/Olympus"], [BOGOTA, ""], ["America"], ["../etc"]])
def test_a_zone_that_is_not_known_holds(zones: list[str]) -> None:
    noon = at("2026-11-24 12:00", BOGOTA)
    verdict = may_contact(rules("CO"), noon, zones=zones, history=NOTHING_SENT)
    assert verdict == Verdict(action="hold", why="zone_unknown")


def test_without_consent_nothing_goes_ever() -> None:
    noon = at("2026-11-24 12:00", BOGOTA)
    verdict = may_contact(rules("CO"), noon, zones=[BOGOTA], history=History(has_consent=False))
    assert verdict == Verdict(action="hold", why="no_consent")


@pytest.mark.parametrize(
    ("country", "local"), [("XX", "2026-11-24 12:00"), ("MX", "2101-03-01 12:00")]
)
def test_a_calendar_that_cannot_be_computed_holds(country: str, local: str) -> None:
    assert ask(country, CDMX, local) == Verdict(action="hold", why="calendar_unknown")


def test_a_country_without_rules_gets_the_strictest() -> None:
    assert ask("FR", "Europe/Paris", "2026-11-24 19:00").why == "outside_hours"
    assert ask("FR", "Europe/Paris", "2026-11-24 07:59").why == "outside_hours"
    assert ask("FR", "Europe/Paris", "2026-11-24 08:00").action == "send"
    assert ask("FR", "Europe/Paris", "2026-11-11 12:00").why == "holiday"


def test_one_message_a_day() -> None:
    verdict = ask("MX", CDMX, "2026-11-24 18:00", "2026-11-24 09:00")

    assert verdict.why == "day_cap"
    assert verdict.next_moment == at("2026-11-25 07:00", CDMX)


def test_the_day_is_the_persons_own() -> None:
    assert ask("US", LOS_ANGELES, "2026-11-25 08:00", "2026-11-24 20:59").action == "send"


@pytest.mark.parametrize(
    ("state", "sent", "why"),
    [
        (None, 2, None),
        (None, 3, "week_cap"),
        ("TX", 2, None),
        ("MA", 2, "week_cap"),
        ("NYC", 3, "week_cap"),
    ],
)
def test_the_week_has_its_cap_by_state(state: str | None, sent: int, why: Why | None) -> None:
    before = ["2026-11-20 10:00", "2026-11-21 10:00", "2026-11-22 10:00"][-sent:]
    assert ask("US", NEW_YORK, "2026-11-24 12:00", *before, state=state).why == why


def test_the_week_ends_seven_days_after_the_first_message() -> None:
    before = ["2026-11-20 10:15", "2026-11-21 10:00", "2026-11-22 10:00"]
    verdict = ask("US", NEW_YORK, "2026-11-24 12:00", *before)

    assert verdict.next_moment == at("2026-11-27 10:15", NEW_YORK)


def test_a_second_channel_in_a_week_is_held_in_colombia() -> None:
    monday, wednesday = at("2026-11-23 10:00", BOGOTA), at("2026-11-25 10:00", BOGOTA)
    history = History(has_consent=True, sent=[Sent(at=monday, channel="sms")])
    verdict = may_contact(rules("CO"), wednesday, zones=[BOGOTA], history=history)

    assert verdict.why == "other_channel"
    assert verdict.next_moment == monday + timedelta(days=7)


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="must carry its zone"):
        may_contact(
            rules("MX"),
            datetime.fromisoformat("2026-11-24T12:00"),
            zones=[CDMX],
            history=NOTHING_SENT,
        )
