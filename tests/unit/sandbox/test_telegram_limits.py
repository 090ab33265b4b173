"""The Telegram stand-in at its limits: names, texts, buttons, presses, rates, webhooks."""

from typing import Any

import pytest

from bot.sandbox.telegram_api import BotApi
from bot.sandbox.telegram_feed import UpdateFeed
from bot.sandbox.telegram_groups import GROUP_MESSAGES_PER_MINUTE, ApiError, Groups
from tests.support.clock import HandClock

GROUP, OTHER = -1001, -1002
ANA = {"id": 501, "is_bot": False, "first_name": "Ana"}
SECONDS = [0.0]


@pytest.fixture
def api() -> BotApi:
    SECONDS[0] = 0.0
    return BotApi(Groups((GROUP, OTHER), HandClock(), lambda: SECONDS[0]), UpdateFeed())


async def open_topic(api: BotApi, group: int = GROUP) -> dict[str, Any]:
    made = await api.call("createForumTopic", {"chat_id": group, "name": "ABCD2345"})
    return {"chat_id": group, "message_thread_id": made["message_thread_id"]}


async def refusal(api: BotApi, method: str, params: dict[str, Any]) -> tuple[int, str]:
    with pytest.raises(ApiError) as raised:
        await api.call(method, params)
    return raised.value.code, raised.value.description


def button(**fields: str) -> dict[str, Any]:
    return {"inline_keyboard": [[fields]]}


@pytest.mark.parametrize("name", ["", "x" * 129])
async def test_a_topic_has_a_name_of_1_to_128(api: BotApi, name: str) -> None:
    params = {"chat_id": GROUP, "name": name}
    assert await refusal(api, "createForumTopic", params) == (
        400,
        "Bad Request: TOPIC_TITLE_INVALID",
    )


async def test_the_longest_name_and_text_are_taken(api: BotApi) -> None:
    made = await api.call("createForumTopic", {"chat_id": GROUP, "name": "x" * 128})
    topic = {"chat_id": GROUP, "message_thread_id": made["message_thread_id"]}
    sent = await api.call("sendMessage", {**topic, "text": "🙂" * 2048})
    assert sent["text"] == "🙂" * 2048


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Sí", "callback_data": ""},
        {"text": "Sí"},
        {"text": "", "callback_data": "take:1"},
        {"callback_data": "take:1"},
        {"text": "Sí", "callback_data": "ñ" * 33},
    ],
)
async def test_a_button_has_words_and_1_to_64_bytes(api: BotApi, fields: dict[str, str]) -> None:
    message = {**await open_topic(api), "text": "x", "reply_markup": button(**fields)}
    assert (await refusal(api, "sendMessage", message))[1].endswith("BUTTON_DATA_INVALID")


async def test_sixty_four_bytes_of_button_are_taken(api: BotApi) -> None:
    keyboard = button(text="Sí", callback_data="ñ" * 32)
    message = {**await open_topic(api), "text": "x", "reply_markup": keyboard}
    assert (await api.call("sendMessage", message))["reply_markup"] == keyboard


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "x", "parse_mode": "HTML"}, "parse_mode"),
        ("createForumTopic", {"name": "x", "icon_custom_emoji_id": "1"}, "icon_custom_emoji_id"),
        ("getUpdates", {"limit": 0}, "limit"),
        ("getUpdates", {"limit": 101}, "limit"),
        ("getUpdates", {"timeout": 51}, "timeout"),
        ("getMe", {"x": 1}, "x"),
        ("setWebhook", {"url": "ftp://x", "secret_token": "s"}, "url"),
        ("setWebhook", {"url": "https://x", "secret_token": "with space"}, "secret_token"),
        ("setWebhook", {"url": "https://x", "secret_token": ""}, "secret_token"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "text"),
        ("editMessageText", {"text": "x"}, "chat_id"),
    ],
)
async def test_an_unknown_or_wrong_parameter_is_named(
    api: BotApi, method: str, params: dict[str, Any], words: str
) -> None:
    where = {"chat_id": GROUP} if method in ("sendMessage", "createForumTopic") else {}
    code, description = await refusal(api, method, where | params)
    assert (code, f"parameter {words} is invalid" in description) == (400, True)


