"""What walkers say: the examples that the model learned from, and what no model should see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

import yaml

from bot.kernel.messages import Language
from tests.support.demo import ROOT

_STRUCTURED = "provide_identity"  # never words: it comes from what the application has read

ODD = (
    "…",
    "?",
    "👍👍👍",
    "asdkjh qwe zzz",
    "/restart",
    "/affirm",
    "{first_name}",
    "%s %(total)s {0}",
    "<b>hola</b>",
    "'; DROP TABLE contacts; --",
    "\u200b",
    "שלום",
    "NaN",
    "0",
    "-1",
    "99999999999999999999999999",
    "30 de febrero",
    "el 31/02/2027",
    "1/2/3/4/5/6",
    "sí no sí no",
    "la 0",
    "la 47",
    "palabra " * 400,
    "9" * 4000,
)
PICKS = (
    "1",
    "2",
    "3",
    "4",
    "la primera",
    "la segunda",
    "the second one",
    "la última",
    "la de 4 pagos",
    "3 payments please",
    "todo",
    "pagar todo",
    "ponerme al corriente",
    "catch up",
    "cualquiera",
    "the cheaper one",
)
YES_OR_NO = ("sí", "si acepto", "yes", "ok", "va", "SÍ", "no", "así no", "no thanks", "mejor no")
TERMS_OF_THEIR_OWN = (
    "te doy 500 y cerramos",
    "puedo pagar 200 a la quincena",
    "te pago 1,500 el viernes",
    "en 8 pagos",
    "en 40 meses",
    "I can do $50 a month",
    "half now and half next month",
    "quítenme la mitad",
    "el 15 te deposito 300",
    "mañana te pago todo",
    "I'll pay next Friday",
    "te pago 1 peso",
    "te pago un millón",
)


@cache
def by_intent(language: Language) -> Mapping[str, Sequence[str]]:
    """Every example that people could type, by intent."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data/nlu" / language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if block.get("intent") not in (None, _STRUCTURED):
                lines = block["examples"].splitlines()
                found[block["intent"]] += [line.removeprefix("- ").strip() for line in lines]
    return dict(found)


def sentence(intent: str, language: Language, chance: Random) -> str:
    """One of the intent's examples."""
    return chance.choice(by_intent(language)[intent])


def wrong_facts(chance: Random) -> str:
    """Someone else's facts, or a guess."""
    born = f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/{chance.randint(1950, 2004)}"
    return f"{born}, {chance.randint(10000, 99999)}, {chance.randint(1000, 9999)}"
