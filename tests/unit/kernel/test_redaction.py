"""What a log line may not show, whoever wrote it."""

import pytest

from bot.kernel.redaction import redact


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