@pytest.mark.parametrize("method", ["closeForumTopic", "reopenForumTopic", "deleteForumTopic"])
async def test_a_topic_of_another_group_is_not_found(api: BotApi, method: str) -> None:
    topic = await open_topic(api) | {"chat_id": OTHER}
    assert (await refusal(api, method, topic))[1].endswith("message thread not found")


async def test_a_group_we_are_not_in_is_not_found(api: BotApi) -> None:
    assert (await refusal(api, "createForumTopic", {"chat_id": -9, "name": "x"}))[1].endswith(
        "chat not found"
    )


async def test_only_our_own_messages_can_be_edited(api: BotApi) -> None:
    topic = await open_topic(api)
    said = api.groups.person_says(api.groups.topics()[0], ANA, "hola")
    edit = {"chat_id": topic["chat_id"], "message_id": said.message_id, "text": "adiós"}
    assert (await refusal(api, "editMessageText", edit))[1].endswith("can't be edited")
    gone = edit | {"message_id": 999}
    assert (await refusal(api, "editMessageText", gone))[1].endswith("edit not found")


async def test_an_edit_may_change_the_buttons_alone(api: BotApi) -> None:
    topic = await open_topic(api)
    sent = await api.call("sendMessage", {**topic, "text": "ficha"})
    edit = {"chat_id": GROUP, "message_id": sent["message_id"], "text": "ficha"}
    keyboard = button(text="Tomar", callback_data="take:1")
    edited = await api.call("editMessageText", {**edit, "reply_markup": keyboard})
    assert edited["reply_markup"] == keyboard


async def test_each_group_has_its_own_minute_and_edits_are_free(api: BotApi) -> None:
    topic, other = await open_topic(api), await open_topic(api, OTHER)
    for number in range(GROUP_MESSAGES_PER_MINUTE):
        sent = await api.call("sendMessage", {**topic, "text": str(number)})
    assert (await refusal(api, "sendMessage", {**topic, "text": "x"}))[0] == 429
    await api.call("sendMessage", {**other, "text": "x"})
    edit = {"chat_id": GROUP, "message_id": sent["message_id"], "text": "y"}
    assert (await api.call("editMessageText", edit))["text"] == "y"


async def test_what_was_refused_does_not_count_for_the_minute(api: BotApi) -> None:
    topic = await open_topic(api)
    for _ in range(GROUP_MESSAGES_PER_MINUTE):
        await refusal(api, "sendMessage", {**topic, "text": " "})
    assert (await api.call("sendMessage", {**topic, "text": "x"}))["text"] == "x"


async def test_the_minute_passes_message_by_message(api: BotApi) -> None:
    topic = await open_topic(api)
    for second in range(GROUP_MESSAGES_PER_MINUTE):
        SECONDS[0] = float(second)
        await api.call("sendMessage", {**topic, "text": "x"})
    SECONDS[0] = 60.0
    await api.call("sendMessage", {**topic, "text": "x"})
    assert (await refusal(api, "sendMessage", {**topic, "text": "x"}))[0] == 429


@pytest.mark.parametrize(("is_dropped", "left"), [(True, 0), (False, 1)])
async def test_what_waits_is_dropped_only_when_asked(
    api: BotApi, is_dropped: bool, left: int
) -> None:
    api.feed.publish({"message": {}})
    await api.call("deleteWebhook", {"drop_pending_updates": is_dropped})
    assert len(await api.call("getUpdates", {})) == left


async def test_updates_are_numbered_upwards_and_keep_their_number_when_repeated(
    api: BotApi,
) -> None:
    first, second = (api.feed.publish({"message": {}}) for _ in range(2))
    api.feed.redeliver(first)
    numbers = [update["update_id"] for update in await api.call("getUpdates", {})]
    assert second["update_id"] == first["update_id"] + 1
    assert numbers == [first["update_id"], second["update_id"], first["update_id"]]


async def test_no_more_updates_come_than_were_asked_for(api: BotApi) -> None:
    for _ in range(5):
        api.feed.publish({"message": {}})
    assert len(await api.call("getUpdates", {"limit": 3})) == 3
