"""What the Bot API refuses about a message, as pure checks: parameters in, cleaned value out or a ``Refusal``."""

import json
import re
from typing import Any

from tests.fakes.telegram_errors import bad_request
from tests.fakes.telegram_html import plain_text

Params = dict[str, Any]

_LINK = re.compile(r"^(https?://|tg://)\S+$")
_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
_ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def structure(params: Params, name: str) -> Any:
    """A parameter that is JSON on the wire (form posts carry it as a string)."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def number(params: Params, name: str) -> int | None:
    value = params.get(name)
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"invalid {name} specified") from None


def message_text(params: Params, name: str = "text", limit: int = 4096, required: bool = True) -> str:
    """The text as it will be shown, after parsing and trimming."""
    source = params.get(name) or ""
    mode = params.get("parse_mode")
    if mode not in (None, "", "HTML"):
        raise bad_request("unsupported parse_mode")
    text = (plain_text(source) if mode == "HTML" else source).strip()
    if required and not text:
        raise bad_request("message text is empty" if name == "text" else f"{name} is empty")
    if units(text) > limit:
        raise bad_request("message is too long" if name == "text" else f"message {name} is too long")
    _check_entities(structure(params, "entities") or [], source)
    return text


def _check_entities(entities: list[dict[str, Any]], source: str) -> None:
    for entity in entities:
        start, length = int(entity["offset"]), int(entity["length"])
        if start < 0 or length <= 0 or start + length > units(source):
            raise bad_request(f"can't parse entities: entity {entity['type']} at {start} is out of the text")


def inline_keyboard(params: Params) -> list[list[dict[str, Any]]] | None:
    """Rows of buttons, or None where the call carries no inline keyboard."""
    markup = structure(params, "reply_markup")
    if not markup or "inline_keyboard" not in markup:
        return None
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    if sum(len(row) for row in rows) > 100 or len(json.dumps(rows).encode()) > 10_240:
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return [row for row in rows if row]


def _check_button(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text is empty")
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    link = button.get("url")
    if link is not None and not _LINK.match(link):
        raise bad_request(f"inline keyboard button URL '{link}' is invalid: Unsupported URL protocol")


def commands(params: Params) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = structure(params, "commands") or []
    if len(listed) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in listed:
        if not _COMMAND.match(entry.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(entry.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return listed


def short_text(params: Params, name: str, limit: int) -> str:
    text: str = params.get(name) or ""
    if units(text) > limit:
        raise bad_request(f"{name} is too long")
    return text
