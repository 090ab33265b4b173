"""How people write their birth date, postcode and document: one table per country."""

from datetime import date

import pytest

from bot.contacts.factors import Reading, read_factors
from bot.contacts.model import Factor

TODAY = date(2026, 11, 21)
ALL: frozenset[Factor] = frozenset({"date_of_birth", "postcode", "document_last4"})
AUGUST_3 = date(1991, 8, 3)
MARCH_8 = date(1991, 3, 8)


def read(text: str, country: str = "MX", accepted: frozenset[Factor] = ALL) -> Reading:
    return read_factors(text, country=country, accepted=accepted, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "3/ago/91",
        "3-ago-1991",
        "03-AGO-91",
        "03ago91",
        "3 de agosto de 1991",
        "3 DE AGOSTO DEL 1991",
        "3 de Agosto, 1991",
        "3 de agsto de 1991",
        "3 de agozto del 91",
        "3 d agosto d 1991",
        "3 de agosto '91",
        "3º de agosto de 1991",
        "sábado 3 de agosto de 1991",
        "naci el 3 de agosto del 91",
        "nací en 1991, el 3 de agosto",
        "3 de agosto nací, en el 91",
        "agosto 3 de 1991",
        "1991 agosto 3",
        "tres de agosto del noventa y uno",
        "tres de agosto de mil novecientos noventa y uno",
        "tres de agosto de mil nueve noventa y uno",
        "tres de agosto del noventaiuno",
        "tres/agosto/91",
        "3rd Aug 1991",
        "Aug 3, 1991",
        "august third ninety one",
        "August 3rd, nineteen ninety-one",
        "the third of august nineteen ninety one",
        "3 Auguts 1991",
        "19910803",
        "1991-08-03",
        "1991/8/3",
        "91-08-03",
    ],
)
@pytest.mark.parametrize("country", ["MX", "CO", "US"])
def test_a_date_that_can_mean_one_day_is_read_as_that_day_everywhere(
    text: str, country: str
) -> None:
    assert read(text, country).dates == (AUGUST_3,)


AMBIGUOUS = [
    "03/08/91",
    "3/8/1991",
    "3-8-1991",
    "3.8.91",
    "3 / 8 / 91",
    "03 08 1991",
    "03081991",
    "030891",
    "3\\8\\91",
    "el día 3 del mes 8 del año 91",
    "día tres, mes ocho, año noventa y uno",
    "tres ocho noventa y uno",
    "tres ocho mil novecientos noventa y uno",
    "cero tres cero ocho noventa y uno",
]


@pytest.mark.parametrize("text", AMBIGUOUS)
@pytest.mark.parametrize("country", ["MX", "CO"])
def test_figures_in_mexico_and_colombia_are_day_first(text: str, country: str) -> None:
    assert read(text, country).dates == (AUGUST_3, MARCH_8)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_figures_in_the_united_states_are_month_first(text: str) -> None:
    assert read(text, "US").dates == (MARCH_8, AUGUST_3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("primero de enero de 1980", date(1980, 1, 1)),
        ("1ro de enero de 1980", date(1980, 1, 1)),
        ("treinta y uno de diciembre de mil novecientos setenta", date(1970, 12, 31)),
        ("veintiuno de setiembre de dos mil uno", date(2001, 9, 21)),
        ("veinte de julio de mil nueve ochenta y cinco", date(1985, 7, 20)),
        ("diez y seis de mayo del 77", date(1977, 5, 16)),
        ("29 de febrero de 1988", date(1988, 2, 29)),
        ("December thirty-first two thousand", date(2000, 12, 31)),
        ("may the 5th, nineteen oh five", None),
        ("march twenty second, two thousand and five", date(2005, 3, 22)),
        ("july 4 twenty oh two", date(2002, 7, 4)),
        ("910803", AUGUST_3),
        ("25/12/80", date(1980, 12, 25)),
        ("12/25/80", date(1980, 12, 25)),
        ("5 de mayo del 05", date(2005, 5, 5)),
        ("5 de mayo del 25", date(1925, 5, 5)),
        ("٣ agosto ١٩٩١", AUGUST_3),
    ],
)
def test_the_day_is_read(text: str, expected: date | None) -> None:
    assert read(text).dates == ((expected,) if expected else ())


@pytest.mark.parametrize(
    "text",
    [
        "nací en 1991",
        "nací en el 91",
        "le doy la fecha: tres de agosto",
        "30/02/1980",
        "feb 29 2001",
        "3/8/2020",
        "3/8/2027",
        "3/8/1890",
        "pagué el 20/11/2026",
        "mañana",
        "",
    ],
)
def test_what_is_no_birth_date_is_not_read(text: str) -> None:
    assert read(text).is_empty


@pytest.mark.parametrize(
    ("country", "text", "expected"),
    [
        ("MX", "06100", "06100"),
        ("MX", "cp 06100", "06100"),
        ("MX", "CP:06100", "06100"),
        ("MX", "C.P. 06100", "06100"),
        ("MX", "c. p. 06100", "06100"),
        ("MX", "código postal: 06100", "06100"),
        ("MX", "mi codigo postal es el 06100", "06100"),
        ("MX", "06100 es mi cp", "06100"),
        ("MX", "vivo en el 06100, col. Roma", "06100"),
        ("MX", "cp 06 100", "06100"),
        ("MX", "cp 6100", "06100"),
        ("MX", "O6100", "06100"),
        ("MX", "0️⃣6️⃣1️⃣0️⃣0️⃣", "06100"),
        ("MX", "cero seis uno cero cero", "06100"),
        ("MX", "cero seis mil cien", "06100"),
        ("MX", "sesenta y cuatro mil", "64000"),
        ("CO", "110111", "110111"),
        ("CO", "código postal 050021", "050021"),
        ("CO", "cp 50021", "050021"),
        ("CO", "once cero uno once", "110111"),
        ("CO", "uno uno cero uno uno uno", "110111"),
        ("US", "78704", "78704"),
        ("US", "zip 78704", "78704"),
        ("US", "my zip's 78704", "78704"),
        ("US", "zip code is 78704-1234", "78704"),
        ("US", "78704-1234", "78704"),
        ("US", "zip 2134", "02134"),
        ("US", "seven eight seven oh four", "78704"),
        ("US", "seventy eight seven zero four", "78704"),
        ("US", "mi zip es 78704", "78704"),
    ],
)
def test_a_postcode_is_read(country: str, text: str, expected: str) -> None:
    reading = read(text, country)
    assert reading.by_factor() == {"postcode": (expected,)}


