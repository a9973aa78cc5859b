"""The admin API as the bot sees it: what is an answer, what waits, what will never be taken."""

import httpx
import pytest
from pydantic import ValidationError

from bot.admin_client import AdminClient, AdminRefused, AdminUnreachable
from kit.settings import SecretSetting
from storage.wire import PolicyChain
from tests.bot.lines import Line
from tests.storage.builders import envelope

pytestmark = pytest.mark.anyio
TOKEN = "token-of-the-tests"


def client(answer: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> AdminClient:
    def respond(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return AdminClient("http://admin.example/", SecretSetting(TOKEN), httpx.MockTransport(respond))


async def test_the_token_travels_in_the_header_and_ids_in_the_body() -> None:
    seen: list[httpx.Request] = []
    await client(httpx.Response(200, json={"thread": None, "height": 4}), seen).look_up(b"l" * 32)
    assert seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert str(seen[0].url) == "http://admin.example/api/v1/threads/look-up"


@pytest.mark.parametrize("status", [401, 403, 404, 408, 425, 429, 500, 502, 503])
async def test_what_somebody_may_mend_waits(status: int) -> None:
    with pytest.raises(AdminUnreachable):
        await client(httpx.Response(status)).policies(0)


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
async def test_what_will_never_be_taken_is_refused(status: int) -> None:
    with pytest.raises(AdminRefused, match=str(status)):
        await client(httpx.Response(status)).policies(0)


async def test_a_silent_host_is_unreachable() -> None:
    with pytest.raises(AdminUnreachable):
        await client(httpx.ConnectTimeout("no answer")).desk()


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"policies": 1}', b'{"policies": [], "more": 1}'])
async def test_an_answer_of_another_shape_is_no_answer(body: bytes) -> None:
    with pytest.raises(AdminUnreachable):
        await client(httpx.Response(200, content=body)).policies(0)


async def test_only_what_has_the_form_of_an_envelope_is_posted() -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(ValidationError):
        await client(httpx.Response(200), seen).post_lead(b"{}")
    assert seen == []


async def test_the_real_api_answers_every_method(line: Line) -> None:
    real = line.bot.client
    assert isinstance(await real.policies(0), PolicyChain)
    assert (await real.desk()).contacts["office_phone"] == "13800000000"
    assert (await real.look_up(b"0" * 32)).thread is None
    assert (await real.headers(10_000)).headers == ()
    sent = envelope(("office",)).model_dump_json().encode()
    assert not (await real.post_lead(sent)).known
    assert (await real.post_lead(sent)).known
