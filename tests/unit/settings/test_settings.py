"""Settings are complete or refused in one line that names them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import (
    LaunchSettings,
    MigrationSettings,
    Settings,
    SettingsError,
    StorageSettings,
    is_local,
    load,
)

COMPLETE = {
    "SALDO_DATABASE_URL": "postgresql://saldo_app@/saldo",
    "SALDO_REDIS_URL": "redis://127.0.0.1",
    "SALDO_PUBLIC_URL": "https://pay.example",
    "SALDO_IDENTITY_KEY": "0123456789abcdef",
    "SALDO_ENGINE_URLS": "http://127.0.0.1:8705, http://127.0.0.1:8706",
    "SALDO_WHATSAPP_TOKEN": "token",
    "SALDO_WHATSAPP_APP_SECRET": "app secret",
    "SALDO_WHATSAPP_VERIFY_TOKEN": "verify",
    "SALDO_WHATSAPP_PHONE_NUMBER_ID": "1",
    "SALDO_STRIPE_SECRET_KEY": "key",
    "SALDO_STRIPE_WEBHOOK_SECRET": "whsec",
}
TELEGRAM = {
    "SALDO_TELEGRAM_BOT_TOKEN": "1:a",
    "SALDO_TELEGRAM_WEBHOOK_SECRET": "s",
    "SALDO_TELEGRAM_GROUP_IDS": "-1001,-1002",
    "SALDO_TELEGRAM_AGENT_IDS": "7",
}


@pytest.fixture
def environment(monkeypatch):
    """Sets the whole SALDO_ environment: nothing of the machine's own shows through."""

    def choose(**values):
        for name in [*COMPLETE, *TELEGRAM, "SALDO_NOW", "SALDO_SANDBOX", "SALDO_PORT"]:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    choose()
    return choose


def test_a_complete_environment_is_read(environment):
    environment(**COMPLETE)
    settings = load(Settings)
    assert settings.engine_urls == ("http://127.0.0.1:8705", "http://127.0.0.1:8706")
    assert settings.whatsapp_api_url == "https://graph.facebook.com"
    assert settings.port == 8700


@pytest.mark.parametrize("name", COMPLETE)
def test_serve_refuses_a_missing_setting_and_names_it(environment, name):
    environment(**{key: value for key, value in COMPLETE.items() if key != name})
    with pytest.raises(SettingsError, match=f"{name} is missing or empty"):
        load(Settings)


@pytest.mark.parametrize("name", COMPLETE)
def test_serve_refuses_an_empty_setting_and_names_it(environment, name):
    environment(**COMPLETE | {name: ""})
    with pytest.raises(SettingsError, match=f"{name} is missing or empty"):
        load(Settings)


def test_a_refusal_never_shows_a_value(environment):
    environment(**COMPLETE | {"SALDO_IDENTITY_KEY": "hunter2", "SALDO_PORT": "hunter2"})
    with pytest.raises(SettingsError) as refusal:
        load(Settings)
    assert "SALDO_IDENTITY_KEY" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_secrets_do_not_show_when_settings_are_printed(environment):
    environment(**COMPLETE)
    assert "app secret" not in repr(load(Settings))


def test_without_a_bot_token_there_is_no_telegram_desk(environment):
    environment(**COMPLETE)
    assert load(Settings).telegram_bot_token is None


def test_a_telegram_desk_is_read_whole(environment):
    environment(**COMPLETE | TELEGRAM)
    settings = load(Settings)
    assert (settings.telegram_group_ids, settings.telegram_agent_ids) == ((-1001, -1002), (7,))


@pytest.mark.parametrize("name", [name for name in TELEGRAM if not name.endswith("TOKEN")])
def test_a_bot_token_without_its_guards_is_refused(environment, name):
    environment(**COMPLETE | TELEGRAM | {name: ""})
    with pytest.raises(SettingsError, match=f"also needs {name}"):
        load(Settings)


def test_a_shifted_clock_is_refused_outside_the_sandbox(environment):
    environment(**COMPLETE, SALDO_CLOCK_OFFSET_S="60")
    with pytest.raises(SettingsError, match="SALDO_NOW is refused beside a real vendor address"):
        load(Settings)


def test_the_sandbox_never_runs_on_a_live_stripe_key(environment):
    environment(**COMPLETE | {"SALDO_STRIPE_SECRET_KEY": "sk_live_x", "SALDO_SANDBOX": "1"})
    with pytest.raises(SettingsError, match="live SALDO_STRIPE_SECRET_KEY"):
        load(Settings)


@pytest.mark.parametrize(
    ("key", "is_live"), [("sk_live_x", True), ("rk_live_x", True), ("sk_test_x", False)]
)
def test_the_mode_of_a_stripe_key_is_read_from_it(environment, key, is_live):
    environment(**COMPLETE | {"SALDO_STRIPE_SECRET_KEY": key})
    assert load(Settings).stripe_is_live is is_live


def test_a_moment_needs_the_sandbox(environment):
    environment(SALDO_NOW="2026-11-21T10:00:00Z")
    with pytest.raises(SettingsError, match="SALDO_NOW needs SALDO_SANDBOX=1"):
        load(LaunchSettings)


def test_a_moment_is_refused_beside_a_real_vendor(environment, monkeypatch):
    environment(SALDO_NOW="2026-11-21T10:00:00Z", SALDO_SANDBOX="1")
    monkeypatch.setenv("SALDO_STRIPE_API_URL", "https://api.stripe.com")
    with pytest.raises(SettingsError, match=r"real vendor address \(SALDO_STRIPE_API_URL\)"):
        load(LaunchSettings)


def test_a_moment_is_read_in_the_sandbox(environment):
    environment(SALDO_NOW="2026-11-21T10:00:00Z", SALDO_SANDBOX="1")
    assert load(LaunchSettings).now == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(environment):
    environment(SALDO_NOW="2026-11-21T10:00:00", SALDO_SANDBOX="1")
    with pytest.raises(SettingsError, match="SALDO_NOW"):
        load(LaunchSettings)


def test_a_database_of_ones_own_needs_both_roles(environment):
    environment(SALDO_DATABASE_URL="postgresql://db")
    with pytest.raises(SettingsError, match="must be set together"):
        load(LaunchSettings)


def _run_env(folder: Path) -> Path:
    path = folder / "run.env"
    path.write_text(
        "SALDO_DATABASE_URL=postgresql://sandbox\nSALDO_IDENTITY_KEY=0123456789abcdef\n"
    )
    return path


def test_other_commands_read_what_make_up_wrote(environment, tmp_path):
    assert load(StorageSettings, run_env=_run_env(tmp_path)).database_url == "postgresql://sandbox"


def test_an_environment_with_its_own_database_is_never_filled_from_a_sandbox(
    environment, tmp_path
):
    environment(SALDO_DATABASE_URL="postgresql://real")
    with pytest.raises(SettingsError, match="SALDO_IDENTITY_KEY is missing or empty"):
        load(StorageSettings, run_env=_run_env(tmp_path))


def test_a_bare_environment_names_what_migrating_needs(environment, tmp_path):
    with pytest.raises(SettingsError, match="SALDO_MIGRATION_URL is missing or empty"):
        load(MigrationSettings, run_env=tmp_path / "absent.env")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8701", True),
        ("http://localhost:1/x", True),
        ("http://[::1]:1", True),
        ("https://graph.facebook.com", False),
        ("https://127.0.0.1.example.com", False),
        ("http://10.0.0.5", False),
        ("", False),
    ],
)
def test_only_loopback_is_local(url, local):
    assert is_local(url) is local
