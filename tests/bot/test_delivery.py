"""The outbox on its way: at least once on the wire, in order within a lead, never lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.admin_client import AdminClient
from bot.delivery import Delivery, wait_after
from kit.clock import hour_of
from kit.settings import SecretSetting
from storage.envelope import Envelope, FollowUp
from storage.unit_of_work import BotStore
from storage.vault.binding import new_id
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair
from storage.vault.thread import FollowUpKind, seal_follow_up
from tests.storage.builders import envelope

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


class Post:
    """The other side of the wire: answers as told, remembers what came."""

    def __init__(self) -> None:
        self.status: dict[str, int] = {}
        self.came: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        status = self.status.get(path, 200)
        self.came.append(f"{path} {status}")
        return httpx.Response(status, json={"stored": True, "known": False})


class At:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def at() -> At:
    return At()


@pytest.fixture
def delivery(store: BotStore, post: Post, at: At) -> Delivery:
    client = AdminClient("http://admin.example", SecretSetting("t"), httpx.MockTransport(post))
    return Delivery(store, client, asyncio.Event(), at)


async def put_lead(store: BotStore) -> Envelope:
    made = envelope(("police",))
    async with store.begin() as work:
        body = made.model_dump_json().encode()
        await work.outbox.add_lead(made.lead_id, made.lookup_id, body, 1, hour_of(NOW), NOW)
    return made


async def put_message(store: BotStore, lead: Envelope) -> None:
    keys = ReceiptKeys.expand(SecretBytes.random())
    public = KeyPair.generate().public
    message = seal_follow_up(public, lead.lead_id, keys, new_id(), FollowUpKind.FACTS, b"x")
    body = FollowUp.of(message, lead.lookup_id, hour_of(NOW)).model_dump_json().encode()
    async with store.begin() as work:
        await work.outbox.add_message(message.message_id, lead.lead_id, lead.lookup_id, body, hour_of(NOW), NOW)


async def test_a_lead_is_posted_once(store: BotStore, delivery: Delivery, post: Post) -> None:
    await put_lead(store)
    assert await delivery.round() == 1
    assert await delivery.round() == 0
    assert post.came == ["leads 200"]


async def test_a_follow_up_waits_behind_its_lead(store: BotStore, delivery: Delivery, post: Post, at: At) -> None:
    post.status["leads"] = 503
    lead = await put_lead(store)
    await put_message(store, lead)
    await delivery.round()
    assert post.came == ["leads 503"]
    post.status.clear()
    at.now += timedelta(minutes=10)
    while await delivery.round():
        continue
    assert post.came == ["leads 503", "leads 200", "messages 200"]


async def test_after_a_failure_it_is_tried_again_later_and_not_at_once(
    store: BotStore, delivery: Delivery, post: Post, at: At
) -> None:
    post.status["leads"] = 500
    await put_lead(store)
    await delivery.round()
    await delivery.round()
    assert len(post.came) == 1
    at.now += timedelta(minutes=1)
    await delivery.round()
    assert len(post.came) == 2


async def test_a_wrong_token_never_throws_a_lead_away(store: BotStore, delivery: Delivery, post: Post, at: At) -> None:
    post.status["leads"] = 401
    await put_lead(store)
    for _ in range(5):
        await delivery.round()
        at.now += timedelta(minutes=6)
    post.status.clear()
    assert await delivery.round() == 1


async def test_what_will_never_be_taken_stays_kept_with_its_reason_and_is_not_sent_again(
    store: BotStore, delivery: Delivery, post: Post, at: At
) -> None:
    post.status["leads"] = 422
    lead = await put_lead(store)
    await delivery.round()
    at.now += timedelta(days=1)
    await delivery.round()
    assert post.came == ["leads 422"]
    async with store.read() as work:
        kept = await work.outbox.envelope_by_lookup(lead.lookup_id)
    assert kept is not None
    assert kept.refused == "422"


async def test_delivered_envelopes_are_kept_for_fourteen_days(store: BotStore, delivery: Delivery, at: At) -> None:
    lead = await put_lead(store)
    await delivery.round()

    async def is_kept() -> bool:
        async with store.read() as work:
            return await work.outbox.envelope_by_lookup(lead.lookup_id) is not None

    at.now += timedelta(days=13, hours=20)
    await delivery.prune()
    assert await is_kept()
    at.now += timedelta(days=1)
    await delivery.prune()
    assert not await is_kept()


async def test_two_workers_side_by_side_post_each_lead_once(store: BotStore, post: Post, at: At) -> None:
    client = AdminClient("http://admin.example", SecretSetting("t"), httpx.MockTransport(post))
    for _ in range(20):
        await put_lead(store)
    workers = [Delivery(store, client, asyncio.Event(), at) for _ in range(2)]
    await asyncio.gather(*(worker.round() for worker in workers))
    for worker in workers:
        await worker.round()
    assert len(post.came) == 20


def test_waits_double_up_to_five_minutes_and_are_spread() -> None:
    assert wait_after(0, 1.0) == timedelta(seconds=1)
    assert wait_after(3, 1.0) == timedelta(seconds=8)
    assert wait_after(50, 1.0) == timedelta(minutes=5)
    assert wait_after(50, 0.0) == timedelta(minutes=2.5)
