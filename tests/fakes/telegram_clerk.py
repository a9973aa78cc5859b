"""A small conversation of our own, for tests of the channel that need no whole tip line behind it.

It keeps the promise of `bot.channels.base.Conversation`: sessions by chat, updates handled once, stale buttons known.
"""

import asyncio
from collections.abc import Callable, Sequence

from bot.channels.base import ChatKey, Turn
from bot.dialog.model import (
    Action,
    Ask,
    Button,
    Choice,
    Command,
    FaqReply,
    Input,
    Option,
    Reply,
    Say,
    Shared,
    ShowAnswer,
    ShowReceipt,
    Text,
    Toggle,
    Unsupported,
    WipeAll,
    Words,
)
from kit.catalogue import Catalogue

TEXTS = {
    "clerk.menu": "请选择",
    "clerk.story": "请说经过",
    "clerk.marks": "可以多选",
    "clerk.stale": "这一页已经过了",
    "clerk.heard": "收到：{what}",
    "clerk.wiped": "已经清除",
    "clerk.next": "下一步",
    "clerk.menu_button": "回到菜单",
    "receipt.title": "您的回执码",
    "faq.suggest": "您是不是想问：",
    "faq.sources": "依据",
}
RECEIPT = "12345678901234567890"
LONG_VALUE = "镇" * 40


def catalogue() -> Catalogue:
    return Catalogue({"zh_CN": TEXTS, "en": {key: "EN " + text for key, text in TEXTS.items()}})


class Clerk:
    """`before` is awaited ahead of each handling, so that a test can hold a chat or break the storage."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Input]] = []
        self.once: set[str] = set()
        self.places: dict[ChatKey, str] = {}
        self.marks: dict[ChatKey, set[str]] = {}
        self.language = "zh_CN"
        self.before: Callable[[ChatKey], asyncio.Future[None] | None] = lambda key: None

    async def handle(self, key: ChatKey, inputs: Sequence[Input], once: str = "") -> Turn:
        held = self.before(key)
        if held is not None:
            await held
        if once in self.once:
            return Turn((), self.language)
        self.once.add(once)
        replies: list[Reply] = []
        for given in inputs:
            self.heard.append((key.address, given))
            replies += self._answer(key, given)
        page = [] if any(isinstance(reply, ShowReceipt) for reply in replies) else [self._page(key)]
        return Turn([*replies, *page], self.language)

    async def screen(self, key: ChatKey) -> Turn:
        return Turn([self._page(key)], self.language)

    def _answer(self, key: ChatKey, given: Input) -> list[Reply]:
        place = self.places.get(key, "menu")
        step = getattr(given, "step", "")
        if step and step != place:
            return [Say("clerk.stale")]
        match given:
            case Command("wipe"):
                self.places.pop(key, None)
                return [WipeAll(), Say("clerk.wiped", tone="good")]
            case Command() | Action("menu"):
                self.places[key] = "menu"
            case Choice(("story" | "marks" as page,)):
                self.places[key] = page
            case Choice(("answer",)):
                reply = FaqReply("answer", "什么是线索？", "就是您知道的情况。", related=(("x", "还有吗？"),))
                return [ShowAnswer(reply, (Option("faq:x", Words(text="还有吗？")),))]
            case Choice(("receipt",)):
                return [ShowReceipt(RECEIPT, tuple(RECEIPT[i : i + 4] for i in range(0, 20, 4)))]
            case Choice((value,)):
                return [Say("clerk.heard", {"what": value})]
            case Toggle(value):
                self.marks.setdefault(key, set()).symmetric_difference_update({value})
            case Text(text):
                return [Say("clerk.heard", {"what": text[:3500]})]
            case Shared():
                return [Say("clerk.heard", {"what": "position"})]
            case Unsupported(kind):
                return [Say("clerk.heard", {"what": kind}, tone="warn")]
        return []

    def _page(self, key: ChatKey) -> Ask:
        place = self.places.get(key, "menu")
        match place:
            case "story":
                return Ask("story", "text", Words("clerk.story"), buttons=(Button("menu", "clerk.menu_button"),))
            case "marks":
                chosen = self.marks.get(key, set())
                options = tuple(Option(v, Words(text=v), v in chosen) for v in ("甲", "乙"))
                return Ask("marks", "multi", Words("clerk.marks"), options=options)
        values = ("story", "marks", "answer", "receipt", LONG_VALUE)
        return Ask("menu", "choice", Words("clerk.menu"), options=tuple(Option(v, Words(text=v)) for v in values))
