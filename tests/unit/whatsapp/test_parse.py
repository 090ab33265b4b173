"""Every named payload of tests/payloads/whatsapp, read as we read it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.kernel.messages import IncomingChoice, IncomingOther, IncomingText
from bot.whatsapp.parse import Address, Batch, Unreadable, parse

PAYLOADS = Path(__file__).parents[2] / "payloads" / "whatsapp"
NUMBER = "555000111"
ROCIO = Address(phone="+525512345678", user_id="MX.13491208655302741918")
NOT_PARSED = {"not_json", "not_a_payload", "text_signed_with_another_secret"}

CONTENTS = {
    "text": IncomingText(text="Hola, ¿cuánto debo?"),
    "text_with_emoji": IncomingText(text="listo 👍🏽"),
    "text_with_half_an_emoji_and_nul": IncomingText(text="hola ?!"),
    "text_from_phone_only": IncomingText(text="hi"),
    "text_from_username_without_phone": IncomingText(text="hola"),
    "text_with_sender_only_in_contacts": IncomingText(text="hola"),
    "text_with_context_and_referral": IncomingText(text="vi su anuncio"),
    "text_from_impossible_number": IncomingText(text="this is a text message"),
    "button_reply": IncomingChoice(payload="greet:yes", title="Sí, soy yo"),
    "list_reply": IncomingChoice(payload="offer:off_1", title="3 pagos"),
    "flow_reply": IncomingOther(kind="interactive"),
    "template_quick_reply": IncomingChoice(payload="remind:no", title="Ahora no"),
    "image_with_caption": IncomingOther(
        kind="image", media_id="media-1", caption="mi comprobante"
    ),
    "document": IncomingOther(kind="document", media_id="media-2"),
    "voice_note": IncomingOther(kind="audio", media_id="media-3"),
    "video": IncomingOther(kind="video", media_id="media-4"),
    "sticker": IncomingOther(kind="sticker", media_id="media-5"),
    "location": IncomingOther(kind="location"),
    "shared_contacts": IncomingOther(kind="contacts"),
    "reaction": IncomingOther(kind="reaction", caption="👍"),
    "unsupported": IncomingOther(kind="unsupported"),
    "type_that_does_not_exist_yet": IncomingOther(kind="hologram"),
}
SENDERS = {
    "text": ROCIO,
    "text_from_phone_only": Address(phone="+15125550147", user_id=None),
    "text_from_username_without_phone": Address(phone=None, user_id="MX.778"),
    "text_with_sender_only_in_contacts": Address(phone=None, user_id="MX.778"),
    "text_from_impossible_number": Address(phone="+16315551181", user_id=None),
}
TEXTS = {
    "two_messages_same_second": ["uno", "dos"],
    "many_entries_and_changes": ["a", "b"],
    "duplicate_message_in_one_post": ["doble", "doble"],
    "message_without_id": ["sigo aquí"],
}
STATUSES = {
    "status_sent": [("sent", "out_1", None)],
    "status_delivered": [("delivered", "out_1", None)],
    "status_read_without_phone": [("read", None, None)],
    "status_failed_without_contacts": [("failed", "out_1", 131047)],
    "status_of_unknown_name": [("played", None, None)],
    "statuses_out_of_order": [
        ("read", None, None),
        ("delivered", None, None),
        ("sent", None, None),
    ],
    "status_without_id": [("sent", None, None)],
    "many_entries_and_changes": [("sent", None, None)],
}
LEFTOVERS = {
    "text_from_nobody": ("message:nobody",),
    "message_without_id": ("message:unreadable",),
    "timestamp_far_away": ("message:unreadable",),
    "system_of_unknown_kind": ("system:unknown",),
    "status_without_id": ("status:unreadable",),
    "error_of_the_account": ("error:130429",),
    "message_for_another_number": ("number:other",),
    "field_we_did_not_ask_for": ("field:message_template_status_update",),
}
CHANGES = {
    "number_changed": (ROCIO, Address(phone="+525599990000", user_id="MX.999")),
    "user_id_changed": (
        Address(phone=None, user_id="MX.778"),
        Address(phone=None, user_id="MX.779"),
    ),
}


def raw(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def batch(name: str) -> Batch:
    return parse(raw(name), phone_number_id=NUMBER)


@pytest.mark.parametrize("name", CONTENTS)
def test_what_the_person_sent_is_read(name: str) -> None:
    (message,) = batch(name).messages
    assert message.content == CONTENTS[name]


@pytest.mark.parametrize("name", SENDERS)
def test_the_sender_is_found(name: str) -> None:
    (message,) = batch(name).messages
    assert message.sender == SENDERS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_every_message_of_a_post_is_read_in_order(name: str) -> None:
    contents = [message.content for message in batch(name).messages]
    assert contents == [IncomingText(text=text) for text in TEXTS[name]]


@pytest.mark.parametrize("name", STATUSES)
def test_every_status_of_a_post_is_read(name: str) -> None:
    read = [(s.status, s.outbox_id, s.error_code) for s in batch(name).statuses]
    assert read == STATUSES[name]


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_address_is_no_message(name: str) -> None:
    found = batch(name)
    (change,) = found.changes
    assert (change.before, change.after) == CHANGES[name]
    assert found.messages == ()


@pytest.mark.parametrize("name", sorted(p.stem for p in PAYLOADS.glob("*.json")))
def test_what_is_left_over_is_named_and_nothing_else_is(name: str) -> None:
    if name not in NOT_PARSED:
        assert batch(name).leftovers == LEFTOVERS.get(name, ())


def test_an_odd_part_does_not_cost_its_neighbour() -> None:
    odd, good = batch("text_with_odd_part").messages
    assert odd.content == IncomingOther(kind="text")
    assert good.content == IncomingText(text="y este sí")


def test_a_message_for_another_number_is_not_read() -> None:
    assert batch("message_for_another_number").messages == ()
    assert len(parse(raw("message_for_another_number")).messages) == 1


def test_the_vendor_time_is_aware_and_in_utc() -> None:
    (message,) = batch("text").messages
    assert message.sent_at == datetime(2026, 11, 21, 14, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "body", [b"", b"{", b'["whatsapp"]', b"null", b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_no_webhook_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(body)


@pytest.mark.parametrize("name", ["not_json", "not_a_payload"])
def test_a_payload_file_that_is_no_webhook_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        batch(name)
    assert "whatsapp_business" not in str(caught.value)


def test_an_empty_payload_says_nothing() -> None:
    assert batch("empty") == Batch()


def test_there_are_enough_payloads_and_each_is_expected_somewhere() -> None:
    expected = NOT_PARSED.union(CONTENTS, TEXTS, STATUSES, LEFTOVERS, CHANGES)
    names = {path.stem for path in PAYLOADS.glob("*.json")}
    assert names - expected == {"text_with_odd_part", "empty"}
    assert len(names) >= 25
