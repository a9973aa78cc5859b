"""What leaves the house when something comes: one sentence, rarely."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from admin.api.router import router
from admin.app import staff_site
from admin.leads.webhook import StaffWebhook
from admin.services import Services
from admin.setup.founding import Founded
from kit import logs
from kit.secret_setting import SecretSetting
from storage.migrate import upgrade
from tests.admin.desk import Desk
from tests.admin.offices import services_in, settings_of

pytestmark = pytest.mark.anyio
ADDRESS = "http://im.example.cn/hook?key=secret-token"


class Room:
    """A chat room of the office; `heard` is what was posted to it."""

    def __init__(self, status: int = 200) -> None:
        self.heard: list[bytes] = []
        self.status = status
        self.called = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request.content)
        self.called.set()
        return httpx.Response(self.status)


@asynccontextmanager
async def running(folder: Path, room: Room, address: str = ADDRESS) -> AsyncIterator[StaffWebhook]:
    await upgrade(settings_of(folder).database_url, "ledger")
    async with services_in(folder, staff_webhook=address) as services:
        hook = StaffWebhook(services, httpx.MockTransport(room), pause=0.01)
        task = asyncio.create_task(hook.run())
        try:
            yield hook
        finally:
            task.cancel()


async def test_the_notice_is_the_fixed_sentence_and_nothing_else(tmp_path: Path) -> None:
    room = Room()
    async with running(tmp_path, room) as hook:
        hook.announce()
        await asyncio.wait_for(room.called.wait(), 5)
    text = "线索通有新事项，请登录查看"
    assert httpx.Response(200, content=room.heard[0]).json() == {"msgtype": "text", "text": {"content": text}}


async def test_many_matters_within_five_minutes_are_one_notice(tmp_path: Path) -> None:
    room = Room()
    async with running(tmp_path, room) as hook:
        hook.announce()
        await asyncio.wait_for(room.called.wait(), 5)
        for _ in range(20):
            hook.announce()
            await asyncio.sleep(0.01)
    assert len(room.heard) == 1


async def test_a_lead_that_a_bot_posts_is_announced(office: Services, founded: Founded) -> None:
    room = Room()
    settings = office.settings.model_copy(update={"staff_webhook": SecretSetting(ADDRESS)})
    services = replace(office, settings=settings)
    hook = StaffWebhook(services, httpx.MockTransport(room), pause=0.01)
    desk = Desk(services, founded)
    desk.site = staff_site(services, [router], hook)
    task = asyncio.create_task(hook.run())
    transport = httpx.ASGITransport(app=desk.site)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as bot:
        token = {"Authorization": f"Bearer {services.service_token.reveal()}"}
        body = desk.seal().envelope.model_dump_json()
        headers = token | {"Content-Type": "application/json"}
        assert (await bot.post("/api/v1/leads", content=body, headers=headers)).status_code < 300
        await asyncio.wait_for(room.called.wait(), 5)
    task.cancel()
    assert len(room.heard) == 1


async def test_without_an_address_nothing_ends_and_nothing_is_sent(tmp_path: Path) -> None:
    room = Room()
    await upgrade(settings_of(tmp_path).database_url, "ledger")
    async with services_in(tmp_path) as services:
        hook = StaffWebhook(services, httpx.MockTransport(room), pause=0.01)
        task = asyncio.create_task(hook.run())
        hook.announce()
        await asyncio.sleep(0.05)
        assert not task.done()
        task.cancel()
    assert room.heard == []


async def test_a_room_that_refuses_stops_nothing_and_its_address_is_in_no_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json")
    room = Room(500)
    async with running(tmp_path, room) as hook:
        hook.announce()
        await asyncio.wait_for(room.called.wait(), 5)
        await asyncio.sleep(0.05)
    out, err = capfd.readouterr()
    assert "staff_webhook.failed" in out + err
    assert "secret-token" not in out + err
