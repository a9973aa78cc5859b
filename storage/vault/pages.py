"""Recovery pages: a 32-byte seed on three sheets of paper, any two of which restore it.

Three XOR pairs (a1+b1, a2+b2, a3+b3 are each the seed): page A holds a1 and a2, B holds b1 and a3, C holds b2 and b3.
Each half is 80 decimal digits in 16 groups of five. Behind each group stands Damm's check digit over the group's place
(two digits, from 01) and its five digits, so that neighbouring groups typed in the wrong order are found too.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storage.errors import PageMistyped
from storage.vault.damm import check_digit, passes
from storage.vault.secret import SecretBytes, SecretText, xor
from storage.vault.seeds import KeyPair, PublicIdentity

LETTERS: Final = "ABC"
_GROUP: Final = 5
_GROUPS_A_HALF: Final = 16
GROUPS: Final = 1 + 2 * _GROUPS_A_HALF
"""Groups a page: one that names set and page, then two halves."""
_PAIRS: Final = {frozenset("AB"): (0, 0), frozenset("AC"): (1, 0), frozenset("BC"): (1, 1)}
"""For two pages in alphabetical order: which half of the first belongs to which half of the second."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its letter, the set it belongs to (four digits) and two halves of 32 bytes."""

    letter: str
    set_number: str
    halves: tuple[SecretBytes, SecretBytes]

    def groups(self) -> list[SecretText]:
        """33 groups of six digits as printed; the first is set and page."""
        head = self.set_number + str(LETTERS.index(self.letter))
        digits = head + "".join(_to_digits(half) for half in self.halves)
        chunks = (digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
        return [SecretText(chunk + check_digit(_place(place) + chunk)) for place, chunk in enumerate(chunks, start=1)]

    @classmethod
    def parse(cls, typed: str) -> Page:
        """Read a typed page; raises `PageMistyped`, which carries the wrong group's place (from 1)."""
        plain = unicodedata.normalize("NFKC", typed)
        groups = plain.replace("-", " ").split()
        if len(groups) == 1:
            groups = [plain[at : at + _GROUP + 1] for at in range(0, len(plain), _GROUP + 1)]
        for place, group in enumerate(groups, start=1):
            if len(group) != _GROUP + 1 or not passes(_place(place) + group):
                raise PageMistyped("a group is mistyped", place)
        if len(groups) != GROUPS:
            raise PageMistyped(f"a page has {GROUPS} groups")
        digits = "".join(group[:_GROUP] for group in groups)
        number = int(digits[_GROUP - 1])
        if number >= len(LETTERS):
            raise PageMistyped("a group is mistyped", 1)
        middle = _GROUP + _GROUP * _GROUPS_A_HALF
        halves = (_from_digits(digits[_GROUP:middle]), _from_digits(digits[middle:]))
        return cls(LETTERS[number], digits[: _GROUP - 1], halves)


def split(seed: SecretBytes) -> tuple[Page, Page, Page]:
    """Three pages of one seed."""
    firsts = [SecretBytes.random() for _ in range(3)]
    a1, a2, a3 = firsts
    b1, b2, b3 = (xor(seed, first) for first in firsts)
    number = f"{secrets.randbelow(10_000):04d}"
    return Page("A", number, (a1, a2)), Page("B", number, (b1, a3)), Page("C", number, (b2, b3))


def join(pages: Sequence[Page]) -> SecretBytes:
    """The seed from two different pages of one set; raises `PageMistyped`."""
    ordered = sorted(pages, key=lambda page: page.letter)
    chosen = _PAIRS.get(frozenset(page.letter for page in ordered))
    if chosen is None or len(ordered) != 2:
        raise PageMistyped("two different pages are needed")
    if ordered[0].set_number != ordered[1].set_number:
        raise PageMistyped("the pages belong to different sets")
    return xor(ordered[0].halves[chosen[0]], ordered[1].halves[chosen[1]])


def restore(pages: Sequence[Page], expected: PublicIdentity) -> KeyPair:
    """The recovery pair of the unit whose policy names `expected`; raises `PageMistyped` for another one's pages.

    Four digits do not keep all sets apart, and check digits miss some errors: only this comparison is sure.
    """
    pair = KeyPair(join(pages))
    if pair.public != expected:
        raise PageMistyped("these pages do not restore the key that the policy names")
    return pair


def _place(place: int) -> str:
    return f"{place:02d}"


def _to_digits(half: SecretBytes) -> str:
    return str(int.from_bytes(half.reveal(), "big")).rjust(_GROUP * _GROUPS_A_HALF, "0")


def _from_digits(digits: str) -> SecretBytes:
    number = int(digits)
    if number >= 1 << 256:
        raise PageMistyped("a group is mistyped")
    return SecretBytes(number.to_bytes(32, "big"))
