"""The staff site against crafted requests: nothing is stored, nothing leads elsewhere, no session is planted."""

import httpx
import pytest
from sqlalchemy import update

from admin.api.router import router
from admin.app import staff_site
from admin.services import Services
from admin.setup.founding import Founded
from admin.view import own_path
from storage.tables.ledger import Lead, ThreadMessage
from tests.admin.browsers import OWN, browsing
from tests.admin.desk import Desk
from tests.admin.pages.test_doors import paths

pytestmark = pytest.mark.anyio
EVIL = "evil.example"
SESSION = "xiansuo-staff"


@pytest.mark.parametrize("login", ["wang", "root"])
async def test_every_page_and_every_refusal_is_kept_by_no_cache(
    office: Services, founded: Founded, login: str
) -> None:
    async with browsing(office) as member:
        await member.sign_in(founded.people[login])
        for path in paths("GET"):
            answer = await member.client.get(path)
            assert answer.headers["cache-control"] == "no-store", path
            assert answer.headers["referrer-policy"] == "no-referrer", path
        for path in paths("POST"):
            if path != "/admin/sign-out":
                answer = await member.client.post(path, headers=OWN)
                assert answer.headers["cache-control"] == "no-store", path


async def test_a_cookie_planted_before_signing_in_is_worth_nothing_afterwards(
    office: Services, founded: Founded
) -> None:
    planted = "A" * 43
    async with browsing(office) as wang, browsing(office) as stranger:
        wang.client.cookies.set(SESSION, planted, domain="127.0.0.1")
        await wang.sign_in(founded.people["wang"])
        given = [cookie.value for cookie in wang.client.cookies.jar if cookie.name == SESSION]
        assert planted not in given
        stranger.client.cookies.set(SESSION, planted, domain="127.0.0.1")
        await stranger.get("/admin/account")
        assert stranger.path == "/admin/sign-in"


async def test_signing_in_again_gives_another_session(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        before = wang.client.cookies[SESSION]
        await wang.post("/admin/sign-out")
        await wang.post("/admin/sign-in", login="wang", password="wrong", code="000000")
        assert wang.client.cookies.get(SESSION) != before


async def test_two_cookie_headers_are_nobody(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        held = wang.client.cookies[SESSION]
        wang.client.cookies.clear()
        for pair in ((held, "x"), ("x", held)):
            sent = [("Cookie", f"{SESSION}={one}") for one in pair]
            assert (await wang.client.get("/admin/account", headers=sent)).status_code == 400


async def test_another_site_cannot_sign_anybody_out(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        for site in ({"sec-fetch-site": "cross-site"}, {"origin": f"https://{EVIL}"}, {}):
            assert (await wang.client.post("/admin/sign-out", headers=site)).status_code == 403
        assert (await wang.client.get("/admin/sign-out")).status_code == 405
        await wang.get("/admin/account")
        assert wang.path == "/admin/account"


@pytest.mark.parametrize(
    "path",
    [
        f"https://{EVIL}/admin/", f"//{EVIL}/admin/", f"/admin//{EVIL}", f"/admin/\\{EVIL}", f"/\\{EVIL}/admin/",
        "javascript:alert(1)", "/admin/\r\nSet-Cookie: a=b", "/admin/\tx", "", "/", "/api/v1/leads", "admin/",
    ],
)  # fmt: skip
def test_no_field_leads_away_from_the_staff_site(path: str) -> None:
    assert own_path(path) == "/admin/"


@pytest.mark.parametrize("path", ["/admin", "/admin/leads/", f"//{EVIL}/", f"//{EVIL}/admin/", "/admin/sign-in/"])
async def test_no_address_of_ours_is_made_from_what_was_sent(office: Services, path: str) -> None:
    forged = {"Host": "127.0.0.1:666", "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}"}
    async with browsing(office) as stranger:
        raw = httpx.URL("http://127.0.0.1:8001").copy_with(raw_path=path.encode())
        answer = await stranger.client.get(raw, headers=forged)
        led = answer.headers.get("location", "/admin/")
        assert led.startswith("/admin/")
        for said in (answer.text, str(answer.headers)):
            assert EVIL not in said
            assert ":666" not in said


async def test_the_address_that_people_type_leads_to_the_first_page(office: Services) -> None:
    async with browsing(office) as stranger:
        answer = await stranger.client.get("/admin")
        assert answer.headers["location"] == "/admin/"


async def test_a_signed_in_browser_opens_nothing_of_the_api(office: Services, founded: Founded) -> None:
    site = staff_site(office, [router])
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        cookies = dict(wang.client.cookies)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://127.0.0.1:8001") as client:
        client.cookies.update(cookies)
        assert (await client.get("/api/v1/desk", headers=OWN)).status_code == 401


async def test_the_bots_token_opens_no_page(office: Services) -> None:
    token = {"Authorization": f"Bearer {office.service_token.reveal()}"}
    async with browsing(office) as bot:
        for path in paths("GET"):
            answer = await bot.client.get(path, headers=token)
            assert answer.headers.get("location", "").startswith("/admin/sign-in"), path


@pytest.mark.parametrize("instead", [b"", "没有封印的话".encode(), b'{"what": []}'])
async def test_an_empty_or_open_text_in_the_place_of_a_seal_is_told_as_broken(desk: Desk, instead: bytes) -> None:
    filed = await desk.file()
    await desk.write(filed, "补充的话")
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(Lead).where(Lead.id == filed.lead_id).values(content=instead))
        await connection.execute(update(ThreadMessage).values(ciphertext=instead))
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "封印不完整" in page
    assert "未验证" in page
    assert "没有封印的话" not in page
    assert "seal_broken" in await desk.kinds(filed.lead_id)