@pytest.mark.parametrize(
    "text",
    [
        "2041",
        "cc terminada en 2041",
        "cédula 1.020.302.041",
        "mi cedula es 1020302041",
        "c.c. 1020302041",
        "mis últimos 4 son 2041",
        "los 4 últimos: 2041",
        "los ultimos cuatro digitos de mi cedula son dos cero cuarenta y uno",
        "acaba en 20 41",
        "2 0 4 1",
        "veinte cuarenta y uno",
        "dos cero cuatro uno",
        "INE 2041",
        "last four 2041",
        "last 4 of my ssn: 2041",
        "ssn 123-45-2041",
        "my ID ends in twenty forty one",
        "nací en 1991 y mi ine termina en 2041",
    ],
)
def test_the_last_four_of_a_document_are_read(text: str) -> None:
    assert read(text, "CO").by_factor() == {"document_last4": ("2041",)}


@pytest.mark.parametrize(
    "text",
    [
        "mis ultimos 4 del cel?? 8890",
        "tarjeta terminada en 4471",
        "mi celular es 55 1234 5678",
        "my phone is 512-555-1234",
        "debo 1500 pesos",
        "pagué $1500",
        "cc terminada en 204",
        "nací en 1991",
        "no tengo 1 sola duda",
    ],
)
def test_other_figures_are_no_document(text: str) -> None:
    assert read(text).is_empty


@pytest.mark.parametrize(
    ("country", "text", "postcode", "last4"),
    [
        ("MX", "03/08/91 cp 06100", "06100", None),
        ("MX", "03/08/91, 06100", "06100", None),
        ("MX", "06100 03/08/91", "06100", None),
        ("MX", "06100\n03081991", "06100", None),
        ("MX", "3 8 91 06100", "06100", None),
        ("MX", "tres ocho noventa y uno cero seis uno cero cero", "06100", None),
        ("MX", "soy del 3 de agosto del 91 y vivo en 06100", "06100", None),
        ("MX", "fecha de nacimiento: 03/08/1991; código postal: 06100", "06100", None),
        ("CO", "3 agosto 1991, cc terminada en 2041", None, "2041"),
        ("CO", "2041 3 de agosto del 91", None, "2041"),
        ("CO", "cédula terminada en dos cero cuarenta y uno tres de agosto del 91", None, "2041"),
        ("US", "8/3/91 zip 78704", "78704", None),
        ("US", "zip 78704 8/3/91", "78704", None),
        ("US", "08031991 78704", "78704", None),
        ("US", "born on aug 3rd '91, zip is 78704, ssn ends in 2041", "78704", "2041"),
        ("US", "08/03/1991\n78704\n2041", "78704", "2041"),
    ],
)
def test_several_factors_in_one_message_are_all_read(
    country: str, text: str, postcode: str | None, last4: str | None
) -> None:
    reading = read(text, country)
    assert reading.dates[0] == AUGUST_3
    assert reading.postcodes == ((postcode,) if postcode else ())
    assert reading.document_last4 == ((last4,) if last4 else ())


def test_only_what_is_accepted_is_read() -> None:
    everything = "03/08/91 cp 06100 cc 2041"
    assert read(everything, accepted=frozenset({"postcode"})).by_factor() == {
        "postcode": ("06100",)
    }
    assert read(everything, accepted=frozenset()).is_empty


def test_six_colombian_digits_are_a_date_when_no_postcode_is_asked() -> None:
    accepted: frozenset[Factor] = frozenset({"date_of_birth"})
    assert read("050391", "CO", accepted).dates == (date(1991, 3, 5), date(1991, 5, 3))
    assert read("050391", "CO").by_factor() == {"postcode": ("050391",)}


def test_six_colombian_digits_of_no_department_are_a_date() -> None:
    assert read("030891", "CO").dates == (AUGUST_3, MARCH_8)


def test_dates_are_given_in_iso_form_for_comparison() -> None:
    assert read("03/08/91").by_factor() == {"date_of_birth": ("1991-08-03", "1991-03-08")}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("naci el 3 de agosto del 91", "naci el ••• de ••• del •••"),
        ("03/08/91 cp 06100", "••• cp •••"),
        ("tres de agosto del noventa y uno", "••• de ••• del •••"),
        ("le doy la fecha: tres de agosto", "le doy la fecha: ••• de •••"),
        ("nací en el noventa y uno", "nací en el •••"),
        ("cc terminada en 204", "cc terminada en •••"),
        ("tarjeta 4471 1234", "tarjeta •••"),
        ("quiero hablar con uno de ustedes", "quiero hablar con uno de ustedes"),
        ("may i ask why?", "may i ask why?"),
        ("¿Para qué la quieren? 😳", "¿Para qué la quieren? 😳"),
    ],
)
def test_what_tells_something_is_masked_and_nothing_else(text: str, masked: str) -> None:
    assert read(text).masked == masked
