"""What `make up` fills in: every setting that is unset, and which parts it must start itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.settings import LaunchSettings, is_local


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A vendor's local stand-in: its place after `SALDO_PORT`, and what reaching it takes."""

    name: str
    port_offset: int
    address: str
    facts: Mapping[str, str]
    secrets: tuple[str, ...]


WHATSAPP: Final = StandIn(
    name="whatsapp",
    port_offset=1,
    address="SALDO_WHATSAPP_API_URL",
    facts=MappingProxyType({"SALDO_WHATSAPP_PHONE_NUMBER_ID": "100000000000001"}),
    secrets=(
        "SALDO_WHATSAPP_TOKEN",
        "SALDO_WHATSAPP_APP_SECRET",
        "SALDO_WHATSAPP_VERIFY_TOKEN",
    ),
)
STRIPE: Final = StandIn(
    name="stripe",
    port_offset=2,
    address="SALDO_STRIPE_API_URL",
    facts=MappingProxyType({}),
    secrets=("SALDO_STRIPE_SECRET_KEY", "SALDO_STRIPE_WEBHOOK_SECRET"),
)
TELEGRAM: Final = StandIn(
    name="telegram",
    port_offset=3,
    address="SALDO_TELEGRAM_API_URL",
    facts=MappingProxyType(
        {
            "SALDO_TELEGRAM_GROUP_IDS": "-1001000000001",
            "SALDO_TELEGRAM_AGENT_IDS": "1001,1002",
        }
    ),
    secrets=("SALDO_TELEGRAM_BOT_TOKEN", "SALDO_TELEGRAM_WEBHOOK_SECRET"),
)
STAND_INS: Final = (WHATSAPP, STRIPE, TELEGRAM)
_ACTION_OFFSET: Final = 4
_ENGINE_OFFSET: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of our own ports, named for the person who must free it."""

    name: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to start, where, and the settings that do not depend on a server's socket."""

    port: int
    action_port: int
    engine_port: int | None
    has_own_postgres: bool
    has_own_redis: bool
    stand_ins: tuple[StandIn, ...]
    is_sandbox: bool
    environment: Mapping[str, str]

    def port_of(self, stand_in: StandIn) -> int:
        """Where that stand-in listens."""
        return self.port + stand_in.port_offset

    def parts(self) -> tuple[Part, ...]:
        """Every port that must be free."""
        engine = () if self.engine_port is None else (Part(name="engine", port=self.engine_port),)
        return (
            Part(name="bot", port=self.port),
            Part(name="action server", port=self.action_port),
            *engine,
            *(Part(name=f"{s.name} stand-in", port=self.port_of(s)) for s in self.stand_ins),
        )


def make_plan(
    chosen: LaunchSettings,
    given: Mapping[str, str],
    *,
    secrets: Mapping[str, str],
    wall_now: datetime,
) -> Plan:
    """Decide all of it; `given` is the environment, whose non-empty words always win."""
    stand_ins = tuple(s for s in STAND_INS if not given.get(s.address))
    action_port = chosen.action_port or chosen.port + _ACTION_OFFSET
    engine_port = None if chosen.engine_urls else chosen.port + _ENGINE_OFFSET
    is_sandbox = chosen.sandbox or _is_alone(chosen)
    filled = {
        "SALDO_PORT": str(chosen.port),
        "SALDO_ACTION_PORT": str(action_port),
        "SALDO_PUBLIC_URL": local(chosen.port),
        "SALDO_IDENTITY_KEY": secrets["SALDO_IDENTITY_KEY"],
        "SALDO_SANDBOX": "1" if is_sandbox else "0",
        "SALDO_CLOCK_OFFSET_S": str(_offset_s(chosen.now, wall_now)),
    }
    if engine_port is not None:
        filled["SALDO_ENGINE_URLS"] = local(engine_port)
    for stand_in in stand_ins:
        filled |= _reaching(stand_in, chosen.port, secrets)
    return Plan(
        port=chosen.port,
        action_port=action_port,
        engine_port=engine_port,
        has_own_postgres=chosen.database_url is None,
        has_own_redis=chosen.redis_url is None,
        stand_ins=stand_ins,
        is_sandbox=is_sandbox,
        environment=filled_in(given, filled),
    )


def filled_in(given: Mapping[str, str], filled: Mapping[str, str]) -> dict[str, str]:
    """Our `SALDO_*` settings: what is given, and for what is unset or empty, what is filled in."""
    ours = {name: value for name, value in given.items() if name.startswith("SALDO_") and value}
    for spent in ("SALDO_NOW", "SALDO_CLOCK_OFFSET_S"):  # the plan makes one of the other
        ours.pop(spent, None)
    return {**filled, **ours}


def local(port: int) -> str:
    """An address on this machine."""
    return f"http://127.0.0.1:{port}"


def _reaching(stand_in: StandIn, port: int, secrets: Mapping[str, str]) -> dict[str, str]:
    made = {name: secrets[name] for name in stand_in.secrets}
    return {stand_in.address: local(port + stand_in.port_offset), **stand_in.facts, **made}


def _is_alone(chosen: LaunchSettings) -> bool:
    """Nobody said otherwise, and no real vendor is in reach."""
    if "sandbox" in chosen.model_fields_set:
        return False
    addresses = (chosen.whatsapp_api_url, chosen.stripe_api_url, chosen.telegram_api_url)
    return all(address is None or is_local(address) for address in addresses)


def _offset_s(now: datetime | None, wall_now: datetime) -> int:
    return 0 if now is None else round((now - wall_now).total_seconds())
