"""Real sealed leads and follow-ups as JSON, as a bot posts them."""

from dataclasses import dataclass
from datetime import datetime

from admin.setup.founding import Founded
from kit import clock
from storage.envelope import Envelope, FollowUp
from storage.report import Content, Place
from storage.sealer import Filing, seal_report
from storage.vault.binding import new_id
from storage.vault.card import open_card
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.thread import FollowUpKind, seal_follow_up

JSON = {"Content-Type": "application/json"}


@dataclass
class Tip:
    """A lead with its reporter's keys."""

    keys: ReceiptKeys
    envelope: Envelope

    @property
    def body(self) -> bytes:
        return self.envelope.model_dump_json().encode()

    def follow_up(self, signer: ReceiptKeys | None = None) -> FollowUp:
        """More facts, signed with the reporter's key or with somebody else's."""
        card = open_card(self.envelope.card, self.keys)
        message = seal_follow_up(
            card.lead_public, card.lead_id, signer or self.keys, new_id(), FollowUpKind.FACTS, "补充".encode()
        )
        return FollowUp.of(message, self.envelope.lookup_id, self.envelope.hour)


def tip(founded: Founded, hour: datetime | None = None) -> Tip:
    keys = ReceiptKeys.expand(SecretBytes.random())
    place = Place(area=founded.policy.document.areas[0].id)
    content = Content(
        language="zh_CN", channel="web", officials="no", named=False, what=("收钱。",), place=place, category="market"
    )
    filing = Filing(new_id(), keys, content, None)
    return Tip(keys, seal_report(filing, founded.policy, hour or clock.hour_of(clock.now())))
