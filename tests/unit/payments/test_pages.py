"""The pay page: what it says, what it never holds."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.locale.locales import LOCALES
from bot.payments.model import Due, LinkState, PayLink, Purpose, Standing
from bot.payments.pages import HEADERS, Pages
from bot.payments.seen import Instructions
from bot.payments.sessions import PaySession, SessionState
from bot.payments.shown import Bill
from bot.payments.situation import PaidBy, Situation
from bot.payments.texts import TEXTS

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
LINK = PayLink(
    id=PayLinkId("pay_1"),
    plan_id=PlanId("plan_1"),
    purpose=Purpose.INSTALLMENT,
    installment_no=2,
    account_id=AccountId("ACC-1"),
    contact_id=ContactId("con_1"),
    amount=Money(150_050, "MXN"),
    state=LinkState.OPEN,
    expires_at=datetime(2026, 12, 1, 6, tzinfo=UTC),
)
PAYABLE = Situation(
    due=Due(standing=Standing.PAYABLE, amount=LINK.amount),
    standing=Standing.PAYABLE,
    session=None,
    elsewhere=None,
    paid_by=None,
)
BILL = Bill(
    link=LINK,
    situation=PAYABLE,
    creditor="Financiera <Sol>",
    last4="4471",
    folio="K7M2QX9A",
    installments=6,
    methods=("card", "oxxo", "spei"),
    locale="es_MX",
    zone="America/Mexico_City",
)
VOUCHER = Instructions(
    method="oxxo",
    url="https://payments.stripe.com/oxxo/voucher/1",
    expires_at=datetime(2026, 11, 29, 5, 59, tzinfo=UTC),
    missing=LINK.amount,
)
TRANSFER = Instructions(
    method="spei", url="https://s.example/1", expires_at=None, missing=Money(100_000, "MXN")
)
PAID_BY = PaidBy(folio="R3C31B0X", amount=Money(150_050, "MXN"), paid_at=NOON)
PAGES = Pages()


def session(instructions=VOUCHER):
    return PaySession(
        link_id=LINK.id,
        generation=1,
        amount=LINK.amount,
        expires_at=NOON,
        request="{}",
        state=SessionState.COMPLETE,
        is_live=False,
        payment_state="requires_action",
        instructions=instructions,
    )


def at(standing=Standing.PAYABLE, *, locale="es_MX", **found):
    return replace(BILL, locale=locale, situation=replace(PAYABLE, standing=standing, **found))


def waiting(instructions=VOUCHER, *, locale="es_MX", **found):
    held = session(instructions)
    return PAGES.waiting(at(locale=locale, session=held, **found), held, instructions)


WITHOUT_BUTTON = [
    *(PAGES.confirming(locale, looks=looks) for locale in LOCALES for looks in (1, 99)),
    *(PAGES.unknown(locale) for locale in LOCALES),
    *(PAGES.trouble(locale) for locale in LOCALES),
    *(waiting(each, locale=locale) for locale in LOCALES for each in (VOUCHER, TRANSFER)),
    *(
        PAGES.standing(at(standing, locale=locale, paid_by=PAID_BY, session=session()))
        for locale in LOCALES
        for standing in TEXTS[locale].notices
    ),
]
WITH_BUTTON = [PAGES.bill(at(locale=locale)) for locale in LOCALES]


def test_the_page_says_who_how_much_what_for_until_when_and_how():
    page = PAGES.bill(BILL)
    for said in (
        "$1,500.50 MXN",
        "Pago de tu plan",
        "Pago 2 de 6",
        "•• 4471",
        "K7M2QX9A",
        "lun 30 nov 2026",
        "tarjeta, efectivo en OXXO y transferencia SPEI",
    ):
        assert said in page


def test_the_creditors_name_is_escaped():
    assert "Financiera &lt;Sol&gt;" in PAGES.bill(BILL)


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (Purpose.OVERDUE, "Pago de lo vencido"),
        (Purpose.SETTLEMENT, "Liquidación con descuento"),
        (Purpose.EVERYTHING, "Pago total de lo acordado"),
    ],
)
def test_a_link_that_is_no_instalment_says_what_it_is_and_counts_nothing(purpose, said):
    page = PAGES.bill(replace(BILL, link=replace(LINK, purpose=purpose, installment_no=None)))
    assert said in page
    assert "de 6" not in page


def test_a_changed_amount_is_told_in_one_line():
    due = Due(standing=Standing.PAYABLE, amount=Money(100_000, "MXN"))
    page = PAGES.bill(at(due=due))
    assert "Pagar $1,000.00 MXN" in page
    assert "antes era $1,500.50 MXN" in page
    assert "antes era" not in PAGES.bill(BILL)


def test_the_page_speaks_the_persons_language_and_region():
    assert "Payment of your plan" in PAGES.bill(at(locale="en_US"))
    cop = Due(standing=Standing.PAYABLE, amount=Money(123_456_700, "COP"))
    link = replace(LINK, amount=cop.amount)
    colombian = replace(at(locale="es_CO", due=cop), link=link, methods=("card",))
    assert "$1.234.567 COP" in PAGES.bill(colombian)


@pytest.mark.parametrize(
    ("locale", "word"), [("es", "enlace"), ("es_MX", "liga"), ("es_CO", "link"), ("en", "link")]
)
def test_a_link_is_called_what_people_there_call_it(locale, word):
    for standing in (Standing.EXPIRED, Standing.SUPERSEDED, Standing.REVOKED):
        page = PAGES.standing(at(standing, locale=locale, session=session()))
        text = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        assert word in text
        assert not {"enlace", "liga", "link"} - {word} & set(re.findall(r"[a-z]+", text))


def test_a_voucher_says_how_much_until_when_and_where_it_is():
    page = waiting()
    for said in ("$1,500.50 MXN", "sáb 28 nov 2026", VOUCHER.url, "No imprimas otra"):
        assert said in page


def test_a_transfer_says_what_came_and_what_is_missing():
    page = waiting(TRANSFER)
    for said in ("$500.50 MXN", "$1,000.00 MXN", TRANSFER.url):
        assert said in page


def test_a_paid_link_shows_its_receipt():
    page = PAGES.standing(at(Standing.PAID, paid_by=PAID_BY))
    for said in ("R3C31B0X", "$1,500.50 MXN", "mar 24 nov 2026"):
        assert said in page


def test_a_link_paid_another_way_is_paid_without_figures():
    page = PAGES.standing(at(Standing.PAID))
    assert "Pago recibido" in page
    assert "$" not in page


@pytest.mark.parametrize("page", WITHOUT_BUTTON + WITH_BUTTON)
def test_no_page_runs_scripts_or_loads_anything(page):
    without_links = re.sub(r'<a class="button" href="https://[^"]+" rel="noreferrer">', "", page)
    found = re.search(r"<script|<img|<link|src=|url\(|https?://| on\w+=", without_links)
    assert not found


@pytest.mark.parametrize("page", WITHOUT_BUTTON + WITH_BUTTON)
def test_the_title_of_every_page_discloses_nothing(page):
    assert re.search(r"<title>(Pago seguro|Secure payment)</title>", page)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_purpose_way_and_standing_has_its_words(locale):
    texts = TEXTS[locale]
    assert texts.purposes.keys() == set(Purpose)
    assert texts.methods.keys() == {"card", "oxxo", "spei"}
    assert {Standing.PAYABLE, Standing.WAITING, *texts.notices} == set(Standing)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_empty(locale):
    assert all(getattr(TEXTS[locale], field.name) for field in fields(TEXTS[locale]))


def test_the_waiting_page_looks_again_and_counts():
    assert 'content="3; url=?done=2"' in PAGES.confirming("es", looks=1)


def test_the_waiting_page_admits_that_it_is_slow():
    page = PAGES.confirming("en", looks=10)
    assert "http-equiv" not in page
    assert "don&#39;t pay again" in page


def test_only_the_payable_page_has_a_button():
    assert all("<button" in page for page in WITH_BUTTON)
    assert not any("<button" in page for page in WITHOUT_BUTTON)


def test_no_copy_of_the_page_is_kept_and_only_its_own_style_applies():
    assert HEADERS["Cache-Control"] == "no-store"
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
