"""Children that never outlive us."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.launch import child

PROJECT = Path(__file__).parents[3]


def command(tmp_path, *argv):
    return child.Command(argv=argv, log=tmp_path / "log/child.log")


def test_a_child_that_succeeds(tmp_path):
    assert child.run(command(tmp_path, "true"))


def test_a_child_that_fails(tmp_path):
    assert not child.run(command(tmp_path, "false"))


def test_its_last_words_are_kept(tmp_path):
    told = command(tmp_path, "sh", "-c", "echo one; echo '  | KeyError: x'; echo '  +---'")
    child.run(told)
    assert child.last_line(told.log) == "KeyError: x"


def test_words_are_added_to_what_was_said_before(tmp_path):
    for _ in range(2):
        child.run(command(tmp_path, "echo", "hello"))
    assert (tmp_path / "log/child.log").read_text() == "hello\nhello\n"


def test_a_silent_child_said_nothing(tmp_path):
    assert child.last_line(tmp_path / "absent.log") == "it said nothing"


def test_a_child_that_ends_when_asked(tmp_path):
    process = child.spawn(command(tmp_path, "sleep", "60"))
    child.stop(process, signal.SIGTERM, patience_s=5)
    assert process.returncode == -signal.SIGTERM


def test_a_child_that_will_not_end_is_killed(tmp_path):
    script = "trap '' TERM; echo deaf; while :; do sleep 1; done"
    process = child.spawn(command(tmp_path, "sh", "-c", script))
    while not (tmp_path / "log/child.log").read_text():
        assert not child.has_ended(process, within_s=0.02)
    child.stop(process, signal.SIGTERM, patience_s=0.1)
    assert process.returncode == -signal.SIGKILL


def test_a_child_dies_with_a_parent_that_was_killed(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHANING, str(tmp_path / "orphan.log")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    with parent, os.fdopen(os.pidfd_open(int(parent.stdout.readline()))) as orphan:
        parent.kill()
        assert child_ended(orphan)


ORPHANING = """
import sys
from pathlib import Path
from bot.launch import child
process = child.spawn(child.Command(argv=("sleep", "60"), log=Path(sys.argv[1])))
print(process.pid, flush=True)
process.wait()
"""


def child_ended(handle):
    import select

    return bool(select.select([handle], [], [], 10)[0])
