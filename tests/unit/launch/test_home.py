"""The folder of one running system."""

import os
import stat

import pytest

from bot.launch.errors import LaunchError
from bot.launch.home import Home, write_env
from bot.settings import MigrationSettings, load


def test_a_second_system_in_the_same_folder_is_refused_with_its_process(tmp_path):
    home = Home(tmp_path)
    with (
        home.held(),
        pytest.raises(LaunchError, match=f"already runs here .process {os.getpid()}"),
        home.held(),
    ):
        raise AssertionError("held twice")


def test_the_folder_can_be_held_again_afterwards(tmp_path):
    home = Home(tmp_path / "var")
    for _ in range(2):
        with home.held():
            assert (tmp_path / "var/up.lock").read_text() == str(os.getpid())


def test_secrets_are_made_once_and_kept(tmp_path):
    assert Home(tmp_path).secrets() == Home(tmp_path).secrets()


def test_a_secret_that_is_missing_is_added_to_the_kept_ones(tmp_path):
    write_env(tmp_path / "secrets.env", {"SALDO_IDENTITY_KEY": "kept"})
    secrets = Home(tmp_path).secrets()
    assert secrets["SALDO_IDENTITY_KEY"] == "kept"
    assert secrets["SALDO_STRIPE_SECRET_KEY"].startswith("sk_test_")


def test_settings_on_disk_are_for_their_owner_only(tmp_path):
    write_env(tmp_path / "run.env", {"A": "b"})
    assert stat.S_IMODE((tmp_path / "run.env").stat().st_mode) == 0o600


@pytest.mark.parametrize("value", ["plain", "with space", "it's", "a#b", "$HOME", "back\\slash"])
def test_any_value_is_read_back_as_it_was_written(tmp_path, monkeypatch, value):
    for name in ("SALDO_DATABASE_URL", "SALDO_MIGRATION_URL"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path)
    home.write_run_env({"SALDO_MIGRATION_URL": value})
    assert load(MigrationSettings, run_env=home.run_env).migration_url == value


def test_settings_in_force_go_with_the_system(tmp_path):
    home = Home(tmp_path)
    home.write_run_env({"A": "b"})
    home.remove_run_env()
    home.remove_run_env()
    assert not home.run_env.exists()


def test_logs_begin_anew(tmp_path):
    home = Home(tmp_path)
    home.logs.mkdir()
    (home.logs / "bot.log").write_text("old words")
    home.empty_logs()
    assert (home.logs / "bot.log").read_text() == ""
