"""The pay page: what it says, what it never holds."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.payments.model import Due, LinkState, PayLink, Standing
from bot.payments.pages import HEADERS, Bill, Pages
from bot.payments.texts import TEXTS

LINK = PayLink(
    id=PayLinkId("pay_1"),
    plan_id=PlanId("plan_1"),
    installment_no=2,
    account_id=AccountId("ACC-1"),
    contact_id=ContactId("con_1"),
    amount=Money(150_050, "MXN"),
    state=LinkState.OPEN,
    expires_at=datetime(2026, 12, 1, 5, 30, tzinfo=UTC),
)
BILL = Bill(
    link=LINK,
    due=Due(standing=Standing.PAYABLE, amount=LINK.amount),
    creditor="Financiera <Sol>",
    last4="4471",
    folio="K7M2QX9A",
    kind="plan",
    installments=6,
    locale="es_MX",
    zone="America/Mexico_City",
)
PAGES = Pages()
EVERY_PAGE = [
    PAGES.bill(BILL),
    PAGES.bill(replace(BILL, locale="en_US")),
    PAGES.confirming("es", looks=1),
    PAGES.confirming("en", looks=99),
    PAGES.unknown("es"),
    PAGES.trouble("en"),
    *(PAGES.standing(each, "es") for each in TEXTS["es"].notices),
    *(PAGES.standing(each, "en") for each in TEXTS["en"].notices),
]


def test_the_page_says_who_how_much_what_for_and_until_when():
    page = PAGES.bill(BILL)
    for said in ("$1,500.50 MXN", "Pago de tu plan", "Pago 2 de 6", "•• 4471", "K7M2QX9A"):
        assert said in page
    assert "lun 30 nov 2026" in page


def test_the_creditors_name_is_escaped():
    assert "Financiera &lt;Sol&gt;" in PAGES.bill(BILL)


def test_a_single_payment_is_not_counted():
    assert "Pago 2 de" not in PAGES.bill(replace(BILL, installments=1, kind="full"))


def test_the_page_speaks_the_persons_language_and_region():
    assert "Payment of your plan" in PAGES.bill(replace(BILL, locale="en_US"))
    colombian = replace(
        BILL, locale="es_CO", due=replace(BILL.due, amount=Money(123_456_700, "COP"))
    )
    assert "$1.234.567 COP" in PAGES.bill(colombian)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_no_page_runs_scripts_or_loads_anything(page):
    assert not re.search(r"<script|<img|<link|src=|url\(|https?://| on\w+=", page)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_the_title_of_every_page_discloses_nothing(page):
    assert re.search(r"<title>(Pago seguro|Secure payment)</title>", page)


@pytest.mark.parametrize("kind", ["full", "current", "settlement", "plan"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_kind_of_plan_has_its_words(language, kind):
    assert TEXTS[language].kinds[kind]


def test_both_languages_have_a_notice_for_every_standing():
    assert {Standing.PAYABLE, *TEXTS["es"].notices} == set(Standing)
    assert TEXTS["es"].notices.keys() == TEXTS["en"].notices.keys()


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_text_is_empty(language):
    assert all(getattr(TEXTS[language], field.name) for field in fields(TEXTS[language]))


def test_the_waiting_page_looks_again_and_counts():
    assert 'content="3; url=?done=2"' in PAGES.confirming("es", looks=1)


def test_the_waiting_page_admits_that_it_is_slow():
    page = PAGES.confirming("en", looks=10)
    assert "http-equiv" not in page
    assert "don&#39;t pay again" in page


def test_only_the_payable_page_has_a_button():
    assert [("<button" in page) for page in EVERY_PAGE] == [True, True, *[False] * 16]


def test_no_copy_of_the_page_is_kept_and_only_its_own_style_applies():
    assert HEADERS["Cache-Control"] == "no-store"
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
