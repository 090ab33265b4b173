"""Every text there is, in every form of both languages: complete, short, calm."""

import re
from typing import Any

import pytest

from bot.kernel.messages import Reply
from bot.locale.catalogs import Catalogs, Text, load_catalogs
from bot.locale.locales import LOCALES, Locale
from bot.locale.render import render
from tests.support.values import PRODUCTS, VALUES


def listed(names: str) -> list[str]:
    return names.split()


CATALOGS: Catalogs = load_catalogs()
EVERY_TEXT = [(locale, key) for locale in LOCALES for key in sorted(CATALOGS.keys(locale))]

REPLIES = frozenset(
    listed("""
    greet.person greet.noname greet.verified identity.ask identity.ask_missing identity.unreadable
    identity.not_matched identity.locked identity.verified balance.summary balance.not_due
    balance.clear balance.detail balance.doubt balance.unavailable account.ask offers.menu
    offers.none offers.not_understood terms.full terms.current terms.settlement terms.plan
    terms.declined terms.expired terms.nothing_open plan.accepted pay.link pay.nothing_to_pay
    payment.receipt payment.receipt_done payment.thanks payment.reported human.handoff
    human.given_back agent.text wrong_person.stopped opt_out.confirmed opt_out.still
    opt_out.resumed crisis.lines language.switched goodbye scope.out fallback.ask media.received
    technical.failure guard.neutral due.next due.late due.plan methods.card methods.mx
    thanks.welcome scam.verify dispute.disputed dispute.identity_theft
    claim.noted complaint.registered
    due.plan_late return.plan_not_kept return.promise_not_kept
    complaint.noted hardship.heard hardship.next hardship.noted refusal.heard refusal.noted
    deceased.condolence represented.ask abuse.calm threat.stopped callback.when callback.booked
    document.which document.invoice document.rfc_again document.requested data.which
    data.requested third_party.ask third_party.noted third_party.later counter.round_1
    counter.round_2 counter.round_3 counter.round_4 counter.round_5 counter.which
    counter.which_day counter.person
    third_party.spared complaint.how complaint.how_here data.rights data.rights_noted
    notice.us_first notice.us_later notice.mx_first_contact notice.pay_only_creditor
    notice.opt_out balance.reason cause.forgiven cause.doubted cause.respected cause.heard
    """)
)
BUTTONS = listed("""
    greet.option_yes greet.option_no menu.balance menu.plan menu.detail menu.human menu.pay
    menu.options terms.option_yes terms.option_no pay.link.button offer.full offer.current
    offer.settlement offer.plan reading.payments reading.day cause.forgot cause.less_income
    cause.disagrees cause.unsaid cause.option_dispute promise.option_yes promise.option_no
    promise.option_remind promise.day_option callback.option_yes callback.option_no
    """)
WRITTEN_TERMS = frozenset({"terms.full", "terms.current", "terms.settlement", "terms.plan"})
LONG = WRITTEN_TERMS | {
    "balance.detail",
    "notice.mx_first_contact",
    "payment.receipt",
    "payment.receipt_done",
}
KEYWORDS = frozenset(
    listed("SÍ BAJA ALTA STOP START YES NIP CVV CVVs PIN PINs ZIP ID RFC CFDI OXXO SPEI MXN")
)


def say(key: str, locale: Locale, **values: Any) -> str:
    reply = Reply(key=key, values={**VALUES, **values})
    return render(reply, catalogs=CATALOGS, locale=locale, zone="America/Bogota").body


def literals(text: Text) -> str:
    return "\n".join("".join(piece.literal for piece in line) for line in text)


@pytest.mark.parametrize(("locale", "key"), EVERY_TEXT)
def test_every_text_can_be_said_and_fits_a_message(locale: Locale, key: str) -> None:
    words = say(key, locale)
    assert words.strip() == words
    assert 0 < len(words) <= 1024


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reply_of_the_design_is_there(locale: Locale) -> None:
    assert CATALOGS.keys(locale) >= REPLIES


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", BUTTONS)
def test_titles_fit_a_button(locale: Locale, key: str) -> None:
    assert len(say(key, locale)) <= 20


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("product", PRODUCTS)
def test_accounts_fit_a_button(locale: Locale, product: str) -> None:
    assert len(say("account.option", locale, product={"key": product})) <= 20


