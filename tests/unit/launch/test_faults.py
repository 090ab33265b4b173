"""What a person at the terminal can mend is one line; a bug stays loud."""

import pytest
from sqlalchemy.exc import OperationalError

from bot.kernel.errors import Rejected
from bot.launch.errors import LaunchError
from bot.launch.faults import one_line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (LaunchError("port 1 is taken"), "port 1 is taken"),
        (ExceptionGroup("g", [LaunchError("first")]), "first"),
        (Rejected("password_too_short"), "a password has 10 characters at least"),
        (
            FileNotFoundError(2, "No such file or directory", "/x"),
            "No such file or directory (/x)",
        ),
    ],
)
def test_an_expected_fault_is_one_line(error, line):
    assert one_line(error) == line


def test_a_database_fault_names_its_class_and_never_its_text():
    fault = OperationalError("SELECT 'Rocío'", {}, ConnectionRefusedError("Rocío"))
    line = one_line(fault)
    assert line is not None
    assert "ConnectionRefusedError" in line
    assert "Rocío" not in line


def test_a_bug_has_no_line():
    assert one_line(KeyError("slot")) is None
