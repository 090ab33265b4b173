"""Whatever is owed, what is shown keeps to the owner's file, to the cent; read by itself here."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.ledger.model import Balance
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.storage.database import Database
from bot.usecases.call import Answer
from tests.support.clock import HandClock
from tests.support.debtor import ACCOUNT, Debtor, Owed, someone
from tests.support.demo import ROOT

FILE = yaml.safe_load((ROOT / "policies/offers.yml").read_text(encoding="utf-8"))
RULES = {rule["id"]: rule["offer"] for rule in FILE["rules"]}
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

COMPONENTS = st.sampled_from(["principal", "ordinary_interest", "late_interest", "fee", "tax"])
AMOUNTS = st.integers(1, 3_000_000).map(lambda minor: str(Decimal(minor) / 100))
CHARGES = st.tuples(COMPONENTS, AMOUNTS, st.integers(-200, 60))
DEBTS = st.lists(CHARGES, min_size=1, max_size=6)
FACTS = st.fixed_dictionaries(
    {"broken_promises": st.integers(0, 3), "flags": st.sampled_from([(), (), (), ("hardship",)])}
)

Menu = tuple[Answer, list[Offer], Balance]


async def menu_of(debtor: Debtor) -> Menu:
    answer = await debtor.use_cases.offers.menu(await debtor.says("qué opciones tengo"))
    today = debtor.clock.now().date()
    balance = await ledger.balance(debtor.conn, ACCOUNT, today=today)
    shown = await store.open_round(debtor.conn, debtor.contact_id, now=debtor.clock.now())
    return answer, shown, balance


async def with_menu(
    database: Database,
    vault: Vault,
    debt: list[Owed],
    facts: dict[str, Any],
    look: Callable[[Debtor, Menu], Awaitable[None]],
) -> None:
    """Look at the menu of somebody with this debt, and forget them."""
    async with database.transaction() as conn:
        debtor = await someone(conn, vault, HandClock())
        await debtor.owes(debt, **facts)
        await debtor.is_verified()
        await look(debtor, await menu_of(debtor))
        await conn.rollback()


def is_within(offer: Offer, balance: Balance) -> bool:
    """Whether the rule in the file allows this offer for this balance."""
    rule = RULES[offer.meta.rule]
    terms = offer.terms
    block = rule[terms.kind]
    if terms.kind == "plan":
        least = min(part.amount.to_decimal() for part in terms.installments)
        return (
            len(terms.installments) in block["counts"]
            and len(terms.installments) <= FILE["caps"]["max_installments"]
            and least >= Decimal(block["min_installment"])
        )
    if terms.kind == "settlement":
        alone = min(
            block["discount_pct"],
            rule.get("approval", {}).get("discount_above_pct", FILE["caps"]["max_discount_pct"]),
        )
        owed = dict(balance.components)
        return all(
            name in block["components"]
            and part.to_decimal() <= owed[name].to_decimal() * alone / 100
            for name, part in terms.discount_by_component.items()
        )
    return not terms.discount


@EXAMPLES
@given(debt=DEBTS, facts=FACTS)
async def test_nothing_is_offered_beyond_the_rule(
    database: Database, vault: Vault, debt: list[Owed], facts: dict[str, Any]
) -> None:
    async def look(_: Debtor, menu: Menu) -> None:
        _, shown, balance = menu
        assert all(is_within(offer, balance) for offer in shown)

    await with_menu(database, vault, debt, facts, look)


@EXAMPLES
@given(debt=DEBTS, facts=FACTS)
async def test_every_offer_adds_up_to_what_is_owed(
    database: Database, vault: Vault, debt: list[Owed], facts: dict[str, Any]
) -> None:
    async def look(_: Debtor, menu: Menu) -> None:
        _, shown, balance = menu
        for offer in shown:
            owed = balance.past_due if offer.terms.kind == "current" else balance.total
            parts = sum(part.amount.amount_minor for part in offer.terms.installments)
            assert parts == offer.terms.total.amount_minor
            assert offer.terms.total + offer.terms.discount == owed

    await with_menu(database, vault, debt, facts, look)


@EXAMPLES
@given(debt=DEBTS, facts=FACTS)
async def test_who_must_see_a_person_is_offered_nothing(
    database: Database, vault: Vault, debt: list[Owed], facts: dict[str, Any]
) -> None:
    async def look(_: Debtor, menu: Menu) -> None:
        answer, shown, balance = menu
        is_for_a_person = (
            facts["broken_promises"] >= 3 or facts["flags"] or balance.days_past_due > 180
        )
        assert (shown == []) is bool(is_for_a_person)
        assert (answer.replies[0].key == "offers.none") is bool(is_for_a_person)

    await with_menu(database, vault, debt, facts, look)


@EXAMPLES
@given(debt=DEBTS, data=st.data())
async def test_the_terms_of_any_option_can_be_accepted_as_they_are(
    database: Database, vault: Vault, debt: list[Owed], data: st.DataObject
) -> None:
    async def look(debtor: Debtor, menu: Menu) -> None:
        _, shown, _ = menu
        if not shown:
            return
        offer = data.draw(st.sampled_from(shown))
        call = await debtor.says("esa", choice=offer.id, awaiting="choice")
        await debtor.hears((await debtor.use_cases.offers.choose(call)).replies)
        await debtor.receives()
        yes = await debtor.says("sí", awaiting="terms")
        answer = await debtor.use_cases.plans.answer_yes(yes)
        assert answer.replies[0].key == "plan.accepted"
        due = offer.terms.installments[0].amount
        assert answer.replies[1].values["amount"]["money"] == [due.amount_minor, due.currency]

    await with_menu(database, vault, debt, {}, look)
