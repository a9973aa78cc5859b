"""Every door of the staff site: shut to strangers, and to other sites."""

import re
from dataclasses import replace

import pytest
from fastapi.routing import APIRoute

from admin.pages import routers
from admin.services import Services
from admin.setup.founding import Founded
from kit import clock
from tests.admin.browsers import browsing

pytestmark = pytest.mark.anyio
OPEN = {"/admin/sign-in", "/admin/sign-in/passkey", "/admin/join/{token}"}


def paths(method: str) -> list[str]:
    """Paths of all pages that take this method, with something in place of every parameter."""
    found = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
    return [
        re.sub(r"{\w+}", "0" * 32, one.path) for one in found if method in (one.methods or ()) and one.path not in OPEN
    ]


async def test_a_stranger_is_asked_to_sign_in_on_every_page(office: Services) -> None:
    assert len(paths("GET")) > 15
    async with browsing(office) as stranger:
        for path in paths("GET"):
            await stranger.get(path)
            assert stranger.path == "/admin/sign-in", path


async def test_a_strangers_form_does_nothing_and_keeps_what_was_typed(office: Services) -> None:
    async with browsing(office) as stranger:
        for path in paths("POST"):
            page = await stranger.post(path, text="typed")
            assert stranger.status == 401, path
            assert "您填写的内容还在上一页" in page


async def test_a_form_of_another_site_is_refused(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        for site in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            answer = await wang.client.post("/admin/contacts", data={"office_phone": "1"}, headers=site)
            assert answer.status_code == 403
        await wang.get("/admin/contacts")
        assert "13800000000" in wang.page


async def test_errors_are_pages_and_never_json(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        for path, status in (("/admin/nowhere", 404), ("/admin/units/nowhere", 404), ("/admin/staff/invite", 403)):
            page = await wang.get(path)
            assert (wang.status, "<h1>" in page) == (status, True)


async def test_cookies_under_tls_are_bound_to_the_host(office: Services, founded: Founded) -> None:
    under_tls = replace(office, settings=office.settings.model_copy(update={"admin_trusted_proxy": "127.0.0.1"}))
    async with browsing(under_tls, "https://127.0.0.1:8001") as wang:
        await wang.sign_in(founded.people["wang"])
        ours = [cookie for cookie in wang.client.cookies.jar if cookie.name != "xiansuo-queue"]
        assert {cookie.name for cookie in ours} == {"__Host-xiansuo-staff", "__Host-xiansuo-device"}
        for cookie in ours:
            assert cookie.secure
            assert cookie.path == "/"
            assert cookie.has_nonstandard_attr("HttpOnly")
            assert cookie.get_nonstandard_attr("SameSite") == "strict"


async def test_a_failed_sign_in_sets_no_cookie(office: Services) -> None:
    async with browsing(office) as stranger:
        await stranger.post("/admin/sign-in", login="wang", password="wrong", code="000000")
        assert stranger.status == 422
        assert not list(stranger.client.cookies.jar)


async def test_signing_out_ends_the_session_on_the_server(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        kept = dict(wang.client.cookies)
        await wang.post("/admin/sign-out")
        assert "已退出登录" in wang.page
        wang.client.cookies.update(kept)
        await wang.get("/admin/account")
        assert wang.path == "/admin/sign-in"


async def test_signing_in_leads_back_to_the_page_asked_for_and_never_elsewhere(
    office: Services, founded: Founded
) -> None:
    async with browsing(office) as wang:
        await wang.get("/admin/policy")
        assert 'name="back" value="/admin/policy"' in wang.page
        person = founded.people["wang"]
        fields = {"login": "wang", "password": person.password.reveal(), "code": person.code(clock.now())}
        answer = await wang.client.post(
            "/admin/sign-in",
            data={**fields, "back": "https://evil.example/admin/"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert answer.headers["location"] == "/admin/"


async def test_no_password_code_or_link_lies_on_the_disk(office: Services, founded: Founded) -> None:
    async with browsing(office) as root:
        await root.sign_in(founded.people["root"])
        page = await root.post("/admin/staff/invite", name="新人", roles="office")
        link = re.search(r"/admin/join/([\w-]{43})", page)
        assert link
        await root.post("/admin/account/spare-codes", password=founded.people["root"].password.reveal())
        spare = re.findall(r"<li>(\d{5}) (\d{5})</li>", root.page)
    secrets = [link[1], *("".join(pair) for pair in spare), *(" ".join(pair) for pair in spare)]
    for person in founded.people.values():
        secrets += [person.password.reveal(), person.totp_secret.reveal(), person.pair.seed.reveal().hex()]
    for path in office.settings.data.parent.rglob("*"):
        stored = path.read_bytes() if path.is_file() else b""
        assert not [len(one) for one in secrets if one.encode() in stored], path.name
        assert not any(person.pair.seed.reveal() in stored for person in founded.people.values())
