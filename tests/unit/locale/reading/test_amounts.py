"""Amounts as people write them in Mexico, Colombia and the US: every plausible value, no guess."""

from fractions import Fraction

import pytest

from bot.kernel.money import Money
from bot.locale.reading.amounts import AmountReading, Bound, read_amounts

CURRENCY = {"MX": "MXN", "CO": "COP", "US": "USD"}
OWED = {"MX": "10000", "CO": "2000000", "US": "10000"}


def read(said: str, country: str) -> AmountReading:
    currency = CURRENCY[country]
    owed = Money.parse(OWED[country], currency)
    return read_amounts(said, currency=currency, country=country, reference=owed)


def shown(values: tuple[Money, ...]) -> list[str]:
    return [f"{value.to_decimal().normalize():f}" for value in values]


@pytest.mark.parametrize(
    ("country", "said", "amount"),
    [
        *[("MX", "1,500", "1500"), ("MX", "mil quinientos", "1500"), ("MX", "dos mil", "2000")],
        *[("MX", "2k", "2000"), ("MX", "2 mil 500", "2500"), ("MX", "dos quinientos", "2500")],
        *[("MX", "quinientos mil pesos", "500000"), ("MX", "$980.50", "980.5")],
        *[("MX", "980,50", "980.5"), ("MX", "1,500.00", "1500"), ("MX", "1'500,000", "1500000")],
        *[("MX", "500 y la otra la próxima", "500"), ("MX", "unos 800", "800")],
        *[("MX", "como 300 pesitos", "300"), ("MX", "50 varos", "50"), ("MX", "5", "5")],
        *[("MX", "la de 500", "500"), ("MX", "4 pagos de 500", "500")],
        *[("MX", "500 al mes", "500")],
        *[("MX", "el 15 te doy 500", "500"), ("MX", "en 15 días 600", "600")],
        *[("MX", "500 el 5 de marzo de 2027", "500"), ("MX", "le deposito 1500 el 12/3", "1500")],
        *[("MX", "ay pss ahorita nomas le puedo dar unos quinientos varos", "500")],
        *[("MX", "mil con 50 centavos", "1000.5"), ("MX", "12.345", "12345")],
        *[("MX", "ocho sientos no, ochosientos", "800"), ("MX", "mil", "1000")],
        *[("MX", "treinta y cinco mil", "35000"), ("MX", "ciento veinte", "120")],
        *[("CO", "500 mil", "500000"), ("CO", "1.500", "1500"), ("CO", "1,500", "1500")],
        *[("CO", "1.500.000", "1500000"), ("CO", "cincuenta lucas", "50000")],
        *[("CO", "50 mil", "50000")],
        *[("CO", "un palo", "1000000"), ("CO", "$50.000", "50000"), ("CO", "500 pesos", "500")],
        *[("CO", "millón y medio", "1500000"), ("CO", "medio millón", "500000")],
        *[("CO", "doscientos mil pesitos", "200000"), ("CO", "1.234.500,50", "1234500.5")],
        *[("CO", "le consigno 80 mil el viernes", "80000"), ("CO", "1'500.000", "1500000")],
        *[("CO", "dos millones y medio", "2500000"), ("CO", "1.5 millones", "1500000")],
        *[("US", "1,500", "1500"), ("US", "two hundred", "200"), ("US", "fifty bucks", "50")],
        *[("US", "$20", "20"), ("US", "20 dollars", "20"), ("US", "50 a week", "50")],
        *[("US", "i can do ten", "10"), ("US", "a grand", "1000")],
        *[("US", "fifteen hundred", "1500")],
        *[("US", "$1,234.56 USD", "1234.56"), ("US", "up to 250", "250")],
        *[("US", "five hundred twenty dollars and 50 cents", "520.5"), ("US", "1.5k", "1500")],
        *[("US", "can i send 75 on friday", "75"), ("US", "le puedo dar 100 pesos", "100")],
        *[("US", "twenty-five", "25"), ("US", "a hundred fifty", "150")],
    ],
)  # fmt: skip
def test_one_amount_is_read(country: str, said: str, amount: str) -> None:
    assert read(said, country).amount == Money.parse(amount, CURRENCY[country])


@pytest.mark.parametrize(
    ("country", "said", "values"),
    [
        ("MX", "1.500", ["1500", "1.5"]),
        ("US", "1.500", ["1500", "1.5"]),
        ("MX", "$20.500", ["20.5", "20500"]),  # more than is owed comes last
        ("US", "one fifty", ["150", "1.5"]),
        ("US", "three seventy five", ["375", "3.75"]),
        ("CO", "50", ["50000", "50"]),
        ("CO", "$500", ["500000", "500"]),
        ("CO", "1.5", ["1500000", "1.5"]),
        ("MX", "entre 500 y 700", ["500", "700"]),
        ("MX", "entre 5 y 7 mil", ["5000", "7000"]),
        ("MX", "500-700", ["500", "700"]),
        ("US", "between 500 and 700", ["500", "700"]),
        ("CO", "entre 50 y 80", ["50000", "80000"]),
        ("MX", "400 o 500", ["400", "500"]),
        ("US", "maybe 200 or 300", ["200", "300"]),
    ],
)
def test_a_doubt_keeps_every_value_in_order(country: str, said: str, values: list[str]) -> None:
    reading = read(said, country)
    assert shown(reading.readings) == values
    assert reading.amount is None
    assert reading.is_ambiguous


