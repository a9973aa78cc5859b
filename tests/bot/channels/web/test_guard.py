"""The citizens' site against crafted requests: whatever is sent, nothing leads elsewhere, nothing is stored, no step is
skipped, and nobody's conversation is another's."""

import re
from dataclasses import replace

import httpx
import pytest
from starlette.routing import Route

from bot.app import citizen_site, create_app
from tests.bot.lines import ORIGIN, Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio
EVIL = "evil.example"


def routes(line: Line) -> list[Route]:
    return [route for route in create_app(line.bot).routes if isinstance(route, Route)]


async def begun(line: Line) -> Citizen:
    """Somebody in the middle of a story."""
    citizen = line.citizen()
    await citizen.walk("place", "只有我知道的故事。")
    return citizen


async def test_every_answer_is_kept_by_no_cache(line: Line) -> None:
    citizen = await begun(line)
    asked = {(method, route.path) for route in routes(line) for method in route.methods or ()}
    assert len(asked) >= 9
    for method, path in asked:
        answer = await citizen.http.request(method, path)
        assert answer.headers["cache-control"] == "no-store", (method, path)
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_no_address_holds_anything_of_a_person(line: Line) -> None:
    assert not [route.path for route in routes(line) if "{" in route.path]


async def test_no_page_sends_a_form_by_its_address(line: Line) -> None:
    citizen = await begun(line)
    for path in ("/", "/ticket"):
        page = (await citizen.http.get(path)).text
        assert all('method="post"' in form for form in re.findall(r"<form[^>]*>", page))
        assert "?" not in "".join(re.findall(r'action="(/[^"]*)"', page))


@pytest.mark.parametrize(
    "path",
    [
        f"//{EVIL}", f"//{EVIL}/", f"//{EVIL}/..", f"/\\{EVIL}", f"/%5c{EVIL}", f"/%2f%2f{EVIL}/", "/ticket/",
        f"/?language=en&next=https://{EVIL}", f"/leave?to=https://{EVIL}", f"/?begun=//{EVIL}", f"/static//{EVIL}/",
    ],
)  # fmt: skip
async def test_no_address_leads_elsewhere(line: Line, path: str) -> None:
    raw = httpx.URL(ORIGIN).copy_with(raw_path=path.encode())
    answer = await line.citizen().http.get(raw)
    assert not re.search(rf'(?:href|action|src)="[^"]*{EVIL}', answer.text)
    led = answer.headers.get("location", "/")
    assert led == "https://www.weather.com.cn/" or re.fullmatch(r"/(\?begun)?", led), led


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Forwarded-Host": EVIL},
        {"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4"},
        {"Forwarded": f"host={EVIL}"},
        {"X-Original-URL": "/leave"},
        {"X-HTTP-Method-Override": "POST"},
        {"Host": "127.0.0.1:666"},
    ],
)
async def test_nothing_that_is_sent_beside_becomes_part_of_a_page(line: Line, forged: dict[str, str]) -> None:
    citizen = line.citizen()
    page = await citizen.http.get("/", headers=forged)
    sent = await citizen.http.post("/", data={"step": "menu", "press": "report"}, headers=forged)
    assert page.status_code == 200
    assert sent.headers["location"].startswith("/?")
    for said in (page.text, str(sent.headers)):
        assert EVIL not in said
        assert "127.0.0.1:666" not in said


async def test_two_cookie_headers_are_nobody(line: Line) -> None:
    citizen = await begun(line)
    held = citizen.http.cookies["chat"]
    citizen.http.cookies.clear()
    for pair in ((held, "0" * 64), ("0" * 64, held)):
        answer = await citizen.http.get("/", headers=[("Cookie", f"chat={one}") for one in pair])
        assert answer.status_code == 400
        assert "没能看懂这次请求" in answer.text
    back = await citizen.http.get("/", headers={"Cookie": f"chat={held}"})
    assert 'name="step" value="place"' in back.text


async def test_two_host_headers_are_refused(citizen: Citizen) -> None:
    answer = await citizen.http.get("/", headers=[("Host", "127.0.0.1"), ("Host", EVIL)])
    assert answer.status_code == 400


async def test_under_tls_a_cookie_that_another_host_could_plant_counts_for_nothing(line: Line) -> None:
    victim = await begun(line)
    known = victim.http.cookies["chat"]
    tls = replace(line.bot, settings=line.bot.settings.model_copy(update={"trusted_proxy": "127.0.0.1"}))
    visitor = Citizen.at("https://127.0.0.1", httpx.ASGITransport(app=citizen_site(tls)))
    # Without its prefix a cookie may come from a neighbour's page or from an unprotected connection.
    visitor.http.cookies.set("chat", known, domain="127.0.0.1")
    sent = await visitor.post("menu", press="report")
    given = next(one for one in sent.headers.get_list("set-cookie") if one.startswith("__Host-chat="))
    assert known not in given
    assert "只有我知道的故事" not in (await visitor.look()).text


async def test_no_address_carries_a_conversation(line: Line) -> None:
    held = (await begun(line)).http.cookies["chat"]
    stranger = line.citizen()
    page = await stranger.http.get(f"/?chat={held}&__Host-chat={held}")
    assert "接着填举报" not in page.text
    sent = await stranger.http.post(f"/?chat={held}", data={"step": "menu", "press": "report", "chat": held})
    assert held not in str(sent.headers)


async def test_after_erasing_everything_the_next_conversation_has_another_key(line: Line) -> None:
    citizen = await begun(line)
    before = citizen.http.cookies["chat"]
    await citizen.answer("place", action="wipe")
    await citizen.post("wipe", press="yes")
    await citizen.answer("menu", press="report")
    assert citizen.http.cookies["chat"] != before
    citizen.http.cookies.clear()
    assert "只有我知道的故事" not in (await citizen.http.get("/", headers={"Cookie": f"chat={before}"})).text


@pytest.mark.parametrize(
    "crafted",
    [
        {"step": "review", "action": "submit"},
        {"step": "review", "press": "submit"},
        {"step": "place", "action": "submit_now", "text": "桥头"},
        {"step": "receipt", "text": "0000", "action": "next"},
        {"step": "progress", "press": "facts"},
        {"step": "write", "text": "补充", "action": "next"},
        {"step": "danger", "action": "edit:what"},
        {"step": "identity", "values": ["named", "anonymous"]},
        {"step": "../review", "action": "submit"},
        {"action": "go:review"},
        {"press": "resume"},
    ],
)
async def test_no_crafted_form_skips_a_step(line: Line, crafted: dict[str, str | list[str]]) -> None:
    before = await line.leads()
    citizen = line.citizen()
    await citizen.answer("menu", press="report")
    at_review = line.citizen()
    await at_review.walk("review")
    for token in ("", at_review.token):
        await citizen.http.post("/", data={**crafted, "token": token})
    assert (await citizen.look()).step in ("danger", "menu")
    assert await line.leads() == before


async def test_without_the_question_of_the_units_no_story_is_taken(line: Line, citizen: Citizen) -> None:
    await citizen.walk("officials")
    page = await citizen.answer("what", text="先讲经过。", action="next")
    assert page.step == "officials"
    assert "先讲经过" not in (await citizen.look()).text


