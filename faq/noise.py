"""Ways in which the same question arrives garbled: each takes it and a random source, and gives another spelling."""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from faq import phonetics
from faq.resources import read_lines

Noise = Callable[[str, random.Random], str]

LEADS = ("请问一下，", "你好，", "那个，", "我想问一下", "嗯……", "麻烦问下，", "同志，", "请问")
TAILS = ("啊", "呢", "呀？", "，谢谢", "？？", "！！", "，在线等", "呗", "~", "😂", "。。。")


@cache
def readings() -> dict[str, str]:
    return {char: name for name, chars in (line.split() for line in read_lines("syllables.txt")) for char in chars}


@cache
def alike(folded: bool) -> dict[str, list[str]]:
    """Sound to the common characters (first level of GB 2312) that have it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for char, name in readings().items():
        if 0xB0 <= char.encode("gb2312")[0] <= 0xD7:
            groups[phonetics.fold(name) if folded else name].append(char)
    return groups


def places(question: str) -> list[int]:
    return [place for place, char in enumerate(question) if char in readings()]


def _other(question: str, chance: random.Random, folded: bool) -> str:
    spots = places(question)
    chance.shuffle(spots)
    for place in spots:
        name = readings()[question[place]]
        others = [char for char in alike(folded)[phonetics.fold(name) if folded else name] if char != question[place]]
        if folded:
            others = [char for char in others if readings()[char] != name]
        if others:
            return question[:place] + chance.choice(others) + question[place + 1 :]
    return question


def homophone(question: str, chance: random.Random) -> str:
    return _other(question, chance, folded=False)


def accent(question: str, chance: random.Random) -> str:
    """zh for z, n for l, -ng for -n."""
    return _other(question, chance, folded=True)


def dropped(question: str, chance: random.Random) -> str:
    spots = places(question)
    if len(spots) < 5:
        return question
    place = chance.choice(spots)
    return question[:place] + question[place + 1 :]


def swapped(question: str, chance: random.Random) -> str:
    if len(question) < 4:
        return question
    place = chance.randrange(len(question) - 1)
    return question[:place] + question[place + 1] + question[place] + question[place + 2 :]


def traditional(question: str, _chance: random.Random) -> str:
    forms = {line[0]: line[1] for line in read_lines("traditional.txt")}
    return "".join(forms.get(char, char) for char in question)


def fullwidth(question: str, _chance: random.Random) -> str:
    return "　".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in question)


def _spoken(question: str) -> list[str]:
    """Every character by its syllable; digits and letters stay together."""
    return [readings().get(part, part) for part in re.findall("[0-9A-Za-z]+|.", question, re.DOTALL)]


def pinyin_spaced(question: str, _chance: random.Random) -> str:
    return " ".join(_spoken(question))


def pinyin_joined(question: str, _chance: random.Random) -> str:
    return "".join(_spoken(question))


def pinyin_mixed(question: str, chance: random.Random) -> str:
    chosen = set(chance.sample(places(question), max(1, len(places(question)) // 3))) if places(question) else set()
    return "".join(readings()[char] if place in chosen else char for place, char in enumerate(question))


def fillers(question: str, chance: random.Random) -> str:
    return chance.choice(LEADS) + question + chance.choice(TAILS)


KINDS: dict[str, Noise] = {
    "homophone": homophone,
    "accent": accent,
    "dropped": dropped,
    "swapped": swapped,
    "traditional": traditional,
    "fullwidth": fullwidth,
    "pinyin_spaced": pinyin_spaced,
    "pinyin_joined": pinyin_joined,
    "pinyin_mixed": pinyin_mixed,
    "fillers": fillers,
}
