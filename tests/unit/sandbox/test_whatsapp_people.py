"""Demo people look to the bot as real ones would."""

import pytest

from bot.sandbox.whatsapp_people import DemoPerson


def person(country: str, phone: str | None, **more: str) -> DemoPerson:
    return DemoPerson(id="p", name="P", phone=phone, country=country, language="es", **more)


@pytest.mark.parametrize(
    ("country", "phone", "wa_id"),
    [
        ("MX", "+525512345678", "5215512345678"),
        ("MX", "+5215512345678", "5215512345678"),
        ("CO", "+573001234567", "573001234567"),
        ("US", "+15125550147", "15125550147"),
        ("MX", None, None),
    ],
)
def test_a_number_is_written_as_whatsapp_writes_it(
    country: str, phone: str | None, wa_id: str | None
) -> None:
    assert person(country, phone).wa_id == wa_id


def test_a_user_id_is_stable_and_tells_no_number() -> None:
    user_id = person("MX", "+525512345678").user_id
    assert user_id == person("MX", None).user_id
    assert user_id.startswith("MX.")
    assert "5512345678" not in user_id


def test_a_phone_keeps_its_owners_time() -> None:
    assert person("CO", None).time_zone == "America/Bogota"
    assert person("MX", None, zone="America/Tijuana").time_zone == "America/Tijuana"
    assert person("FR", None).time_zone == "UTC"
