"""The one error tree of the product.

XiansuoError
+-- VaultError                  something sealed, signed or typed does not hold
|   +-- SealBroken              garbage, moved, truncated or foreign ciphertext, or the wrong key
|   +-- SignatureBroken         a signature, or what it signs, does not verify
|   +-- PolicyRefused           a policy or chain breaks one of its rules
|   |   +-- PolicyNotOurs       a whole chain, but not the one that this host knows (carries the reason)
|   +-- RosterRefused           a roster breaks one of its rules
|   |   +-- RosterRolledBack    the newest roster is gone: the access ledger knows a later one
|   +-- AccessRefused           a request, approval or re-sealed share is not what it is used as
|   |   +-- AccessExpired       it was, and its time is over
|   +-- DestructionRefused      a list to be destroyed, or its confirmation, is not what it is used as
|   +-- ChainBroken             the access ledger does not extend itself (carries the height)
|   +-- ReceiptMistyped         form or check digit of a receipt is wrong
|   +-- PageMistyped            form, check digit or set of a recovery page is wrong
|   +-- TooLong                 more bytes than the largest padding step
|   +-- NoReceiver              no unit may receive this lead
+-- StorageError
|   +-- StorageUnavailable      database locked, full or out of reach
|   +-- SameDatabase            bot and admin were pointed at one database
|   +-- NotFound                no such row, or none that the asker may know of
|   +-- StaleVersion            the row changed since it was read (carries what changed)
|   +-- AlreadyDone             a one-time thing was used before
+-- SettingsRefused             a setting stops the process (carries name and cure)
+-- NotAllowed                  the table of moves and roles says no
|   +-- NotSignedIn             nobody is signed in, or no longer
|   +-- PasswordNeeded          a key is needed that this session does not hold
+-- BadInput                    something typed does not fit (carries a text key)
"""

from __future__ import annotations


class XiansuoError(Exception):
    """Root of everything this product raises on purpose. Messages never carry secrets."""


class VaultError(XiansuoError):
    """Something sealed, signed or typed does not hold."""


class SealBroken(VaultError):
    """A ciphertext is garbage, moved, truncated or foreign, or the key is not its own."""


class SignatureBroken(VaultError):
    """A signature does not verify over what it claims to sign."""


class PolicyRefused(VaultError):
    """A policy breaks a rule of its chain; the message names the rule."""


class PolicyNotOurs(PolicyRefused):
    """The tables hold another chain of policies than the one this host has pinned; `reason` names the text shown."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(why)
        self.reason = reason


class RosterRefused(VaultError):
    """A roster breaks a rule; the message names the rule."""


class RosterRolledBack(RosterRefused):
    """The newest roster of a unit was taken away: the access ledger speaks of a higher counter."""


class AccessRefused(VaultError):
    """A request to open an identity, its approval or a re-sealed share does not belong to what it is used for."""


class AccessExpired(AccessRefused):
    """What was signed says that its time is over, whatever a row says."""


class DestructionRefused(VaultError):
    """A list of what is to be destroyed, or its confirmation, does not belong to what it is used for."""


class ChainBroken(VaultError):
    """A block of the access ledger does not extend the one before."""

    def __init__(self, height: int, why: str) -> None:
        super().__init__(f"block {height}: {why}")
        self.height = height
        self.why = why


class ReceiptMistyped(VaultError):
    """A receipt has the wrong form or check digit."""


class PageMistyped(VaultError):
    """A recovery page has a wrong form or check digit, or belongs to another set."""

    def __init__(self, why: str, group: int | None = None) -> None:
        super().__init__(why)
        self.group = group


class TooLong(VaultError):
    """More bytes than the largest padding step holds."""


class NoReceiver(VaultError):
    """No unit is left that may receive this lead."""


class StorageError(XiansuoError):
    """Something about what is kept."""


class StorageUnavailable(StorageError):
    """The database is locked, full or out of reach; nothing was written."""


class SameDatabase(StorageError):
    """Bot and admin were pointed at one database."""


class NotFound(StorageError):
    """No such row, or none that the asker may know of: the two are never told apart."""


class StaleVersion(StorageError):
    """The row changed since it was read."""

    def __init__(self, expected: int, found: int, changed: tuple[str, ...] = ()) -> None:
        super().__init__(f"based on version {expected}, found {found}")
        self.expected = expected
        self.found = found
        self.changed = changed


class AlreadyDone(StorageError):
    """A one-time thing (ticket, invitation, link) was used before or has ended."""


class SettingsRefused(XiansuoError):
    """A setting stops the process; `name` is the variable, the message says how to mend it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class NotAllowed(XiansuoError):
    """The table of roles and moves says no."""


class NotSignedIn(NotAllowed):
    """Nobody is signed in at this browser, or no longer."""


class PasswordNeeded(NotAllowed):
    """The act needs a key that the session does not hold: a custodian's, or one behind the password."""


class BadInput(XiansuoError):
    """Something typed does not fit; `key` names the text shown, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
