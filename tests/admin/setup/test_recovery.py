"""A unit comes back by two pages, and by nothing less."""

from collections.abc import Sequence

import pytest

from admin.services import Services
from admin.setup import policies, recovery, units
from admin.setup.founding import Founded
from admin.sign_in import accounts, sessions, totp
from admin.sign_in.accounts import AccountForm
from admin.signed import Signed
from kit import clock
from storage.errors import NotAllowed, PageMistyped
from storage.vault.pages import Page, split
from storage.vault.secret import SecretBytes
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio


def typed(pages: Sequence[Page]) -> list[str]:
    return [" ".join(group.reveal() for group in page.groups()) for page in pages]


async def pages_in_force(services: Services, founded: Founded) -> tuple[Page, Page, Page]:
    """Fresh pages of the office, named by a second policy."""
    wang, bao, now = await founded.acting(services, "wang"), await founded.acting(services, "bao"), clock.now()
    made = await units.new_pages(services.ledger, wang, "office", now)
    await units.confirm_page(services.ledger, wang, "office", made.pages[0], typed(made.pages)[0], now)
    await policies.propose(services, wang, now)
    async with services.ledger.read() as work:
        shown = await policies.open_proposal(work)
    assert shown is not None
    for signer in (wang, bao):
        await policies.sign(services, signer, shown.id, shown.policy.fingerprint, {}, now)
    return made.pages


async def rescuer(services: Services) -> Signed:
    """Somebody who came by the recovery link."""
    now = clock.now()
    async with services.ledger.begin() as work:
        token = await recovery.create_link(work, "office", "救援", now)
    account = await accounts.make(services, token, AccountForm("救援", "rescue", PASSWORD), now)
    signed = await sessions.acting(services, account.staff_id, account.pair)
    code = totp.code_at(account.totp_secret, totp.step_of(now))
    await accounts.confirm_second_factor(services, signed, account.totp_secret, code, now)
    return signed


async def test_any_two_pages_bring_the_unit_back(office: Services, founded: Founded) -> None:
    pages = await pages_in_force(office, founded)
    signed = await rescuer(office)
    await recovery.recover(office, signed, "office", typed([pages[2], pages[0]]), clock.now())
    again = await sessions.acting(office, signed.member.staff_id, signed.keyring.own)
    assert again.member.units == ("office",)
    assert again.keyring.unit_pair("office", 1).public == founded.policy.document.units[0].current.public


async def test_old_pages_one_page_and_pages_of_a_stranger_open_nothing(office: Services, founded: Founded) -> None:
    pages = await pages_in_force(office, founded)
    signed = await rescuer(office)
    strange = split(SecretBytes.random())
    for wrong in ([pages[0], pages[0]], [pages[0], strange[1]], [strange[0], strange[1]]):
        with pytest.raises(PageMistyped):
            await recovery.recover(office, signed, "office", typed(wrong), clock.now())
    again = await sessions.acting(office, signed.member.staff_id, signed.keyring.own)
    assert again.member.units == ()


async def test_pages_alone_do_not_let_a_member_of_another_unit_in(office: Services, founded: Founded) -> None:
    pages = await pages_in_force(office, founded)
    for login in ("bao", "li"):
        signed = await founded.acting(office, login)
        with pytest.raises(NotAllowed):
            await recovery.recover(office, signed, "office", typed(pages[:2]), clock.now())
