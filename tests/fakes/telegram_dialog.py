"""A conversation built on the real dialog, with sessions and leads in memory: a whole tip line but for the sealing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import ClassVar

from bot.channels.base import ChatKey, Turn
from bot.dialog.engine import Dialog
from bot.dialog.model import (
    EFFECTS,
    Channel,
    Effect,
    FaqReply,
    Found,
    Input,
    Line,
    LookAgain,
    LookUp,
    MakeReceipt,
    Named,
    NotFound,
    Outcome,
    Progress,
    ReceiptMade,
    Reply,
    Report,
    SentBack,
    Session,
    Submit,
    Submitted,
    WipeAll,
    World,
    WriteBack,
)
from kit import clock
from kit.catalogue import Catalogue
from storage.vault.receipt import Receipt

CHANNEL = Channel("telegram", is_messenger=True, can_delete=True, tel_links=False, shares_location=True)


class SmallFaq:
    """Two entries, found by a word, and one wrong that it knows."""

    _entries: ClassVar = {
        "anonymous": FaqReply("answer", "匿名举报会受理吗？", "会，与实名同等对待。", sources=("反有组织犯罪法",)),
        "reward": FaqReply(
            "answer", "举报有奖励吗？", "以当地规定为准。", related=(("anonymous", "匿名举报会受理吗？"),)
        ),
    }

    def ask(self, text: str) -> FaqReply:
        if "匿名" in text:
            return self._entries["anonymous"]
        if "保护费" in text:
            return FaqReply("emergency" if "现在" in text else "report", related=(("anonymous", "匿名举报会受理吗？"),))
        return self._entries["reward"] if "奖" in text else FaqReply("refuse")

    def entry(self, entry_id: str) -> FaqReply | None:
        return self._entries.get(entry_id)

    def topics(self) -> tuple[tuple[str, str], ...]:
        return tuple((entry_id, entry.question) for entry_id, entry in self._entries.items())


def routing(
    area: str | None, category: str | None, officials: bool, excluded: frozenset[str]
) -> tuple[tuple[str, ...], bool] | None:
    left = tuple(unit for unit in ("office", "police") if unit not in excluded)
    return (left, False) if left else None


@dataclass
class DialogPeer:
    """Keeps the promise of `Conversation` within one process."""

    texts: Catalogue = field(default_factory=lambda: Catalogue.load("bot"))
    sessions: dict[ChatKey, Session] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)
    reports: dict[str, Report] = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dialog = Dialog(
            World(
                channel=CHANNEL,
                faq=SmallFaq(),
                routing=routing,
                areas=(Named("east", "东河镇"), Named("west", "西山镇")),
                units=(Named("office", "扫黑办"), Named("police", "公安局"), Named("custody", "身份保管组")),
                custody="custody",
                label=self.texts.text,
            )
        )

    async def handle(self, key: ChatKey, inputs: Sequence[Input], once: str = "") -> Turn:
        if once in self.once:
            return Turn()
        self.once.add(once)
        replies: list[Reply] = []
        session = self.sessions.get(key, Session())
        pending = list(inputs)
        while pending:
            session, made = self._dialog.advance(session, pending.pop(0), clock.now())
            for reply in made:
                if not isinstance(reply, EFFECTS) or isinstance(reply, WipeAll):
                    replies.append(reply)
                if isinstance(reply, EFFECTS):
                    outcome = self._perform(reply)
                    pending[:0] = [outcome] if outcome is not None else []
        self.sessions[key] = session
        return Turn(replies, session.language)

    async def screen(self, key: ChatKey) -> Turn:
        session = self.sessions.get(key, Session())
        return Turn(self._dialog.show(session, clock.now()), session.language)

    def _perform(self, effect: Effect) -> Outcome | None:
        match effect:
            case MakeReceipt():
                return ReceiptMade(Receipt.generate().reveal(), "00" * 16)
            case Submit(report):
                self.reports[report.receipt] = report
                return Submitted()
            case LookUp(receipt):
                return self._found(receipt) if receipt in self.reports else NotFound("unknown")
            case LookAgain(keys):
                return self._found(keys)
            case WriteBack(kind, text):
                self.written.append((kind, text))
                return SentBack()
        return None

    def _found(self, receipt: str) -> Found:
        at = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
        lines = (
            Line("staff", at, "answer", "请补充车牌。"),
            Line("reporter", at, "facts"),
            Line("staff", at, "answer", verified=False),
            Line("machine", at, code="reward_approved"),
        )
        progress = Progress(
            "verifying", date(2026, 2, 27), date(2026, 3, 1), date(2026, 4, 30), "partly", lines,
            (("viewed", 2),), ((date(2026, 3, 1), "custodian", 1),), "approved", 50_050, 12,
        )  # fmt: skip
        return Found(progress, receipt)
