import pytest

from faq import accounts
from faq.evaluate import Case
from faq.lanes import LIKELY


@pytest.mark.parametrize(
    "typed",
    [
        "老周家的鸡棚夜里被人点了三回都因为他不肯搬",
        "他们把我家水井填了还说再闹就收拾我",
        "包车的钱全叫那个姓魏的收走了",
    ],
)
def test_an_account_is_known_by_its_style(typed: str) -> None:
    assert accounts.likelihood(typed) >= LIKELY


@pytest.mark.parametrize(
    "typed", ["软暴力有哪些表现", "举报以后多久有结果", "怎么办理居住证", "常态化是哪年开始的", "x"]
)
def test_a_question_is_no_account(typed: str) -> None:
    assert accounts.likelihood(typed) < LIKELY


def test_what_is_learned_tells_accounts_from_questions_the_same_way_each_time() -> None:
    told = [f"他们把我家的{thing}砸了" for thing in ("门", "车", "锅", "窗", "灯", "店", "摊", "船")]
    others = [f"{thing}怎么办理" for thing in ("门", "车", "锅", "窗", "灯", "店", "摊", "船")]
    weights = accounts.learn(told, others)
    assert weights["砸了"] > 0 > weights["办理"]
    assert accounts.learn(told, others) == weights


def test_the_cases_of_the_lanes_are_the_accounts() -> None:
    cases = [Case("甲", ("report",), "k"), Case("乙", ("none",), "k"), Case("丙", ("goal",), "k")]
    assert accounts.split(cases) == (["甲"], ["乙", "丙"])
