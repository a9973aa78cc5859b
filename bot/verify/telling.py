"""Facts put into words: sections of rows, the same for the page and the command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.inside import UnitMembers
from bot.verify.facts import Facts
from kit.catalogue import Translator

Tone = Literal["", "good", "warn", "danger"]
_DAYS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One fact. `code` is a hash, to be compared sign by sign; `hint` says what it is worth."""

    label: str
    value: str
    code: str = ""
    hint: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above all else: an alarm, a restore, or that nothing is wrong."""

    text: str
    tone: Tone


def notices(facts: Facts, t: Translator) -> list[Notice]:
    """Alarms first, then every restore, for good; one calm line where there is neither."""
    found = [
        Notice(t("verify.alarm_settled" if one.settled else "verify.alarm", n=one.height, day=facts.day(one.hour)),
               "warn" if one.settled else "danger")
        for one in facts.witnessed.alarms
    ]  # fmt: skip
    if facts.behind and facts.restoring:
        found.append(Notice(t("verify.waiting", n=facts.behind), "warn"))
    elif facts.behind:
        found.append(Notice(t("verify.behind", n=facts.behind), "danger"))
    found += [
        Notice(t("verify.restored", day=facts.day(one.hour), n=one.lost), "warn") for one in facts.witnessed.restores
    ]
    if facts.policy is None:
        found.append(Notice(t("verify.no_policy"), "warn"))
    return found or [Notice(t("verify.calm"), "good")]


def sections(facts: Facts, t: Translator) -> list[Section]:
    """All facts in the order in which they are asked for."""
    return [
        Section(t("verify.policy.title"), tuple(_policy(facts, t)), t("verify.policy.intro")),
        Section(t("verify.members.title"), tuple(_members(facts, t)), t("verify.members.intro")),
        Section(t("verify.ledger.title"), tuple(_ledger(facts, t)), t("verify.ledger.intro")),
        Section(t("verify.care.title"), tuple(_care(facts, t)), t("verify.care.intro")),
        Section(t("verify.ways.title"), tuple(_ways(facts, t))),
        Section(t("verify.build.title"), tuple(_build(facts, t)), t("verify.build.intro")),
    ]


def short(facts: Facts, t: Translator) -> list[str]:
    """The few lines a messenger shows."""
    lines = [notice.text for notice in notices(facts, t)][:3]
    if facts.policy is not None:
        code = facts.policy.fingerprint.hex()[:16]
        lines.append(t("verify.short.policy", version=facts.policy.version, code=code))
    lines.append(t("verify.short.ledger", n=facts.witnessed.head.height))
    return lines


def _policy(facts: Facts, t: Translator) -> Iterator[Row]:
    if facts.policy is None:
        yield Row(t("verify.policy.version"), t("verify.none"), tone="warn")
        return
    yield Row(t("verify.policy.version"), t("verify.policy.number", n=facts.policy.version))
    yield Row(t("verify.policy.fingerprint"), "", facts.policy.fingerprint.hex(), t("verify.policy.hint"))


def _members(facts: Facts, t: Translator) -> Iterator[Row]:
    for unit in facts.units:
        yield _unit(unit, t)
    if not facts.units:
        yield Row(t("verify.members.nobody"), t("verify.none"))


def _unit(unit: UnitMembers, t: Translator) -> Row:
    if unit.joined is None:
        return Row(unit.name, t("verify.members.unknown"), hint=t("verify.members.unknown_hint"), tone="warn")
    days = t("verify.separator").join(_counted(unit.joined, t))
    return Row(unit.name, t("verify.members.count", n=len(unit.joined)), hint=t("verify.members.days", days=days))


def _counted(days: tuple[date, ...], t: Translator) -> list[str]:
    """Every day once, the newest first, with how many joined on it."""
    told = [(day, days.count(day)) for day in sorted(set(days), reverse=True)]
    lines = [t("verify.members.day", day=day, n=n) if n > 1 else day.isoformat() for day, n in told[:_DAYS_SHOWN]]
    return [*lines, t("verify.members.more")] if len(told) > _DAYS_SHOWN else lines


def _ledger(facts: Facts, t: Translator) -> Iterator[Row]:
    head, hour = facts.witnessed.head, facts.witnessed.hour
    if hour is None:
        yield Row(t("verify.ledger.height"), t("verify.none"))
        return
    yield Row(t("verify.ledger.height"), t("verify.ledger.block", n=head.height, day=facts.day(hour)))
    yield Row(t("verify.ledger.hash"), "", head.hash.hex(), t("verify.ledger.hint"))
    tone: Tone = "danger" if facts.alarm else "good"
    yield Row(t("verify.ledger.state"), t("verify.ledger.broken" if facts.alarm else "verify.ledger.whole"), tone=tone)


def _care(facts: Facts, t: Translator) -> Iterator[Row]:
    inside = facts.inside
    for name in ("backup", "drill"):
        day = getattr(inside, f"last_{name}") if inside else None
        yield Row(t(f"verify.care.{name}"), day.isoformat() if day else t("verify.never"), tone="" if day else "warn")
    yield _leaks(facts, t)
    missing = [t(f"verify.care.{host}") for host, good in _memory(facts) if not good]
    text = t("verify.care.disk", hosts=t("verify.separator").join(missing)) if missing else t("verify.care.memory_ok")
    yield Row(t("verify.care.memory"), text, tone="warn" if missing else "good")
    if facts.asked is not None:
        yield Row(t("verify.care.asked"), facts.day(facts.asked).isoformat())


def _leaks(facts: Facts, t: Translator) -> Row:
    inside, label = facts.inside, t("verify.care.leaks")
    if inside is None or inside.last_leak_scan is None:
        return Row(label, t("verify.never"), tone="warn")
    if inside.leaks_found:
        found = t("verify.care.leaks_found", day=inside.last_leak_scan, n=inside.leaks_found)
        return Row(label, found, tone="danger")
    return Row(label, t("verify.care.leaks_none", day=inside.last_leak_scan), tone="good")


def _memory(facts: Facts) -> list[tuple[str, bool]]:
    told = [("inside", facts.inside.memory_backed)] if facts.inside else []
    return [("outside", facts.memory_backed), *told]


def _ways(facts: Facts, t: Translator) -> Iterator[Row]:
    yield Row(t("verify.ways.web"), t("verify.ways.web_reads"))
    for name in facts.messengers:
        yield Row(name, t("verify.ways.messenger_reads"), tone="warn")
    for address in facts.onions:
        yield Row(t("verify.ways.tor"), address)


def _build(facts: Facts, t: Translator) -> Iterator[Row]:
    yield Row(t("verify.build.version"), facts.build.version)
    yield Row(t("verify.build.hash"), "", facts.build.hash, t("verify.build.hint"))
    if facts.inside is not None:
        same = (facts.inside.version, facts.inside.build) == (facts.build.version, facts.build.hash)
        text = t("verify.build.same") if same else t("verify.build.other", version=facts.inside.version)
        code = "" if same else facts.inside.build
        yield Row(t("verify.build.inside"), text, code, tone="" if same else "warn")
