"""The strict Telegram stand-in refuses what Telegram refuses."""

import pytest

from bot.kernel.clock import SystemClock
from bot.sandbox.telegram_api import BotApi
from bot.sandbox.telegram_feed import UpdateFeed
from bot.sandbox.telegram_groups import ApiError, Groups

GROUP = -1001


class Wall:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def api(wall: Wall) -> BotApi:
    return BotApi(Groups((GROUP,), SystemClock(), wall), UpdateFeed())


async def open_topic(api: BotApi) -> int:
    made = await api.call("createForumTopic", {"chat_id": GROUP, "name": "ABCD2345"})
    return int(made["message_thread_id"])


async def test_a_message_goes_into_its_topic(api: BotApi) -> None:
    thread_id = await open_topic(api)
    sent = await api.call(
        "sendMessage", {"chat_id": str(GROUP), "message_thread_id": thread_id, "text": "hola"}
    )
    assert sent["message_thread_id"] == thread_id
    assert [m.text for m in api.groups.topics()[0].messages] == ["hola"]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"chat_id": GROUP, "text": "x", "message_thread_id": 99}, "message thread not found"),
        ({"chat_id": GROUP, "text": "x", "surprise": 1}, "parameter surprise"),
        ({"chat_id": GROUP}, "parameter text"),
    ],
)
async def test_a_wrong_address_or_parameter_is_refused(
    api: BotApi, params: dict[str, object], words: str
) -> None:
    with pytest.raises(ApiError, match=words):
        await api.call("sendMessage", params)


@pytest.mark.parametrize(
    ("text", "words"), [("x" * 4097, "too long"), ("🙂" * 2049, "too long"), ("  ", "empty")]
)
async def test_a_text_of_the_wrong_length_is_refused(api: BotApi, text: str, words: str) -> None:
    thread_id = await open_topic(api)
    with pytest.raises(ApiError, match=words):
        await api.call(
            "sendMessage", {"chat_id": GROUP, "message_thread_id": thread_id, "text": text}
        )


async def test_button_data_beyond_64_bytes_is_refused(api: BotApi) -> None:
    thread_id = await open_topic(api)
    keyboard = {"inline_keyboard": [[{"text": "Sí", "callback_data": "x" * 65}]]}
    with pytest.raises(ApiError, match="BUTTON_DATA_INVALID"):
        await api.call(
            "sendMessage",
            {
                "chat_id": GROUP,
                "message_thread_id": thread_id,
                "text": "x",
                "reply_markup": keyboard,
            },
        )


async def test_a_group_takes_twenty_messages_a_minute(api: BotApi, wall: Wall) -> None:
    message = {"chat_id": GROUP, "message_thread_id": await open_topic(api), "text": "x"}
    for _ in range(20):
        await api.call("sendMessage", message)
    with pytest.raises(ApiError) as refused:
        await api.call("sendMessage", message)
    assert (refused.value.code, refused.value.retry_after_s) == (429, 61)
    wall.seconds = 61
    await api.call("sendMessage", message)


async def test_an_edit_that_changes_nothing_is_refused(api: BotApi) -> None:
    thread_id = await open_topic(api)
    sent = await api.call(
        "sendMessage", {"chat_id": GROUP, "message_thread_id": thread_id, "text": "x"}
    )
    edit = {"chat_id": GROUP, "message_id": sent["message_id"], "text": "x"}
    with pytest.raises(ApiError, match="not modified"):
        await api.call("editMessageText", edit)
    assert (await api.call("editMessageText", {**edit, "text": "y"}))["text"] == "y"


async def test_a_deleted_topic_is_not_found(api: BotApi) -> None:
    thread_id = await open_topic(api)
    topic = {"chat_id": GROUP, "message_thread_id": thread_id}
    await api.call("deleteForumTopic", topic)
    with pytest.raises(ApiError, match="thread not found"):
        await api.call("sendMessage", {**topic, "text": "x"})


async def test_a_closed_topic_takes_nothing_until_it_is_reopened(api: BotApi) -> None:
    topic = {"chat_id": GROUP, "message_thread_id": await open_topic(api)}
    await api.call("closeForumTopic", topic)
    with pytest.raises(ApiError, match="TOPIC_CLOSED"):
        await api.call("sendMessage", {**topic, "text": "x"})
    await api.call("reopenForumTopic", topic)
    await api.call("sendMessage", {**topic, "text": "x"})


async def test_a_press_is_answered_once(api: BotApi) -> None:
    thread_id = await open_topic(api)
    message = api.groups.bot_says(GROUP, thread_id, "ficha", None)
    update = api.press(message, {"id": 501, "is_bot": False, "first_name": "Ana"}, "take:case_1")
    answer = {"callback_query_id": update["callback_query"]["id"], "text": "Listo"}
    assert await api.call("answerCallbackQuery", answer) is True
    with pytest.raises(ApiError, match="too old"):
        await api.call("answerCallbackQuery", answer)


async def test_updates_are_not_pulled_while_a_webhook_is_set(api: BotApi) -> None:
    await api.call("setWebhook", {"url": "http://127.0.0.1:1/x", "secret_token": "s"})
    with pytest.raises(ApiError, match="Conflict"):
        await api.call("getUpdates", {})


async def test_pulling_from_an_offset_confirms_what_came_before(api: BotApi) -> None:
    first = api.feed.publish({"message": {}})
    second = api.feed.publish({"message": {}})
    assert len(await api.call("getUpdates", {})) == 2
    pulled = await api.call("getUpdates", {"offset": second["update_id"]})
    assert pulled == [second]
    assert first not in api.feed.pending


async def test_an_unknown_method_is_not_found(api: BotApi) -> None:
    with pytest.raises(ApiError, match="Not Found"):
        await api.call("sendHologram", {})
