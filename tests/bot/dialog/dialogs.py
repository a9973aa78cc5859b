"""A small world and a reporter to walk through it. Everybody in it is invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.dialog.engine import Dialog
from bot.dialog.model import (
    EFFECTS,
    Action,
    Ask,
    Channel,
    Choice,
    FaqReply,
    Found,
    Input,
    LookAgain,
    LookUp,
    MakeReceipt,
    Named,
    Page,
    Progress,
    ReceiptMade,
    Reply,
    Report,
    Say,
    SentBack,
    Session,
    ShieldName,
    ShowProgress,
    ShowReceipt,
    ShowReview,
    Submit,
    Submitted,
    Text,
    World,
    WriteBack,
)
from storage.vault.damm import check_digit

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
RECEIPT = "5724000000000000000" + check_digit("5724000000000000000")
LEAD_ID = "00112233445566778899aabbccddeeff"
WEB = Channel("web")
MESSENGER = Channel(
    "telegram", is_messenger=True, can_delete=True, shares_location=True, web_url="https://tips.example"
)

POLICE = Named("police", "青石县公安局")
INSPECTION = Named("inspection", "青石县纪委监委")
CUSTODY = Named("custody", "青石县身份保管组")
PROVINCE = Named("above", "云川市扫黑办")
AREAS = (Named("baishui", "白水镇"), Named("heiniu", "黑牛乡"))

_SYLLABLES = {"张": "zhang", "章": "zhang", "三": "san", "山": "shan", "李": "li", "四": "si", "思": "si", "卫": "wei"}


def pinyin(name: str) -> str:
    """Toneless syllables of the few characters this world knows."""
    return " ".join(_SYLLABLES.get(char, char) for char in name)


class Desk:
    """A Q&A that knows one entry, one suggestion, and what danger sounds like."""

    entry_one = FaqReply("answer", "可以匿名举报吗？", "可以。", related=(("report_reward", "有奖励吗？"),))

    def ask(self, text: str) -> FaqReply:
        if "砸门" in text:
            return FaqReply("emergency")
        if "匿名" in text:
            return self.entry_one
        if "奖" in text:
            return FaqReply("suggest", related=(("report_reward", "有奖励吗？"),))
        if "保护费" in text:
            return FaqReply("report")
        return FaqReply("refuse")

    def entry(self, entry_id: str) -> FaqReply | None:
        return self.entry_one if entry_id == "report_anon" else None

    def topics(self) -> tuple[tuple[str, str], ...]:
        return (("report_anon", "可以匿名举报吗？"),)


def routing(
    area: str | None, category: str | None, officials: bool, excluded: frozenset[str]
) -> tuple[tuple[str, ...], bool] | None:
    """Police, with discipline inspection where officials are involved; 云川市扫黑办 stands in."""
    named = ("police", "inspection") if officials else ("police",)
    left = tuple(unit for unit in named if unit not in excluded)
    if left:
        return left, False
    return None if "above" in excluded else (("above",), True)


def world(channel: Channel = WEB, **changes: object) -> World:
    """A world in which reports can be taken."""
    made = World(
        channel=channel,
        faq=Desk(),
        routing=routing,
        areas=AREAS,
        units=(POLICE, INSPECTION, CUSTODY, PROVINCE),
        shield=(ShieldName("张三", "zhang san", "police"), ShieldName("李四", "li si", "inspection")),
        pinyin=pinyin,
        custody="custody",
        contacts={"office_phone": "0000-1234567"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


class Reporter:
    """Somebody at a dialog: keeps the session, carries out effects as a driver would, remembers what was shown."""

    def __init__(self, where: World | None = None, session: Session | None = None) -> None:
        self.world = where or world()
        self.dialog = Dialog(self.world)
        self.session = session or Session()
        self.now = NOON
        self.shown: list[Reply] = []
        self.effects: list[Reply] = []
        self.submits: list[Report] = []
        self.outcome_of_submit: Input = Submitted()
        self.outcome_of_look_up: Input = Found(Progress("received"), "keys")
        self.outcome_of_write: Input = SentBack()
        self.obeys = True

    def does(self, *inputs: Input) -> Reporter:
        for given in inputs:
            self.shown = []
            self._advance(given)
        return self

    def waits(self, **time: float) -> Reporter:
        self.now += timedelta(**time)
        return self

    def _advance(self, given: Input) -> None:
        self.session, replies = self.dialog.advance(self.session, given, self.now)
        for reply in replies:
            if not isinstance(reply, EFFECTS):
                self.shown.append(reply)
                continue
            self.effects.append(reply)
            if isinstance(reply, Submit):
                self.submits.append(reply.report)
            outcome = self._outcome(reply) if self.obeys else None
            if outcome is not None:
                self._advance(outcome)

    def _outcome(self, effect: Reply) -> Input | None:
        match effect:
            case MakeReceipt():
                return ReceiptMade(RECEIPT, LEAD_ID)
            case Submit():
                return self.outcome_of_submit
            case LookUp() | LookAgain():
                return self.outcome_of_look_up
            case WriteBack():
                return self.outcome_of_write
            case _:
                return None

    @property
    def said(self) -> list[str]:
        return [reply.key for reply in self.shown if isinstance(reply, Say)]

    @property
    def page(self) -> Ask | ShowReview | ShowReceipt | ShowProgress:
        pages = [reply for reply in self.shown if isinstance(reply, Ask | ShowReview | ShowReceipt | ShowProgress)]
        assert pages, self.shown
        return pages[-1]

    @property
    def ask(self) -> Ask:
        page = self.page
        assert isinstance(page, Ask)
        return page

    @property
    def review(self) -> ShowReview:
        page = self.page
        assert isinstance(page, ShowReview)
        return page

    @property
    def buttons(self) -> list[str]:
        return [button.name for button in self.page.buttons]

    def goes_to(self, place: str, **answers: Input) -> Reporter:
        """Walks the report until a page is open, answering as told or as anybody would."""
        if self.session.place == "menu":
            self.does(Choice(("report",)))
        for _ in range(40):
            if self.session.place == place:
                return self
            here = self.session.place
            self.does(answers.get(here) or _anybody(here, self.world.channel.is_messenger))
            if self.session.place == here and not self.ask.error:
                self.does(Action("next"))
            assert self.session.place != here, (here, self.shown)
        raise AssertionError(f"never came to {place}")


_CHOICES = {
    "danger": "no",
    "officials": "no",
    "identity": "anonymous",
    "category": "village",
    "area": "baishui",
    "reward_wish": "no",
}
STORY = "村东头的沙场被几个人霸占，谁去拉沙都要交钱。"


def _anybody(step: str, messenger: bool) -> Input:
    if step in _CHOICES:
        return Choice((_CHOICES[step],), step)
    if step in ("safety", "notice", "avoid_units", "shield"):
        return Action("next", step)
    text = {"what": STORY, "name": "王小明", "phone": "13800001234"}.get(step, "大概如此")
    return Text(text) if messenger else Page(step, "next", text)


def keys_in(replies: Iterable[object]) -> set[str]:
    """Every text key that replies name, however deep."""
    found: set[str] = set()
    stack: list[object] = list(replies)
    while stack:
        item = stack.pop()
        if isinstance(item, tuple | list):
            stack.extend(item)
        elif hasattr(item, "__dataclass_fields__"):
            key = getattr(item, "key", "")
            if isinstance(key, str) and key:
                found.add(key)
            stack.extend(getattr(item, name) for name in item.__dataclass_fields__)
    return found
