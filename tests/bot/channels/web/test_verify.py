"""The page that anyone may check: true, without a trace, and without a name."""

import re

import pytest

from admin.backing_up import note_backup
from bot.verify.promises import promises
from kit import build, clock
from storage.vault.chain import make_header
from tests.admin.thieves import write
from tests.bot.lines import Line
from tests.bot.restored import back_up_and_go_on, restored, sign_both
from tests.citizen import Citizen, Page

pytestmark = pytest.mark.anyio


async def look(line: Line, language: str = "zh_CN") -> Page:
    answer = await line.citizen().http.get(f"/verify?language={language}")
    assert answer.status_code == 200
    return Page(answer.text)


async def test_it_shows_policy_build_and_the_witnessed_head(line: Line) -> None:
    await line.deliver()
    page = re.sub(r"\s", "", (await look(line)).words)
    head = line.bot.witness.head
    for shown in (line.founded.policy.fingerprint.hex(), build.running().hash, head.hash.hex(), f"第{head.height}块"):
        assert shown in page
    assert "目前没有发现异常" in page


async def test_members_are_counted_and_nobody_is_named(line: Line) -> None:
    await line.deliver()
    page = (await look(line)).words
    assert re.search(r"试验县身份保管组 2 人 加入日期：\d{4}-\d\d-\d\d（2 人）", page)
    assert re.search(r"试验县公安局 1 人", page)
    for person in (one for one in line.founded.people.values() if one.plan.login != "root"):
        assert person.plan.name not in page
        assert person.staff_id.hex() not in page


async def test_a_visit_leaves_no_trace_and_needs_no_session(citizen: Citizen) -> None:
    answer = await citizen.http.get("/verify")
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", answer.text)


async def test_every_promise_stands_there_with_its_tests(line: Line) -> None:
    for language in ("zh_CN", "en"):
        page = (await look(line, language)).words
        for promise in promises(language):
            assert promise.text in page
            assert all(name in page for name in promise.tests)


async def test_it_is_linked_from_every_page_and_from_the_privacy_notice(citizen: Citizen) -> None:
    assert 'href="/verify"' in (await citizen.look()).text
    page = await citizen.answer("menu", press="privacy")
    assert "谁都可以核对" in page.words
    assert '<a class="button button-quiet" href="/verify"' in page.text


async def test_a_backup_is_shown_with_its_day(own_line: Line) -> None:
    assert "上次备份 还没有做过" in (await look(own_line)).words
    await note_backup(own_line.admin.ledger, clock.now())
    await own_line.bot.courier.round()
    today = clock.local_day(clock.now(), own_line.bot.settings.zone).isoformat()
    assert f"上次备份 {today}" in (await look(own_line)).words
    assert f"Last backup {today}" in (await look(own_line, "en")).words


async def test_a_rewritten_ledger_is_told_to_everybody(own_line: Line) -> None:
    await own_line.deliver()
    height = own_line.bot.witness.height + 1
    forged = make_header(height, b"x" * 32, [b"another past"], clock.hour_of(clock.now()))
    async with own_line.admin.ledger.begin() as work:
        await work.blocks.append(height, forged, b"y" * 32, b"x" * 32, clock.hour_of(clock.now()), [])
    await own_line.bot.courier.round()
    page = (await look(own_line)).words
    assert f"第 {height} 块接不上前面的记录" in page
    assert "有对不上的地方" in page
    assert "目前没有发现异常" not in page


async def test_a_ledger_cut_short_is_told_though_it_shows_nothing_wrong(own_line: Line) -> None:
    await own_line.citizen().file()
    await own_line.deliver()
    await write(own_line.admin, "DELETE FROM blocks WHERE height = :height", height=own_line.bot.witness.height)
    await own_line.bot.courier.round()
    assert "少了 1 块" in (await look(own_line)).words


async def test_a_reporter_who_looks_up_is_told_of_a_ledger_cut_short(own_line: Line) -> None:
    citizen = own_line.citizen()
    receipt = await citizen.file()
    await citizen.leave_receipt(receipt)
    await own_line.deliver()
    assert "查阅记录对不上" not in (await citizen.look_up(receipt)).words
    await own_line.citizen().file()
    await own_line.deliver()
    await write(own_line.admin, "DELETE FROM blocks WHERE height = :height", height=own_line.bot.witness.height)
    await own_line.bot.courier.round()
    await citizen.answer("progress", action="menu")
    page = await citizen.look_up(receipt)
    assert "查阅记录对不上" in page.words
    assert 'href="/verify"' in page.text


async def test_a_restore_stays_on_the_page_for_good(own_line: Line) -> None:
    backup = await back_up_and_go_on(own_line)
    async with restored(own_line, backup) as services:
        await own_line.bot.courier.round()
        assert "等办公室和身份保管两家签字" in (await look(own_line)).words
        await sign_both(services, own_line)
        await own_line.bot.courier.round()
        await own_line.bot.courier.round()
    today = clock.local_day(clock.now(), own_line.bot.settings.zone).isoformat()
    assert f"{today} 恢复自备份" in (await look(own_line)).words
    assert "每一块都接得上" in (await look(own_line)).words


async def test_a_silent_inside_host_leaves_what_was_told_last(own_line: Line) -> None:
    await own_line.deliver()
    own_line.door.shut = True
    await own_line.bot.courier.round()
    await own_line.bot.inside.load()
    assert "试验县公安局 1 人" in (await look(own_line)).words
