"""Documents, changes and messages: written down for a person, changed by nobody."""

import pytest

from bot.cases.notes import claim_for_desk
from bot.cases.tables import cases
from bot.contacts.tables import customers
from bot.usecases.call import Answer
from tests.support.debtor import Debtor, keys

NOBODY = {"awaiting": "nobody", "topic": None}


async def reasons(debtor: Debtor) -> list[str]:
    return [case["reason"] for case in await debtor.rows(cases)]


async def noted(debtor: Debtor) -> list[str]:
    """What the bot wrote down for whoever works on the case."""
    notes = await claim_for_desk(debtor.conn, debtor.vault)
    return [note.text for note in notes if note.text]


async def body(debtor: Debtor, answer: Answer) -> str:
    return "\n".join(row["message"]["body"] for row in await debtor.hears(answer.replies))


@pytest.mark.parametrize("said", ["mi recibo porfa", "carta de no adeudo", "proof of payment"])
async def test_a_document_that_is_named_is_requested(rocio: Debtor, said: str) -> None:
    answer = await rocio.use_cases.requests.document(await rocio.says(said))
    assert keys(answer) == ["document.requested"]
    assert (await reasons(rocio), await noted(rocio)) == (["document"], [said])


async def test_a_document_without_a_name_is_asked_for(rocio: Debtor) -> None:
    answer = await rocio.use_cases.requests.document(await rocio.says("me mandas el papel?"))
    assert (keys(answer), answer.slots["topic"]) == (["document.which"], "document")


async def test_an_invoice_needs_the_tax_data(rocio: Debtor) -> None:
    answer = await rocio.use_cases.requests.document(await rocio.says("necesito factura"))
    assert (keys(answer), answer.slots["topic"]) == (["document.invoice"], "invoice")


async def test_a_tax_number_that_is_none_is_asked_for_once_more(rocio: Debtor) -> None:
    requests = rocio.use_cases.requests
    call = await rocio.says("mi rfc es MELR87", awaiting="details", topic="invoice")
    answer = await requests.take_details(call)
    assert (keys(answer), answer.slots["topic"]) == (["document.rfc_again"], "invoice_again")
    call = await rocio.says("pues ese es", awaiting="details", topic="invoice_again")
    assert keys(await requests.take_details(call)) == ["document.requested"]


@pytest.mark.parametrize("number", ["MELR870614AB1", "melr-870614-ab1", "ABC 870614 AB1"])
async def test_a_good_tax_number_ends_it(rocio: Debtor, number: str) -> None:
    said = f"{number}, gastos en general, rocio@example.com"
    call = await rocio.says(said, awaiting="details", topic="invoice")
    assert keys(await rocio.use_cases.requests.take_details(call)) == ["document.requested"]
    assert await noted(rocio) == [said]


async def test_elsewhere_an_invoice_needs_no_mexican_number(rocio: Debtor) -> None:
    await rocio.change(country="CO")
    answer = await rocio.use_cases.requests.document(await rocio.says("necesito la factura"))
    assert keys(answer) == ["document.requested"]


async def test_a_new_number_waits_for_a_person_and_changes_nothing(rocio: Debtor) -> None:
    before = await rocio.rows(customers)
    call = await rocio.says("cambié de número, ahora es 55 9999 0000")
    answer = await rocio.use_cases.requests.change_data(call)
    assert keys(answer) == ["data.requested"]
    assert (await reasons(rocio), await rocio.rows(customers)) == (["data_change"], before)


CHANGES = [
    ("mi correo ahora es rocio.mendez@example.com", "r•••@example.com"),
    ("mi número ahora es 55 8765 4321", "••4321"),
    ("me mudé a la calle Sol 12", None),
]


@pytest.mark.parametrize(("said", "value"), CHANGES)
async def test_a_new_value_is_shown_back_by_its_ends(
    rocio: Debtor, said: str, value: str | None
) -> None:
    answer = await rocio.use_cases.requests.change_data(await rocio.says(said))
    assert answer.replies[0].values["value"] == value
    assert await noted(rocio) == [said]


