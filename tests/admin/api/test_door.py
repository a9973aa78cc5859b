"""What every route of the API shares: the token first, strict bodies, short JSON."""

import json

import httpx
import pytest

from admin.services import Services
from admin.setup.founding import Founded
from storage.envelope import MAX_BODY
from tests.admin.api.sealed import JSON, tip

pytestmark = pytest.mark.anyio
ROUTES = [
    ("POST", "leads"), ("POST", "messages"), ("POST", "threads/look-up"), ("POST", "bots"), ("GET", "policies"),
    ("GET", "desk"), ("GET", "blocks"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "Bearer \xe5"])
async def test_without_the_token_nothing_is_answered(
    stranger: httpx.AsyncClient, method: str, path: str, token: str
) -> None:
    answer = await stranger.request(method, path, headers=[(b"Authorization", token.encode("latin-1"))], content=b"{")
    assert answer.status_code == 401
    assert answer.json() == {"error": "token"}
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
async def test_only_json_is_taken(bot: httpx.AsyncClient, path: str) -> None:
    answer = await bot.post(path, data={"lead_id": "x"})
    assert (answer.status_code, answer.json()) == (415, {"error": "json_only"})


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b"\xff"])
async def test_what_is_no_whole_body_is_422(bot: httpx.AsyncClient, path: str, body: bytes) -> None:
    answer = await bot.post(path, content=body, headers=JSON)
    assert answer.status_code == 422
    assert set(answer.json()) == {"error"}


async def test_an_unknown_field_is_422_and_its_value_is_not_repeated(bot: httpx.AsyncClient, founded: Founded) -> None:
    body = json.loads(tip(founded).body) | {"chat_id": "秘密的号码"}
    answer = await bot.post("leads", content=json.dumps(body).encode(), headers=JSON)
    assert answer.status_code == 422
    assert "秘密" not in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lead_id", "AB" * 16), ("lead_id", "ab" * 15), ("hour", "2026-11-02T08:30:00+00:00"), ("policy_version", "1"),
        ("policy_version", 0), ("grants", []), ("restricted", "false"), ("ticket", "12345"), ("category", "../x"),
        ("content", "not base64!"), ("version", 2),
    ],
)  # fmt: skip
async def test_a_value_out_of_bounds_is_422_and_names_its_field(
    bot: httpx.AsyncClient, founded: Founded, name: str, value: object
) -> None:
    body = json.loads(tip(founded).body) | {name: value}
    answer = await bot.post("leads", content=json.dumps(body).encode(), headers=JSON)
    assert answer.status_code == 422
    assert name in answer.json()["error"]


async def test_a_body_beyond_measure_is_413(bot: httpx.AsyncClient) -> None:
    answer = await bot.post("leads", content=b"a" * (MAX_BODY + 1), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize("after", ["-1", "abc", "99999999999"])
async def test_a_query_out_of_bounds_is_422(bot: httpx.AsyncClient, after: str) -> None:
    answer = await bot.get("policies", params={"after": after})
    assert (answer.status_code, answer.json()) == (422, {"error": "query"})


async def test_errors_of_unknown_paths_are_json_too(bot: httpx.AsyncClient) -> None:
    answer = await bot.get("nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"


async def test_nothing_is_stored_by_caches(bot: httpx.AsyncClient) -> None:
    assert (await bot.get("desk")).headers["cache-control"] == "no-store"


async def test_two_tokens_are_none(office: Services, stranger: httpx.AsyncClient) -> None:
    good = f"Bearer {office.service_token.reveal()}"
    for pair in ((good, "Bearer wrong"), ("Bearer wrong", good), (good, good)):
        answer = await stranger.get("desk", headers=[("Authorization", one) for one in pair])
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/json"


async def test_a_lead_without_a_seal_is_refused(bot: httpx.AsyncClient, founded: Founded) -> None:
    whole = json.loads(tip(founded).body)
    first, *others = whole["grants"]
    for lacking in ({"content": ""}, {"card": ""}, {"grants": [first | {"sealed": ""}, *others]}, {"identity": ""}):
        answer = await bot.post("leads", content=json.dumps(whole | lacking).encode(), headers=JSON)
        assert answer.status_code == 422, lacking


async def test_a_follow_up_without_a_seal_is_refused(bot: httpx.AsyncClient, founded: Founded) -> None:
    made = tip(founded)
    body = json.loads(made.follow_up().model_dump_json()) | {"sealed": ""}
    assert (await bot.post("messages", content=json.dumps(body).encode(), headers=JSON)).status_code == 422
