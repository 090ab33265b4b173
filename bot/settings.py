"""Settings, all from the environment as `SALDO_*`: frozen, complete, or refused in one line."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BeforeValidator, Field, SecretStr, ValidationError
from pydantic import model_validator as validates
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.kernel.errors import SaldoError

PREFIX: Final = "SALDO_"
RUN_ENV: Final = Path("var/run.env")
WHATSAPP_API_URL: Final = "https://graph.facebook.com"
STRIPE_API_URL: Final = "https://api.stripe.com"
TELEGRAM_API_URL: Final = "https://api.telegram.org"
VENDOR_ADDRESSES: Final = ("whatsapp_api_url", "stripe_api_url", "telegram_api_url")


class SettingsError(SaldoError):
    """What is missing or wrong, each setting by its name, in one line; never a value."""


def _words(value: object) -> object:
    return (
        [word.strip() for word in value.split(",") if word.strip()]
        if isinstance(value, str)
        else value
    )


type Words[T] = Annotated[tuple[T, ...], NoDecode, BeforeValidator(_words)]
type Secret = Annotated[SecretStr, Field(min_length=1)]
type IdentityKey = Annotated[SecretStr, Field(min_length=16)]


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore"
    )


class MigrationSettings(_Environment):
    """What `migrate` needs: the database as the role that owns the tables."""

    migration_url: str


class StorageSettings(_Environment):
    """What every command that reads or writes the database needs."""

    database_url: str
    identity_key: IdentityKey
    sandbox: bool = False
    clock_offset_s: int = 0
    policy_file: Path = Path("policies/offers.yml")

    @property
    def clock_offset(self) -> timedelta:
        """How far business time is from the machine's; zero outside the sandbox."""
        return timedelta(seconds=self.clock_offset_s)


class Settings(StorageSettings):
    """What `serve` needs; it refuses to start on anything missing or empty."""

    port: int = 8700
    action_port: int = 8704
    public_url: str
    redis_url: str
    engine_urls: Words[str] = Field(min_length=1)

    whatsapp_api_url: str = WHATSAPP_API_URL
    whatsapp_token: Secret
    whatsapp_app_secret: Secret
    whatsapp_verify_token: Secret
    whatsapp_phone_number_id: Annotated[str, Field(min_length=1)]

    stripe_api_url: str = STRIPE_API_URL
    stripe_secret_key: Secret
    stripe_webhook_secret: Secret

    telegram_api_url: str = TELEGRAM_API_URL
    telegram_bot_token: Secret | None = None
    telegram_webhook_secret: Secret | None = None
    telegram_group_ids: Words[int] = ()
    telegram_agent_ids: Words[int] = ()

    @property
    def stripe_is_live(self) -> bool:
        """Whether the key is of Stripe's live mode, where real money moves."""
        return "_live_" in self.stripe_secret_key.get_secret_value()

    @validates(mode="after")
    def _sandbox_moves_no_money(self) -> Self:
        if self.sandbox and self.stripe_is_live:
            raise ValueError("SALDO_SANDBOX is refused beside a live SALDO_STRIPE_SECRET_KEY")
        return self

    @validates(mode="after")
    def _telegram_is_whole(self) -> Self:
        """Without a bot token the desk is the console alone; with one, its guards are needed."""
        guards = ("telegram_webhook_secret", "telegram_group_ids", "telegram_agent_ids")
        missing = [_named(guard) for guard in guards if not getattr(self, guard)]
        if self.telegram_bot_token is not None and missing:
            raise ValueError(f"SALDO_TELEGRAM_BOT_TOKEN also needs {', '.join(missing)}")
        return self

    @validates(mode="after")
    def _clock_is_shifted_only_in_the_sandbox(self) -> Self:
        real = [_named(name) for name in VENDOR_ADDRESSES if not is_local(getattr(self, name))]
        if self.clock_offset_s and (real or not self.sandbox):
            raise ValueError(shifted_clock_refusal(real))
        return self


class LaunchSettings(_Environment):
    """What the person who types `make up` may choose; everything unset is filled in for them."""

    port: int = Field(8700, ge=1024, le=65000)
    sandbox: bool = False
    now: AwareDatetime | None = None
    action_port: int | None = None
    public_url: str | None = None
    database_url: str | None = None
    migration_url: str | None = None
    redis_url: str | None = None
    engine_urls: Words[str] = ()
    whatsapp_api_url: str | None = None
    stripe_api_url: str | None = None
    telegram_api_url: str | None = None

    @validates(mode="after")
    def _now_is_for_the_sandbox(self) -> Self:
        addresses = {name: getattr(self, name) for name in VENDOR_ADDRESSES}
        real = [_named(name) for name, url in addresses.items() if url and not is_local(url)]
        if self.now is not None and (real or not self.sandbox):
            raise ValueError(shifted_clock_refusal(real))
        return self

    @validates(mode="after")
    def _own_database_has_both_roles(self) -> Self:
        if (self.database_url is None) != (self.migration_url is None):
            raise ValueError("SALDO_DATABASE_URL and SALDO_MIGRATION_URL must be set together")
        return self


def read[S: _Environment](shape: type[S], environment: Mapping[str, str]) -> S:
    """Read `shape` from these words alone. Raises SettingsError as `load` does."""
    ours = {name: word for name, word in environment.items() if name.startswith(PREFIX) and word}
    return _read(shape, {name.removeprefix(PREFIX).lower(): word for name, word in ours.items()})


def load[S: _Environment](shape: type[S], *, run_env: Path | None = None) -> S:
    """Read `shape` from the environment, or from what `make up` wrote when that is bare.

    An environment that names its own database is complete by itself: a sandbox's leftovers must
    never fill a gap in it. Raises SettingsError with one line that names what is wrong.
    """
    if run_env is None or names_a_database(os.environ):
        return _read(shape, {"_env_file": None})
    try:
        return _read(shape, {"_env_file": run_env})
    except SettingsError as error:
        raise SettingsError(f"{error} (`make up` fills settings in while it runs)") from None


def _read[S: _Environment](shape: type[S], words: Mapping[str, Any]) -> S:
    try:
        return shape(**words)
    except ValidationError as error:
        raise SettingsError("; ".join(_plain(error))) from None


def names_a_database(environment: Mapping[str, str]) -> bool:
    """Whether this environment says itself which database it means."""
    names = ("SALDO_DATABASE_URL", "SALDO_MIGRATION_URL")
    return any(environment.get(name) for name in names)


def is_local(url: str) -> bool:
    """Whether `url` is on this machine's loopback, where only stand-ins live."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shifted_clock_refusal(real: list[str]) -> str:
    """Why business time may not be shifted here."""
    if real:
        return f"SALDO_NOW is refused beside a real vendor address ({', '.join(real)})"
    return "SALDO_NOW needs SALDO_SANDBOX=1"


def _plain(error: ValidationError) -> list[str]:
    """Each fault once, without its value: a value may be a secret."""
    lines = []
    for fault in error.errors(include_input=False, include_url=False):
        name = _named(str(fault["loc"][0])) if fault["loc"] else ""
        message = fault["msg"].removeprefix("Value error, ")
        missing = fault["type"] == "missing"
        lines.append(f"{name} is missing or empty" if missing else f"{name} {message}".strip())
    return lines


def _named(field: str) -> str:
    return PREFIX + field.upper()