@pytest.mark.parametrize(
    ("locale", "key"), [pair for pair in EVERY_TEXT if pair[1].endswith(".hint")]
)
def test_hints_fit_a_list_row(locale: Locale, key: str) -> None:
    assert len(say(key, locale)) <= 72


@pytest.mark.parametrize(("locale", "key"), EVERY_TEXT)
def test_a_message_asks_one_thing_in_three_lines(locale: Locale, key: str) -> None:
    text = CATALOGS.text(key, locale)
    words = literals(text)
    assert words.count("?") <= 1
    assert locale.startswith("en") or words.count("¿") == words.count("?")
    assert len(text) <= (6 if key in LONG else 3)


@pytest.mark.parametrize(("locale", "key"), EVERY_TEXT)
def test_nothing_is_shouted_but_the_words_to_answer_with(locale: Locale, key: str) -> None:
    shouted = re.findall(
        r"\b[^\W\d_]*[A-ZÁÉÍÓÚÑ]{2,}[^\W\d_]*\b", literals(CATALOGS.text(key, locale))
    )
    assert set(shouted) <= KEYWORDS


@pytest.mark.parametrize(("locale", "key"), EVERY_TEXT)
def test_nothing_threatens_or_sounds_like_a_court(locale: Locale, key: str) -> None:
    words = literals(CATALOGS.text(key, locale)).casefold()
    forbidden = (
        "demanda embargo judicial abogado buró deudor usted lawsuit legal debtor credit bureau"
    )
    # Whoever asks about the credit bureau is answered about the credit bureau.
    asked = {"credit", "bureau", "buró"} if key.startswith("objection.bureau") else set()
    assert not (set(listed(forbidden)) - asked) & set(re.findall(r"\w+", words))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", sorted(WRITTEN_TERMS))
def test_written_terms_say_who_how_much_until_when_and_how_to_accept(
    locale: Locale, key: str
) -> None:
    names = {piece.name for line in CATALOGS.text(key, locale) for piece in line}
    assert names >= {"creditor", "last4", "amount", "lines", "expires", "calculated_on"}
    assert say(key, locale).endswith(("Responde SÍ para aceptar.", "Reply YES to accept."))


BEFORE_VERIFICATION = listed("""
    greet.person greet.noname identity.ask identity.ask_missing identity.unreadable guard.neutral
    identity.not_matched identity.locked wrong_person.stopped opt_out.confirmed opt_out.still
    technical.failure human.handoff crisis.lines media.received goodbye
    thanks.welcome scam.verify claim.noted complaint.noted hardship.noted refusal.noted
    deceased.condolence represented.ask abuse.calm threat.stopped callback.when callback.booked
    data.which third_party.ask third_party.noted third_party.later third_party.spared
    complaint.how_here data.rights_noted callback.hour callback.which_day callback.number_again
    callback.nearest callback.noted callback.at callback.after objection.robot objection.neutral
    """)
DEBT_WORDS = re.compile(
    r"deuda|deb[eo]|saldo|pago|pagar|vencid|mora|atras|cobr|debt|owe|balance|pay"
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", BEFORE_VERIFICATION)
def test_what_anyone_may_read_has_no_word_of_a_debt(locale: Locale, key: str) -> None:
    assert not DEBT_WORDS.search(literals(CATALOGS.text(key, locale)).casefold())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("country", ["MX", "CO", "US", "other"])
def test_there_is_a_crisis_line_for_every_country(locale: Locale, country: str) -> None:
    words = say("crisis.lines", locale, lines={"key": f"crisis.line_{country}"})
    assert len(words.split("\n")) == 3


@pytest.mark.parametrize(
    ("locale", "key", "word"),
    [
        ("es_MX", "pay.link", "liga"),
        ("es_CO", "pay.link", "link"),
        ("es_MX", "offer.current", "corriente"),
        ("es_CO", "offer.current", "al día"),
        ("es_CO", "offer.plan", "cuotas"),
        ("es_CO", "balance.summary", "en mora"),
        ("es_MX", "identity.ask", "NIP"),
        ("en_US", "factor.postcode", "ZIP"),
        ("en", "factor.postcode", "postal code"),
    ],
)
def test_each_region_hears_its_own_words(locale: Locale, key: str, word: str) -> None:
    assert word in say(key, locale)
