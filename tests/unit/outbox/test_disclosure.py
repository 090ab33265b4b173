"""The table of replies against catalogs and code: neither knows a key the other does not."""

import re
from pathlib import Path

import pytest
import yaml

from bot.locale.catalogs import load_catalogs
from bot.locale.locales import LOCALES, Locale
from bot.outbox.disclosure import REPLIES, Level

CATALOGS = load_catalogs()
ROOT = Path(__file__).parents[3]
SAID = re.compile(r'\b(?:Reply\(\s*(?:key=)?|say\(|_asking\()"([a-z_]+\.[a-z_.]+)"')
# Pieces of replies: names, titles, lines and hints that other texts are made of.
PIECES = (
    "component.",
    "factor.",
    "method.",
    "product.",
    "receipt.",
    "menu.",
    "offer.",
    "crisis.line_",
    "rfc.",
    "nearest.",
    "asked.",
    "reading.",
)
PIECE_KEYS = {"account.option", "greet.option_yes", "greet.option_no", "offers.line"} | {
    "pay.link.button", "terms.component", "terms.installment", "terms.option_yes",
    "terms.option_no", "complaint.where", "promise.day", "promise.day_option", "promise.amount",
    "promise.amount_option", "promise.option_yes", "promise.option_no", "promise.option_remind",
    "callback.day", "callback.at", "callback.after", "callback.option_yes", "callback.option_no",
    "data.where", "notice.how_to_settle",
    "notice.mx_first_contact.account", "cause.forgot", "cause.less_income", "cause.disagrees",
    "cause.unsaid", "cause.option_dispute",
    "return.option_go_on",
}  # fmt: skip
FIGURES = {"amount", "total", "past_due", "balance", "discount", "last4", "due_on", "next_due_on"}


def reply_keys(locale: Locale) -> set[str]:
    keys = CATALOGS.keys(locale)
    return {key for key in keys if not key.startswith(PIECES)} - PIECE_KEYS


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reply_of_the_catalogs_has_a_rule(locale: Locale) -> None:
    assert reply_keys(locale) - set(REPLIES) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_rule_has_words(locale: Locale) -> None:
    assert set(REPLIES) - reply_keys(locale) == set()


def test_every_reply_said_in_the_code_has_a_rule() -> None:
    sources = [
        path.read_text() for top in ("bot", "actions") for path in (ROOT / top).rglob("*.py")
    ]
    said = {key for source in sources for key in SAID.findall(source)}
    assert len(said) > 20
    assert said - set(REPLIES) == set()


def test_the_engine_says_nothing_without_a_rule() -> None:
    responses = yaml.safe_load((ROOT / "domain.yml").read_text()).get("responses", {})
    keys = {variant["custom"]["key"] for variants in responses.values() for variant in variants}
    assert keys - set(REPLIES) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_strangers_may_hear_asks_for_no_figure(locale: Locale) -> None:
    for key in (key for key, rule in REPLIES.items() if rule.level <= Level.CREDITOR):
        asked = {piece.name for line in CATALOGS.text(key, locale) for piece in line}
        assert not asked & FIGURES, key


@pytest.mark.parametrize("locale", LOCALES)
def test_what_tells_of_figures_is_ruled_so(locale: Locale) -> None:
    for key in reply_keys(locale):
        asked = {piece.name for line in CATALOGS.text(key, locale) for piece in line}
        assert not asked & FIGURES or REPLIES[key].level is Level.FIGURES, key


@pytest.mark.parametrize("key", ["human.handoff", "opt_out.confirmed", "crisis.lines"])
def test_notices_are_always_said(key: str) -> None:
    assert REPLIES[key].always


@pytest.mark.parametrize("key", ["payment.receipt", "payment.receipt_done"])
def test_a_receipt_is_always_said_and_thanks_strangers_neutrally(key: str) -> None:
    assert REPLIES[key].always
    assert REPLIES[key].instead == "payment.thanks"


def test_no_figures_are_always_said_but_a_receipt() -> None:
    telling = {k for k, rule in REPLIES.items() if rule.always and rule.level is Level.FIGURES}
    assert telling == {"payment.receipt", "payment.receipt_done"}
