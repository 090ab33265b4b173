"""The install script does nothing twice, and trusts no interpreter it has not run."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/install.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("install_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def environment(script, tmp_path):
    lock = tmp_path / "app.lock"
    lock.write_text("six==1.17.0 --hash=sha256:0\n")
    (tmp_path / ".venv").mkdir()
    return script.Environment(folder=tmp_path / ".venv", version="3.12", lock=lock)


@pytest.fixture
def installed(script, environment):
    script.stamp_of(environment).write_text(script.fingerprint(environment))
    return environment


def test_an_environment_never_filled_is_not_fresh(script, environment):
    assert not script.is_fresh(environment)


def test_an_environment_filled_from_this_lock_is_fresh(script, installed):
    assert script.is_fresh(installed)


def test_a_changed_lock_makes_it_stale(script, installed):
    installed.lock.write_text("six==1.16.0\n")
    assert not script.is_fresh(installed)


def test_another_python_makes_it_stale(script, installed):
    assert not script.is_fresh(installed._replace(version="3.13"))


def test_a_folder_that_was_moved_is_stale(script, installed, tmp_path):
    installed.folder.rename(tmp_path / "moved")
    assert not script.is_fresh(installed._replace(folder=tmp_path / "moved"))


def test_an_interpreter_is_known_by_running_it(script):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert script.is_python(Path(sys.executable), version)
    assert not script.is_python(Path(sys.executable), "3.10")


def test_a_shim_that_does_not_run_is_no_interpreter(script, tmp_path):
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'pyenv: command not found' >&2; exit 127\n")
    shim.chmod(0o755)
    assert not script.is_python(shim, "3.12")


def test_an_interpreter_is_found_on_the_path(script, tmp_path, monkeypatch):
    fake = tmp_path / "python3.99"
    fake.write_text("#!/bin/sh\necho 3.99\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin")
    assert script.find_python("3.99") == str(fake)


def test_an_interpreter_that_is_nowhere_is_left_to_uv(script):
    assert script.find_python("3.98") is None


def test_a_missing_command_prints_nothing(script):
    assert script.output_of("/no/such/command") == ""


def test_lock_files_name_no_address():
    for lock in (SCRIPT.parents[1] / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
