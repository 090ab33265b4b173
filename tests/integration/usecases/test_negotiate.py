"""Counter-offers of somebody who owes 4,100.01 MXN, 100 days late: up to three rounds a day."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.notes import claim_for_desk
from bot.cases.tables import cases
from bot.ledger.tables import plans
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.negotiation.tables import counter_offers
from bot.usecases.call import Answer
from tests.support.debtor import Debtor, keys, money


async def proposes(debtor: Debtor, said: str, **slots: object) -> Answer:
    """Say it, be answered, and read the answer."""
    answer = await debtor.use_cases.negotiate.propose(await debtor.says(said, **slots))
    await debtor.hears(answer.replies)
    await debtor.receives()
    return answer


async def chooses(
    debtor: Debtor, said: str, *, choice: str | None = None, **slots: object
) -> Answer:
    call = await debtor.says(said, choice=choice, **{"awaiting": "choice", **slots})
    answer = await debtor.use_cases.negotiate.choose(call)
    await debtor.hears(answer.replies)
    await debtor.receives()
    return answer


async def says_yes(debtor: Debtor, said: str = "sí") -> Answer:
    return await debtor.use_cases.plans.answer_yes(await debtor.says(said, awaiting="terms"))


async def says_no(debtor: Debtor, said: str) -> Answer:
    return await debtor.use_cases.plans.answer_no(await debtor.says(said, awaiting="terms"))


async def open_terms(debtor: Debtor) -> Offer:
    found = await store.open_terms(debtor.conn, debtor.contact_id)
    assert found is not None
    return found


async def days(debtor: Debtor) -> list[str]:
    return [part.due_on.isoformat() for part in (await open_terms(debtor)).terms.installments]


async def test_what_is_allowed_is_put_in_writing_at_once_and_can_be_accepted(
    rocio: Debtor,
) -> None:
    answer = await proposes(rocio, "en 3 pagos desde el 25")
    assert keys(answer) == ["terms.plan"]
    assert await days(rocio) == ["2026-11-25", "2026-12-25", "2027-01-25"]
    assert keys(await says_yes(rocio)) == ["plan.accepted", "pay.link"]


async def test_what_is_not_allowed_is_answered_with_the_nearest(rocio: Debtor) -> None:
    answer = await proposes(rocio, "te doy 3000 y cerramos")
    [reply] = answer.replies
    assert reply.key == "counter.round_1"
    assert reply.values["asked"]["values"]["amount"] == {"money": [300000, "MXN"]}
    assert [option.key for option in reply.options] == [
        "offer.settlement",
        "offer.plan",
        "menu.human",
    ]
    assert answer.slots == {"awaiting": "choice", "account": "ACC-1"}


async def test_the_nearest_can_be_chosen_and_accepted(rocio: Debtor) -> None:
    await proposes(rocio, "quítame la mitad")
    assert keys(await chooses(rocio, "la primera")) == ["terms.settlement"]
    assert keys(await says_yes(rocio)) == ["plan.accepted", "pay.link"]


async def test_rounds_are_worded_anew_and_end_with_a_person(rocio: Debtor) -> None:
    said = ["doy 1000", "doy 1100", "doy 1200", "doy 1300"]
    heard = [keys(await proposes(rocio, one))[0] for one in said]
    assert heard == [*(f"counter.round_{n}" for n in (1, 2, 3)), "counter.person"]
    assert [case["reason"] for case in await rocio.rows(cases)] == ["beyond_policy"]
    assert await store.open_round(rocio.conn, rocio.contact_id, now=rocio.clock.now()) == []


async def test_the_person_reads_what_was_asked(rocio: Debtor) -> None:
    for said in ("doy 1000", "en 8 pagos", "doy 1200", "doy 1300 el 24 de diciembre"):
        await proposes(rocio, said)
    [text] = [note.text for note in await claim_for_desk(rocio.conn, rocio.vault) if note.text]
    assert text.splitlines() == [
        "doy 1300 el 24 de diciembre",
        "1000.00 MXN",
        "8 ×",
        "1200.00 MXN",
        "1300.00 MXN → 2026-12-24",
    ]


async def test_a_new_day_has_rounds_of_its_own(rocio: Debtor) -> None:
    for said in ("doy 1000", "doy 1100", "doy 1200"):
        await proposes(rocio, said)
    rocio.clock.advance(timedelta(days=1))
    await rocio.is_verified()
    assert keys(await proposes(rocio, "doy 1000")) == ["counter.round_1"]


async def test_allowed_terms_take_no_round(rocio: Debtor) -> None:
    for _ in range(4):
        assert keys(await proposes(rocio, "en 3 pagos")) == ["terms.plan"]
    assert await rocio.rows(counter_offers) == []


async def test_words_without_figures_show_the_menu(rocio: Debtor) -> None:
    assert keys(await proposes(rocio, "hágame una rebajita no sea malo")) == ["offers.menu"]


async def test_a_doubt_is_asked_back_and_settled_by_number_words_or_button(rocio: Debtor) -> None:
    asked = await proposes(rocio, "le doy 1.500")
    [which] = asked.replies
    assert [o.values["amount"] for o in which.options] == [
        {"money": [150000, "MXN"]},
        {"money": [150, "MXN"]},
    ]
    ways = [("1", None), ("mil quinientos", None), ("$1,500.00 MXN", which.options[0].id[14:])]
    for said, choice in ways:
        async with rocio.for_a_moment():
            answer = await chooses(rocio, said, choice=choice, **asked.slots)
            assert answer.replies[0].values["asked"]["values"]["amount"] == {
                "money": [150000, "MXN"]
            }


async def test_a_doubt_of_somebody_else_settles_nothing(rocio: Debtor) -> None:
    asked = await proposes(rocio, "le doy 1.500")
    await rocio.change(customer_id=None, verified_until=None)
    answer = await rocio.use_cases.negotiate.understand(
        await rocio.says("1", choice=asked.replies[0].options[0].id[14:], **asked.slots)
    )
    assert answer is None


@pytest.mark.parametrize("said", ["no, mejor el 25", "no, cámbialo al 25 de noviembre"])
async def test_a_no_with_another_day_makes_new_terms(rocio: Debtor, said: str) -> None:
    first = await rocio.sees_terms("plan", payments=3)
    answer = await says_no(rocio, said)
    await rocio.hears(answer.replies)
    changed = await open_terms(rocio)
    assert changed.id != first.id
    assert await days(rocio) == ["2026-11-25", "2026-12-25", "2027-01-25"]


async def test_a_yes_with_a_later_day_is_no_yes(rocio: Debtor) -> None:
    await rocio.sees_terms("settlement")
    assert keys(await says_yes(rocio, "sí, pero el 20 de diciembre")) == ["counter.round_1"]
    assert await rocio.rows(plans) == []


async def test_a_yes_with_a_condition_on_the_day_makes_new_terms(rocio: Debtor) -> None:
    await rocio.sees_terms("settlement")
    answer = await says_yes(rocio, "sí pero el 24")
    await rocio.hears(answer.replies)
    assert await days(rocio) == ["2026-11-24"]
    assert await rocio.rows(plans) == []


@pytest.mark.parametrize("said", ["sí, pago hoy mismo", "sí, acepto los 3 pagos", "va, el lunes"])
async def test_a_yes_that_says_the_terms_again_or_pays_sooner_is_a_yes(
    rocio: Debtor, said: str
) -> None:
    await rocio.sees_terms("plan", payments=3)
    assert keys(await says_yes(rocio, said))[0] == "plan.accepted"


async def test_another_day_without_one_is_asked_for_and_its_answer_taken(rocio: Debtor) -> None:
    await rocio.sees_terms("plan", payments=3)
    asked = await says_no(rocio, "no, cámbiale la fecha")
    assert keys(asked) == ["counter.which_day"]
    assert asked.replies[0].values["last"] == {"date": "2026-11-28"}
    await rocio.hears(asked.replies)
    await proposes(rocio, "el 24", **asked.slots)
    assert await days(rocio) == ["2026-11-24", "2026-12-24", "2027-01-24"]


@pytest.mark.parametrize("said", ["la de 4", "en 8 pagos", "quincenal mejor"])
async def test_a_choice_that_no_option_is_is_a_proposal(rocio: Debtor, said: str) -> None:
    await rocio.sees_menu()
    assert keys(await chooses(rocio, said)) == ["counter.round_1"]


async def test_an_option_with_another_day_is_that_option_on_that_day(rocio: Debtor) -> None:
    await rocio.sees_menu()
    answer = await chooses(rocio, "la de 6 pagos pero desde el 24")
    assert keys(answer) == ["terms.plan"]
    assert (await days(rocio))[0] == "2026-11-24"
    assert len(await days(rocio)) == 6


async def test_terms_of_ones_own_leave_the_menu_open(rocio: Debtor) -> None:
    round_ = await rocio.sees_menu()
    await proposes(rocio, "en 3 pagos desde el 24", awaiting="choice")
    assert keys(await chooses(rocio, "la 1")) == [f"terms.{round_[0].terms.kind}"]


async def test_the_number_after_the_last_offer_is_a_person(rocio: Debtor) -> None:
    await proposes(rocio, "doy 1000")
    assert keys(await chooses(rocio, "3")) == ["human.handoff"]


async def test_a_number_that_is_no_line_is_asked_again(rocio: Debtor) -> None:
    await proposes(rocio, "doy 1000")
    assert keys(await chooses(rocio, "7")) == ["offers.not_understood"]


async def test_more_than_is_owed_is_never_charged(rocio: Debtor) -> None:
    answer = await proposes(rocio, "te doy 5000 por todo")
    assert keys(answer) == ["terms.full"]
    terms = (await open_terms(rocio)).terms
    assert money(terms.total) == {"money": [410001, "MXN"]}


async def test_terms_end_with_the_day_they_begin_on(rocio: Debtor) -> None:
    await proposes(rocio, "en 3 pagos desde mañana")
    assert (await open_terms(rocio)).expires_at == datetime(2026, 11, 23, 6, tzinfo=UTC)


async def test_what_proves_an_identity_is_no_proposal(rocio: Debtor) -> None:
    answer = await proposes(rocio, "14/06/1987 06700", identity=True)
    assert keys(answer) == ["offers.menu"]


async def test_what_names_an_account_is_no_proposal(rocio: Debtor) -> None:
    assert keys(await proposes(rocio, "la de 3000", awaiting="account")) == ["offers.menu"]


async def test_who_owes_nothing_early_is_given_the_policys_one_round(punctual: Debtor) -> None:
    heard = [keys(await proposes(punctual, said))[0] for said in ("en 3 pagos", "en 2 pagos")]
    assert heard == ["counter.round_1", "counter.person"]


@pytest.mark.parametrize("said", ["what about 8 payments", "quítenme la mitad", "300 al mes"])
async def test_plain_terms_are_heard_though_nothing_was_asked(rocio: Debtor, said: str) -> None:
    answer = await rocio.use_cases.negotiate.overhear(await rocio.says(said))
    assert answer is not None
    assert keys(answer) == ["counter.round_1"]


@pytest.mark.parametrize("said", ["asdf", "la 2", "el 20", "1500"])
async def test_a_day_or_a_sum_out_of_the_blue_is_no_terms(rocio: Debtor, said: str) -> None:
    assert await rocio.use_cases.negotiate.overhear(await rocio.says(said)) is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("te pago 3000 ahorita", "counter.round_1"),
        ("quiero pagar los 2,100 hoy", "terms.current"),
        ("quiero pagar", "offers.menu"),
        ("quiero pagar la 4471", "offers.menu"),
    ],
)
async def test_who_pays_a_sum_of_their_own_is_answered_about_it(
    rocio: Debtor, said: str, key: str
) -> None:
    assert keys(await rocio.use_cases.pay.pay_now(await rocio.says(said))) == [key]