@pytest.mark.parametrize(
    ("said", "share"),
    [
        *[("half", "1/2"), ("la mitad", "1/2"), ("mitad ahorita y mitad en la quincena", "1/2")],
        *[("50%", "1/2"), ("50 por ciento", "1/2"), ("cincuenta por ciento", "1/2")],
        *[("half of it", "1/2"), ("½", "1/2"), ("half now half later", "1/2")],
        *[("un tercio", "1/3"), ("a third", "1/3"), ("la tercera parte", "1/3")],
        *[("dos tercios", "2/3"), ("two thirds", "2/3"), ("un cuarto", "1/4")],
        *[("a quarter", "1/4"), ("12.5%", "1/8"), ("la cuarta parte", "1/4")],
        *[("todo", "1"), ("lo pago todo", "1"), ("el total", "1"), ("pay it all", "1")],
        *[("everything", "1"), ("the full amount", "1"), ("pay it off", "1"), ("100%", "1")],
    ],
)
def test_a_part_of_the_whole_is_read(said: str, share: str) -> None:
    assert read(said, "MX").share == Fraction(share)
    unknown = read_amounts(said, currency="MXN", country="MX")
    assert (unknown.share, unknown.amount) == (Fraction(share), None)


def test_a_share_is_exact_to_the_cent() -> None:
    owed = Money.parse("980.01", "MXN")
    half = read_amounts("la mitad", currency="MXN", country="MX", reference=owed)
    assert half.amount == Money.parse("490.01", "MXN")
    third = read_amounts("un tercio", currency="MXN", country="MX", reference=owed)
    assert third.amount == Money.parse("326.67", "MXN")


@pytest.mark.parametrize(
    "said",
    [
        *[
            "",
            "no",
            "nada",
            "hola",
            "todo bien",
            "el viernes",
            "a las 6",
            "at 5",
            "3/12",
            "opción 2",
        ],
        *[
            "la 2",
            "el 15",
            "4 pagos",
            "in two weeks",
            "en 15 días",
            "payday is the 5th",
            "march 5",
        ],
        *["mi tel es 5512345678", "folio 1234", "cuenta 4471", "once i get paid", "una pregunta"],
        *["quarter past", "un cuarto de hora", "half an hour", "5 de marzo", "2026-12-05", "0"],
        *["tengo 3 hijos", "ten paciencia", "once a month", "sobre todo", "12:30", "2️⃣ opciones"],
    ],
)
@pytest.mark.parametrize("country", ["MX", "US"])
def test_what_is_no_money_is_not_read(said: str, country: str) -> None:
    assert read(said, country).readings == ()


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("no puedo pagar 1500, puedo 800", "800"),
        ("i can't do 500 but i can do 200", "200"),
        ("not 500, 300", "300"),
        ("no 1500, 800", "800"),
        ("500, no, mejor 700", "700"),
        ("500 i mean 400", "400"),
        ("si me quitan 200 pago 800", "800"),
    ],
)
def test_what_is_refused_or_corrected_is_not_offered(said: str, amount: str) -> None:
    assert read(said, "US").amount == Money.parse(amount, "USD")


@pytest.mark.parametrize(
    ("said", "bound"),
    [
        *[
            ("500", "exact"),
            ("unos 500", "about"),
            ("around 500", "about"),
            ("500 or so", "about"),
        ],
        *[("máximo 500", "at_most"), ("no puedo más de 500", "at_most"), ("up to 500", "at_most")],
        *[("mínimo 500", "at_least"), ("at least 500", "at_least"), ("500 a 700", "between")],
    ],
)
def test_how_firm_an_amount_is(said: str, bound: Bound) -> None:
    assert [mention.bound for mention in read(said, "MX").offered] == [bound]


def test_a_discount_is_not_an_amount_to_pay() -> None:
    for said in ("descuento del 50%", "50% off", "rebájeme 200", "quítenme 200"):
        reading = read(said, "MX")
        assert reading.amount is None
        assert [mention.is_discount for mention in reading.mentions] == [True]


def test_an_amount_per_payment_and_a_rest_are_marked() -> None:
    assert read("4 pagos de 500", "MX").mentions[0].is_each
    assert read("50 a week", "US").mentions[0].is_each
    assert not read("500", "MX").mentions[0].is_each
    assert read("500 y la otra la próxima", "MX").leaves_rest
    assert read("200 now and the rest next month", "US").leaves_rest
    assert not read("500 la otra quincena", "MX").leaves_rest


def test_another_currency_is_never_taken_for_the_contacts_own() -> None:
    reading = read("50 dólares", "MX")
    assert reading.readings == (Money.parse("50", "USD"),)
    assert reading.amount is None
