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


class AcknowledgementView(_Strict):
    """The host's signed statement of filing."""

    body: Bytes
    signature: Signature


class ThreadView(_Strict):
    """A lead as its reporter may see it; everything that only the receipt opens is still sealed."""

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
    """The policies after the version asked for, oldest first."""

    policies: tuple[PolicyPart, ...] = ()


class Desk(_Strict):
    """Local contacts, as the office wrote them: phone, address, hours, reward rule and the like."""

    contacts: dict[str, str] = Field(default_factory=dict)


class BlockHeaders(_Strict):
    """Headers after the height asked for, oldest first.

    `restored` names the last restore from a backup, empty where there was none: a new name asks every bot to post again
    what it kept.
    """

    restored: str = Field(default="", max_length=32)
    headers: tuple[Bytes, ...] = ()


class BotReport(_Strict):
    """What a bot host tells about itself, so that old unit seeds can be erased safely."""

    bot_id: Id
    policy_version: int = Field(ge=0, le=MAX_NUMBER)
    oldest_outbox_policy: int | None = Field(default=None, ge=0, le=MAX_NUMBER)
    height: int = Field(ge=0, le=MAX_NUMBER)


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
