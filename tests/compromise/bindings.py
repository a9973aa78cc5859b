"""What a ciphertext may be bound to, guessed from the row it lies in: every purpose, with all ids and numbers at hand.

The format is public, so a thief knows which lists the product makes; which one belongs to a row must be tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

from storage.errors import SealBroken
from storage.vault.binding import Binding, as_number
from storage.vault.purposes import Purpose
from storage.vault.thread import FollowUpKind
from tests.compromise.loot import ID_SIZE, Row, pieces, unpacked

UNITS: Final = ("office", "custody", "escalation", "police")
"""Units' ids stand in the policy, which everybody may read."""
_MOMENT: Final = 1_000_000_000
_EPOCHS: Final = range(1, 100)


@dataclass(frozen=True)
class Context:
    """What stands around a ciphertext: ids (which of them are leads'), units, kinds of messages, epochs, moments."""

    leads: tuple[bytes, ...]
    ids: tuple[bytes, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    epochs: tuple[int, ...]
    moments: tuple[int, ...]

    @classmethod
    @cache
    def of(cls, rows: tuple[Row, ...]) -> "Context":
        """Taken from these rows, which share an id."""
        said = [item for row in rows for item in unpacked(row.values)]
        values = [value for _, value in said]
        whole = {value for value in values if isinstance(value, int)} | {
            number for value in values if isinstance(value, bytes) for number in _number(value)
        }
        texts = {value for value in values if isinstance(value, str)} | {
            value.decode() for value in values if isinstance(value, bytes) and value.isascii() and len(value) < 40
        }
        ids = {piece for value in values for piece in pieces(value) if len(piece) == ID_SIZE}
        named = {piece for name, value in said if name == "lead_id" for piece in pieces(value)}
        return cls(
            tuple(sorted(ids & named or ids)), tuple(sorted(ids)), tuple(sorted(texts & set(UNITS))),
            tuple(sorted(texts & set(FollowUpKind))), tuple(sorted(whole & set(_EPOCHS))),
            tuple(sorted(number for number in whole if number > _MOMENT)),
        )  # fmt: skip

    def bindings(self) -> Iterator[Binding]:
        """Every list that something sealed to a key may have been bound to here."""
        held = list(product(self.units, self.epochs))
        for lead in self.leads:
            yield Binding(Purpose.SHARE_ONE, lead, lead)
            for purpose, place in product((Purpose.GRANT, Purpose.SHARE_TWO), held):
                yield Binding(purpose, lead, lead, fields=place)
            for one in self.ids:
                yield from self._about(lead, one)
        for purpose, place in product((Purpose.UNIT_SEED, Purpose.OLD_UNIT_SEED, Purpose.RECOVERY_SEED), held):
            yield Binding(purpose, fields=place)
        for (unit, epoch), holder in product(held, self.epochs):
            yield Binding(Purpose.INDEX_KEY, fields=(unit, epoch, holder))

    def _about(self, lead: bytes, one: bytes) -> Iterator[Binding]:
        yield Binding(Purpose.ACCESS_REASONS, lead, one)
        yield Binding(Purpose.ACCESS_REFUSAL, lead, one)
        yield from (Binding(Purpose.FOLLOW_UP, lead, one, fields=(kind,)) for kind in self.kinds)
        for who, until in product(self.ids, self.moments):
            yield Binding(Purpose.SHARE_TWO_FOR_REQUEST, lead, one, fields=(who, until))
            yield Binding(Purpose.SHARE_ONE_FOR_CALL_BACK, lead, one, fields=(who, until))


def contexts(rows: list[Row]) -> Iterator[tuple[Row, Context]]:
    """Each row with what is said around it: itself, and the rows of other tables that bear the same id."""
    by_id: dict[Any, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row.values.get("id"), []).append(row)
    for row in rows:
        own = row.values.get("id")
        yield row, Context.of((row,) if own is None else tuple(by_id[own]))


def _number(value: bytes) -> Iterator[int]:
    try:
        yield as_number(value)
    except SealBroken:
        return
