"""What is over leaves the database."""

from datetime import timedelta

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import cookies
from admin.sign_in.attempt import Attempt, sign_in
from admin.sign_in.tidy import tidy
from kit import clock

pytestmark = pytest.mark.anyio


async def test_sessions_that_are_over_are_erased_and_live_ones_stay(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    opened = await sign_in(office, Attempt("wang", wang.password, wang.code(now)), now)
    await tidy(office, now)
    async with office.ledger.read() as work:
        assert await work.sessions.get(cookies.hashed(opened.session)) is not None
        assert await work.devices.knows(cookies.hashed(opened.device), wang.staff_id)
    await tidy(office, now + timedelta(days=2))
    async with office.ledger.read() as work:
        assert await work.sessions.get(cookies.hashed(opened.session)) is None
        assert await work.devices.knows(cookies.hashed(opened.device), wang.staff_id)


async def test_the_key_of_a_day_is_gone_two_days_later_though_nobody_signed_in(
    office: Services, founded: Founded
) -> None:
    now, wang = clock.now(), founded.people["wang"]
    await sign_in(office, Attempt("wang", wang.password, wang.code(now)), now)
    today = clock.local_day(now, office.settings.zone)
    key, folder = await office.runtime.daily_key(today), office.settings.runtime_dir
    assert folder is not None

    def kept() -> bytes:
        return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())

    await tidy(office, now + timedelta(days=1))
    assert key in kept()
    await tidy(office, now + timedelta(days=2))
    assert key not in kept()
