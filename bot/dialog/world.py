"""What a dialog knows of the world outside, as plain values and pure functions that the driver hands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.dialog.replies import FaqReply

# 社会治安、乡村治理、金融放贷、工程建设、交通运输、市场流通、资源环保、信息网络、文化旅游、教育卫生
CATEGORIES = (
    "security",
    "village",
    "lending",
    "construction",
    "transport",
    "market",
    "resources",
    "network",
    "tourism",
    "education",
)


class Faq(Protocol):
    """The Q&A as the dialog sees it: pure, already bound to the local contacts."""

    def ask(self, text: str) -> FaqReply:
        """The reply to a question in free words."""

    def entry(self, entry_id: str) -> FaqReply | None:
        """One entry, or None where the id is unknown (any more)."""

    def topics(self) -> tuple[tuple[str, str], ...]:
        """The few (id, question) to begin with."""


@dataclass(frozen=True)
class Channel:
    """What a channel can do. A messenger's operator reads along; `web_url` is where the safer web chat is."""

    name: str
    is_messenger: bool = False
    can_delete: bool = False
    tel_links: bool = True
    shares_location: bool = False
    web_url: str = ""


@dataclass(frozen=True)
class Named:
    """An area or unit: slug and the name people know."""

    id: str
    name: str


@dataclass(frozen=True)
class ShieldName:
    """A person of a unit, as the policy carries them: name, toneless pinyin ("zhang san"), unit id."""

    name: str = field(repr=False)
    pinyin: str = field(repr=False)
    unit: str


class Routing(Protocol):
    """First grants as the signed policy names them (`storage.routing.receivers` bound to a policy)."""

    def __call__(
        self, area: str | None, category: str | None, officials: bool, excluded: frozenset[str]
    ) -> tuple[tuple[str, ...], bool] | None:
        """Receiving unit ids and whether the escalation unit stands in; None where nobody may receive.

        None for area or category means that the reporter could not say.
        """


def no_pinyin(_: str) -> str:
    """Knows no pinyin: only equal names match."""
    return ""


def key_itself(key: str, _: str) -> str:
    """Knows no labels: typed words match option values only."""
    return key


def nothing_checked(_: str) -> tuple[str, ...]:
    """Knows nothing that could be checked."""
    return ()


@dataclass(frozen=True)
class World:
    """One channel's view at one moment.

    `cannot_take`: empty, or why no report can be taken now: no_policy|disk|storage (texts `cannot_take.*`).
    `units` are all that a reporter may exclude (custody and escalation among them).
    `contacts`: office_phone, office_address, office_hours, office_email, office_letter, reward_rule; empty = left out.
    `pinyin(name)`: toneless syllables, lower case, blanks between or none. `label(key, language)`: the catalogue, so
    that an option can be named by typing its label. `checked(language)`: the few facts that anyone may check.
    """

    channel: Channel
    faq: Faq
    routing: Routing
    areas: tuple[Named, ...] = ()
    units: tuple[Named, ...] = ()
    categories: tuple[str, ...] = CATEGORIES
    shield: tuple[ShieldName, ...] = ()
    pinyin: Callable[[str], str] = no_pinyin
    custody: str = ""
    contacts: Mapping[str, str] = field(default_factory=dict)
    label: Callable[[str, str], str] = key_itself
    checked: Callable[[str], tuple[str, ...]] = nothing_checked
    cannot_take: str = ""
    demo: bool = False
