"""What a log line may not show, whoever wrote it."""

import logging

import pytest
from structlog.testing import capture_logs

from bot.kernel.errors import Transient
from bot.kernel.redaction import LibraryLog, places, redact


def cleaned(value: object) -> object:
    return redact(None, "info", {"event": "x", "value": value})["value"]


@pytest.mark.parametrize(
    "value",
    [
        "+525512345678",
        "525512345678",
        "+52 55 1234 5678",
        "(512) 555-0100",
        "rocio@example.com",
        "call 5512345678 now",
        "1987-06-14",
        ["+525512345678"],
        {"to": ["+525512345678"]},
    ],
)
def test_a_number_or_address_is_hidden(value: object) -> None:
    said = str(cleaned(value))
    assert "•" in said
    assert not any(part in said for part in ("5678", "0100", "rocio", "1987"))


@pytest.mark.parametrize(
    "value",
    [
        "con_0123456789abcdef01234567",
        "out_123456789012345678901234",
        "turn.answered",
        42,
        None,
        True,
        "14 replies",
        1.5,
    ],
)
def test_what_tells_nothing_stays(value: object) -> None:
    assert cleaned(value) == value


def test_the_time_of_a_line_stays() -> None:
    line = {"event": "x", "timestamp": "2026-11-21T18:00:00.123456Z"}
    assert redact(None, "info", dict(line)) == line


def test_the_event_itself_is_looked_at() -> None:
    assert redact(None, "info", {"event": "to +525512345678"})["event"] == "to •••"


def raised(error: BaseException, cause: BaseException | None = None) -> str:
    try:
        raise error from cause
    except type(error) as caught:
        return places((type(caught), caught, caught.__traceback__))


def test_an_exception_is_quoted_by_class_and_place_never_by_its_words() -> None:
    said = raised(ValueError("Rocío"), cause=KeyError("Méndez"))
    assert "ValueError" in said
    assert "KeyError" in said
    assert "test_redaction.py" in said
    assert "Rocío" not in said
    assert "Méndez" not in said


def test_every_exception_of_a_group_is_named() -> None:
    said = raised(ExceptionGroup("Rocío", [OSError("Méndez"), KeyError("Lara")]))
    assert [name for name in ("ExceptionGroup", "OSError", "KeyError") if name in said] == [
        "ExceptionGroup",
        "OSError",
        "KeyError",
    ]
    assert "Méndez" not in said


def test_our_own_errors_keep_their_words() -> None:
    assert raised(Transient("the engine is away")).endswith("Transient: the engine is away")


def test_a_librarys_record_is_passed_on_unfilled_and_without_its_further_lines() -> None:
    record = logging.LogRecord("lib", logging.ERROR, "", 0, "no %s\nRocío", ("Rocío",), None)
    with capture_logs() as lines:
        LibraryLog().emit(record)
    assert lines == [
        {
            "event": "library.logged",
            "log_level": "error",
            "library": "lib",
            "message": "no %s",
            "exc_info": None,
        }
    ]
