"""The admin API as the bot sees it: httpx over HTTPS, or in one process over ASGI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from kit.settings import SecretSetting
from storage.envelope import Envelope, FollowUp
from storage.errors import XiansuoError
from storage.wire import (
    BlockHeaders,
    BotReport,
    Desk,
    FaqNews,
    InsideState,
    LookUpAnswer,
    LookUpRequest,
    PolicyChain,
    Stored,
)

_TIMEOUT = httpx.Timeout(15.0, connect=5.0)
_LONGEST_CORPUS: Final = 16 * 1024 * 1024
Shape = TypeVar("Shape", bound=BaseModel)


class AdminUnreachable(XiansuoError):
    """The inside host did not answer, or said to come again later: try again."""


class AdminRefused(XiansuoError):
    """The inside host will never take this; the message is its status code."""


class AdminClient:
    """One method a route. Raises `AdminUnreachable` or `AdminRefused`; never logs a body."""

    def __init__(self, base_url: str, token: SecretSetting, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            timeout=_TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def post_lead(self, envelope: bytes) -> Stored:
        """Store a sealed lead, at least once on the wire and once in the ledger."""
        Envelope.model_validate_json(envelope)
        return await self._post("leads", envelope, Stored)

    async def post_message(self, follow_up: bytes) -> Stored:
        FollowUp.model_validate_json(follow_up)
        return await self._post("messages", follow_up, Stored)

    async def look_up(self, lookup_id: bytes) -> LookUpAnswer:
        request = LookUpRequest(lookup_id=lookup_id)
        return await self._post("threads/look-up", request.model_dump_json().encode(), LookUpAnswer)

    async def report(self, report: BotReport) -> None:
        await self._post("bots", report.model_dump_json().encode(), Stored)

    async def policies(self, after: int) -> PolicyChain:
        return await self._get("policies", PolicyChain, after=after)

    async def send_policies(self, newer: PolicyChain) -> None:
        """Hand over policies that the inside host lacks; it checks every step itself."""
        await self._post("policies", newer.model_dump_json().encode(), Stored)

    async def headers(self, after: int) -> BlockHeaders:
        return await self._get("blocks", BlockHeaders, after=after)

    async def state(self, known: str = "") -> tuple[str, InsideState] | None:
        """What the inside host tells about itself as (ETag, state); None where it is still the `known` one."""
        headers = {"If-None-Match": known} if known else {}
        response = await self._answer(self._http.build_request("GET", "state", headers=headers))
        if response.status_code == 304:
            return None
        try:
            return response.headers.get("etag", ""), InsideState.model_validate_json(response.content)
        except ValidationError as error:
            raise AdminUnreachable("the admin host answers something else") from error

    async def desk(self) -> Desk:
        return await self._get("desk", Desk)

    async def faq_news(self, news: FaqNews) -> None:
        await self._post("faq", news.model_dump_json().encode(), Stored)

    async def corpus(self, known: Sequence[str]) -> tuple[str, bytes] | None:
        """The questions and answers as (ETag, JSON); None where the present ones carry one of the `known` tags."""
        headers = {"If-None-Match": ", ".join(f'"{tag}"' for tag in known)} if known else {}
        response = await self._answer(self._http.build_request("GET", "corpus", headers=headers))
        if response.status_code == 304:
            return None
        etag = response.headers.get("etag", "").strip('"')
        if response.status_code != 200 or not etag or len(response.content) > _LONGEST_CORPUS:
            raise AdminUnreachable("the admin host answers something else")
        return etag, response.content

    async def _post(self, path: str, body: bytes, shape: type[Shape]) -> Shape:
        return await self._send(self._http.build_request("POST", path, content=body, headers=_JSON), shape)

    async def _get(self, path: str, shape: type[Shape], **query: int) -> Shape:
        return await self._send(self._http.build_request("GET", path, params=query), shape)

    async def _send(self, request: httpx.Request, shape: type[Shape]) -> Shape:
        response = await self._answer(request)
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            raise AdminUnreachable("the admin host answers something else") from error

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._http.send(request)
        except httpx.HTTPError as error:
            raise AdminUnreachable("the admin host does not answer") from error
        if response.status_code >= 500 or response.status_code in _LATER:
            raise AdminUnreachable(f"the admin host answers {response.status_code}")
        if response.status_code >= 400:
            raise AdminRefused(str(response.status_code))
        return response


_JSON = {"Content-Type": "application/json"}
# A wrong token (401), an unknown path of an older release (404) and a full budget (429) end when somebody mends them:
# the lead waits, it is not thrown away.
_LATER = frozenset({401, 403, 404, 408, 425, 429})
