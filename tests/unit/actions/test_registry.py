"""Every action of domain.yml is registered, every registered one is in domain.yml."""

import pytest
import yaml

from actions.registry import build_executor
from bot.kernel.privacy import Vault
from tests.support.debtor import use_cases
from tests.support.demo import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RASAS_OWN = {"action_listen", "action_deactivate_loop", "action_restart"}
RULES = sorted((ROOT / "data/rules").glob("*.yml"))


@pytest.fixture
def registered(vault: Vault) -> set[str]:
    return set(build_executor(use_cases(vault)).actions)


def test_the_domain_names_exactly_the_registered_actions(registered: set[str]) -> None:
    assert set(DOMAIN["actions"]) == registered
    assert len(DOMAIN["actions"]) == len(registered)


def test_every_form_has_its_question_and_its_judge(registered: set[str]) -> None:
    for form, shape in DOMAIN["forms"].items():
        assert f"validate_{form}" in registered
        for slot in shape["required_slots"]:
            assert f"action_ask_{form}_{slot}" in registered


def test_every_action_of_a_rule_is_registered(registered: set[str]) -> None:
    named = {
        step["action"]
        for file in RULES
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
        for step in rule["steps"]
        if "action" in step
    }
    ours = {name for name in named if name.startswith(("action_", "validate_"))}
    assert ours - RASAS_OWN <= registered


def test_no_slot_is_named_for_what_identifies_somebody() -> None:
    telling = ("name", "birth", "postcode", "document", "amount", "phone", "date")
    assert not [slot for slot in DOMAIN["slots"] if any(word in slot for word in telling)]


def test_every_intent_has_a_rule() -> None:
    led = {
        step["intent"]
        for file in RULES
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
        for step in rule["steps"]
        if "intent" in step
    }
    assert set(DOMAIN["intents"]) - led == set()
