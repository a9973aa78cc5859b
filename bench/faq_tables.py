"""Writes the two character tables of `faq/data`: traditional to simplified, and toneless syllables.

Run by hand when OpenCC or pypinyin bring better tables; the program itself reads only the data files,
because importing pypinyin costs 56 MB and OpenCC cannot be called on a hundred thousand phrases cheaply.
Only the characters of GB 2312 get a syllable: everything else is simplified first or too rare to be misheard.
"""

from collections import defaultdict
from pathlib import Path

import opencc
from pypinyin import lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "faq" / "lexicon"
CJK = range(0x4E00, 0xA000)


def traditional() -> str:
    """One line a simplified character, followed by the traditional forms that become it."""
    convert = opencc.OpenCC("t2s").convert
    groups: dict[str, list[str]] = defaultdict(list)
    for code in CJK:
        simple = convert(chr(code))
        if simple != chr(code) and len(simple) == 1:
            groups[simple].append(chr(code))
    return "".join(f"{simple}{''.join(forms)}\n" for simple, forms in sorted(groups.items()))


def in_gb2312(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def syllables() -> str:
    """One line a syllable without tone, a blank, then its characters; each character is listed once."""
    groups: dict[str, list[str]] = defaultdict(list)
    for code in CJK:
        if in_gb2312(chr(code)):
            groups[lazy_pinyin(chr(code))[0].replace("ü", "v")].append(chr(code))
    return "".join(f"{name} {''.join(chars)}\n" for name, chars in sorted(groups.items()) if name.isascii())


if __name__ == "__main__":
    (DATA / "traditional.txt").write_text(traditional(), encoding="utf-8")
    (DATA / "syllables.txt").write_text(syllables(), encoding="utf-8")
