"""The world as one channel's dialog sees it at one moment: policy, local contacts, Q&A, what is possible now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.dialog.world import CATEGORIES, Channel, Faq, Named, Routing, ShieldName, World, nothing_checked
from storage.errors import NoReceiver
from storage.routing import receivers
from storage.vault.policy_document import PolicyDocument, UnitKind


@dataclass(frozen=True, slots=True)
class Outside:
    """What the driver knows: the believed policy (or none), contacts, Q&A, and why no report can be taken."""

    policy: PolicyDocument | None
    contacts: Mapping[str, str]
    faq: Faq
    cannot_take: str
    label: Callable[[str, str], str]
    pinyin: Callable[[str], str]
    checked: Callable[[str], tuple[str, ...]] = nothing_checked
    demo: bool = False


def world_for(channel: Channel, outside: Outside) -> World:
    """Plain values and pure functions for `Dialog`; without a believed policy no report is taken."""
    policy = outside.policy
    if policy is None:
        return World(
            channel=channel,
            faq=outside.faq,
            routing=_nobody,
            contacts=outside.contacts,
            label=outside.label,
            pinyin=outside.pinyin,
            checked=outside.checked,
            cannot_take=outside.cannot_take or "no_policy",
            demo=outside.demo,
        )
    return World(
        channel=channel,
        faq=outside.faq,
        routing=_routing(policy),
        areas=tuple(Named(area.id, area.name) for area in policy.areas),
        units=tuple(Named(unit.id, unit.name) for unit in policy.units),
        categories=tuple(policy.categories) or CATEGORIES,
        shield=tuple(ShieldName(who.name, who.pinyin, unit.id) for unit in policy.units for who in unit.names),
        pinyin=outside.pinyin,
        checked=outside.checked,
        custody=policy.only(UnitKind.CUSTODY).id,
        contacts=outside.contacts,
        label=outside.label,
        cannot_take=outside.cannot_take,
        demo=outside.demo,
    )


def _routing(policy: PolicyDocument) -> Routing:
    def route(
        area: str | None, category: str | None, officials: bool, excluded: frozenset[str]
    ) -> tuple[tuple[str, ...], bool] | None:
        try:
            found = receivers(policy, area, category, officials, excluded)
        except NoReceiver:
            return None
        return found.units, found.escalated

    return route


def _nobody(
    area: str | None, category: str | None, officials: bool, excluded: frozenset[str]
) -> tuple[tuple[str, ...], bool] | None:
    return None
