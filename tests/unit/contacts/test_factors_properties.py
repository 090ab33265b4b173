"""Whatever is typed, what is read is masked, and what is written plainly is read."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.factors import Reading, read_factors
from bot.contacts.model import Factor

TODAY = date(2026, 11, 21)
ALL: frozenset[Factor] = frozenset({"date_of_birth", "postcode", "document_last4"})

birthdays = st.dates(min_value=date(1920, 1, 1), max_value=date(2011, 12, 31))
countries = st.sampled_from(["MX", "CO", "US"])
postcodes = st.from_regex(r"[0-9]{5}", fullmatch=True)
last4 = st.from_regex(r"[0-9]{4}", fullmatch=True)
words = st.text(alphabet=st.characters(blacklist_categories=["Nd", "Nl", "No", "Cs"]), max_size=20)


def read(text: str, country: str) -> Reading:
    return read_factors(text, country=country, accepted=ALL, today=TODAY)


def has_a_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


@given(text=st.text(max_size=200), country=countries)
def test_no_text_breaks_the_reader_and_no_digit_passes_the_mask(text: str, country: str) -> None:
    assert not has_a_digit(read(text, country).masked)


@given(born=birthdays, postcode=postcodes, digits=last4, before=words, country=countries)
def test_the_mask_holds_no_digit_of_any_factor(
    born: date, postcode: str, digits: str, before: str, country: str
) -> None:
    text = f"{before} {born:%d/%m/%Y} cp {postcode} cc {digits} {before}"
    masked = read(text, country).masked
    assert not has_a_digit(masked)
    assert postcode not in masked


@given(
    born=birthdays,
    form=st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d", "%Y%m%d"]),
    country=countries,
)
def test_every_birthday_in_figures_is_among_its_readings(
    born: date, form: str, country: str
) -> None:
    assert born in read(born.strftime(form), country).dates


@given(born=birthdays)
def test_the_usual_order_of_the_country_comes_first(born: date) -> None:
    assert read(f"{born.day}/{born.month}/{born.year}", "MX").dates[0] == born
    assert read(f"{born.month}/{born.day}/{born.year}", "US").dates[0] == born


@given(digits=last4)
def test_the_last_four_are_read_after_their_name(digits: str) -> None:
    assert read(f"mi cédula termina en {digits}", "CO").document_last4 == (digits,)


@given(postcode=postcodes)
def test_the_postcode_is_read_after_its_name(postcode: str) -> None:
    assert read(f"cp {postcode}", "MX").postcodes == (postcode,)
