"""From a finished dialog to a sealed lead."""

import pytest

from admin.setup.founding import Founded
from bot import intake
from storage.envelope import Envelope
from storage.errors import NoReceiver
from storage.vault.card import open_card
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from tests.bot.reports import HOUR, NAMED, report

pytestmark = pytest.mark.anyio


@pytest.fixture
def keys() -> ReceiptKeys:
    return ReceiptKeys.expand(SecretBytes.random())


def test_everything_told_is_in_the_content_and_who_told_it_is_not() -> None:
    content = intake.content_of(report(identity=NAMED, who="老六", position=(30.5, 114.25), wants_reward=True))
    assert content.what == ("桥头有人收过路费。", "每车二十。")
    assert (content.place.latitude, content.place.longitude) == (30.5, 114.25)
    assert (content.who, content.named, content.wants_reward) == ("老六", True, True)
    assert "王小明" not in content.model_dump_json()


def test_an_anonymous_report_has_no_identity() -> None:
    assert intake.identity_of(report()) is None
    assert not intake.content_of(report()).named


def test_an_unknown_answer_about_officials_counts_as_unsure() -> None:
    assert intake.content_of(report(officials="")).officials == "unsure"


def test_the_envelope_is_found_and_opened_by_the_receipt_alone(founded: Founded, keys: ReceiptKeys) -> None:
    made = report(identity=NAMED)
    sealed = intake.seal(made, keys, founded.policy, HOUR, None)
    envelope = Envelope.model_validate_json(sealed.body)
    assert (envelope.lead_id, envelope.lookup_id) == (bytes.fromhex(made.lead_id), keys.lookup_id)
    assert open_card(envelope.card, keys).lead_id == envelope.lead_id
    assert envelope.identity is not None
    assert "police" in {grant.unit for grant in envelope.grants}


def test_nothing_typed_is_readable_in_what_goes_into_the_outbox(founded: Founded, keys: ReceiptKeys) -> None:
    made = report(identity=NAMED, who="老六")
    body = intake.seal(made, keys, founded.policy, HOUR, None).body
    for secret in ("王小明", "13800001234", "过路费", "老六", made.receipt):
        assert secret.encode() not in body


def test_what_is_excluded_decides_who_receives_and_hides_the_clear_columns(founded: Founded, keys: ReceiptKeys) -> None:
    sealed = intake.seal(report(excluded=("police",)), keys, founded.policy, HOUR, None)
    envelope = Envelope.model_validate_json(sealed.body)
    assert "police" not in {grant.unit for grant in envelope.grants}
    assert envelope.restricted
    assert envelope.category is None


def test_when_nobody_may_receive_nothing_is_sealed(founded: Founded, keys: ReceiptKeys) -> None:
    with pytest.raises(NoReceiver):
        intake.seal(report(excluded=("police", "escalation", "office")), keys, founded.policy, HOUR, None)


def test_a_ticket_travels_with_the_lead(founded: Founded, keys: ReceiptKeys) -> None:
    sealed = intake.seal(report(), keys, founded.policy, HOUR, "123456789012")
    assert Envelope.model_validate_json(sealed.body).ticket == "123456789012"
