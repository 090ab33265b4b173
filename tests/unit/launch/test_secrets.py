"""The secrets of a folder: unguessable, their owner's only, and never half written."""

import os
import stat

import pytest

from bot.launch.home import Home, fresh_secrets, write_env


@pytest.fixture
def open_handed():
    """A process that would let everyone read what it writes."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("open_handed")
def test_the_secrets_file_is_its_owners_only_whatever_the_umask(tmp_path):
    Home(tmp_path).secrets()
    assert mode(tmp_path / "secrets.env") == 0o600


@pytest.mark.usefixtures("open_handed")
def test_a_file_that_was_open_to_all_is_closed_when_it_is_written(tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("SALDO_IDENTITY_KEY='kept'\n")
    path.chmod(0o644)
    assert Home(tmp_path).secrets()["SALDO_IDENTITY_KEY"] == "kept"
    assert mode(path) == 0o600


def test_a_run_file_is_its_owners_only(tmp_path):
    Home(tmp_path).write_run_env({"SALDO_DATABASE_URL": "postgresql://x"})
    assert mode(tmp_path / "run.env") == 0o600


def test_what_a_crash_left_half_written_is_no_hindrance(tmp_path):
    unfinished = tmp_path / "run.unfinished"
    unfinished.write_text("SALDO_")
    unfinished.chmod(0o644)
    write_env(tmp_path / "run.env", {"A": "b"})
    assert (tmp_path / "run.env").read_text() == "A='b'\n"
    assert (mode(tmp_path / "run.env"), unfinished.exists()) == (0o600, False)


def test_no_two_folders_share_a_secret(tmp_path):
    first, second = Home(tmp_path / "a"), Home(tmp_path / "b")
    for home in (first, second):
        home.root.mkdir()
    assert not set(first.secrets().values()) & set(second.secrets().values())


def test_an_empty_secret_is_made_anew(tmp_path):
    write_env(tmp_path / "secrets.env", {"SALDO_IDENTITY_KEY": ""})
    assert len(Home(tmp_path).secrets()["SALDO_IDENTITY_KEY"]) >= 32


@pytest.mark.parametrize("name", fresh_secrets())
def test_every_secret_is_long_enough(name):
    assert len(fresh_secrets()[name]) >= 20
