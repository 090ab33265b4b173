"""The words of the pay page, by the regional form of a language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.locale.locales import Locale
from bot.payments.page_words import PageTexts
from bot.payments.texts_en import EN
from bot.payments.texts_es import ES, ES_CO, ES_MX

TEXTS: Final[Mapping[Locale, PageTexts]] = MappingProxyType(
    {"es": ES, "es_MX": ES_MX, "es_CO": ES_CO, "en": EN, "en_US": EN}
)
