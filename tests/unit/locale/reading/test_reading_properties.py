"""What holds for every text: our own formats read back exactly, and nothing is invented."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.locale.formats import DateStyle, day, money
from bot.locale.locales import LOCALES, Locale, language_of
from bot.locale.reading.amounts import read_amounts
from bot.locale.reading.dates import read_dates

COUNTRIES = {"es": "US", "es_MX": "MX", "es_CO": "CO", "en": "US", "en_US": "US"}
WORDS = (
    "el la 5 15 31 3/12 1.500 $ viernes friday next próximo otra quincena fin de mes"
    " mañana pasado mil dos 500 y o no mejor pagué pago en 8 días weeks two last 29"
    " febrero % half mitad , . 0 marzo 2026 31/12/1999 entre 700 hace ago primero"
    " agosto"
)
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=9).map(" ".join)
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@given(st.sampled_from(LOCALES), st.sampled_from(["MXN", "COP", "USD"]), st.integers(1, 10**11))
def test_a_formatted_amount_is_read_back_to_the_cent(
    locale: Locale, currency: str, minor: int
) -> None:
    amount = Money(minor, currency)
    reading = read_amounts(money(amount, locale), currency=currency, country=COUNTRIES[locale])
    assert reading.amount == amount


@given(st.sampled_from(LOCALES), st.sampled_from(["full", "short"]), DAYS, st.integers(0, 700))
def test_a_formatted_day_is_read_back(
    locale: Locale, style: DateStyle, today: date, ahead: int
) -> None:
    meant = today + timedelta(days=ahead)
    reading = read_dates(
        day(meant, locale, style=style),
        today=today,
        country=COUNTRIES[locale],
        language=language_of(locale),
    )
    assert reading.day == meant


@given(TEXTS, st.sampled_from(["MX", "CO", "US"]), st.sampled_from(["MXN", "COP", "USD"]))
def test_every_amount_is_whole_minor_units_above_zero(
    said: str, country: str, currency: str
) -> None:
    reading = read_amounts(
        said, currency=currency, country=country, reference=Money(98001, currency)
    )
    values = [value.amount_minor for mention in reading.mentions for value in mention.values]
    assert all(type(value) is int and value > 0 for value in values)


@given(TEXTS, DAYS, st.sampled_from(["MX", "CO", "US"]))
def test_no_promise_is_ever_for_a_day_gone_by(said: str, today: date, country: str) -> None:
    reading = read_dates(said, today=today, country=country)
    assert all(meant >= today for meant in reading.readings)


@given(TEXTS, DAYS)
def test_the_same_text_on_the_same_day_is_read_the_same(said: str, today: date) -> None:
    first = read_dates(said, today=today, country="MX")
    assert first == read_dates(said, today=today, country="MX")


@given(st.integers(2, 27), DAYS)
def test_a_day_of_the_month_is_within_the_next_month(number: int, today: date) -> None:
    readings = read_dates(f"el {number}", today=today, country="MX").readings
    assert all(meant.day == number for meant in readings)
    assert 0 <= (readings[0] - today).days <= 31
