"""What `make up` fills in, and what it leaves alone."""

from datetime import UTC, datetime

import pytest

from bot.launch.home import fresh_secrets
from bot.launch.plan import STRIPE, TELEGRAM, WHATSAPP, make_plan
from bot.settings import LaunchSettings, Settings, SettingsError, read

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SERVERS = {"SALDO_DATABASE_URL": "postgresql://app@/saldo", "SALDO_REDIS_URL": "unix:///r.sock"}


def plan(**given):
    return make_plan(read(LaunchSettings, given), given, secrets=fresh_secrets(), wall_now=NOON)


def test_from_nothing_everything_is_started_here():
    bare = plan()
    assert bare.stand_ins == (WHATSAPP, STRIPE, TELEGRAM)
    assert bare.has_own_postgres
    assert bare.has_own_redis
    assert [part.port for part in bare.parts()] == [8700, 8704, 8705, 8701, 8702, 8703]


def test_what_is_filled_in_is_all_that_serve_needs():
    settings = read(Settings, plan().environment | SERVERS)
    assert settings.whatsapp_api_url == "http://127.0.0.1:8701"
    assert settings.public_url == "http://127.0.0.1:8700"
    assert settings.sandbox
    assert settings.telegram_agent_ids == (1001, 1002)


def test_every_port_counts_up_from_ours():
    moved = plan(SALDO_PORT="9000")
    assert {part.port for part in moved.parts()} == set(range(9000, 9006))
    assert moved.environment["SALDO_STRIPE_API_URL"] == "http://127.0.0.1:9002"


def test_a_vendor_address_that_is_set_wins_and_its_stand_in_is_not_started():
    real = plan(SALDO_STRIPE_API_URL="https://api.stripe.com")
    assert STRIPE not in real.stand_ins
    assert real.environment["SALDO_STRIPE_API_URL"] == "https://api.stripe.com"


def test_no_secret_is_made_up_for_a_real_vendor():
    real = plan(SALDO_STRIPE_API_URL="https://api.stripe.com")
    with pytest.raises(SettingsError, match="SALDO_STRIPE_SECRET_KEY is missing or empty"):
        read(Settings, real.environment | SERVERS)


def test_beside_a_real_vendor_nobody_is_in_the_sandbox_by_themselves():
    assert not plan(SALDO_WHATSAPP_API_URL="https://graph.facebook.com").is_sandbox


def test_who_declines_the_sandbox_is_not_in_it():
    assert not plan(SALDO_SANDBOX="0").is_sandbox


@pytest.mark.parametrize(
    ("name", "value"), [("SALDO_WHATSAPP_TOKEN", "mine"), ("SALDO_PUBLIC_URL", "https://pay.mx")]
)
def test_what_is_given_is_kept(name, value):
    assert plan(**{name: value}).environment[name] == value


def test_what_is_given_empty_is_filled_in():
    assert plan(SALDO_WHATSAPP_TOKEN="").environment["SALDO_WHATSAPP_TOKEN"]


def test_an_engine_elsewhere_is_not_started_here():
    remote = plan(SALDO_ENGINE_URLS="http://10.0.0.7:5005")
    assert remote.engine_port is None
    assert "engine" not in {part.name for part in remote.parts()}


def test_a_moment_becomes_one_offset_for_all_children():
    shifted = plan(SALDO_NOW="2026-11-22T12:00:00Z", SALDO_SANDBOX="1").environment
    assert shifted["SALDO_CLOCK_OFFSET_S"] == "86400"
    assert "SALDO_NOW" not in shifted


def test_an_offset_left_in_the_environment_is_not_believed():
    assert plan(SALDO_CLOCK_OFFSET_S="60").environment["SALDO_CLOCK_OFFSET_S"] == "0"
