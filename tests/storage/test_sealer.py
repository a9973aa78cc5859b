"""One report from the dialog's answers to the sealed envelope, opened again by each who may, and by nobody else."""

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.envelope import Envelope
from storage.errors import NoReceiver, SealBroken, TooLong
from storage.report import Content, Identity, Place
from storage.sealer import Filing, seal_report
from storage.vault.card import open_card
from storage.vault.lead import LeadKeys, check_commitment, open_content, open_identity, open_share_one, open_share_two
from storage.vault.policy import check_step
from storage.vault.seeds import Label
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

POLICY = check_step(None, w.first_policy())
IDENTITY = Identity(name="王小明", phone="13800000001")
CANARIES = ["东镇某工地", "李某某", "王小明", "13800000001"]


def content(**values: Any) -> Content:
    parts: dict[str, Any] = {
        "language": "zh_CN",
        "channel": "web",
        "officials": "no",
        "named": False,
        "category": "lending",
        "what": ("东镇某工地，强揽工程。",),
        "place": Place(area="east"),
        "who": "李某某",
    }
    return Content(**(parts | values))


def sealed(identity: Identity | None = None, **values: Any) -> Envelope:
    filing = Filing(w.LEAD, w.receipt_keys(), content(named=identity is not None, **values), identity)
    return seal_report(filing, POLICY, w.HOUR)


def keys_of(envelope: Envelope, at: int = 0) -> LeadKeys:
    grant = envelope.grants[at]
    return LeadKeys.from_grant(envelope.lead_id, grant.sealed_for(), w.pair(f"{grant.unit} {grant.epoch}"))


def test_every_receiving_unit_opens_the_report_and_finds_it_as_committed() -> None:
    envelope = sealed(officials="yes")
    assert [grant.unit for grant in envelope.grants] == ["police", "discipline"]
    for at in range(2):
        keys = keys_of(envelope, at)
        check_commitment(keys, envelope.commitment, envelope.content, None, envelope.receipt_key)
        opened = Content.model_validate_json(open_content(keys, envelope.content).reveal())
        assert opened == content(officials="yes")
        assert keys.pair.public.data == envelope.lead_public


def test_no_other_unit_opens_it() -> None:
    envelope = sealed()
    for unit in ("office", "custody", "discipline", "above"):
        for grant in envelope.grants:
            with exactly(SealBroken):
                LeadKeys.from_grant(envelope.lead_id, grant.sealed_for(), w.pair(f"{unit} 1"))


def test_the_receipt_opens_the_card_and_not_the_story() -> None:
    envelope, receipt = sealed(), w.receipt_keys()
    card = open_card(envelope.card, receipt)
    assert (card.lead_id, card.commitment) == (envelope.lead_id, envelope.commitment)
    assert card.lead_public.data == envelope.lead_public
    assert card.thread_key == keys_of(envelope).key(Label.THREAD)
    assert (envelope.lookup_id, envelope.receipt_key) == (receipt.lookup_id, receipt.public)


def test_an_identity_opens_with_both_halves_only() -> None:
    envelope = sealed(IDENTITY)
    part = envelope.identity
    assert part is not None
    keys = keys_of(envelope)
    first = open_share_one(keys, part.share_one)
    second = open_share_two(envelope.lead_id, part.share_two.sealed_for(), w.pair("custody 1"))
    opened = open_identity(envelope.lead_id, part.ciphertext, first, second)
    assert Identity.model_validate_json(opened.reveal()) == IDENTITY
    check_commitment(keys, envelope.commitment, envelope.content, part.ciphertext, envelope.receipt_key)
    for pair in ((first, first), (second, second), (first, keys.pair.seed)):
        with exactly(SealBroken):
            open_identity(envelope.lead_id, part.ciphertext, *pair)


def test_nothing_of_a_report_is_readable_on_the_wire() -> None:
    body = sealed(IDENTITY).model_dump_json()
    for canary in CANARIES:
        for form in (canary, canary.encode().hex(), json.dumps(canary).strip('"')):
            assert form not in body


def test_a_named_and_an_anonymous_report_are_one_length_but_for_the_identity() -> None:
    anonymous, named = sealed(), sealed(IDENTITY)
    assert len(anonymous.content) == len(named.content)
    assert len(anonymous.card) == len(named.card)
    assert anonymous.identity is None


def test_stories_of_like_length_cannot_be_told_apart() -> None:
    sizes = {len(sealed(what=("字" * length,)).content) for length in (1, 40, 150)}
    assert len(sizes) == 1


@pytest.mark.parametrize("excluded", [("police",), ("police", "office")])
def test_a_restricted_report_tells_neither_category_nor_area_nor_officials(excluded: tuple[str, ...]) -> None:
    envelope = sealed(excluded=excluded, officials="yes")
    assert envelope.restricted
    assert (envelope.category, envelope.area, envelope.officials) == (None, None, False)
    assert not {grant.unit for grant in envelope.grants} & set(excluded)


def test_a_report_past_the_chain_goes_to_the_escalation_unit_alone() -> None:
    envelope = sealed(excluded=("police",))
    assert [grant.unit for grant in envelope.grants] == ["above"]
    assert Content.model_validate_json(open_content(keys_of(envelope), envelope.content).reveal()).excluded == (
        "police",
    )


@quick
@given(
    st.sets(st.sampled_from(["office", "police", "discipline", "above", "custody"])),
    st.sampled_from(["yes", "no", "unsure"]),
    st.sampled_from([None, "east", "west"]),
)
def test_no_excluded_unit_holds_a_key(excluded: set[str], officials: str, area: str | None) -> None:
    try:
        envelope = sealed(excluded=tuple(sorted(excluded)), officials=officials, place=Place(area=area))
    except NoReceiver:
        return
    for unit, grant in product(excluded, envelope.grants):
        assert grant.unit != unit
        with exactly(SealBroken):
            LeadKeys.from_grant(envelope.lead_id, grant.sealed_for(), w.pair(f"{unit} 1"))


def test_no_identity_is_sealed_to_an_excluded_custody() -> None:
    with exactly(NoReceiver):
        sealed(IDENTITY, excluded=("custody",))
    assert sealed(excluded=("custody",)).restricted


def test_a_report_that_nobody_may_receive_is_refused_by_name() -> None:
    with exactly(NoReceiver):
        sealed(excluded=("police", "above"))


def test_a_story_that_fits_no_step_is_refused_by_name() -> None:
    with exactly(TooLong):
        sealed(what=("字" * 90_000,))


def test_sealing_the_same_report_twice_shares_nothing_but_the_ids() -> None:
    one, two = sealed(IDENTITY), sealed(IDENTITY)
    assert (one.lead_id, one.lookup_id, one.receipt_key) == (two.lead_id, two.lookup_id, two.receipt_key)
    assert one.lead_public != two.lead_public
    assert one.commitment != two.commitment
    assert one.content != two.content


def test_what_was_sealed_travels_and_opens_after_the_wire() -> None:
    envelope = Envelope.model_validate_json(sealed(IDENTITY).model_dump_json())
    assert open_content(keys_of(envelope), envelope.content)


def test_parts_of_two_envelopes_are_never_mixed() -> None:
    """Whoever writes to the database cannot put one report's words under another report's seal."""
    one, two = sealed(), sealed()
    with exactly(SealBroken):
        open_content(keys_of(one), two.content)
    with exactly(SealBroken):
        check_commitment(keys_of(one), one.commitment, two.content, None, one.receipt_key)
    with exactly(SealBroken):
        check_commitment(keys_of(two), one.commitment, one.content, None, one.receipt_key)
