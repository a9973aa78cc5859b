"""Local edits over shipped entries: they win, and what bots get always keeps the rules."""

import json
from dataclasses import replace
from typing import Any

from admin.faq.merge import Locals, as_json, merge
from faq import corpus
from faq.corpus import Corpus, shipped
from faq.entry import Entry


def entry(entry_id: str, question: str, *aliases: str, **given: Any) -> Entry:
    return Entry(entry_id, question, aliases, given.pop("answer", "答。"), **given)


def local(*entries: Entry) -> Locals:
    return tuple((one.id, as_json(one)) for one in entries)


ANON = entry("anon", "可以匿名吗", "不留名字行吗", related=("reward",))
REWARD = entry("reward", "有奖金吗", "给钱吗")
BASE = Corpus((ANON, REWARD))


def test_nothing_edited_is_the_shipped_corpus() -> None:
    assert merge(()).corpus == shipped()


def test_a_local_edit_wins_over_the_shipped_entry() -> None:
    merged = merge(local(replace(ANON, answer="我们的话。")), BASE)
    assert merged.corpus["anon"].answer == "我们的话。"
    assert len(merged.corpus) == 2


def test_a_local_entry_is_added() -> None:
    assert merge(local(entry("lunch", "中午有人吗")), BASE).corpus["lunch"].question == "中午有人吗"


def test_a_shipped_alias_gives_way_to_a_local_wording() -> None:
    merged = merge(local(entry("lunch", "中午有人吗", "给钱吗？")), BASE)
    assert merged.corpus["reward"].aliases == ()
    assert merged.corpus["lunch"].aliases == ("给钱吗？",)


def test_a_shipped_entry_whose_question_is_taken_goes_with_its_relations() -> None:
    merged = merge(local(entry("prize", "有奖金吗？")), BASE)
    assert "reward" not in merged.corpus.by_id
    assert merged.corpus["anon"].related == ()


def test_an_edit_that_keeps_todays_rules_no_longer_leaves_the_shipped_entry() -> None:
    for body in ("{", json.dumps({"id": "anon", "question": "", "answer": "x"}), json.dumps({"id": "anon", "x": "y"})):
        merged = merge((("anon", body),), BASE)
        assert merged.corpus["anon"] == ANON
        assert merged.broken == {"anon"}


def test_whatever_is_merged_the_bot_takes_it() -> None:
    clashing = entry("lunch", "中午有人吗", shipped().entries[0].aliases[0], related=("gone", "lunch"))
    merged = merge(local(clashing, replace(shipped().entries[1], answer="换了。"))).corpus
    assert corpus.loads(merged.to_json()) == merged
