"""From the ledger's answer to what the reporter may see."""

from datetime import UTC, date, datetime

import pytest

from bot import look_up
from storage.errors import SealBroken
from storage.report import Answer
from storage.vault.binding import new_id
from storage.vault.card import ReporterCard, make_card
from storage.vault.lead import LeadKeys
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.thread import AnswerKind, seal_answer
from storage.wire import RewardView, ThreadLine, ThreadView

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
LEAD = LeadKeys.generate(new_id())
CARD: ReporterCard = make_card(LEAD, b"c" * 32)


def staff(text: str, kind: AnswerKind = AnswerKind.ANSWER, lead_id: bytes = LEAD.lead_id) -> ThreadLine:
    message = new_id()
    body = Answer(text=text, by="role.handler", day="2026-11-02").model_dump_json().encode()
    sealed = seal_answer(CARD.thread_key, lead_id, message, kind, body)
    return ThreadLine(message_id=message, sender="staff", kind=kind.value, at=AT, ciphertext=sealed)


def thread(*lines: ThreadLine, **given: object) -> ThreadView:
    return ThreadView(card=b"", state="verifying", received_on=date(2026, 11, 1), lines=lines, **given)  # type: ignore[arg-type]


def test_keys_survive_their_packing() -> None:
    keys = ReceiptKeys.expand(SecretBytes.random())
    again = look_up.unpack_keys(look_up.pack_keys(keys))
    assert (again.lookup_id, again.public) == (keys.lookup_id, keys.public)
    assert again.card_key.reveal() == keys.card_key.reveal()


@pytest.mark.parametrize("garbage", ["", "[]", "null", '["zz", "", ""]', '{"a": 1}', "[1, 2, 3]"])
def test_packed_keys_that_are_not_whole_are_one_named_error(garbage: str) -> None:
    with pytest.raises(SealBroken):
        look_up.unpack_keys(garbage)


def test_an_answer_is_opened_with_the_thread_key() -> None:
    shown = look_up.progress(thread(staff("请补充车牌。")), CARD, 7, False, ())
    assert (shown.lines[0].who, shown.lines[0].text, shown.lines[0].verified) == ("staff", "请补充车牌。", True)
    assert (shown.state, shown.height) == ("verifying", 7)


def test_an_answer_of_another_lead_is_marked_and_not_shown() -> None:
    moved = staff("假的", lead_id=new_id())
    shown = look_up.progress(thread(moved), CARD, 0, False, ())
    assert (shown.lines[0].text, shown.lines[0].verified) == ("", False)


def test_an_unknown_kind_of_answer_is_marked_and_not_shown() -> None:
    strange = staff("假的").model_copy(update={"kind": "order"})
    assert not look_up.progress(thread(strange), CARD, 0, False, ()).lines[0].verified


def test_what_the_machine_says_is_a_code() -> None:
    line = ThreadLine(message_id=new_id(), sender="machine", kind="reward", at=AT, code="reward_paid")
    assert look_up.progress(thread(line), CARD, 0, False, ()).lines[0].code == "reward_paid"


def test_what_the_reporter_wrote_is_not_shown_again() -> None:
    line = ThreadLine(message_id=new_id(), sender="reporter", kind="facts", at=AT)
    assert look_up.progress(thread(line), CARD, 0, False, ()).lines[0].text == ""


def test_counts_reward_and_alarm_are_passed_on() -> None:
    found = thread(views={"viewed": 2, "exported": 1}, reward=RewardView(state="approved", amount_fen=50_000))
    shown = look_up.progress(found, CARD, 3, True, ())
    assert shown.views == (("exported", 1), ("viewed", 2))
    assert (shown.reward, shown.reward_fen, shown.alarm) == ("approved", 50_000, True)


def test_what_lies_in_our_outbox_is_under_way() -> None:
    shown = look_up.delivering((b"a", b"b"), AT, 0, False)
    assert (shown.state, shown.waiting_messages) == ("delivering", 2)


@pytest.mark.parametrize("instead", [b"", "没有封印的话".encode(), b'{"text": "x", "by": "", "day": ""}'])
def test_an_empty_or_open_text_in_the_place_of_a_sealed_answer_is_no_answer(instead: bytes) -> None:
    bare = staff("真的").model_copy(update={"ciphertext": instead})
    (line,) = look_up.progress(thread(bare), CARD, 0, False, ()).lines
    assert (line.text, line.verified) == ("", False)
