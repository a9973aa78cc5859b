"""A bot host's way into a founded office: the API behind its guards."""

from collections.abc import AsyncIterator

import httpx
import pytest

from admin.api.router import router
from admin.app import staff_site
from admin.services import Services

BASE = "http://127.0.0.1"


@pytest.fixture
async def stranger(office: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a token."""
    transport = httpx.ASGITransport(app=staff_site(office, [router]))
    async with httpx.AsyncClient(transport=transport, base_url=f"{BASE}/api/v1/") as client:
        yield client


@pytest.fixture
async def bot(office: Services, stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A bot host with the service token."""
    stranger.headers["Authorization"] = f"Bearer {office.service_token.reveal()}"
    return stranger
