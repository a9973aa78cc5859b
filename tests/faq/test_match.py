import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import corpus, noise, text
from faq.corpus import Corpus
from faq.entry import Entry
from faq.match import Matcher
from faq.strangers import among_strangers

HOSTILE = [
    "举" * 5000,
    "\x00" * 100 + "举报",
    "\ud800\udfff举报\udc00",
    "😀" * 1000,
    "a" * 5000,
    "举报 " * 1000,
    "ﷺ" * 500,
    "1" * 5000,
    "saoheichue" * 200,
    "'; DROP TABLE leads; --",
    "{office_phone}",
    "%s%n{0}",
    "\u202e除黑扫",
    "e\u0301" * 400,
    "他们打我" * 1250,
    "举\x00报\x00" * 200,
    "nikandaowodeIPma" * 300,
]


def test_an_alias_equal_to_the_question_comes_first(matcher: Matcher) -> None:
    for entry in matcher.corpus.entries:
        for wording in entry.wordings:
            assert matcher.ask(wording).ids[0] == entry.id, wording


def test_fillers_and_punctuation_never_change_the_first_entry(matcher: Matcher) -> None:
    chance = random.Random(3)
    for entry in matcher.corpus.entries:
        typed = entry.question
        place = chance.randrange(1, len(typed))
        for noisy in (noise.fillers(typed, chance), typed[:place] + "，" + typed[place:], f"“{typed}”……"):
            assert matcher.ask(noisy).ids[0] == entry.id, noisy


def test_the_order_of_the_corpus_does_not_matter(shipped: Corpus, matcher: Matcher) -> None:
    turned = Matcher(Corpus(tuple(reversed(shipped.entries))))
    for typed in ("没有证据可以举报吗", "判几年", "保护伞", "多久", "奖励", "什么是黑", "sao hei"):
        assert turned.ask(typed) == matcher.ask(typed)


def test_the_same_after_save_and_load(shipped: Corpus, matcher: Matcher) -> None:
    again = Matcher(corpus.loads(shipped.to_json(), "saved.json"))
    for typed in ("没有证据可以举报吗", "判几年", "举抱有奖吗", "今天天气怎么样"):
        assert again.ask(typed) == matcher.ask(typed)


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_answered_quickly(matcher: Matcher, typed: str) -> None:
    matcher.ask(typed)
    began = time.thread_time()
    answer = matcher.ask(typed)
    assert time.thread_time() - began < 0.02
    assert answer.zone in {"answer", "suggest", "refuse", "report", "emergency"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_string_gets_a_zone_and_at_most_three_ids(matcher: Matcher, typed: str) -> None:
    answer = matcher.ask(typed)
    assert len(answer.ids) == len(answer.scores) <= 3
    assert list(answer.scores) == sorted(answer.scores, reverse=True)


@pytest.mark.parametrize("typed", ["", "？？？", "谢谢", "😀"])
def test_nothing_asked_is_refused_without_entries(matcher: Matcher, typed: str) -> None:
    answer = matcher.ask(typed)
    assert (answer.zone, answer.ids) == ("refuse", ())


@pytest.mark.parametrize(
    "typed",
    [
        "反洗钱法的主要内容",
        "12315怎么投诉",
        "举报偷税漏税有奖励吗",
        "禁毒举报奖励多少",
        "身份证丢了怎么补办",
        "how to cook rice",
        "Telegram怎么注册",
        "村委会换届选举程序",
        "未成年人犯罪怎么处罚",
    ],
)
def test_the_business_of_others_is_not_answered_directly(matcher: Matcher, typed: str) -> None:
    assert matcher.ask(typed).zone != "answer"


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("刑法294条", "heishehui_penal"),
        ("12337是什么", "report_12337"),
        ("反有组织犯罪法什么时候生效", "fyz_date"),
        ("扫黑除恶什么时候启动的", "time_start"),
        ("常态化是什么时候启动的", "normal_start"),
        ("shce", "def_saohei"),
        ("baohusanshishenme", "umbrella"),
        ("舉報獎金怎麼領", "reward_get"),
    ],
)
def test_neighbours_are_kept_apart(matcher: Matcher, typed: str, entry: str) -> None:
    assert matcher.ask(typed).ids[0] == entry


def test_the_explanation_names_the_nearest_wording(matcher: Matcher) -> None:
    answer = matcher.ask("泄露举报人的信息要受啥处罚")
    assert any(wording in answer.why for wording in matcher.corpus[answer.ids[0]].wordings)
    assert "sure" in answer.why


def test_an_empty_corpus_refuses() -> None:
    assert Matcher(Corpus(())).ask("什么是黑恶势力").zone == "refuse"


def test_a_new_alias_is_found_at_once(shipped: Corpus) -> None:
    entry = shipped["fyz_date"]
    grown = replace(entry, aliases=(*entry.aliases, "蓝皮书几号上架"))
    others = tuple(grown if old.id == entry.id else old for old in shipped.entries)
    answer = Matcher(Corpus(others)).ask("蓝皮书几号上架！")
    assert (answer.zone, answer.ids[0]) == ("answer", "fyz_date")


def test_two_wordings_that_are_bare_alike_are_one(matcher: Matcher) -> None:
    assert text.bare("什么是“保护伞”？") == text.bare("請問什麼是保護傘")
    assert matcher.ask("請問什麼是保護傘").zone == "answer"


SLOGAN = Entry("slogan", "那句口号的含义", (), "线索清仓、逃犯清零、案件清结、伞网清除、黑财清底、行业清源。")


def test_an_entry_of_one_wording_is_found_by_what_its_answer_says() -> None:
    matcher = Matcher(among_strangers(Corpus((SLOGAN,)), 400))
    assert matcher.ask("黑财清底和伞网清除").ids[0] == "slogan"
