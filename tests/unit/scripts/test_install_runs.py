"""The install script as `make` runs it: with a uv of ours, in a project of ours."""

import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/install.py"

# Makes environments whose Python only tells its version, and notes what it was asked.
UV = """#!/bin/sh
echo "$@" >> "{root}/asked"
case "$1" in
  --version) echo "uv {version}" ;;
  python) {python} ;;
  venv) {venv} ;;
  pip) {pip} ;;
esac
"""
VENV = """for folder; do :; done
    mkdir -p "$folder/bin"
    version=3.12; case "$folder" in *engine) version=3.10 ;; esac
    printf '#!/bin/sh\\necho %s\\n' $version > "$folder/bin/python"
    chmod +x "$folder/bin/python" """


@dataclass(frozen=True, kw_only=True)
class Project:
    """A bare checkout."""

    root: Path

    def give_uv(self, *, python="echo found", venv=VENV, pip="true"):
        uv = self.root / ".tools/bin/uv"
        uv.parent.mkdir(parents=True, exist_ok=True)
        version = SCRIPT.read_text().split('UV_VERSION = "')[1].split('"')[0]
        words = {"python": python, "venv": venv, "pip": pip}
        uv.write_text(UV.format(root=self.root, version=version, **words))
        uv.chmod(stat.S_IRWXU)

    def install(self):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.root)}
        return subprocess.run(
            [sys.executable, self.root / "scripts/install.py"],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd="/",
            timeout=60,
        )

    @property
    def asked(self):
        asked = self.root / "asked"
        return asked.read_text().splitlines() if asked.exists() else []


@pytest.fixture
def project(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    for name in ("app", "engine"):
        (tmp_path / f"requirements/{name}.lock").write_text("six==1.17.0 --hash=sha256:0\n")
    return Project(root=tmp_path)


def test_both_environments_are_filled_from_their_locks_by_hash(project):
    project.give_uv()
    assert project.install().returncode == 0
    filled = [line for line in project.asked if line.startswith("pip sync --require-hashes")]
    assert [line.rpartition("/")[2] for line in filled] == ["app.lock", "engine.lock"]


def test_a_second_run_does_nothing_and_says_nothing(project):
    project.give_uv()
    project.install()
    before = project.asked
    again = project.install()
    assert (again.returncode, again.stdout, project.asked) == (0, "", before)


def test_a_changed_lock_is_the_only_one_installed_again(project):
    project.give_uv()
    project.install()
    (project.root / "asked").unlink()
    (project.root / "requirements/app.lock").write_text("six==1.16.0 --hash=sha256:0\n")
    project.install()
    assert [line.rpartition("/")[2] for line in project.asked if "sync" in line] == ["app.lock"]


def test_a_missing_interpreter_is_one_line_that_says_what_to_do(project):
    project.give_uv(python='echo "dns error, and its causes" >&2; exit 1')
    ended = project.install()
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("install: no Python 3.1")
    assert "on PATH" in line


def test_uvs_own_words_stand_over_what_failed(project):
    project.give_uv(venv='echo "no room on the disk" >&2; exit 2')
    ended = project.install()
    assert (ended.returncode, ended.stderr) == (1, "no room on the disk\n")
    assert ended.stdout.splitlines()[-1].startswith("install: failed: ")


@pytest.mark.parametrize("part", ["venv", "pip"])
def test_what_failed_is_tried_again_by_the_next_run(project, part):
    project.give_uv(**{part: "exit 1"})
    assert project.install().returncode == 1
    assert not list(project.root.glob(".venv*/.installed-from"))
    project.give_uv()
    assert project.install().returncode == 0


def test_a_failure_shows_no_traceback(project):
    project.give_uv(pip='echo "hash mismatch" >&2; exit 1')
    ended = project.install()
    assert "Traceback" not in ended.stdout + ended.stderr
    assert ended.stderr == "hash mismatch\n"
