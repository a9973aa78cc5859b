"""A live look at an anonymous reporter's words: do they tell who is writing? It warns, it never changes a text."""

from __future__ import annotations

import re
from typing import Literal

Trace = Literal["name", "phone", "id_number"]

# The hundred most common family names: 我是王小明 is a name, 我是村民 is none.
_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳司徒诸葛上官"
)
_NAME = re.compile(
    rf"我(?:叫|的名字|姓|本人(?:叫|是|姓))|本人(?:叫|姓|名叫)|我是[{_FAMILY}][\u4e00-\u9fff]{{1,3}}(?=[，,。；;、\s]|$)|"
    r"举报人[:：是]|\bmy name is\b|\bi am called\b|\bi'm called\b",
    re.IGNORECASE,
)
_OWN_PHONE = re.compile(
    r"(?:我|本人)的?(?:本人)?(?:手机|电话|联系方式|微信|号码)|(?:打|联系|回)(?:我|本人)|\bmy (?:phone|number|mobile)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ \-]?\d{4}){2}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
_OWN_ID = re.compile(r"(?:我|本人)的?身份证|\bmy id\b", re.IGNORECASE)


def traces(text: str, numbers: bool = True) -> tuple[Trace, ...]:
    """What in a text may point to its writer. Without `numbers` a bare number is not held against it, because the page
    asks for the numbers of others."""
    found: list[Trace] = []
    if _NAME.search(text):
        found.append("name")
    if _OWN_PHONE.search(text) or (numbers and _PHONE.search(text)):
        found.append("phone")
    if _OWN_ID.search(text) or (numbers and _ID_NUMBER.search(text)):
        found.append("id_number")
    return tuple(found)


def warning(text: str, watch: str) -> str:
    """The text key of what to tell an anonymous writer of these words, or nothing. `watch` as a question has it."""
    found = traces(text, numbers=watch == "all") if watch else ()
    return f"warn.{found[0]}" if found else ""
