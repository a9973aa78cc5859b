import pytest

from faq import lanes
from faq.match import Matcher


@pytest.mark.parametrize(
    "typed",
    [
        "救命，他们要打死我",
        "有人拿着刀在我家门口",
        "现在一群人正在砸我的店怎么办",
        "他们把我锁在屋里打我",
        "有人往我家泼汽油说要点火",
    ],
)
def test_danger_now_is_an_emergency(typed: str) -> None:
    found = lanes.lane(typed)
    assert found is not None
    assert found[0] == "emergency"


@pytest.mark.parametrize(
    "typed",
    [
        "我们村书记把集体的地卖给亲戚，谁反对就找人打谁",
        "市场里有一伙人每个月来收我三百块保护费",
        "去年我爸被村霸打断了腿，一直没人管",
        "我借了三万，现在逼我还二十万，天天有人来泼油漆，能不能管管",
    ],
)
def test_a_wrong_told_in_the_first_person_is_a_report(typed: str) -> None:
    found = lanes.lane(typed)
    assert found is not None
    assert found[0] == "report"


@pytest.mark.parametrize(
    "typed",
    [
        "什么叫收保护费",
        "泼油漆堵锁眼算不算软暴力",
        "打击报复举报人判几年",
        "村霸有哪些表现",
        "举报会不会被报复",
        "我想了解举报奖励",
        "今天天气怎么样",
        "",
    ],
)
def test_a_question_is_no_lane(typed: str) -> None:
    assert lanes.lane(typed) is None


def test_a_lane_still_brings_the_nearest_entries(matcher: Matcher) -> None:
    answer = matcher.ask("现在有人堵着我家门要砍人")
    assert answer.zone == "emergency"
    assert answer.ids
    assert answer.why.startswith("lane: ")


def test_an_emergency_goes_before_an_exact_wording(matcher: Matcher) -> None:
    found = {wording: lanes.lane(wording) for wording in matcher.corpus["threat_now"].wordings}
    wording = next(wording for wording, lane in found.items() if lane and lane[0] == "emergency")
    answer = matcher.ask(wording)
    assert (answer.zone, answer.ids[0]) == ("emergency", "threat_now")
