"""Disputes, identity theft and complaints: on record, paused, and no money asked for."""

import pytest

from bot.cases.tables import case_messages, cases
from bot.ledger.tables import accounts
from bot.negotiation import offers
from bot.usecases import claims
from bot.usecases.call import Answer
from tests.support.debtor import Debtor, keys

THEFT = """
me suplantaron
alguien usó mis datos para sacar eso
yo nunca saqué ese crédito
me robaron mi identidad
someone stole my identity
i never opened that account
this is identity theft
""".strip().splitlines()
DISPUTED = """
no reconozco ese cargo
el monto está mal
eso no es mío
wrong amount
i want proof of this debt
""".strip().splitlines()


async def reasons(debtor: Debtor) -> list[str]:
    return [case["reason"] for case in await debtor.rows(cases)]


async def flags(debtor: Debtor) -> list[str]:
    return [flag for account in await debtor.rows(accounts) for flag in account["flags"]]


async def body(debtor: Debtor, answer: Answer) -> str:
    return "\n".join(row["message"]["body"] for row in await debtor.hears(answer.replies))


@pytest.mark.parametrize("said", DISPUTED)
async def test_what_is_not_recognised_is_a_dispute(rocio: Debtor, said: str) -> None:
    assert keys(await claims.dispute(await rocio.says(said))) == ["dispute.disputed"]
    assert (await reasons(rocio), await flags(rocio)) == (["dispute"], ["disputed"])


@pytest.mark.parametrize("said", THEFT)
async def test_a_stolen_name_is_for_specialists(rocio: Debtor, said: str) -> None:
    assert keys(await claims.dispute(await rocio.says(said))) == ["dispute.identity_theft"]
    assert (await reasons(rocio), await flags(rocio)) == (["identity_theft"], ["identity_theft"])


async def test_a_dispute_has_a_folio_and_a_day_and_asks_for_no_money(rocio: Debtor) -> None:
    told = await body(rocio, await claims.dispute(await rocio.says("no reconozco eso")))
    [case] = await rocio.rows(cases)
    assert case["folio"] in told
    assert case["account_id"] == "ACC-1"
    assert "2026" in told
    assert "pag" not in told.lower()


async def test_a_dispute_closes_what_was_offered_and_pauses_paying(rocio: Debtor) -> None:
    await rocio.sees_terms()
    await claims.dispute(await rocio.says("el monto está mal"))
    assert not await offers.open_round(rocio.conn, rocio.contact_id, now=rocio.clock.now())
    answer = await rocio.use_cases.pay.pay_now(await rocio.says("bueno, lo pago"))
    assert keys(answer) == ["offers.none"]
    assert (await rocio.says()).contact.holder == "agent"


async def test_an_agreement_of_a_disputed_account_gives_no_link(rocio: Debtor) -> None:
    await rocio.sees_terms()
    await rocio.use_cases.plans.answer_yes(await rocio.says("sí", awaiting="terms"))
    await claims.dispute(await rocio.says("no reconozco eso"))
    answer = await rocio.use_cases.pay.pay_now(await rocio.says("mándame la liga"))
    assert keys(answer) == ["offers.none"]


async def test_the_same_dispute_twice_is_one(rocio: Debtor) -> None:
    for _ in range(2):
        await claims.dispute(await rocio.says("no reconozco eso"))
    assert (await reasons(rocio), await flags(rocio)) == (["dispute"], ["disputed"])


async def test_of_two_accounts_the_disputed_one_is_asked(rocio: Debtor) -> None:
    await rocio.owes((("principal", "10.00", -5),), account="ACC-2", last4="9001")
    answer = await claims.dispute(await rocio.says("me suplantaron"))
    assert keys(answer) == ["account.ask"]
    assert answer.slots["account_for"] == "identity_theft"
    assert await flags(rocio) == []


async def test_an_unproved_dispute_is_noted_and_tells_nothing(stranger: Debtor) -> None:
    answer = await claims.dispute(await stranger.says("me suplantaron"))
    assert (keys(answer), answer.slots) == (["claim.noted"], {"wish": "identity_theft"})
    assert (await reasons(stranger), await flags(stranger)) == (["identity_theft"], [])