async def test_a_number_that_cannot_ring_is_asked_for_once_more(rocio: Debtor) -> None:
    requests = rocio.use_cases.requests
    asked = await requests.change_data(await rocio.says("mi número ahora es 55 8765 432"))
    assert keys(asked) == ["callback.number_again"]
    again = await rocio.says("pues ese es, 55 8765 432", **asked.slots)
    assert keys(await requests.take_details(again)) == ["data.requested"]


RFCS = [("MELR87", "rfc.length"), ("MELR871432AB1", "rfc.date"), ("no me lo sé", "rfc.missing")]


@pytest.mark.parametrize(("said", "fault"), RFCS)
async def test_what_is_wrong_with_a_tax_number_is_told(
    rocio: Debtor, said: str, fault: str
) -> None:
    call = await rocio.says(said, awaiting="details", topic="invoice")
    answer = await rocio.use_cases.requests.take_details(call)
    assert answer.replies[0].values["fault"]["key"] == fault


async def test_a_change_without_its_value_is_asked_for_it(rocio: Debtor) -> None:
    answer = await rocio.use_cases.requests.change_data(await rocio.says("cambié de correo"))
    assert (keys(answer), answer.slots["topic"]) == (["data.which"], "data")


@pytest.mark.parametrize("wish", ["document", "change_data"])
async def test_after_the_proof_what_is_wanted_is_asked(rocio: Debtor, wish: str) -> None:
    call = await rocio.says("14/06/1987 cp 06700", identity=True)
    answer = await getattr(rocio.use_cases.requests, wish)(call)
    assert answer.slots["awaiting"] == "details"


async def test_whose_proof_lapsed_meanwhile_hears_only_that_it_is_noted(stranger: Debtor) -> None:
    call = await stranger.says("rocio@example.com", awaiting="details", topic="data")
    assert keys(await stranger.use_cases.requests.take_details(call)) == ["claim.noted"]


async def test_who_answers_for_her_is_asked_when_and_the_proof_is_forgotten(
    rocio: Debtor,
) -> None:
    answer = await rocio.use_cases.requests.take_message(await rocio.says("soy su hermana"))
    assert (keys(answer), answer.closes_form) == (["third_party.ask"], True)
    assert answer.slots == {"awaiting": "details", "topic": "third_party"}
    assert (await rocio.says()).contact.customer_id is None


async def test_the_hour_is_left_for_the_team_and_not_asked_again(stranger: Debtor) -> None:
    requests = stranger.use_cases.requests
    await requests.take_message(await stranger.says("soy su hermana"))
    call = await stranger.says("llega a las 6", awaiting="details", topic="third_party")
    assert keys(await requests.take_details(call)) == ["third_party.noted"]
    assert await noted(stranger) == ["llega a las 6"]
    again = await requests.take_message(await stranger.says("yo le aviso"))
    assert keys(again) == ["third_party.later"]


@pytest.mark.parametrize("country", ["US", "CO", "FR"])
async def test_where_the_law_takes_no_message_none_is_asked_for(
    stranger: Debtor, country: str
) -> None:
    await stranger.change(country=country)
    call = await stranger.says("this is her roommate")
    answer = await stranger.use_cases.requests.take_message(call)
    assert (keys(answer), answer.slots) == (["third_party.later"], {"awaiting": "nobody"})
    assert await reasons(stranger) == ["third_party"]


async def test_details_of_nothing_are_not_understood(stranger: Debtor) -> None:
    call = await stranger.says("a las 6", awaiting="details")
    assert keys(await stranger.use_cases.requests.take_details(call)) == ["fallback.ask"]


@pytest.mark.parametrize("said", ["tengo 15, mi mamá no está", "soy su abuelita, no está"])
async def test_a_child_or_an_elderly_relative_is_asked_for_nothing(
    stranger: Debtor, said: str
) -> None:
    answer = await stranger.use_cases.requests.take_message(await stranger.says(said))
    assert (keys(answer), answer.slots) == (["third_party.spared"], {"awaiting": "nobody"})
    assert (await reasons(stranger), await noted(stranger)) == (["third_party"], [])


async def test_a_message_of_a_child_is_not_taken(stranger: Debtor) -> None:
    call = await stranger.says("no sé, tengo 12 años", topic="third_party")
    answer = await stranger.use_cases.requests.take_details(call)
    assert (keys(answer), await noted(stranger)) == (["third_party.spared"], [])
