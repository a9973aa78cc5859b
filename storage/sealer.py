"""Sealing a report: the one way a lead comes into being, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.envelope import Envelope, IdentityPart, SealedPart
from storage.errors import NoReceiver
from storage.report import Content, Identity
from storage.routing import custody_key, is_restricted, keeps_identity, receivers, unit_key
from storage.vault.card import make_card, seal_card
from storage.vault.lead import LeadKeys, SealedIdentity, commitment, grants_for, seal_content, seal_identity
from storage.vault.policy import Policy
from storage.vault.receipt import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be sealed: the id and receipt made on the review page, the report, and the ticket if staff help."""

    lead_id: bytes
    receipt: ReceiptKeys
    content: Content
    identity: Identity | None
    ticket: str | None = None


def seal_report(filing: Filing, policy: Policy, hour: datetime) -> Envelope:
    """Seal a report under the policy in force (about 1 ms); raises `NoReceiver`, `TooLong`.

    An identity for an excluded custody unit is `NoReceiver`: the dialog does not ask for one.

    The lead's seed exists only in this call: afterwards it is in the grants, and nowhere on the sealing host.
    """
    content = filing.content
    document = policy.document
    keys = LeadKeys.generate(filing.lead_id)
    officials = content.officials == "yes"
    to = receivers(document, content.place.area, content.category, officials, content.excluded)
    sealed = seal_content(keys, content.model_dump_json().encode())
    identity = _sealed_identity(keys, filing, policy)
    fixed = commitment(
        filing.lead_id, sealed, identity.ciphertext if identity else None, filing.receipt.public, keys.commit
    )
    restricted = is_restricted(to, content.excluded)
    return Envelope(
        lead_id=filing.lead_id,
        lookup_id=filing.receipt.lookup_id,
        policy_version=policy.version,
        hour=hour,
        lead_public=keys.pair.public.data,
        receipt_key=filing.receipt.public,
        content=sealed,
        identity=_identity_part(identity),
        card=seal_card(make_card(keys, fixed), filing.receipt),
        commitment=fixed,
        grants=tuple(
            SealedPart.of(grant) for grant in grants_for(keys, [unit_key(document, unit) for unit in to.units])
        ),
        restricted=restricted,
        category=None if restricted else content.category,
        area=None if restricted else content.place.area,
        officials=False if restricted else officials,
        ticket=filing.ticket,
    )


def _sealed_identity(keys: LeadKeys, filing: Filing, policy: Policy) -> SealedIdentity | None:
    if filing.identity is None:
        return None
    if not keeps_identity(policy.document, filing.content.excluded):
        raise NoReceiver("custody was excluded, so no identity may be sealed to it")
    return seal_identity(keys, custody_key(policy.document), filing.identity.model_dump_json().encode())


def _identity_part(sealed: SealedIdentity | None) -> IdentityPart | None:
    if sealed is None:
        return None
    return IdentityPart(
        ciphertext=sealed.ciphertext, share_one=sealed.share_one, share_two=SealedPart.of(sealed.share_two)
    )
