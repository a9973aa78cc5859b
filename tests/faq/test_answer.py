from faq import answer
from faq.corpus import Corpus
from faq.entry import Entry

ENTRY = Entry("a", "甲？", answer="可以来。打{office_phone}。也可以写信到{office_address}，一样办。", verify="local")


def test_contacts_are_filled_in() -> None:
    shown = answer.render(ENTRY, {"office_phone": "010-1", "office_address": "东街1号"})
    assert shown.answer == "可以来。打010-1。也可以写信到东街1号，一样办。"


def test_a_sentence_without_its_contact_is_left_out() -> None:
    assert answer.render(ENTRY, {"office_phone": "010-1", "office_address": ""}).answer == "可以来。打010-1。"


def test_no_placeholder_is_ever_shown(shipped: Corpus) -> None:
    for entry in shipped.entries:
        shown = answer.render(entry, {})
        assert "{" not in shown.answer + shown.details, entry.id
        assert shown.answer, entry.id


def test_an_answer_of_local_rules_says_so() -> None:
    assert answer.render(ENTRY, {}).local
