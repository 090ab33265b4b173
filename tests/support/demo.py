"""The demo's people and portfolio, as the sandbox has them."""

from pathlib import Path

from pydantic import TypeAdapter

from bot.sandbox.whatsapp_people import DemoPerson

ROOT = Path(__file__).resolve().parents[2]
PORTFOLIO = ROOT / "demo/portfolio.jsonl"


def people() -> tuple[DemoPerson, ...]:
    return TypeAdapter(tuple[DemoPerson, ...]).validate_json(
        (ROOT / "demo/people.json").read_bytes()
    )
