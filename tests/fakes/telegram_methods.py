"""The Bot API's methods over a ``World``: each takes the call's parameters and returns ``result`` or refuses.

Every method runs under the world's lock.  ``getUpdates`` is not here: it waits, so the server owns it.
"""

import re
from collections.abc import Callable
from typing import Any

from tests.fakes import telegram_rules as rules
from tests.fakes.telegram_errors import Refusal, bad_request
from tests.fakes.telegram_rules import Params
from tests.fakes.telegram_world import CALLBACK_SECONDS, DELETABLE_SECONDS, ChatRecord, Message, Profile, Webhook, World

Method = Callable[[World, Params], Any]
METHODS: dict[str, Method] = {}


def _method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register


def call(world: World, name: str, params: Params) -> Any:
    """The ``result`` of one call; method names are case-insensitive, as on the real server."""
    method = METHODS.get(name.lower())
    if method is None:
        raise Refusal(404, "Not Found")
    with world.changed:
        return method(world, params)


# Messages


def _chat(world: World, params: Params) -> ChatRecord:
    return world.record(rules.number(params, "chat_id"))


def _reply_target(world: World, record: ChatRecord, params: Params) -> dict[str, Any]:
    wanted = rules.structure(params, "reply_parameters")
    if not wanted:
        return {}
    target = record.messages.get(wanted["message_id"])
    if target is not None:
        return {"reply_to_message": {key: target[key] for key in ("message_id", "from", "chat", "date")}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _markup(params: Params) -> dict[str, Any]:
    rows = rules.inline_keyboard(params)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


@_method("sendMessage")
def send_message(world: World, params: Params) -> Message:
    record = _chat(world, params)
    content = {"text": rules.message_text(params), **_markup(params), **_reply_target(world, record, params)}
    return world.from_bot(record, content)


def _send_file(world: World, params: Params, field: str) -> dict[str, Any]:
    given = params.get(field)
    if isinstance(given, tuple):
        name, content = given
        if not content:
            raise bad_request("file must be non-empty")
        file_id = world.store_file(content, name)
    elif isinstance(given, str) and given in world.files:
        file_id, (name, content) = given, world.files[given]
    else:
        raise bad_request(f"there is no {field} in the request" if not given else "wrong file identifier specified")
    return {"file_id": file_id, "file_unique_id": file_id[4:20], "file_size": len(content), "file_name": name}


def _caption(params: Params) -> dict[str, Any]:
    text = rules.message_text(params, "caption", 1024, required=False)
    return {"caption": text} if text else {}


@_method("sendPhoto")
def send_photo(world: World, params: Params) -> Message:
    record = _chat(world, params)
    stored = _send_file(world, params, "photo")
    del stored["file_name"]
    photo = [{**stored, "width": 640, "height": 480}]
    return world.from_bot(record, {"photo": photo, **_caption(params), **_markup(params)})


@_method("sendDocument")
def send_document(world: World, params: Params) -> Message:
    record = _chat(world, params)
    return world.from_bot(
        record, {"document": _send_file(world, params, "document"), **_caption(params), **_markup(params)}
    )


@_method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    _chat(world, params)
    return True


def _own_message(world: World, params: Params) -> tuple[ChatRecord, Message]:
    record = _chat(world, params)
    message = record.messages.get(rules.number(params, "message_id") or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return record, message


def _edit(world: World, record: ChatRecord, message: Message, content: dict[str, Any]) -> Message:
    edited = {key: value for key, value in message.items() if key not in ("reply_markup", "edit_date")} | content
    if edited == {key: value for key, value in message.items() if key != "edit_date"}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    edited["edit_date"] = int(world.now())
    record.messages[message["message_id"]] = edited
    world.touch(record, edited)
    return edited


@_method("editMessageText")
def edit_message_text(world: World, params: Params) -> Message:
    record, message = _own_message(world, params)
    text = rules.message_text(params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, record, message, {"text": text, **_markup(params)})


@_method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Params) -> Message:
    record, message = _own_message(world, params)
    return _edit(world, record, message, _markup(params))


@_method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    record = _chat(world, params)
    message = record.messages.get(rules.number(params, "message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    if world.now() - message["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del record.messages[message["message_id"]]
    world.changed.notify_all()
    return True


@_method("deleteMessages")
def delete_messages(world: World, params: Params) -> bool:
    record = _chat(world, params)
    wanted: list[int] = rules.structure(params, "message_ids") or []
    if not 1 <= len(wanted) <= 100:
        raise bad_request(
            "too many message identifiers specified" if wanted else "message identifiers are not specified"
        )
    for message_id in wanted:
        message = record.messages.get(int(message_id))
        # Messages that can't be found or are too old are skipped without a word.
        if message is not None and world.now() - message["date"] <= DELETABLE_SECONDS:
            del record.messages[int(message_id)]
    world.changed.notify_all()
    return True


@_method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    text = params.get("text") or ""
    if rules.units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    query = world.queries.pop(str(params.get("callback_query_id")), None)
    if query is None or world.now() - query.at > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.chats[query.chat_id].toasts.append(text)
    world.changed.notify_all()
    return True


# Webhook


@_method("setWebhook")
def set_webhook(world: World, params: Params) -> bool:
    url = params.get("url") or ""
    if not url:
        world.webhook = None
        return True
    if not re.match(r"^https?://[^/\s]+", url):
        raise bad_request("bad webhook: invalid URL specified")
    secret = params.get("secret_token") or ""
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if str(params.get("drop_pending_updates", "")).lower() == "true":
        world.updates.clear()
    world.webhook = Webhook(url, secret, rules.structure(params, "allowed_updates"))
    world.on_update()
    return True


@_method("deleteWebhook")
def delete_webhook(world: World, params: Params) -> bool:
    if str(params.get("drop_pending_updates", "")).lower() == "true":
        world.updates.clear()
    world.webhook = None
    return True


@_method("getWebhookInfo")
def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    hook = world.webhook
    return {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


# Profile


@_method("getMe")
def get_me(world: World, params: Params) -> dict[str, Any]:
    return world.bot


def _profile(world: World, params: Params) -> Profile:
    return world.profiles.setdefault(params.get("language_code") or "", Profile(name="", description=""))


def _scope(params: Params) -> str:
    return str((rules.structure(params, "scope") or {"type": "default"})["type"])


@_method("setMyCommands")
def set_my_commands(world: World, params: Params) -> bool:
    _profile(world, params).commands[_scope(params)] = rules.commands(params)
    return True


@_method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    return _profile(world, params).commands.get(_scope(params), [])


@_method("setMyName")
def set_my_name(world: World, params: Params) -> bool:
    _profile(world, params).name = rules.short_text(params, "name", 64)
    return True


@_method("getMyName")
def get_my_name(world: World, params: Params) -> dict[str, str]:
    return {"name": _profile(world, params).name}


@_method("setMyDescription")
def set_my_description(world: World, params: Params) -> bool:
    _profile(world, params).description = rules.short_text(params, "description", 512)
    return True


@_method("getMyDescription")
def get_my_description(world: World, params: Params) -> dict[str, str]:
    return {"description": _profile(world, params).description}


@_method("setMyShortDescription")
def set_my_short_description(world: World, params: Params) -> bool:
    _profile(world, params).short_description = rules.short_text(params, "short_description", 120)
    return True


@_method("getMyShortDescription")
def get_my_short_description(world: World, params: Params) -> dict[str, str]:
    return {"short_description": _profile(world, params).short_description}


# Files


@_method("getFile")
def get_file(world: World, params: Params) -> dict[str, Any]:
    stored = world.files.get(str(params.get("file_id")))
    if stored is None:
        raise bad_request("invalid file_id")
    path, content = stored
    if len(content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    file_id = str(params["file_id"])
    return {"file_id": file_id, "file_unique_id": file_id[4:20], "file_size": len(content), "file_path": path}
