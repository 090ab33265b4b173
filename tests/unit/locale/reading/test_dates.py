"""Days as people say them, on Wednesday 4 November 2026 unless another day is said."""

from datetime import date

import pytest

from bot.locale.reading.dates import DateReading, read_dates

WEDNESDAY = date(2026, 11, 4)


def read(said: str, country: str = "MX", today: date = WEDNESDAY) -> DateReading:
    return read_dates(said, today=today, country=country)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *[("el viernes", "11-06"), ("este 15", "11-15"), ("a fin de mes", "11-30")],
        *[("mañana", "11-05"), ("pasado mañana", "11-06"), ("hoy", "11-04"), ("el 5", "11-05")],
        *[("3/12", "12-03"), ("12/25", "12-25"), ("5/12/2026", "12-05"), ("2026-12-05", "12-05")],
        *[("en 8 días", "11-11"), ("dentro de 15 días", "11-19"), ("de hoy en ocho", "11-11")],
        *[("el lunes que viene", "11-09"), ("el viernes en ocho", "11-13")],
        *[("la quincena", "11-15")],
        *[("la próxima quincena", "11-15"), ("en dos quincenas", "11-30")],
        *[("viernes 13", "11-13")],
        *[("martes 10 de noviembre", "11-10"), ("mañana en la mañana", "11-05")],
        *[("mañana jueves", "11-05"), ("hoy miércoles", "11-04"), ("el vierns", "11-06")],
        *[("el viernes de la próxima semana", "11-13")],
        *[("la semana que viene el martes", "11-10")],
        *[("el 5 del mes que entra", "12-05"), ("primero de diciembre", "12-01")],
        *[("el primero", "12-01"), ("a principios de mes", "12-01")],
        *[("fin de mes que viene", "12-31")],
        *[("segunda quincena de diciembre", "12-31"), ("quince días", "11-19")],
        *[("el lunes cae mi nomina", "11-09"), ("te pago el 20 de nov", "11-20")],
        *[("a mediados de mes", "11-15"), ("en un mes", "12-04"), ("el cinco", "11-05")],
        *[("quincena del 15", "11-15"), ("la quincena de fin de mes", "11-30"), ("15", "11-15")],
        *[("2 semanas", "11-18"), ("el ultimo de mes", "11-30"), ("al rato", "11-04")],
        *[("pa la quincena", "11-15"), ("3 del 12", "12-03"), ("pago 500 el 5", "11-05")],
        *[("el 15 500 pesos", "11-15"), ("el 15 pago", "11-15")],
        *[("a fines de noviembre", "11-30")],
        *[("el 30 de noviembre te deposito 1500", "11-30"), ("el dia 10", "11-10")],
        *[("1 de diciembre", "12-01")],
        *[("en 3 días hábiles", "11-09"), ("en una semana", "11-11")],
        *[("en un par de días", "11-06")],
    ],
)  # fmt: skip
@pytest.mark.parametrize("country", ["MX", "CO"])
def test_a_day_is_read_in_spanish(said: str, country: str, day: str) -> None:
    assert read(said, country).day == date.fromisoformat(f"2026-{day}")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *[("in two weeks", "11-18"), ("payday is the 5th", "11-05")],
        *[("first of the month", "12-01")],
        *[("tmrw", "11-05"), ("friday", "11-06"), ("this friday", "11-06")],
        *[("by friday", "11-06")],
        *[("the 5th of next month", "12-05"), ("on 12/3", "12-03"), ("12/3", "12-03")],
        *[("25/12", "12-25"), ("end of the month", "11-30"), ("i get paid friday", "11-06")],
        *[("a week from friday", "11-13"), ("friday next week", "11-13"), ("in 10 days", "11-14")],
        *[("december first", "12-01"), ("on the twenty-first", "11-21"), ("dec 4th", "12-04")],
        *[("friday the 13th", "11-13"), ("Friday, December 4", "12-04"), ("eom", "11-30")],
        *[("in 3 business days", "11-09"), ("day after tomorrow", "11-06"), ("tonight", "11-04")],
        *[("in a couple of weeks", "11-18"), ("next monday", "11-09")],
        *[("the last day of the month", "11-30")],
        *[("can't do friday, monday works", "11-09"), ("next friday the 13th", "11-13")],
    ],
)  # fmt: skip
def test_a_day_is_read_in_english(said: str, day: str) -> None:
    assert read(said, "US").day == date.fromisoformat(f"2026-{day}")


