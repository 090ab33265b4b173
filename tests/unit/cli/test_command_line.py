"""The command line: what it offers, and how it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app

PROJECT = Path(__file__).parents[3]
COMMANDS = (
    "up",
    "demo",
    "chat",
    "serve",
    "sandbox",
    "migrate",
    "import-portfolio",
    "nightly",
    "policy",
    "users",
)
CHECKS = (("jurisdictions", "check"), ("texts", "check"))


def invoke(*words):
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def run(tmp_path):
    """Runs the real command line in a folder where nothing is set up."""

    def command(*words, **environment):
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(PROJECT), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command):
    result = invoke(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("check", CHECKS)
def test_what_we_ship_passes_its_check(check):
    assert invoke(*check).exit_code == 0


def test_a_mistake_in_the_countries_rules_is_told_by_line(tmp_path):
    file = tmp_path / "jurisdictions.yml"
    file.write_text("version: 0\n")
    result = invoke("jurisdictions", "check", str(file))
    assert result.exit_code == 1
    assert f"{file}:1: version: 0 is below the least allowed, 1" in result.output


def test_serve_refuses_to_start_without_secrets_in_one_line(run):
    ended = run("serve", SALDO_DATABASE_URL="postgresql://db", SALDO_WHATSAPP_APP_SECRET="")
    assert ended.returncode == 1
    assert "SALDO_WHATSAPP_APP_SECRET is missing or empty" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_migrate_names_the_setting_it_lacks(run):
    ended = run("migrate")
    assert ended.stderr.startswith("saldo: SALDO_MIGRATION_URL is missing or empty")


def test_a_database_that_does_not_run_is_one_line(run):
    ended = run("migrate", SALDO_MIGRATION_URL="postgresql://saldo@/saldo?host=/nowhere")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_an_unknown_role_is_refused():
    result = invoke("serve", "--role", "cook")
    assert result.exit_code == 2
    assert "cook" in result.output


def test_a_sound_policy_passes_its_check():
    result = invoke("policy", "check", str(PROJECT / "policies/offers.yml"))
    assert result.exit_code == 0
    assert "is sound" in result.output


def test_a_policy_that_cannot_be_read_fails_its_check(tmp_path):
    result = invoke("policy", "check", str(tmp_path / "absent.yml"))
    assert result.exit_code == 1
    assert "it cannot go live" in result.output


def test_a_portfolio_that_is_not_there_is_refused():
    assert invoke("import-portfolio", "/no/such/file").exit_code == 2
