"""The card an agent reads first."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.cases.model import Author, Case, CaseState, Line, Reason
from bot.handoff.card import (
    CardFacts,
    card_buttons,
    card_text,
    card_title,
    clip,
    confirm_buttons,
    pieces,
)
from bot.kernel.ids import CaseId, ContactId

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
CASE = Case(
    id=CaseId("case_0123456789abcdef01234567"),
    folio="ABCD2345",
    contact_id=ContactId("con_1"),
    customer_id=None,
    account_id=None,
    reason=Reason.ASK_HUMAN,
    state=CaseState.HELD,
    owner=None,
    opened_at=NOW,
    answered_at=None,
    closed_at=None,
)
FACTS = CardFacts(
    case=CASE,
    name="Rocío Méndez",
    country="MX",
    zone="America/Mexico_City",
    contact_language="es",
    is_verified=True,
    balances=("••4471 $980.01 MXN",),
    last_words=(Line(author=Author.CONTACT, at=NOW, text="debo 980 pesos"),),
)
STRANGER = replace(FACTS, is_verified=False)


def test_a_verified_contacts_card_names_them_and_their_balance() -> None:
    text = card_text(FACTS, "es")
    assert "Rocío Méndez" in text
    assert "$980.01 MXN" in text
    assert "Contacto: debo 980 pesos" in text


def test_an_unverified_contacts_card_names_nobody_and_shows_no_figure() -> None:
    text = card_text(STRANGER, "es")
    assert "Rocío" not in text
    assert "980" not in text
    assert "debo ••• pesos" in text


def test_the_title_holds_folio_and_reason_and_fits_telegram() -> None:
    assert card_title(STRANGER, "en") == "ABCD2345 · Asks for a person"
    long_name = replace(FACTS, name="x" * 300)
    assert len(card_title(long_name, "es")) == 128


def test_a_card_never_outgrows_a_message() -> None:
    wordy = replace(FACTS, balances=("x" * 5000,))
    assert len(card_text(wordy, "es")) <= 4096


def test_a_cut_never_splits_an_emoji() -> None:
    assert clip("🙂🙂🙂", 4) == "🙂…"
    assert clip("hola", 4) == "hola"


def test_long_words_go_in_pieces_that_lose_nothing() -> None:
    text = "🙂a" * 3000
    cut = pieces(text, 4096)
    assert "".join(cut) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= 4096 for piece in cut)


def test_a_held_case_can_be_taken_and_given_back() -> None:
    assert [button.action.split(":")[0] for button in card_buttons(CASE, "es")] == [
        "take",
        "ask_back",
    ]


def test_an_owned_case_can_be_taken_over() -> None:
    assert card_buttons(replace(CASE, owner="Ana"), "es")[0].action.startswith("over:")


def test_a_closed_case_has_no_buttons() -> None:
    assert card_buttons(replace(CASE, state=CaseState.CLOSED), "es") == ()


def test_what_buttons_carry_fits_telegrams_64_bytes() -> None:
    buttons = [*card_buttons(CASE, "es"), *confirm_buttons(CASE, "es")]
    assert all(len(button.action.encode()) <= 64 for button in buttons)
