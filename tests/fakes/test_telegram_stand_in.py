"""The stand-in refuses what Telegram refuses; without that, green tests of the channel would prove nothing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_people import Chat


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def chat(telegram: FakeTelegram) -> Chat:
    return telegram.chat()


def call(telegram: FakeTelegram, method: str, token: str = "", **params: Any) -> dict[str, Any]:
    url = f"{telegram.url}/bot{token or telegram.token}/{method}"
    answer: dict[str, Any] = httpx.post(url, json=params, trust_env=False).json()
    return answer


def keyboard(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "按钮", **button}]]}


def why(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False
    return str(answer["description"])


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "线" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>线索", "parse_mode": "HTML"}, "Can't find end tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<div>x</div>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<b>x</i>", "parse_mode": "HTML"}, "Unmatched end tag"),
        ({"text": "x", "reply_markup": keyboard(callback_data="d" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(url="tel:110")}, "Unsupported URL protocol"),
        ({"text": "x", "reply_markup": keyboard()}, "text buttons are unallowed"),
        ({"text": "x", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "out of the text"),
    ],
)
def test_a_message_that_telegram_refuses_is_refused(
    telegram: FakeTelegram, chat: Chat, params: dict[str, Any], reason: str
) -> None:
    assert reason in why(call(telegram, "sendMessage", chat_id=chat.id, **params))


def test_length_counts_what_is_left_after_the_markup(telegram: FakeTelegram, chat: Chat) -> None:
    text = "<b>" + "线" * 4096 + "</b>"
    assert call(telegram, "sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")["ok"]


def test_an_edit_that_changes_nothing_is_refused(telegram: FakeTelegram, chat: Chat) -> None:
    sent = call(telegram, "sendMessage", chat_id=chat.id, text="x")["result"]
    again = call(telegram, "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="x")
    assert "message is not modified" in why(again)
    assert call(telegram, "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="y")["ok"]


def test_messages_of_the_person_cannot_be_edited(telegram: FakeTelegram, chat: Chat) -> None:
    theirs = chat.says("你好")
    answer = call(telegram, "editMessageText", chat_id=chat.id, message_id=theirs, text="x")
    assert "can't be edited" in why(answer)


def test_tokens_methods_and_chats_that_do_not_exist_are_refused(telegram: FakeTelegram) -> None:
    assert call(telegram, "getMe", token="garbage")["error_code"] == 404
    assert call(telegram, "getMe", token="7000000001:" + "A" * 35)["error_code"] == 401
    assert call(telegram, "sendEverything")["error_code"] == 404
    assert "chat not found" in why(call(telegram, "sendMessage", chat_id=4, text="x"))


def test_a_person_who_blocked_the_bot_gets_nothing(telegram: FakeTelegram, chat: Chat) -> None:
    chat.blocks_bot()
    assert call(telegram, "sendMessage", chat_id=chat.id, text="x")["error_code"] == 403


def test_messages_older_than_two_days_stay(telegram: FakeTelegram, chat: Chat) -> None:
    old = chat.says("旧")
    telegram.later(hours=49)
    new = chat.says("新")
    assert "can't be deleted" in why(call(telegram, "deleteMessage", chat_id=chat.id, message_id=old))
    assert call(telegram, "deleteMessages", chat_id=chat.id, message_ids=[old, new, 3])["result"] is True
    assert chat.all_ids() == [old]


def test_a_pressed_button_is_answered_once(telegram: FakeTelegram, chat: Chat) -> None:
    call(telegram, "sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard(callback_data="a"))
    chat.presses("按钮")
    (update,) = call(telegram, "getUpdates")["result"]
    query = update["callback_query"]["id"]
    assert call(telegram, "answerCallbackQuery", callback_query_id=query, text="好")["ok"]
    assert chat.toasts == ["好"]
    assert "too old" in why(call(telegram, "answerCallbackQuery", callback_query_id=query))


def test_updates_stay_until_confirmed_and_come_twice_when_told(telegram: FakeTelegram, chat: Chat) -> None:
    telegram.repeats(1)
    chat.says("一")
    updates = call(telegram, "getUpdates")["result"]
    assert [update["message"]["text"] for update in updates] == ["一", "一"]
    assert len(call(telegram, "getUpdates")["result"]) == 2
    assert call(telegram, "getUpdates", offset=updates[-1]["update_id"] + 1)["result"] == []


def test_polling_and_webhook_exclude_each_other(telegram: FakeTelegram) -> None:
    assert call(telegram, "setWebhook", url="http://127.0.0.1:9/hook", secret_token="a b")["error_code"] == 400
    assert call(telegram, "setWebhook", url="http://127.0.0.1:9/hook")["ok"]
    assert call(telegram, "getUpdates")["error_code"] == 409
    assert call(telegram, "deleteWebhook")["ok"]
    assert call(telegram, "getUpdates")["ok"]


def test_a_webhook_gets_each_update_with_its_secret_until_it_says_yes(telegram: FakeTelegram, chat: Chat) -> None:
    seen: list[tuple[str | None, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
            self.send_response(200 if len(seen) > 1 else 503)
            self.end_headers()
            with telegram.world.changed:
                telegram.world.changed.notify_all()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        call(telegram, "setWebhook", url=f"http://127.0.0.1:{server.server_port}/hook", secret_token="s3")
        chat.says("你好")
        telegram.wait_until(lambda: len(seen) == 2)
        server.shutdown()
    assert seen == [("s3", "你好"), ("s3", "你好")]


def test_faults_hit_the_next_matching_call_only(telegram: FakeTelegram, chat: Chat) -> None:
    telegram.floods("sendMessage", retry_after=7)
    refused = call(telegram, "sendMessage", chat_id=chat.id, text="x")
    assert refused["parameters"] == {"retry_after": 7}
    assert call(telegram, "sendMessage", chat_id=chat.id, text="x")["ok"]
    telegram.breaks("getMe")
    assert httpx.get(f"{telegram.url}/bot{telegram.token}/getMe", trust_env=False).status_code == 502


def test_files_go_up_and_come_down(telegram: FakeTelegram, chat: Chat) -> None:
    url = f"{telegram.url}/bot{telegram.token}/sendDocument"
    sent = httpx.post(
        url, data={"chat_id": str(chat.id)}, files={"document": ("a.txt", b"abc")}, trust_env=False
    ).json()
    found = call(telegram, "getFile", file_id=sent["result"]["document"]["file_id"])["result"]
    file = httpx.get(f"{telegram.url}/file/bot{telegram.token}/{found['file_path']}", trust_env=False)
    assert file.content == b"abc"
    assert why(call(telegram, "getFile", file_id="nothing"))


def test_commands_and_profile_texts_have_limits(telegram: FakeTelegram) -> None:
    assert call(telegram, "setMyCommands", commands=[{"command": "Start", "description": "x"}])["error_code"] == 400
    assert call(telegram, "setMyCommands", commands=[{"command": "start", "description": ""}])["error_code"] == 400
    assert call(telegram, "setMyShortDescription", short_description="x" * 121)["error_code"] == 400
    assert call(telegram, "setMyDescription", description="x" * 513)["error_code"] == 400
    assert call(telegram, "setMyName", name="x" * 65)["error_code"] == 400
