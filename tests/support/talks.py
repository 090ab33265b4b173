"""How far a person has come with the bot when something goes wrong; each says so or fails."""

from tests.support.stage import Person

FACTS = "nací el 14 de junio de 1987, cp 06700"


async def asks_what_is_owed(person: Person) -> None:
    """Rocío wants to know her balance and is asked who she is."""
    assert "fecha de nacimiento" in await person.says("cuánto debo?")


async def proves_who_she_is(person: Person) -> None:
    await asks_what_is_owed(person)
    assert "$2,272.35 MXN" in await person.says(FACTS)


async def sees_options(person: Person) -> None:
    await proves_who_she_is(person)
    assert "2. Ponerte al corriente" in await person.says("qué opciones tengo")


async def sees_terms(person: Person) -> None:
    """The terms of paying what is past due have arrived."""
    await sees_options(person)
    assert "Responde SÍ" in await person.says("la 2")


async def hears_what_is_owed(person: Person) -> None:
    """Rocío has heard her balance, and is asked once why the payment was missed."""
    await asks_what_is_owed(person)
    assert "prefiero no decir" in (await person.says(FACTS)).casefold()


async def is_asked_for_an_hour(person: Person) -> None:
    await sees_options(person)
    assert "hora" in await person.says("márcame por favor")


async def is_offered_another_hour(person: Person) -> None:
    """She wants to be called in the night; nobody may."""
    await sees_options(person)
    assert "?" in await person.says("márcame mañana a las 11 de la noche")
