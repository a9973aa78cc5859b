"""What can happen to a dialog: a person's input, or the outcome of an effect that the driver carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

# ---- a person's inputs ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A message typed into a messenger. On pages with buttons it may name an option or be a policy question."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Choice:
    """All chosen values of one question at once. `step` is the question the button belonged to; a button of another
    question is stale and answered politely. Without `step` the current question is meant."""

    values: tuple[str, ...]
    step: str = ""


@dataclass(frozen=True)
class Toggle:
    """One tick set or taken away on a question with several answers; `Action("next")` ends it."""

    value: str
    step: str = ""


@dataclass(frozen=True)
class Action:
    """A button that is not an answer: back, next, skip (不清楚), submit_now (直接提交), submit (on the review page),
    save, cancel, menu, wipe, language, undo (last message away), rewrite (text away), `edit:<step>`, forget (退出)."""

    name: str
    step: str = ""


@dataclass(frozen=True)
class Page:
    """A posted web page: what it held, whole, and the button pressed (an `Action` name; "next" by default).

    `step` is the id the page was made for. What was filled in is kept whatever the button (but cancel, menu of another
    page and skip). A page of an earlier question (browser back) is taken as an edit of that question. `question` is a
    policy question asked beside it: the page is kept as it was filled in and stays open.
    """

    step: str
    action: str = "next"
    text: str = field(default="", repr=False)
    values: tuple[str, ...] = ()
    question: str = field(default="", repr=False)


@dataclass(frozen=True)
class Question:
    """A policy question asked in so many words (the web's question field); never part of a report."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class Command:
    """A slash command without its slash: start, report, track, ask, verify, wipe, help, cancel, language."""

    name: str
    argument: str = field(default="", repr=False)


@dataclass(frozen=True)
class Shared:
    """A shared position, degrees (WGS 84)."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)


@dataclass(frozen=True)
class Unsupported:
    """Something that can't be taken: photo, video, voice, document, sticker, contact, edited, other."""

    kind: str


Said = Text | Choice | Toggle | Action | Page | Question | Command | Shared | Unsupported

# ---- outcomes of effects ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReceiptMade:
    """Outcome of `MakeReceipt`: 20 digits without spaces, and the lead id as hex."""

    receipt: str = field(repr=False)
    lead_id: str = field(repr=False)


@dataclass(frozen=True)
class Submitted:
    """Outcome of `Submit`: the sealed lead is committed to the outbox (or was already: a second click)."""


@dataclass(frozen=True)
class NotSubmitted:
    """Outcome of `Submit`: nothing was taken; the draft stays. Reasons: storage, busy, too_fast, no_policy, disk."""

    reason: str


@dataclass(frozen=True)
class Line:
    """One entry of a lead's thread. `who` reporter|staff|machine; what the machine says is a `code` with a date."""

    who: str
    at: datetime
    kind: str = ""
    text: str = field(default="", repr=False)
    code: str = ""
    verified: bool = True


@dataclass(frozen=True)
class Progress:
    """What a look-up shows. `state` is a lead state of the workflow or `delivering` (still in our outbox).

    `views`: how often the lead was opened, per role. `identity_views`: (day, role, times) the identity was opened.
    `call_backs`: (day, verified|denied|not_reached). `destroyed`: (day, identity|messages) at the end of the term;
    `identity_missing`: the identity is gone without two people's signatures.
    `reward`: proposed|approved|refused|paid. `height`: access ledger's block height. `alarm`: the bot refused a block.
    """

    state: str
    received_on: date | None = None
    state_on: date | None = None
    due_on: date | None = None
    conclusion: str = ""
    lines: tuple[Line, ...] = ()
    views: tuple[tuple[str, int], ...] = ()
    identity_views: tuple[tuple[date, str, int], ...] = ()
    reward: str = ""
    reward_fen: int | None = None
    height: int | None = None
    alarm: bool = False
    waiting_messages: int = 0
    call_backs: tuple[tuple[date, str], ...] = ()
    destroyed: tuple[tuple[date, str], ...] = ()
    identity_missing: bool = False


@dataclass(frozen=True)
class Found:
    """Outcome of `LookUp` and `LookAgain`. `keys` is opaque to the dialog: what the driver needs to open the thread
    again within 30 minutes. It lives in the sealed session only."""

    progress: Progress
    keys: str = field(repr=False)


@dataclass(frozen=True)
class NotFound:
    """Outcome of `LookUp`: kind unknown (no such receipt), busy (over budget), unreachable (inside host silent)."""

    kind: str


@dataclass(frozen=True)
class SentBack:
    """Outcome of `WriteBack`: signed, sealed and committed to the outbox."""


@dataclass(frozen=True)
class Failed:
    """An effect failed in a way the person cannot mend; typed text stays. Reason: storage, busy, unreachable."""

    reason: str


Outcome = ReceiptMade | Submitted | NotSubmitted | Found | NotFound | SentBack | Failed
Input = Said | Outcome
