"""Every mistake an owner may make is refused, with its line and in words that name the remedy."""

from collections.abc import Callable

import pytest

MISTAKES = {
    "a discount above the cap": (
        "discount_pct: 35",
        "discount_pct: 45",
        "offers.yml:27: rule mx-late: discount 45 % is above the cap of 40 %",
    ),
    "more instalments than the cap": (
        "counts: [2, 3, 6]",
        "counts: [2, 18]",
        "offers.yml:31: rule mx-late: 18 instalments are above the cap of 12",
    ),
    "a misspelt field": (
        "discount_pct: 35",
        "discount_pc: 35",
        "offers.yml:27: rule mx-late: settlement discount_pc is not known here;"
        " did you mean discount_pct?",
    ),
    "a missing field": (
        "    why: credit committee\n",
        "",
        "offers.yml:19: rule mx-late: why is missing",
    ),
    "an operator with a stray space": (
        "{broken_promises: {min: 3}}",
        '{broken_promises: "> = 3"}',
        "offers.yml:12: rule broken-3: broken_promises: '> = 3' is not a range;"
        " write it like {min: 1, max: 30}",
    ),
    "a range upside down": (
        "{min: 31, max: 90}",
        "{min: 90, max: 31}",
        "offers.yml:17: rule mx-mid: dpd: min 90 is greater than max 31",
    ),
    "a range that a spreadsheet turned into a date": (
        "dpd: {min: 31, max: 90}",
        "dpd: 2026-01-30",
        "offers.yml:17: rule mx-mid: dpd: 2026-01-30 is not a range;"
        " write it like {min: 1, max: 30}",
    ),
    "a percentage that a spreadsheet divided by 100": (
        "discount_pct: 35",
        "discount_pct: 0.35",
        "offers.yml:27: rule mx-late: settlement discount_pct: 0.35 % is less than 1 %;"
        " for 35 % write 35",
    ),
    "a percentage with its sign": (
        "discount_pct: 35",
        "discount_pct: 35%",
        "offers.yml:27: rule mx-late: settlement discount_pct: '35%' is not a percentage;"
        " write a plain number such as 35",
    ),
    "an amount that can be read in two ways": (
        'balance: {min: "500.00"}',
        'balance: {min: "1.000"}',
        "offers.yml:22: rule mx-late: balance min: 1.000 can be read in two ways;"
        " write it without separators, like 1000.50",
    ),
    "an amount without a country": (
        "{country: MX, dpd: {min: 91, max: 180}, balance",
        "{dpd: {min: 91, max: 180}, balance",
        "offers.yml:22: rule mx-late: an amount needs a country in when,"
        " or its currency is not known",
    ),
    "a country that is not in the policy": (
        "{country: MX, product",
        "{country: PE, product",
        "offers.yml:17: rule mx-mid: country PE is not one of those declared (MX, CO)",
    ),
    "a product that nobody sells": (
        "product: personal_loan",
        "product: personal_laon",
        "offers.yml:17: rule mx-mid: product personal_laon is not one of those declared"
        " (personal_loan, credit_card)",
    ),
    "an id used twice": (
        "id: mx-late",
        "id: mx-mid",
        "offers.yml:19: rule mx-mid: this id is used twice",
    ),
    "a key written twice": (
        "        down_pct: 10\n",
        "        down_pct: 10\n        down_pct: 20\n",
        "offers.yml:34: rule mx-late: down_pct is written twice",
    ),
    "a rule that can never apply": (
        "{country: MX, product: personal_loan, dpd: {min: 31, max: 90}}",
        "{broken_promises: {min: 5}}",
        "offers.yml:14: rule mx-mid can never apply: broken-3 above always wins",
    ),
    "an example that the rules break": (
        "broken_promises: 4}, expect: broken-3",
        "broken_promises: 2}, expect: broken-3",
        "offers.yml:39: example 1: expected broken-3, but mx-late applies",
    ),
    "an example of a rule that does not exist": (
        "expect: mx-late",
        "expect: mx-latte",
        "offers.yml:40: example 2: expect mx-latte is not one of those declared"
        " (broken-3, mx-mid, mx-late)",
    ),
    "a word for a choice that does not exist": (
        "every: month",
        "every: monthly",
        "offers.yml:32: rule mx-late: plan every: 'monthly' is not one of"
        " 'week', 'fortnight' or 'month'",
    ),
    "a rule that offers nothing and asks nobody": (
        "offer: {approval: always}",
        "offer: {approval: never}",
        "offers.yml:13: rule broken-3: offer: nothing is offered;"
        " write full, current, settlement or plan, or approval: always",
    ),
    "a currency unknown to the house": (
        "CO: COP",
        "CO: CLP",
        "offers.yml:4: currency 'CLP' is not known (known: MXN, COP, USD, JPY)",
    ),
    "an allocation that forgets a component": (
        "ordinary_interest, tax, principal]",
        "ordinary_interest, tax, tax]",
        "offers.yml:6: allocation 1: order must name each component once",
    ),
    "an allocation that is too short": (
        "ordinary_interest, tax, principal]",
        "ordinary_interest, tax]",
        "offers.yml:6: allocation 1: order must name each component once",
    ),
    "allocations that leave an account without an order": (
        "[{order: [fee",
        "[{country: MX, order: [fee",
        "offers.yml:6: allocation 1: the last one must have no country and no product,"
        " so that every account has an order",
    ),
    "an allocation for a country that is not in the policy": (
        "allocation: [",
        "allocation: [{country: PE, order: [tax, fee, late_interest, ordinary_interest,"
        " principal]}, ",
        "offers.yml:6: allocation 1: country PE is not one of those declared (MX, CO)",
    ),
    "an allocation for a product that nobody sells": (
        "allocation: [",
        "allocation: [{product: laon, order: [tax, fee, late_interest, ordinary_interest,"
        " principal]}, ",
        "offers.yml:6: allocation 1: product laon is not one of those declared"
        " (personal_loan, credit_card)",
    ),
    "an allocation that can never apply": (
        "tax, principal]}]",
        "tax, principal]}, {order: [tax, fee, late_interest, ordinary_interest, principal]}]",
        "offers.yml:6: allocation 2: it can never apply: allocation 1 above always wins",
    ),
    "a down payment given twice": (
        "        down_pct: 10\n",
        "        down_pct: 10\n        down_amount: 100\n",
        "offers.yml:30: rule mx-late: plan: give down_pct or down_amount, not both",
    ),
    "dates in the wrong order": (
        "to: null",
        "to: 2025-12-31",
        "offers.yml:3: effective: to 2025-12-31 is before from 2026-01-01",
    ),
    "an approval that is neither word": (
        "approval: always",
        "approval: sometimes",
        "offers.yml:13: rule broken-3: approval: 'sometimes' is not always, never"
        " or a group of limits",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_planted_mistake_is_refused_in_plain_words(
    old: str, new: str, expected: str, problems_with: Callable[[str, str], list[str]]
) -> None:
    assert expected in problems_with(old, new)


WRONG_KINDS = {
    "version: 3": ("version: three", "version: 'three' is not a whole number"),
    "from: 2026-01-01": ("from: 01/01/2026", "effective from: '01/01/2026' is not a day"),
    "components: [late_interest, fee]": ("components: fee", "settlement components: 'fee' is not"),
    "name: Mexico 31-90 days": ("name: 31", "name: 31 is not a text"),
    "id: mx-mid": ("id: MX Mid", "id: 'MX Mid' is not small letters, digits and hyphens"),
    "counts: [2, 3, 6]": ("counts: [2, 99]", "plan counts: 99 is above the most allowed, 60"),
    "dpd: {min: 31, max: 90}": ("dpd: {min: -1}", "dpd min: -1 is not a whole number from 0"),
    "offer: {full: {}}": ("offer: full", "offer: 'full' is not a group of fields"),
    "{MX: MXN, CO: COP}": ("{mx: MXN, CO: COP}", "'mx' is not ISO codes in capitals"),
    "[personal_loan, credit_card]": ("[personal_loan, true]", "products: true is not a text"),
    "caps: {max_discount_pct: 40": ("caps: {max_discount_pct: 140", "140 % is not between"),
    "first_due_days: 7": ("first_due_days: 7.5", "plan first_due_days: 7.5 is not a whole number"),
    "why: a person decides": ('why: ""', "why: must not be empty"),
}


@pytest.mark.parametrize(("old", "change"), WRONG_KINDS.items(), ids=list(WRONG_KINDS))
def test_a_value_of_the_wrong_kind_is_named_with_what_is_wanted(
    old: str, change: tuple[str, str], problems_with: Callable[[str, str], list[str]]
) -> None:
    new, expected = change

    assert any(expected in problem for problem in problems_with(old, new))


def test_several_mistakes_are_all_told_at_once_in_the_order_of_the_file(
    problems_with: Callable[[str, str], list[str]],
) -> None:
    spoiled = "discount_pct: 45\n        max_forgiven: 1,5\n        pay_in: 3"

    problems = problems_with("discount_pct: 35", spoiled)

    assert [problem.split(":")[1] for problem in problems] == ["28", "29"]
