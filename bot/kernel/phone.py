"""Phone numbers in one canonical form: a file, WhatsApp and a person mean the same number."""

import re
from typing import Final

import phonenumbers

from bot.kernel.errors import SaldoError

# WhatsApp still writes Mexican mobiles as 52 1 …; the national plan dropped that 1 in 2019.
_MEXICAN_MOBILE: Final = re.compile(r"^\+521(\d{10})$")


class PhoneError(SaldoError):
    """The text is not a phone number anyone could be reached at."""


def canonical_phone(raw: str, region: str | None = None) -> str:
    """E.164 with a leading plus; `521…` becomes `52…`. `region` (ISO) reads national numbers.

    WhatsApp's `from` has no plus: without a region, one is put in front. Raises PhoneError.
    """
    text = raw.strip()
    if region is None and not text.startswith("+"):
        text = f"+{text}"
    text = _MEXICAN_MOBILE.sub(r"+52\1", re.sub(r"[\s().-]", "", text))
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise PhoneError("not a phone number; write it like +525512345678") from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneError("not a possible phone number; write it like +525512345678")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(phone: str) -> str | None:
    """ISO country of a canonical number, None when it cannot be told; no proof of residence."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone))
