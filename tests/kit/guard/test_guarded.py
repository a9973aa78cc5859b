"""The guards around a real application, asked over ASGI."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from kit.guard import HostCheck, guarded

pytestmark = pytest.mark.anyio

HOST = "tips.example"
OURS = {"sec-fetch-site": "same-origin"}


def site() -> FastAPI:
    app = FastAPI()

    @app.get("/page")
    async def page() -> PlainTextResponse:
        return PlainTextResponse("page", headers={"X-Frame-Options": "ALLOWALL"})

    @app.get("/picture")
    async def picture() -> PlainTextResponse:
        return PlainTextResponse("picture", headers={"Cache-Control": "public, max-age=60"})

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError

    @app.post("/form")
    async def form(text: str = Form()) -> str:
        return text

    @app.post("/catches")
    async def catches(request: Request) -> str:
        try:
            return str(len(await request.body()))
        except Exception:  # noqa: BLE001
            raise HTTPException(400) from None

    @app.post("/api/v1/leads")
    async def leads(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = guarded(
        site(), hosts=[HOST, "[::1]"], https=True, machine_paths=["/api"], body_bytes=100, larger_bodies={"/api": 1000}
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}") as client:
        yield client


@pytest.mark.parametrize("path", ["/page", "/nowhere", "/broken"])
async def test_pages_and_errors_carry_the_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "camera=()" in headers["permissions-policy"]


async def test_an_application_cannot_loosen_a_header(client: httpx.AsyncClient) -> None:
    assert (await client.get("/page")).headers.get_list("x-frame-options") == ["DENY"]


async def test_a_picture_may_be_cached(client: httpx.AsyncClient) -> None:
    assert (await client.get("/picture")).headers["cache-control"] == "public, max-age=60"


async def test_a_refusal_carries_the_headers_too(client: httpx.AsyncClient) -> None:
    answer = await client.post("/form")
    assert (answer.status_code, answer.headers["x-frame-options"]) == (403, "DENY")


async def test_without_tls_no_browser_is_told_to_insist_on_it() -> None:
    app = guarded(site(), hosts=[HOST], https=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        assert "strict-transport-security" not in (await client.get("/page")).headers


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
    ],
)
async def test_our_own_form_is_taken(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/form", data={"text": "a"}, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": f"https://{HOST}"},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": f"https://{HOST}.evil.example"},
        {"origin": f"https://{HOST}:8443"},
        {"origin": f"javascript://{HOST}"},
    ],
)
async def test_a_stranger_s_form_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/form", data={"text": "a"}, headers=headers)).status_code == 403


async def test_a_machine_s_path_needs_no_browser(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/leads", content=b"1")).status_code == 200


async def test_a_name_that_only_begins_like_a_machine_s_path_is_not_one(client: httpx.AsyncClient) -> None:
    assert (await client.post("/apix", content=b"1")).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", "", "[::2]"])
async def test_a_stranger_s_host_name_is_refused(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/page", headers={"host": host})).status_code == 421


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:8443", f"{HOST}.", "[::1]:8080"])
async def test_our_host_is_known_in_every_spelling(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/page", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("hosts", [[], ["*"]])
def test_a_site_without_names_cannot_be_made(hosts: list[str]) -> None:
    with pytest.raises(ValueError, match="name every host"):
        HostCheck(site(), hosts)


@pytest.mark.parametrize("path", ["/form", "/catches"])
async def test_a_streamed_body_over_the_limit_gets_413(client: httpx.AsyncClient, path: str) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"a=23456789"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post(path, content=pieces(), headers=OURS | kind)).status_code == 413


async def test_a_body_of_exactly_the_limit_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/catches", content=b"x" * 100, headers=OURS)).json() == "100"


async def test_a_path_may_have_a_larger_limit(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/leads", content=b"x" * 1000)).json() == 1000
    assert (await client.post("/api/v1/leads", content=b"x" * 1001)).status_code == 413
