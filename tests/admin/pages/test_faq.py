"""Questions and answers on the staff site: written, checked, tried, taken back, and each act recorded."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from admin.faq import editing
from admin.faq.editing import Edit
from admin.faq.merge import as_json, plain
from admin.roles import Role
from faq.corpus import shipped
from kit import clock
from storage.access import AccessFilter
from storage.errors import StaleVersion
from storage.faq_entries import FaqChange
from tests.admin.desk import Browser, Desk
from tests.admin.editors import acts, ask_in_vain, served

pytestmark = pytest.mark.anyio
ANON = shipped()["report_anon"]
LUNCH: dict[str, Any] = {
    "id": "lunch",
    "question": "食堂几点开饭",
    "answer": "十一点半。",
    "aliases": "几点吃中饭\n中午几时开饭",
}


def fields(**changed: str) -> dict[str, Any]:
    """What the form of the shipped entry holds."""
    sources = [" | ".join((one.title, one.article, one.date, one.url)).rstrip(" |") for one in ANON.sources]
    held: dict[str, Any] = {
        "question": ANON.question, "answer": ANON.answer, "details": ANON.details,
        "aliases": "\n".join(ANON.aliases), "related": "\n".join(ANON.related), "sources": "\n".join(sources),
        "action": ANON.action, "version": "0", "press": "save",
    }  # fmt: skip
    return held | ({"verify": "local"} if ANON.verify else {}) | changed


@pytest.fixture
async def wang(desk: Desk) -> Browser:
    return await desk.browser("wang")


async def test_every_entry_is_listed_with_where_it_comes_from(wang: Browser) -> None:
    page = await wang.open("/admin/faq")
    assert page.count("/admin/faq/entries/") == len(shipped())
    assert "系统自带" in page


@pytest.mark.parametrize("login", ["li", "bao", "zhao"])
async def test_only_editors_and_the_office_come_in(desk: Desk, login: str) -> None:
    browser = await desk.browser(login)
    for path in ("/admin/faq", "/admin/faq/entries/report_anon", "/admin/faq/asked", "/admin/faq/try"):
        await browser.open(path, 403)
    await browser.send("/admin/faq/entries/report_anon", 403, **fields(answer="别的。"))
    await browser.send("/admin/faq/try/alias", 403, entry_id="report_anon", text="随便")
    assert (await served(desk)).serial == 0


async def test_who_is_an_editor_and_nothing_else_may_edit(desk: Desk) -> None:
    li = desk.founded.people["li"].staff_id
    async with desk.services.ledger.begin() as work:
        await work.staff.set_roles(li, [Role.EDITOR])
    await (await desk.browser("li")).send("/admin/faq/entries/report_anon", **fields(answer="可以匿名。"))
    assert (await served(desk)).corpus["report_anon"].answer == "可以匿名。"


async def test_the_form_holds_the_whole_entry_and_saving_it_unchanged_changes_nothing(
    desk: Desk, wang: Browser
) -> None:
    await wang.send("/admin/faq/entries/report_anon", **fields())
    book = await served(desk)
    assert book.corpus["report_anon"] == ANON
    assert book.origin("report_anon") == "shipped"


async def test_an_edit_holds_at_once_and_is_recorded_without_its_words(desk: Desk, wang: Browser) -> None:
    page = await wang.send("/admin/faq/entries/report_anon", **fields(answer="本地说法：可以匿名。"))
    assert "已保存" in page
    book = await served(desk)
    assert book.corpus["report_anon"] == replace(ANON, answer="本地说法：可以匿名。")
    assert book.origin("report_anon") == "edited"
    async with desk.services.ledger.read() as work:
        (entry,) = await work.access.page(None, AccessFilter(kinds=("faq_changed",)))
    assert entry.actor_id == desk.founded.people["wang"].staff_id
    assert "本地说法".encode() not in entry.body


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer": ""}, "不能空着"),
        ({"question": shipped()["report_how"].question}, "已经是另一条（report_how）的问法"),
        ({"aliases": "请问"}, "什么也不剩"),
        ({"sources": "中华人民共和国反有组织犯罪法 | 第九百条"}, "最后一条是第"),
        ({"sources": "不存在的法 | 第一条"}, "系统不认识法规"),
        ({"sources": "甲 | 第一条 | 2022 | https://a | 多了"}, "最多四段"),
        ({"sources": "甲 |  | 昨天"}, "要写成 2022-05-01"),
        ({"sources": "甲 |  | 2022 | ftp://a"}, "要以 https:// 开头"),
        ({"valid_from": "明天"}, "日期要写成"),
        ({"valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "结束日期早于开始日期"),
        ({"related": "no_such"}, "没有编号为"),
        ({"action": "dance"}, "请从列表里选"),
        ({"answer": "长" * 601}, "最多 600 个字"),
    ],
)
async def test_what_breaks_a_rule_is_told_in_words_and_nothing_typed_is_lost(
    desk: Desk, wang: Browser, changed: dict[str, str], said: str
) -> None:
    page = await wang.send("/admin/faq/entries/report_anon", 422, **fields(details="写了半天的说明", **changed))
    assert said in page
    assert "写了半天的说明" in page
    assert (await served(desk)).serial == 0


async def test_looking_keeps_nothing_and_shows_what_citizens_will_read(desk: Desk, wang: Browser) -> None:
    typed = fields(answer="可以。打 {office_phone}。传真 {office_fax}。", press="check")
    page = await wang.send("/admin/faq/entries/report_anon", **typed)
    assert "可以。打 13800000000。" in page.partition("群众看到的样子")[2]
    assert "传真" not in page.partition("群众看到的样子")[2]
    live = await wang.send("/admin/faq/check", entry="report_anon", **typed)
    assert "可以。打 13800000000。" in live
    assert "<main" not in live
    assert (await served(desk)).serial == 0


async def test_a_new_entry_is_public_and_its_id_cannot_take_anothers_place(desk: Desk, wang: Browser) -> None:
    await wang.send("/admin/faq/new", press="save", action="none", **LUNCH)
    assert (await served(desk)).corpus["lunch"].aliases == ("几点吃中饭", "中午几时开饭")
    page = await wang.send("/admin/faq/new", 422, **(LUNCH | {"question": "别的问题", "aliases": ""}))
    assert "这个编号已经有了" in page
    page = await wang.send("/admin/faq/new", 422, **(LUNCH | {"id": "report_anon", "question": "别", "aliases": ""}))
    assert "这个编号已经有了" in page


async def test_characters_that_a_bot_would_refuse_are_taken_out(desk: Desk, wang: Browser) -> None:
    await wang.send("/admin/faq/new", **(LUNCH | {"answer": "十一\x07点\x7f\x85半\ufffe。"}))
    assert "十一" in (await served(desk)).corpus["lunch"].answer


async def test_of_two_editors_the_second_is_told_and_overwrites_nothing(desk: Desk, wang: Browser) -> None:
    other = await desk.browser("root")
    await wang.send("/admin/faq/entries/report_anon", **fields(answer="王写的。"))
    page = await other.send("/admin/faq/entries/report_anon", 409, **fields(answer="管理员写的。"))
    assert "刚刚有人改过" in page
    assert (await served(desk)).corpus["report_anon"].answer == "王写的。"


async def test_the_history_shows_what_changed_and_an_older_version_comes_back(desk: Desk, wang: Browser) -> None:
    await wang.send("/admin/faq/entries/report_anon", **fields(answer="第一稿。"))
    await wang.send("/admin/faq/entries/report_anon", **fields(answer="第二稿。", version="1"))
    page = await wang.open("/admin/faq/entries/report_anon/history")
    gone, new = re.findall(r'class="diff-(?:gone|new)".*?<span>(简短回答：第.稿。)</span>', page)[:2]
    assert (gone, new) == ("简短回答：第一稿。", "简短回答：第二稿。")
    assert "王试" in page
    await wang.send("/admin/faq/entries/report_anon/restore", number=1, version=2)
    assert (await served(desk)).corpus["report_anon"].answer == "第一稿。"
    assert await acts(desk) == ["faq_changed", "faq_changed", "faq_restored"]


async def test_giving_an_entry_back_lets_the_shipped_words_hold_and_keeps_the_history(
    desk: Desk, wang: Browser
) -> None:
    await wang.send("/admin/faq/entries/report_anon", **fields(answer="第一稿。"))
    await wang.send("/admin/faq/entries/report_anon/return", version=1)
    assert (await served(desk)).corpus == shipped()
    assert "第一稿。" in await wang.open("/admin/faq/entries/report_anon/history")
    await wang.send("/admin/faq/entries/report_anon/restore", number=1, version=2)
    assert (await served(desk)).corpus["report_anon"].answer == "第一稿。"


async def test_an_entry_made_here_can_be_withdrawn_and_made_again(desk: Desk, wang: Browser) -> None:
    await wang.send("/admin/faq/new", **LUNCH)
    await wang.send("/admin/faq/entries/lunch/return", version=1)
    assert (await served(desk)).find("lunch") is None
    await wang.open("/admin/faq/entries/lunch", 404)
    assert "十一点半" in await wang.open("/admin/faq/entries/lunch/history")
    await wang.send("/admin/faq/new", **LUNCH)
    assert (await served(desk)).corpus["lunch"].answer == "十一点半。"


async def older_release(desk: Desk) -> None:
    """An edit made when the shipped entry still said something else."""
    was = replace(ANON, answer="老版本的自带回答。")
    ours = replace(ANON, answer="我们的回答。")
    async with desk.services.ledger.begin() as work:
        staff = desk.founded.people["wang"].staff_id
        change = FaqChange(ANON.id, as_json(ours), as_json(was), "edited", staff)
        await work.faq_entries.save(change, 0, 0, clock.now())


async def test_a_newer_shipped_entry_does_not_win_but_is_offered_with_the_difference(desk: Desk, wang: Browser) -> None:
    await older_release(desk)
    assert (await served(desk)).corpus["report_anon"].answer == "我们的回答。"
    assert "/admin/faq/entries/report_anon" in await wang.open("/admin/faq?show=review")
    page = await wang.open("/admin/faq/entries/report_anon")
    theirs = page.partition("自带的改了什么")[2].partition("您的和新版")[0]
    assert "老版本的自带回答。" in theirs
    assert ANON.answer.splitlines()[0] in theirs


async def test_keeping_ours_ends_the_review_and_the_answer_stays(desk: Desk, wang: Browser) -> None:
    await older_release(desk)
    await wang.send("/admin/faq/entries/report_anon/keep", version=1)
    book = await served(desk)
    assert book.corpus["report_anon"].answer == "我们的回答。"
    assert not book.to_review("report_anon")
    assert await acts(desk) == ["faq_reviewed"]


async def test_taking_the_shipped_one_ends_the_review(desk: Desk, wang: Browser) -> None:
    await older_release(desk)
    await wang.send("/admin/faq/entries/report_anon/return", version=1)
    book = await served(desk)
    assert book.corpus == shipped()
    assert not book.to_review("report_anon")


async def test_an_edit_that_breaks_todays_rules_is_offered_for_mending(desk: Desk, wang: Browser) -> None:
    body = json.dumps({**plain(ANON), "answer": "旧的。", "old_key": "x"})
    async with desk.services.ledger.begin() as work:
        change = FaqChange(ANON.id, body, as_json(ANON), "edited", desk.founded.people["wang"].staff_id)
        await work.faq_entries.save(change, 0, 0, clock.now())
    assert (await served(desk)).corpus == shipped()
    assert "不符合现在的规则" in await wang.open("/admin/faq/entries/report_anon")
    await wang.send("/admin/faq/entries/report_anon", **fields(answer="改好了。", version="1"))
    assert (await served(desk)).corpus["report_anon"].answer == "改好了。"


async def test_who_saved_over_another_entry_is_checked_again_and_not_refused(desk: Desk) -> None:
    signed = await desk.founded.acting(desk.services, "wang")
    await editing.save(desk.services, signed, Edit("report_anon", plain(replace(ANON, answer="一。")), 0))
    other = shipped()["report_how"]
    await editing.save(desk.services, signed, Edit("report_how", plain(replace(other, answer="二。")), 0))
    with pytest.raises(StaleVersion):
        await editing.save(desk.services, signed, Edit("report_how", plain(other), 0))
    assert (await served(desk)).serial == 2


async def test_pages_show_in_english_too(desk: Desk, wang: Browser) -> None:
    await older_release(desk)
    await ask_in_vain(desk)
    entry = "/admin/faq/entries/report_anon"
    for path in ("/admin/faq", entry, f"{entry}/history", "/admin/faq/new", "/admin/faq/try", "/admin/faq/asked"):
        page = await wang.open(f"{path}?language=en")
        assert 'lang="en"' in page
        assert "返回" not in page
        assert not re.search(r"<style|\sstyle=|<script(?! src)|\son\w+=", page)
