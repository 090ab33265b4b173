"""The stand-ins are set up from the settings the bot has, with people from the portfolio."""

import json
from datetime import UTC, datetime

import pytest

from bot.launch import stand_ins
from bot.launch.errors import LaunchError
from bot.launch.home import fresh_secrets
from bot.launch.plan import make_plan
from bot.launch.portfolio import DEMO_PORTFOLIO
from bot.settings import LaunchSettings, Settings, read

SERVERS = {"SALDO_DATABASE_URL": "postgresql://app@/saldo", "SALDO_REDIS_URL": "unix:///r.sock"}


@pytest.fixture
def settings():
    plan = make_plan(
        read(LaunchSettings, {}), {}, secrets=fresh_secrets(), wall_now=datetime.now(UTC)
    )
    return read(Settings, plan.environment | SERVERS)


@pytest.fixture(scope="module")
def customers():
    lines = map(json.loads, DEMO_PORTFOLIO.read_text().splitlines())
    return {line["id"]: line for line in lines if line["type"] == "customer"}


async def test_an_unknown_stand_in_is_named(settings):
    with pytest.raises(LaunchError, match="no stand-in is called paypal; there are whatsapp,"):
        await stand_ins.run(settings, ["paypal"])


def test_everyone_on_the_phone_page_is_in_the_portfolio_but_the_stranger(customers):
    strangers = [person for person in stand_ins.people() if person.id not in customers]
    assert [person.name for person in strangers] == ["Nora Campos"]
    assert strangers[0].phone not in {line["phone"] for line in customers.values()}


def test_people_have_the_portfolios_phones_and_zones(customers):
    for person in stand_ins.people():
        if person.id in customers:
            line = customers[person.id]
            assert (person.phone, person.zone) == (line["phone"], line["zone"])


def test_the_hint_is_what_the_portfolio_would_accept(customers):
    for person in stand_ins.people():
        if person.id in customers:
            assert customers[person.id]["date_of_birth"] in person.hint
            assert customers[person.id]["postcode"] in person.hint


def test_every_customer_can_be_played(customers):
    phones = {person.phone for person in stand_ins.people()}
    assert {line["phone"] for line in customers.values()} <= phones
