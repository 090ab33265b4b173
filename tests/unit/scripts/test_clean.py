"""`make clean` removes what running leaves behind, and nothing that still runs."""

import importlib.util
from pathlib import Path

import pytest

from bot.launch.home import Home

SCRIPT = Path(__file__).parents[3] / "scripts/clean.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("clean_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path):
    for name in ("var/log", "models", ".venv", "bot"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_data_and_models_go_and_environments_stay(script, project):
    assert script.main(project) == 0
    assert sorted(path.name for path in project.iterdir()) == [".venv", "bot"]


def test_nothing_is_removed_while_the_system_runs(script, project, capsys):
    with Home(project / "var").held():
        assert script.main(project) == 1
    assert (project / "models").exists()
    assert "stop it first" in capsys.readouterr().err


def test_data_that_lives_elsewhere_goes_too(script, project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / "var/elsewhere").symlink_to(elsewhere)
    script.main(project)
    assert not elsewhere.exists()


def test_a_clean_project_stays_clean(script, tmp_path):
    assert script.main(tmp_path) == 0