@pytest.mark.parametrize(
    ("country", "today", "said", "days"),
    [
        ("CO", "2026-11-06", "el viernes", ["2026-11-06", "2026-11-13"]),
        ("US", "2026-11-06", "this friday", ["2026-11-06", "2026-11-13"]),
        ("US", "2026-11-04", "next Friday", ["2026-11-13", "2026-11-06"]),
        ("MX", "2026-11-04", "el próximo viernes", ["2026-11-06", "2026-11-13"]),
        ("MX", "2026-11-04", "el otro viernes", ["2026-11-13", "2026-11-06"]),
        ("MX", "2026-11-04", "la otra quincena", ["2026-11-30", "2026-11-15"]),
        ("MX", "2026-11-15", "la quincena", ["2026-11-15", "2026-11-30"]),
        ("MX", "2026-11-13", "la próxima quincena", ["2026-11-15", "2026-11-30"]),
        ("MX", "2026-11-30", "a fin de mes", ["2026-11-30", "2026-12-31"]),
        ("MX", "2026-11-04", "este finde", ["2026-11-07", "2026-11-08"]),
        ("US", "2026-11-04", "this weekend", ["2026-11-07", "2026-11-08"]),
        ("MX", "2026-11-04", "la próxima semana", ["2026-11-09", "2026-11-13"]),
        ("MX", "2026-11-04", "el 4", ["2026-11-04", "2026-12-04"]),
        ("MX", "2026-11-04", "el 31", ["2026-11-30", "2026-12-31"]),
        ("MX", "2026-11-04", "viernes 15", ["2026-11-15", "2026-11-06"]),
        ("MX", "2026-11-04", "el 15 o 16", ["2026-11-15", "2026-11-16"]),
        ("MX", "2026-11-04", "mañana o pasado", ["2026-11-05", "2026-11-06"]),
        ("MX", "2026-11-04", "en diciembre", ["2026-12-01", "2026-12-31"]),
        ("US", "2026-11-04", "le pago el 12/3", ["2026-12-03", "2027-03-12"]),
        ("US", "2026-11-04", "the 15th or 16th", ["2026-11-15", "2026-11-16"]),
    ],
)
def test_a_doubt_keeps_every_day_in_order(
    country: str, today: str, said: str, days: list[str]
) -> None:
    reading = read(said, country, date.fromisoformat(today))
    assert [day.isoformat() for day in reading.readings] == days
    assert reading.day is None
    assert reading.is_ambiguous


def test_the_language_decides_a_bare_slash_in_the_us() -> None:
    spanish = read_dates("12/3", today=WEDNESDAY, country="US", language="es")
    english = read_dates("12/3", today=WEDNESDAY, country="US", language="en")
    assert spanish.readings == (date(2026, 12, 3), date(2027, 3, 12))
    assert english.day == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *[("ya pagué el lunes", "11-02"), ("ya pague ayer", "11-03"), ("hace 3 días", "11-01")],
        *[("el viernes pasado", "10-30"), ("i paid friday", "10-30"), ("3 days ago", "11-01")],
        *[("last friday", "10-30"), ("i sent it yesterday", "11-03"), ("pagué el 5", "10-05")],
        *[("antier", "11-02"), ("deposité el 15 de octubre", "10-15")],
        *[("pagué la quincena", "10-31")],
        *[("el 5/3/2026", "03-05"), ("jue 3 sept 2026", "09-03")],
    ],
)  # fmt: skip
def test_a_day_told_as_over_is_past_and_no_promise(said: str, day: str) -> None:
    reading = read(said)
    assert reading.past_day == date.fromisoformat(f"2026-{day}")
    assert reading.readings == ()


def test_past_and_coming_days_are_told_apart() -> None:
    reading = read("pagué el 5, el 15 pago lo demás")
    assert (reading.past_day, reading.day) == (date(2026, 10, 5), date(2026, 11, 15))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("no puedo el viernes, el lunes sí", "11-09"),
        ("el viernes no puedo, mejor el lunes", "11-09"),
        ("no, mejor el 20", "11-20"),
    ],
)
def test_a_refused_or_corrected_day_is_not_meant(said: str, day: str) -> None:
    assert read(said).day == date.fromisoformat(f"2026-{day}")


@pytest.mark.parametrize(
    ("said", "bound"),
    [
        *[
            ("el 15", "exact"),
            ("antes del 15", "by"),
            ("by the 15th", "by"),
            ("como el 15", "about"),
        ],
        *[("no puedo pagar hasta el viernes", "after"), ("después del 15", "after")],
        *[("around the 15th", "about"), ("not until the 15th", "after")],
    ],
)
def test_how_firm_a_day_is(said: str, bound: str) -> None:
    assert [mention.bound for mention in read(said).mentions] == [bound]


@pytest.mark.parametrize(
    "said",
    [
        *["", "hola", "500", "el 500", "en 4 pagos", "4 pagos de 500", "cada quincena"],
        *["por la mañana"],
        *["en la tarde", "once i get paid", "every two weeks", "i may pay 5", "second", "la 2"],
        *["opción 2", "31/31", "98/76", "april fools", "monthly", "los pagos", "10%"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("country", ["MX", "US"])
def test_what_is_no_day_is_not_read(said: str, country: str) -> None:
    assert read(said, country).mentions == ()


def test_a_birth_date_is_no_promise() -> None:
    assert read("03/08/91").readings == ()
    assert read("nací el 3 de agosto de 1991").readings == ()
    assert read("more than last month", "US").readings == ()


def test_every_month_is_known_by_name() -> None:
    months = (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )
    for number, month in enumerate(months.split(), start=1):
        assert {day.month for day in read(f"en {month}").readings} == {number}
        assert {day.month for day in read(f"a fin de {month}").readings} == {number}
