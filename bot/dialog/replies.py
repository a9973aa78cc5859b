"""What a dialog answers: things to show, and effects for the driver. Words are text keys with values, never prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dialog.inputs import Progress
from bot.dialog.session import NOTHING, Answer

Kind = Literal["choice", "multi", "text", "location", "confirm"]
Tone = Literal["calm", "good", "warn", "error"]
Values = Mapping[str, str | int]


@dataclass(frozen=True)
class Words:
    """A text key of the catalogue with its values or, where `key` is empty, `text` shown as it is (escaped)."""

    key: str = ""
    text: str = field(default="", repr=False)
    values: Values = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Option:
    """One answer to press or tick."""

    value: str
    label: Words
    checked: bool = False


@dataclass(frozen=True)
class Button:
    """An action offered: `Action(name)` or the web page's button. `key` names its label."""

    name: str
    key: str


@dataclass(frozen=True)
class Link:
    """An address offered, e.g. tel:110."""

    href: str
    label: Words


@dataclass(frozen=True)
class Say:
    """A sentence by itself, before whatever follows."""

    key: str
    values: Values = field(default_factory=dict, repr=False)
    tone: Tone = "calm"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Ask:
    """The current page. Always the last shown reply of a turn unless a `Show...` is.

    kind text: `value.texts` is what is typed so far, `limit` characters in all, `many` = several messages make one
    answer. kind location: as text, and a position may be shared (`value.position`). kind multi: `options[].checked`.
    kind confirm: only buttons. `position` is (n, of m) in a report, None elsewhere. A page of kind
    text may offer options too (policy topics).
    """

    step: str
    kind: Kind
    title: Words
    hints: tuple[Words, ...] = ()
    options: tuple[Option, ...] = ()
    buttons: tuple[Button, ...] = ()
    value: Answer = NOTHING
    error: Words | None = None
    position: tuple[int, int] | None = None
    limit: int = 0
    many: bool = False
    links: tuple[Link, ...] = ()
    secret: bool = False


@dataclass(frozen=True)
class ReviewLine:
    """One answered question on the review page. `missing` = required and not answered, or to be answered again."""

    step: str
    title: Words
    answer: tuple[Words, ...]
    missing: bool = False


@dataclass(frozen=True)
class ShowReview:
    """The last page before submitting. Button `edit:<step>` for every line; `step` is always "review"."""

    lines: tuple[ReviewLine, ...]
    notes: tuple[Words, ...]
    buttons: tuple[Button, ...]
    problems: tuple[Words, ...] = ()
    step: str = "review"


@dataclass(frozen=True)
class ShowReceipt:
    """The receipt after 已提交, shown again until its last four digits are typed (`Text` or `Page("receipt")`)."""

    receipt: str = field(repr=False)
    groups: tuple[str, ...] = field(repr=False)
    hints: tuple[Words, ...] = ()
    buttons: tuple[Button, ...] = ()
    error: Words | None = None
    step: str = "receipt"


@dataclass(frozen=True)
class ShowProgress:
    """A lead as its reporter may see it. `options` start a message back (facts, answer, objection, claim).

    `facts` (state, dates, result, reward, who looked) and `thread` (one entry a message, oldest first) say in words
    what `progress` holds, for channels that draw no page of their own.
    """

    progress: Progress
    options: tuple[Option, ...]
    buttons: tuple[Button, ...]
    notes: tuple[Words, ...] = ()
    facts: tuple[Words, ...] = ()
    thread: tuple[Words, ...] = ()
    step: str = "progress"


@dataclass(frozen=True)
class FaqReply:
    """What the Q&A says. zone: answer|suggest|refuse|report|emergency. `related`: (entry id, question).

    `id` names the entry. `asked` are the words that led to it, where they may be counted; never part of a page.
    """

    zone: str
    question: str = ""
    answer: str = ""
    details: str = ""
    sources: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    action: str = "none"
    id: str = ""
    asked: str = field(default="", repr=False)


@dataclass(frozen=True)
class ShowAnswer:
    """An answer of the Q&A; the page that was open follows. `related` are options `faq:<id>` of any page."""

    reply: FaqReply
    options: tuple[Option, ...] = ()


# ---- effects ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """Name and phone of a named reporter. Nothing here prints."""

    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True)
class Report:
    """Everything a report says, ready to be sealed (the fields of `storage.report.Content`).

    `lead_id` is hex. `excluded` may name custody: then there is no identity. `receivers` are what the routes gave when
    the reporter pressed the button; intake decides again under the policy it seals with. `identity` only where the
    reporter is named and gave both name and phone. Texts are empty where nothing is known.
    """

    lead_id: str = field(repr=False)
    receipt: str = field(repr=False)
    language: str
    channel: str
    officials: str
    official_names: str = field(repr=False)
    excluded: tuple[str, ...] = field(repr=False)
    receivers: tuple[str, ...] = field(repr=False)
    escalated: bool
    category: str | None
    area: str | None
    what: tuple[str, ...] = field(repr=False)
    place: str = field(repr=False)
    position: tuple[float, float] | None = field(repr=False)
    when: str = field(repr=False)
    who: str = field(repr=False)
    how_known: str = field(repr=False)
    victims: str = field(repr=False)
    evidence: str = field(repr=False)
    wants_reward: bool | None = None
    identity: Identity | None = None


@dataclass(frozen=True)
class MakeReceipt:
    """-> `ReceiptMade` or `Failed`."""


@dataclass(frozen=True)
class Submit:
    """-> `Submitted` or `NotSubmitted`. The report's lead id is the idempotency key."""

    report: Report


@dataclass(frozen=True)
class LookUp:
    """-> `Found`, `NotFound` or `Failed`. 20 digits, check digit right; in memory for one request only."""

    receipt: str = field(repr=False)


@dataclass(frozen=True)
class LookAgain:
    """-> `Found` or `Failed`: the same lead by the keys that `Found` brought. Also emitted by `show`."""

    keys: str = field(repr=False)


@dataclass(frozen=True)
class WriteBack:
    """-> `SentBack` or `Failed`. kind facts|answer|objection|claim."""

    kind: str
    text: str = field(repr=False)
    keys: str = field(repr=False)


@dataclass(frozen=True)
class ForgetLookUp:
    """The reporter left the look-up: erase keys and whatever was shown. No outcome."""


@dataclass(frozen=True)
class WipeAll:
    """Erase the session, and both sides' messages where the channel can. No outcome."""


@dataclass(frozen=True)
class CountQuestion:
    """A question outside every report that got no answer: counted, not kept. No outcome."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class CountVote:
    """Whether an entry helped: a count, no more. No outcome."""

    entry_id: str
    helped: bool


Effect = MakeReceipt | Submit | LookUp | LookAgain | WriteBack | ForgetLookUp | WipeAll
Count = CountQuestion | CountVote
Shown = Say | Ask | ShowReview | ShowReceipt | ShowProgress | ShowAnswer
Reply = Shown | Effect | Count
EFFECTS = (MakeReceipt, Submit, LookUp, LookAgain, WriteBack, ForgetLookUp, WipeAll)
COUNTS = (CountQuestion, CountVote)
