"""Telegram's HTML dialect: what it takes, what it refuses, and the text that is left."""

import html
import re

from tests.fakes.telegram_errors import bad_request

_TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "tg-emoji", "code", "pre",
    "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z-]*)(?P<attributes>[^<>]*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


def plain_text(source: str) -> str:
    """The text a reader sees.  Refuses with 400 on unknown, unclosed or crossed tags and on a bare ``<``."""
    text: list[str] = []
    open_tags: list[str] = []
    position = 0
    while (start := source.find("<", position)) >= 0:
        text.append(_unescape(source[position:start]))
        tag = _TAG.match(source, start)
        offset = len(source[:start].encode())
        if tag is None:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "" at byte offset {offset}')
        _take(tag, open_tags, offset)
        position = tag.end()
    text.append(_unescape(source[position:]))
    if open_tags:
        raise bad_request("can't parse entities: Can't find end tag corresponding to start tag " + f'"{open_tags[-1]}"')
    return "".join(text)


def _take(tag: re.Match[str], open_tags: list[str], offset: int) -> None:
    name = tag["name"].lower()
    if tag["end"]:
        if not open_tags:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {offset}")
        expected = open_tags.pop()
        if name and name != expected:
            raise bad_request(
                f'can\'t parse entities: Unmatched end tag at byte offset {offset}, expected "</{expected}>", '
                f'found "</{name}>"'
            )
        return
    if name not in _TAGS:
        raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}')
    if name == "span" and "tg-spoiler" not in tag["attributes"]:
        raise bad_request(f'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    open_tags.append(name)


def _unescape(source: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), source)
