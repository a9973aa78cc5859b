"""The same office on PostgreSQL, and acts that arrive at one instant."""

import asyncio

import pytest

from admin import policy_book
from admin.services import Services
from admin.setup.founding import Founded, found
from admin.sign_in import accounts, sessions
from admin.sign_in.attempt import Attempt, Opened, sign_in
from kit import clock
from storage.errors import BadInput
from storage.vault.secret import SecretText
from tests.admin.authenticator import challenged, enrol, reached_by_https
from tests.admin.browsers import browsing
from tests.admin.offices import plan

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


async def test_an_office_is_founded_and_entered_on_postgres(on_postgres: Services) -> None:
    founded = await found(on_postgres, plan(), clock.now())
    async with on_postgres.ledger.read() as work:
        policy = await policy_book.current(work)
    assert policy is not None
    assert policy.fingerprint == founded.policy.fingerprint
    now, wang = clock.now(), founded.people["wang"]
    opened = await sign_in(on_postgres, Attempt("wang", wang.password, wang.code(now)), now)
    signed = await sessions.find(on_postgres, opened.session, now)
    assert signed is not None
    await one_code_opens_one_session(on_postgres, founded)
    await one_answer_of_a_passkey_opens_one_session(reached_by_https(on_postgres), founded)
    await wrong_tries_at_one_instant_are_all_counted(on_postgres, founded)
    await pages_show(on_postgres, founded)


async def one_code_opens_one_session(services: Services, founded: Founded) -> None:
    """Five browsers type one spare code at once: one comes in."""
    now, li = clock.now(), founded.people["li"]
    codes = await accounts.renew_spare_codes(services, await founded.acting(services, "li"), now)
    attempt = Attempt("li", li.password, codes[0].reveal())
    told = await asyncio.gather(*(sign_in(services, attempt, now) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, Opened) for one in told) == 1
    assert sum(isinstance(one, BadInput) for one in told) == 4


async def one_answer_of_a_passkey_opens_one_session(services: Services, founded: Founded) -> None:
    """Five browsers send one answer at once: one comes in."""
    now, root = clock.now(), founded.people["root"]
    device = await enrol(services, founded, "root", now)
    attempt = Attempt("root", root.password, "", passkey=device.answer(challenged(services, now)))
    told = await asyncio.gather(*(sign_in(services, attempt, now) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, Opened) for one in told) == 1
    assert sum(isinstance(one, BadInput) for one in told) == 4


async def wrong_tries_at_one_instant_are_all_counted(services: Services, founded: Founded) -> None:
    """Eight guesses at once gain nothing: after five of them the others wait."""
    attempt = Attempt("zhao", SecretText("a wrong password"), "000000")
    now = clock.now()
    told = await asyncio.gather(*(sign_in(services, attempt, now) for _ in range(8)), return_exceptions=True)
    keys = sorted(one.key for one in told if isinstance(one, BadInput))
    assert keys == ["signin.error.wait"] * 3 + ["signin.error.wrong"] * 5


async def pages_show(services: Services, founded: Founded) -> None:
    async with browsing(services) as root:
        await root.sign_in(founded.people["root"])
        for path in ("setup", "units", "units/office", "staff", "policy", "contacts", "areas", "account"):
            await root.get(f"/admin/{path}")
            assert root.status == 200, path