async def test_the_words_that_prove_who_one_is_are_no_claim_of_theft(rocio: Debtor) -> None:
    call = await rocio.says("nunca saqué nada, nací el 14/06/1987", identity=True)
    assert keys(await claims.dispute(call)) == ["dispute.disputed"]


async def test_a_complaint_names_our_desk_and_the_authorities(rocio: Debtor) -> None:
    told = await body(rocio, await claims.complain(await rocio.says("pésimo servicio")))
    assert await reasons(rocio) == ["complaint"]
    assert all(name in told for name in ("UNE", "CONDUSEF", "REDECO", "une@financierasol.example"))


@pytest.mark.parametrize(
    ("country", "authority"), [("CO", "Superintendencia Financiera"), ("US", "CFPB")]
)
async def test_each_country_has_its_authority(rocio: Debtor, country: str, authority: str) -> None:
    await rocio.change(country=country)
    told = await body(rocio, await claims.complain(await rocio.says("una queja")))
    assert authority in told


async def test_a_country_without_an_authority_hears_of_our_desk_alone(rocio: Debtor) -> None:
    await rocio.change(country="FR")
    told = await body(rocio, await claims.complain(await rocio.says("una queja")))
    assert "une@financierasol.example" in told
    assert "acudir" not in told


async def test_an_unproved_complaint_hears_no_folio_and_no_authority(stranger: Debtor) -> None:
    told = await body(stranger, await claims.complain(await stranger.says("pésimo servicio")))
    assert "une@financierasol.example" in told
    assert not [word for word in ("folio", "CONDUSEF", "REDECO") if word in told.lower()]


async def test_who_asks_how_to_complain_is_told_and_nothing_is_registered(rocio: Debtor) -> None:
    call = await rocio.says("¿cómo me quejo?", choice=claims.HOW_TO_COMPLAIN)
    told = await body(rocio, await claims.complain(call))
    assert all(name in told for name in ("UNE", "CONDUSEF", "REDECO"))
    assert await reasons(rocio) == []


async def test_a_stranger_who_asks_how_hears_of_our_desk_alone(stranger: Debtor) -> None:
    call = await stranger.says("cómo me quejo", choice=claims.HOW_TO_COMPLAIN)
    told = await body(stranger, await claims.complain(call))
    assert "une@financierasol.example" in told
    assert not [word for word in ("CONDUSEF", "REDECO") if word in told]


@pytest.mark.parametrize(
    ("country", "by", "authority"),
    [
        ("MX", "18 de diciembre de 2026", "Secretaría Anticorrupción y Buen Gobierno"),
        ("CO", "4 de diciembre de 2026", "Superintendencia de Industria y Comercio"),
        ("US", "5 de enero de 2027", "privacidad"),
    ],
)
async def test_what_is_asked_of_ones_data_is_answered_in_the_countrys_days(
    rocio: Debtor, country: str, by: str, authority: str
) -> None:
    await rocio.change(country=country)
    call = await rocio.says("cancelen mis datos", choice=claims.DATA_RIGHTS)
    told = await body(rocio, await claims.complain(call))
    assert by in told
    assert authority in told
    assert "INAI" not in told
    assert await reasons(rocio) == ["data_rights"]


async def test_the_day_promised_is_written_in_the_case_once(rocio: Debtor) -> None:
    for _ in range(2):
        await claims.complain(await rocio.says("borren mis datos", choice=claims.DATA_RIGHTS))
    notes = [note for note in await rocio.rows(case_messages) if note["code"] == "answer_by"]
    assert [note["by"] for note in notes] == ["2026-12-18"]


async def test_an_unproved_claim_to_ones_data_has_no_folio(stranger: Debtor) -> None:
    call = await stranger.says("habeas data", choice=claims.DATA_RIGHTS)
    told = await body(stranger, await claims.complain(call))
    assert "folio" not in told
    assert await reasons(stranger) == ["data_rights"]
