"""What a typed message means on a page with buttons: a control word, an option, a question, or a story begun early.

These are words people type, not words we show; what we show is in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.dialog.replies import Option
from bot.dialog.words import folded

_CONTROLS = {
    "back": ("返回", "上一步", "back"),
    "next": ("下一步", "next"),
    "skip": ("不清楚", "不知道", "说不清", "跳过", "skip", "don't know", "not sure"),
    "save": ("保存", "稍后再填", "save"),
    "cancel": ("取消", "cancel"),
    "menu": ("菜单", "主菜单", "menu"),
    "submit_now": ("直接提交", "submit now"),
    "wipe": ("清除记录", "wipe"),
    "language": ("english", "中文"),
    "forget": ("退出", "quit"),
}
_CONTROL_OF = {word: name for name, words in _CONTROLS.items() for word in words}
_SAME_AS = {
    "yes": ("是", "是的", "有", "有的", "对", "在", "y"),
    "no": ("否", "不是", "没有", "无", "没", "不在", "n"),
    "unsure": ("不清楚", "不确定", "不知道", "说不准"),
    "unknown": ("不清楚", "不确定", "不知道", "说不准"),
}
_ASKED = re.compile(r"\s*(?:[?？]+|(?:请?问(?:一下)?|ask)\s*[:：，,])\s*(.*)", re.DOTALL | re.IGNORECASE)
_QUESTION_END = re.compile(r"(?:[?？]|[吗呢么嘛])\s*$")
_PAUSE = re.compile(r"[，,。；;！!]")
_QUESTION_WORD = re.compile(
    r"什么|怎么|怎样|如何|多少|多久|多长|啥|哪|谁|能不能|可不可以|可以.*吗|是否|为何|几天|几年|几个|"
    r"\b(?:what|how|who|when|where|why|which|can|does|do|is|are|will)\b",
    re.IGNORECASE,
)
QUESTION_LENGTH = 60
CLAUSE_LENGTH = 30
STORY_LENGTH = 15


def control(text: str) -> str:
    """The action that a whole message names, or nothing."""
    return _CONTROL_OF.get(folded(text), "")


def asked(text: str) -> str:
    """The question behind a leading ？ or 问：, or nothing. Plain 问题是… is no question mark."""
    match = _ASKED.fullmatch(text)
    return match.group(1).strip() if match else ""


def looks_like_question(text: str) -> bool:
    """Whether a short message on a page with buttons reads as a question about rules or about this place.

    谁去拉沙都要交钱 holds a question word and is a story: without an end that asks, one plain clause is the most.
    """
    if len(text) > QUESTION_LENGTH or "\n" in text.strip():
        return False
    plain = len(text) <= CLAUSE_LENGTH and not _PAUSE.search(text.strip("。.！! "))
    return bool(_QUESTION_END.search(text) or (plain and _QUESTION_WORD.search(text)))


def option(text: str, options: tuple[Option, ...], label: Callable[[Option], str]) -> str:
    """The value of the option that a message names: by number, label, part of one label, or yes and no words."""
    word = folded(text)
    if word.isascii() and word.isdigit():
        return options[int(word) - 1].value if len(word) < 4 and 0 < int(word) <= len(options) else ""
    labels = {one.value: folded(label(one)) for one in options}
    for value, shown in labels.items():
        if word in (shown, value) or word in _SAME_AS.get(value, ()):
            return value
    part = [value for value, shown in labels.items() if len(word) >= 2 and word in shown]
    return part[0] if len(part) == 1 else ""
