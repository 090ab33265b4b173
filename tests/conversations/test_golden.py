"""Golden conversations: what a person does, what they see, and what the ledger and the desk hold.

One YAML file per behaviour under es/ and en/. See `Script` for the words a file may use.
"""

from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from bot.kernel.money import Money
from bot.ledger.terms import from_json
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.stage import Person, Stage, open_stage

HERE = Path(__file__).parent
FILES = sorted(path for language in ("es", "en") for path in (HERE / language).glob("*.yml"))


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(Strict):
    """One act, and what must (`sees`) and must not (`hides`) be read before the next one.

    `reads_nothing` wants silence. `waits_for` reads on until these words arrive by themselves.
    After `later` minutes, `night` does to agreements and promises what the night does.
    """

    says: str | None = None
    presses: str | None = None
    sends: Literal["image", "document", "audio", "location"] | None = None
    caption: str = ""
    pays: Literal["pay", "decline"] | None = None
    later: Annotated[int, Field(ge=1, description="minutes that pass")] | None = None
    night: bool = False
    agent_takes: bool = False
    sees: list[str] = []
    hides: list[str] = []
    waits_for: str | None = None
    reads_nothing: bool = False


class Script(Strict):
    """A conversation of one demo person; the end names what the books and the desk hold then.

    `disposition` and `rating` are the last session's, `proofs` the reasons of the cases that a
    file reached.
    `agreed` is the plan in force: its kind, then each instalment as `2026-11-28 840.11 MXN`.
    """

    person: str
    about: str
    steps: list[Step]
    owes: dict[str, str] = {}
    plans: int = 0
    promises: list[str] = []  # like "2026-11-27 500.00 MXN open"
    agreed: list[str] = []
    cases: list[str] = []
    incidents: int = 0
    disposition: str | None = None
    rating: int | None = None
    proofs: list[str] = []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_a_conversation_goes_as_it_should(
    path: Path, stage_settings: Settings, clock: HandClock
) -> None:
    script = Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    async with open_stage(stage_settings, clock) as stage:
        await _run(script, stage)


def test_there_are_conversations_in_both_languages() -> None:
    languages = {path.parent.name for path in FILES}
    assert languages == {"es", "en"}


async def _run(script: Script, stage: Stage) -> None:
    person = stage.person(script.person)
    for number, step in enumerate(script.steps, start=1):
        _check(step, await _play(step, person), where=f"step {number}")
    assert await stage.cases() == sorted(script.cases)
    assert len(await stage.plans()) == script.plans
    assert await stage.promises() == sorted(script.promises)
    assert len(await stage.incidents()) == script.incidents
    if script.disposition is not None:
        last = await stage.ends(person)
        assert (last.disposition, last.csat) == (script.disposition, script.rating)
    if script.proofs:
        await stage.wait_until(lambda: stage.has_proofs(script.proofs))
    if script.agreed:
        assert await _agreed(stage) == script.agreed
    for last4, amount in script.owes.items():
        number, currency = amount.split()
        assert await stage.owed(last4) == Money.parse(number, currency)


async def _agreed(stage: Stage) -> list[str]:
    [plan] = [plan for plan in await stage.plans() if plan["state"] == "active"]
    terms = from_json(plan["terms"])
    parts = [(i.due_on, i.amount.to_decimal(), i.amount.currency) for i in terms.installments]
    return [terms.kind, *(f"{day} {amount} {currency}" for day, amount, currency in parts)]


async def _play(step: Step, person: Person) -> str:
    read = ""
    await _let_pass(step, person.stage)
    if step.agent_takes:
        await person.stage.agent_takes(person)
    if step.says is not None:
        read += await person.says(step.says)
    if step.presses is not None:
        read += await person.presses(step.presses)
    if step.sends is not None:
        read += await person.sends(step.sends, step.caption)
    if step.pays is not None:
        await person.pays(button=step.pays)
    if step.waits_for is not None:
        read += await person.waits_for(step.waits_for)
    return read


async def _let_pass(step: Step, stage: Stage) -> None:
    if step.later:
        stage.let_pass(minutes=step.later)
    if step.night:
        await stage.grows_older()


def _check(step: Step, read: str, *, where: str) -> None:
    for words in step.sees:
        assert words.casefold() in read.casefold(), f"{where}: {words!r} is not in\n{read}"
    for words in step.hides:
        assert words.casefold() not in read.casefold(), f"{where}: {words!r} is in\n{read}"
    assert not (step.reads_nothing and read), f"{where}: silence was wanted, but\n{read}"
