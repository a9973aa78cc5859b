"""What the admin API answers, shared by both ends: strict, versioned by the path `/api/v1`.

Requests that carry something sealed are in `storage.envelope`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from storage.envelope import Hash, Id, Signature
from storage.vault.policy import SignedPolicy
from storage.vault.policy_document import MAX_NUMBER, Bytes

Day = Annotated[date, BeforeValidator(lambda value: date.fromisoformat(value) if isinstance(value, str) else value)]
Moment = Annotated[
    datetime, BeforeValidator(lambda value: datetime.fromisoformat(value) if isinstance(value, str) else value)
]


MAX_POLICIES = 20
"""As many signed policies travel at once; the rest follows with the next call."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Stored(_Strict):
    """A lead or follow-up is committed. `known`: it had been before, and was stored once."""

    stored: Literal[True] = True
    known: bool = False


class LookUpRequest(_Strict):
    """The id travels in the body, never in a path."""

    lookup_id: Hash


class ThreadLine(_Strict):
    """One message as stored. A machine's line has a `code` and no ciphertext; `verified` speaks of the reporter's."""

    message_id: Id
    sender: Literal["reporter", "staff", "machine"]
    kind: str
    at: Moment
    ciphertext: Bytes = b""
    code: str = ""
    verified: bool = True


class RewardView(_Strict):
    """The reward's state, and the sum in fen once it is approved."""

    state: Literal["proposed", "approved", "refused", "paid"]
    amount_fen: int | None = None


class IdentityLook(_Strict):
    """How often the identity was opened on one day, and by whom: a role, never a name."""

    day: Day
    role: Literal["handler", "custodian"]
    times: int = Field(ge=1, le=MAX_NUMBER)


class CallBackView(_Strict):
    """A custodian called on this day, and what came of it."""

    day: Day
    outcome: Literal["verified", "denied", "not_reached"]


class DestroyedView(_Strict):
    """What of a report was destroyed at the end of its term, by two people's signatures, and on which day."""

    day: Day
    part: Literal["identity", "messages"]


class AcknowledgementView(_Strict):
    """The host's signed statement of filing."""

    body: Bytes
    signature: Signature


class ThreadView(_Strict):
    """A lead as its reporter may see it; everything that only the receipt opens is still sealed.

    `identity_missing`: the identity is gone, and nobody signed for it.
    """

    card: Bytes
    state: str
    received_on: Day
    state_on: Day | None = None
    due_on: Day | None = None
    conclusion: str | None = None
    lines: tuple[ThreadLine, ...] = ()
    views: dict[str, int] = Field(default_factory=dict)
    identity_looks: tuple[IdentityLook, ...] = ()
    call_backs: tuple[CallBackView, ...] = ()
    destroyed: tuple[DestroyedView, ...] = ()
    identity_missing: bool = False
    reward: RewardView | None = None
    acknowledgement: AcknowledgementView | None = None


class LookUpAnswer(_Strict):
    """The same shape for a known and an unknown id; `height` is the access ledger's."""

    thread: ThreadView | None = None
    height: int = 0


class PolicyPart(_Strict):
    """One signed policy of the chain."""

    body: Bytes
    office_signature: Signature
    custody_signature: Signature

    def signed(self) -> SignedPolicy:
        return SignedPolicy(self.body, self.office_signature, self.custody_signature)

    @classmethod
    def of(cls, policy: SignedPolicy) -> PolicyPart:
        return cls(
            body=policy.body, office_signature=policy.office_signature, custody_signature=policy.custody_signature
        )


class PolicyChain(_Strict):
    """Signed policies, oldest first: what the inside host answers, and what a bot sends that holds newer ones.

    `newest` is the version of the newest policy that the sender holds.
    """

    policies: tuple[PolicyPart, ...] = Field(default=(), max_length=MAX_POLICIES)
    newest: int = Field(default=0, ge=0, le=MAX_NUMBER)


class Desk(_Strict):
    """Local contacts, as the office wrote them: phone, address, hours, reward rule and the like."""

    contacts: dict[str, str] = Field(default_factory=dict)


class BlockHeaders(_Strict):
    """Headers after the height asked for, oldest first.

    `restored` names the last restore from a backup, empty where there was none: a new name asks every bot to post again
    what it kept. `waits`: it was restored and has not gone on yet. `head` is the header of the last block of all, empty
    before the first.
    """

    restored: str = Field(default="", max_length=32)
    waits: bool = False
    headers: tuple[Bytes, ...] = ()
    head: Bytes = b""


class RosterPart(_Strict):
    """A unit's signed roster: staff ids, public keys and days, no names."""

    unit: str = Field(max_length=64)
    epoch: int = Field(ge=1, le=MAX_NUMBER)
    body: Bytes
    signature: Signature


class InsideState(_Strict):
    """What the inside host tells about itself, for the page `/verify`. Days are the office's.

    Rosters are believed by their signatures, all else is the host's own word.
    """

    version: str = Field(max_length=32)
    build: str = Field(max_length=64)
    memory_backed: bool
    last_backup: Day | None = None
    last_drill: Day | None = None
    last_leak_scan: Day | None = None
    leaks_found: int = Field(default=0, ge=0, le=MAX_NUMBER)
    rosters: tuple[RosterPart, ...] = ()


class BotReport(_Strict):
    """What a bot host tells about itself, so that old unit seeds can be erased safely, and a restored ledger goes on.

    `head` is the hash of the block at `height`, empty before the first.
    """

    bot_id: Id
    policy_version: int = Field(ge=0, le=MAX_NUMBER)
    oldest_outbox_policy: int | None = Field(default=None, ge=0, le=MAX_NUMBER)
    height: int = Field(ge=0, le=MAX_NUMBER)
    head: Bytes = Field(default=b"", max_length=32)


class AskedInVain(_Strict):
    """A normalised question that three conversations of one week asked, and the day; `kind` says what they got."""

    question_id: Id
    text: str = Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
    kind: Literal["unanswered", "unhelpful"]
    entry_id: str = Field(default="", pattern=r"^([a-z][a-z0-9_]{1,39})?$")
    day: Day


class DayOfVotes(_Strict):
    """All votes on an answer on one day, as far as this bot host counted them."""

    entry_id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    day: Day
    helped: int = Field(ge=0, le=MAX_NUMBER)
    unhelped: int = Field(ge=0, le=MAX_NUMBER)


class FaqNews(_Strict):
    """What one bot host tells the editors of the questions and answers."""

    bot_id: Id
    questions: tuple[AskedInVain, ...] = Field(default=(), max_length=100)
    votes: tuple[DayOfVotes, ...] = Field(default=(), max_length=100)
