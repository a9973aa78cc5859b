"""The keys that one request may use: a member's own pair, and through it the pairs of their units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.errors import NotAllowed, PasswordNeeded, SignatureBroken
from storage.vault.index import Holder, UnitIndex
from storage.vault.lead import LeadKeys, SealedFor
from storage.vault.seeds import KeyPair, PublicIdentity
from storage.vault.unit import check_founding, open_old_seed, open_unit_seed


@dataclass(frozen=True, slots=True)
class Founding:
    """What vouches for a key that no policy names yet: the signature of the member who made it.

    `founder` is None where that is the member whose session this is: their own opened key checks it. For others it is
    the founder's key as the unit's roster gives it, and `member` is who that roster says they are themselves.
    """

    staff_id: bytes
    signature: bytes
    founder: PublicIdentity | None = None
    member: PublicIdentity | None = None

    def check(self, unit: str, epoch: int, public: PublicIdentity, own: PublicIdentity) -> None:
        """Raises `SignatureBroken` for a key that its founder did not sign."""
        if self.member is not None and self.member != own:
            raise SignatureBroken("the roster names another key for this member")
        check_founding(unit, epoch, public, self.staff_id, self.signature, self.founder or own)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's sealed copy of one epoch's seed; `public` is the unit's key as the signed policy names it.

    With a `founding`, no policy names it yet and a row says what it is, so nothing opens before that was checked.
    """

    unit: str
    epoch: int
    public: PublicIdentity
    sealed: bytes
    founding: Founding | None = None


@dataclass(frozen=True, slots=True)
class OldSeat:
    """An older epoch's seed, sealed to the newer epoch `behind`."""

    unit: str
    epoch: int
    public: PublicIdentity
    behind: int
    sealed: bytes


class Keyring:
    """Opens lazily and keeps what it opened for the request's time only.

    `pair` is None in the session of a custodian: each act that needs it asks for the password. Whatever is missing
    raises `PasswordNeeded` (no pair) or `NotAllowed` (not a member); a swapped key raises `SealBroken` or, before a
    policy names it, `SignatureBroken`.
    """

    def __init__(self, pair: KeyPair | None, seats: Iterable[Seat] = (), old: Iterable[OldSeat] = ()) -> None:
        self._pair = pair
        self._seats = {(seat.unit, seat.epoch): seat for seat in seats}
        self._old = {(seat.unit, seat.epoch): seat for seat in old}
        self._opened: dict[tuple[str, int], KeyPair] = {}
        self._indexes: dict[bytes, UnitIndex] = {}

    def __repr__(self) -> str:
        return f"Keyring(open={self._pair is not None}, epochs={len(self._seats)})"

    @property
    def is_open(self) -> bool:
        """Whether the member's own pair is at hand."""
        return self._pair is not None

    @property
    def own(self) -> KeyPair:
        """The member's own pair."""
        if self._pair is None:
            raise PasswordNeeded("this act asks for the password")
        return self._pair

    def with_pair(self, pair: KeyPair) -> Keyring:
        """The same seats under a pair that a password has just opened."""
        return Keyring(pair, self._seats.values(), self._old.values())

    def holds(self, unit: str, epoch: int) -> bool:
        """Whether `unit_pair` has something to open."""
        return (unit, epoch) in self._seats or (unit, epoch) in self._old

    def answers_for(self, unit: str, epoch: int) -> bool:
        """Whether this member may tell others what the unit's key is: a policy names it, or they made it themselves.

        Others know a fresh key only from rows that agree with each other, which somebody could exchange together.
        """
        seat = self._seats.get((unit, epoch))
        return seat is not None and (seat.founding is None or seat.founding.founder is None)

    def unit_pair(self, unit: str, epoch: int) -> KeyPair:
        """The unit's pair of that epoch."""
        found = self._opened.get((unit, epoch))
        if found is None:
            found = self._opened[unit, epoch] = self._open(unit, epoch)
        return found

    def index(self, unit: str, epoch: int, sealed_to: int, sealed: bytes) -> UnitIndex:
        """The unit's index of `epoch` through the copy that its epoch `sealed_to` holds."""
        if not self.holds(unit, sealed_to):
            raise NotAllowed("the copy is for an epoch of which this member has no seed")
        found = self._indexes.get(sealed)
        if found is None or (found.unit, found.epoch) != (unit, epoch):
            holder = Holder(sealed_to, self.unit_pair(unit, sealed_to))
            found = self._indexes[sealed] = UnitIndex.open(unit, epoch, sealed, holder)
        return found

    def lead_keys(self, lead_id: bytes, grants: Sequence[SealedFor]) -> LeadKeys:
        """A lead's keys through the first of these grants that one of the member's units holds."""
        own = self.own
        for grant in grants:
            if self.holds(grant.unit, grant.epoch):
                return LeadKeys.from_grant(lead_id, grant, self.unit_pair(grant.unit, grant.epoch))
        raise NotAllowed(f"no grant for a unit of {own.public.id.hex()[:8]}")

    def _open(self, unit: str, epoch: int) -> KeyPair:
        seat = self._seats.get((unit, epoch))
        if seat is not None:
            if seat.founding is not None:
                seat.founding.check(unit, epoch, seat.public, self.own.public)
            return open_unit_seed(unit, epoch, seat.sealed, self.own, seat.public)
        older = self._old.get((unit, epoch))
        if older is None or older.behind <= epoch:
            raise NotAllowed("not a member of this unit")
        return open_old_seed(unit, epoch, older.sealed, self.unit_pair(unit, older.behind), older.public)
