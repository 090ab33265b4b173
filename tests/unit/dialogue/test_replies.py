"""Reading the engine's replies, strictly."""

import pytest

from bot.dialogue.replies import read_reply
from bot.kernel.errors import Permanent
from bot.kernel.messages import Reply, ReplyOption


def test_a_key_alone_is_a_reply():
    assert read_reply({"key": "goodbye"}) == Reply(key="goodbye")


def test_values_options_and_url_are_read():
    option = {"id": "off_1", "key": "offer.plan", "values": {"count": 3}}
    reply = read_reply({"key": "k", "values": {"n": 1}, "options": [option], "url": "https://x"})
    assert reply.options == (ReplyOption(id="off_1", key="offer.plan", values={"count": 3}),)
    assert (reply.values, reply.url) == ({"n": 1}, "https://x")


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "words",
        {},
        {"key": ""},
        {"key": 1},
        {"key": "k", "text": "words"},
        {"key": "k", "values": []},
        {"key": "k", "values": "x"},
        {"key": "k", "options": {"id": "a"}},
        {"key": "k", "options": [{"id": "a"}]},
        {"key": "k", "options": [{"id": "a", "key": "b", "title": "c"}]},
        {"key": "k", "url": ""},
    ],
)
def test_any_other_shape_is_a_bug_and_loud(payload):
    with pytest.raises(Permanent):
        read_reply(payload)
