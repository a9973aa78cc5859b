"""What every page of the web chat promises, before anything is reported."""

import re

import pytest

from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def test_the_title_says_nothing_of_what_this_is(citizen: Citizen) -> None:
    page = (await citizen.http.get("/")).text
    assert "<title>便民服务</title>" in page
    missing = (await citizen.http.get("/nowhere")).text
    assert "<title>便民服务</title>" in missing
    assert "线索通" not in missing


async def test_looking_sets_no_cookie(citizen: Citizen) -> None:
    assert "set-cookie" not in (await citizen.http.get("/")).headers


async def test_the_cookie_is_for_the_server_alone_and_ends_within_a_day(citizen: Citizen) -> None:
    sent = (await citizen.post("menu", press="report")).headers.get_list("set-cookie")
    chat = next(value for value in sent if value.startswith("chat="))
    assert re.match(r"chat=[0-9a-f]{64};", chat)
    for flag in ("HttpOnly", "Max-Age=86400", "SameSite=lax", "Path=/"):
        assert flag in chat


async def test_pages_are_never_stored(citizen: Citizen) -> None:
    for path in ("/", "/ticket", "/nowhere"):
        assert (await citizen.http.get(path)).headers["cache-control"] == "no-store"
    assert (await citizen.post("menu", press="report")).headers["cache-control"] == "no-store"


async def test_pages_hold_no_script_or_style_of_their_own_and_nothing_from_elsewhere(citizen: Citizen) -> None:
    answer = await citizen.http.get("/")
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", answer.text)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', answer.text))
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


async def test_the_offices_number_and_110_are_on_every_page(citizen: Citizen) -> None:
    for path in ("/", "/ticket"):
        page = (await citizen.http.get(path)).text
        assert 'href="tel:13800000000"' in page
        assert 'href="tel:110"' in page


async def test_leaving_quickly_is_a_link_to_an_ordinary_page(citizen: Citizen) -> None:
    assert 'href="/leave"' in (await citizen.http.get("/")).text
    left = await citizen.http.get("/leave")
    assert left.headers["location"] == "https://www.weather.com.cn/"


async def test_the_menu_offers_every_way_in_few_words(citizen: Citizen) -> None:
    page = await citizen.look()
    for way in ("我要举报", "政策问答", "查询进度", "举报奖励", "联系方式", "隐私说明", "清除记录", "English"):
        assert way in page.text
    assert len(page.words) < 100


async def test_a_question_is_answered_with_its_source(citizen: Citizen) -> None:
    await citizen.answer("menu", press="policy")
    page = await citizen.answer("policy", text="匿名举报会受理吗", action="next")
    assert "匿名的照样受理" in page.words
    assert "依据" in page.words
    assert "匿名的照样受理" in (await citizen.look()).words


async def test_typed_markup_is_shown_as_typed(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="<script>alert(1)</script></textarea><b>", action="ask", question="你好")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_a_monitor_sees_that_the_process_answers(citizen: Citizen) -> None:
    assert (await citizen.http.get("/alive")).status_code == 204


async def test_who_comes_over_tls_gets_a_host_cookie(line: Line) -> None:
    from dataclasses import replace

    import httpx

    from bot.app import citizen_site

    behind = replace(line.bot, settings=line.bot.settings.model_copy(update={"trusted_proxy": "127.0.0.1"}))
    visitor = Citizen.at("https://127.0.0.1", httpx.ASGITransport(app=citizen_site(behind)))
    sent = (await visitor.post("menu", press="report")).headers.get_list("set-cookie")
    chat = next(value for value in sent if value.startswith("__Host-chat="))
    assert "Secure" in chat


async def test_the_other_language_keeps_place_and_text(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="写到一半", action="language")
    assert page.step == "what"
    assert "What happened" in page.words or "happened" in page.words
    assert "写到一半" in page.text
    assert 'lang="en"' in page.text
    assert "Services" in page.text


async def test_a_link_may_choose_the_language(citizen: Citizen) -> None:
    answer = await citizen.http.get("/?language=en", follow_redirects=True)
    assert "What would you like to do" in answer.text
    assert "English" not in (await citizen.http.get("/ticket")).text


async def test_a_language_chosen_on_the_ticket_page_holds_in_the_chat(citizen: Citizen) -> None:
    await citizen.http.get("/ticket?language=en")
    assert "What would you like to do" in (await citizen.look()).text
    page = await citizen.answer("menu", press="report")
    assert "danger" in page.words
