"""What is offered: what the policy allows, how it is picked, and the terms as they are read."""

import pytest
import sqlalchemy as sa

from bot.cases.tables import cases
from bot.ledger.tables import accounts
from bot.negotiation import offers as store
from bot.negotiation.tables import offers
from bot.usecases.call import Answer
from bot.usecases.serving import answer_of
from tests.support.debtor import ACCOUNT, Debtor, keys, money


async def menu(debtor: Debtor) -> Answer:
    return await answer_of(debtor.use_cases.offers.menu, await debtor.says("qué opciones tengo"))


async def choose(debtor: Debtor, text: str, *, choice: str | None = None) -> Answer:
    call = await debtor.says(text, choice=choice, awaiting="choice")
    return await debtor.use_cases.offers.choose(call)


async def test_the_menu_shows_what_the_rule_allows_in_its_order(rocio: Debtor) -> None:
    reply = (await menu(rocio)).replies[0]
    titles = [line["values"]["title"]["key"] for line in reply.values["lines"]["lines"]]
    assert titles == ["offer.full", "offer.current", "offer.settlement", *["offer.plan"] * 2]
    assert [option.key for option in reply.options] == titles


async def test_every_line_of_the_menu_is_an_offer_as_stored(rocio: Debtor) -> None:
    round_ = await rocio.sees_menu()
    shown = (await menu(rocio)).replies[0].values["lines"]["lines"]
    assert [line["values"]["amount"] for line in shown] == [money(o.terms.total) for o in round_]
    assert [line["values"]["no"] for line in shown] == [offer.position for offer in round_]


async def test_one_option_alone_is_said_in_its_own_words(punctual: Debtor) -> None:
    assert keys(await menu(punctual)) == ["offers.menu_one"]


async def test_the_bot_keeps_to_the_discount_it_may_give_alone(rocio: Debtor) -> None:
    [settlement] = [o for o in await rocio.sees_menu() if o.terms.kind == "settlement"]
    assert settlement.terms.discount.amount_minor == 149_99  # 25 % by itself, not 35 %
    assert "principal" not in settlement.terms.discount_by_component


@pytest.mark.parametrize(
    "fact",
    [
        *({"flags": [flag]} for flag in ("hardship", "disputed", "deceased", "time_barred")),
        {"broken_promises": 3},
    ],
    ids=str,
)
async def test_what_asks_for_care_gets_a_person_and_no_offer(rocio: Debtor, fact) -> None:
    await rocio.conn.execute(sa.update(accounts).values(**fact))
    assert keys(await menu(rocio)) == ["offers.none"]
    assert [(c["reason"], c["state"]) for c in await rocio.rows(cases)] == [
        ("beyond_policy", "held")
    ]
    assert await rocio.rows(offers) == []


async def test_a_doubtful_ledger_offers_nothing(rocio: Debtor) -> None:
    await rocio.conn.execute(sa.update(accounts).values(doubt="declared_total"))
    assert keys(await menu(rocio)) == ["balance.doubt"]
    assert await rocio.rows(offers) == []


async def test_a_new_menu_takes_the_old_ones_place(rocio: Debtor) -> None:
    first = await rocio.sees_menu()
    second = await rocio.sees_menu()
    old = [await store.get(rocio.conn, offer.id) for offer in first]
    assert {offer.state for offer in old if offer} == {"superseded"}
    assert {offer.state for offer in second} == {"shown"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("la 1", "terms.full"),
        ("2", "terms.current"),
        ("la tercera", "terms.settlement"),
        ("en 3 pagos", "terms.plan"),
        ("la última", "terms.plan"),
        ("la del descuento", "terms.settlement"),
        ("quiero ponerme al corriente", "terms.current"),
        ("todo", "terms.full"),
        ("la 9", "offers.not_understood"),
        ("un plan", "offers.not_understood"),
        ("mmm no sé", "offers.not_understood"),
    ],
)
async def test_an_option_is_picked_in_words(rocio: Debtor, text: str, key: str) -> None:
    await rocio.sees_menu()
    assert keys(await choose(rocio, text)) == [key]


async def test_an_option_is_picked_by_its_button(rocio: Debtor) -> None:
    offer = (await rocio.sees_menu())[2]
    answer = await choose(rocio, "Liquidar con descuento", choice=offer.id)
    assert answer.replies[0].values["offer"] == offer.id


async def test_what_cannot_be_read_is_asked_with_the_same_options(rocio: Debtor) -> None:
    shown = [f"choose_option:{offer.id}" for offer in await rocio.sees_menu()]
    reply = (await choose(rocio, "quién sabe")).replies[0]
    assert [option.id for option in reply.options] == shown


@pytest.mark.parametrize(
    ("kind", "payments"),
    [("full", 1), ("current", 1), ("settlement", 1), ("plan", 3), ("plan", 6)],
)
async def test_the_terms_say_what_the_offer_is(rocio: Debtor, kind: str, payments: int) -> None:
    round_ = await rocio.sees_menu()
    offer = next(
        o for o in round_ if (o.terms.kind, len(o.terms.installments)) == (kind, payments)
    )
    values = (await choose(rocio, str(offer.position))).replies[0].values
    assert values["amount"] == money(offer.terms.total)
    assert values["discount"] == money(offer.terms.discount)
    assert values["expires"] == {"moment": offer.expires_at.isoformat()}
    assert values["due_on"] == {"date": offer.terms.installments[-1].due_on.isoformat()}


@pytest.mark.parametrize(("kind", "payments"), [("full", 1), ("current", 1), ("plan", 6)])
async def test_the_lines_of_the_terms_add_up_to_the_amount(
    rocio: Debtor, kind: str, payments: int
) -> None:
    offer = await rocio.is_queued_terms(kind, payments=payments)
    call = await rocio.says("otra vez")
    values = (await rocio.use_cases.offers.terms_of(call, offer)).replies[0].values
    parts = [line["values"]["amount"]["money"][0] for line in values["lines"]["lines"]]
    assert sum(parts) == values["amount"]["money"][0]


async def test_the_buttons_of_the_terms_carry_the_offer(rocio: Debtor) -> None:
    offer = (await rocio.sees_menu())[0]
    reply = (await choose(rocio, "la 1")).replies[0]
    assert [o.id for o in reply.options] == [f"affirm:{offer.id}", f"deny:{offer.id}"]


async def test_a_plan_named_at_once_is_shown_at_once(rocio: Debtor) -> None:
    call = await rocio.says("puedo pagar en 6 pagos?")
    assert keys(await rocio.use_cases.offers.options(call)) == ["terms.plan"]


async def test_words_that_proved_who_they_are_pick_no_option(rocio: Debtor) -> None:
    call = await rocio.says("3 de agosto, cp 06700", identity=True)
    assert keys(await rocio.use_cases.offers.options(call)) == ["offers.menu"]


async def test_nothing_owed_is_nothing_to_offer(punctual: Debtor) -> None:
    await punctual.pays("980.01")
    assert keys(await menu(punctual)) == ["pay.nothing_to_pay"]


async def test_the_account_is_kept_for_what_is_asked_next(rocio: Debtor) -> None:
    assert (await menu(rocio)).slots == {"awaiting": "choice", "account": ACCOUNT}
