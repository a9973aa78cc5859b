"""From a finished dialog to a sealed lead in the outbox: committed before 已提交 is said."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.dialog.replies import Report
from storage.report import Content, Identity, Place
from storage.sealer import Filing, seal_report
from storage.vault.policy import Policy
from storage.vault.receipt import Receipt, ReceiptKeys


def content_of(report: Report) -> Content:
    """What is sealed for the officers: everything but who the reporter is."""
    latitude, longitude = report.position or (None, None)
    return Content(
        language=report.language,
        channel=report.channel,
        officials=_officials(report.officials),
        official_names=report.official_names,
        excluded=report.excluded,
        named=report.identity is not None,
        category=report.category,
        what=report.what,
        place=Place(area=report.area, text=report.place, latitude=latitude, longitude=longitude),
        when=report.when,
        who=report.who,
        how_known=report.how_known,
        victims=report.victims,
        evidence=report.evidence,
        wants_reward=report.wants_reward,
    )


def identity_of(report: Report) -> Identity | None:
    """What is sealed under two locks, or nothing."""
    if report.identity is None:
        return None
    return Identity(name=report.identity.name, phone=report.identity.phone)


def seal(report: Report, keys: ReceiptKeys, policy: Policy, hour: datetime, ticket: str | None) -> Sealed:
    """Seal a report under the policy in force; raises `NoReceiver` or `TooLong`. About 1 ms."""
    filing = Filing(bytes.fromhex(report.lead_id), keys, content_of(report), identity_of(report), ticket)
    envelope = seal_report(filing, policy, hour)
    return Sealed(filing.lead_id, keys.lookup_id, policy.version, envelope.model_dump_json().encode())


class Sealed:
    """What goes into the outbox."""

    __slots__ = ("body", "lead_id", "lookup_id", "policy_version")

    def __init__(self, lead_id: bytes, lookup_id: bytes, policy_version: int, body: bytes) -> None:
        self.lead_id = lead_id
        self.lookup_id = lookup_id
        self.policy_version = policy_version
        self.body = body


def receipt_of(report: Report) -> Receipt:
    return Receipt.parse(report.receipt)


def _officials(value: str) -> Literal["yes", "no", "unsure"]:
    match value:
        case "yes" | "no":
            return value
        case _:
            return "unsure"
