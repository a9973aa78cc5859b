"""Two sites on one address."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kit.split import Split

pytestmark = pytest.mark.anyio


def site(name: str) -> Starlette:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(f"{name} {request.url.path}")

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "outside"), ("/admin", "inside"), ("/admin/leads", "inside"), ("/administrator", "outside"),
        ("/api/v1/leads", "inside"), ("/apix", "outside"), ("/x/admin/", "outside"), ("/ADMIN/", "outside"),
        ("//admin/", "outside"),
    ],
)  # fmt: skip
async def test_a_path_goes_to_the_site_that_owns_it(path: str, name: str) -> None:
    both = Split(site("outside"), site("inside"), ("/admin", "/api"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=both), base_url="http://127.0.0.1") as client:
        assert (await client.get(f"http://127.0.0.1{path}")).text == f"{name} {path}"
