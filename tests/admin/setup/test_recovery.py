"""A unit comes back by two pages, and by nothing less."""

from collections.abc import Sequence

import pytest

from admin.services import Services
from admin.setup import key_state, policies, recovery, units
from admin.setup.founding import Founded
from admin.sign_in import accounts, sessions, totp
from admin.sign_in.accounts import AccountForm
from admin.signed import Signed
from kit import clock
from storage.errors import NotAllowed, PageMistyped
from storage.vault.pages import Page, restore, split
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes
from storage.vault.seeds import PublicIdentity
from storage.vault.unit import open_for_recovery
from tests.admin.offices import PASSWORD
from tests.admin.rotations import prepare, publish

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


async def test_used_pages_ask_for_another_key_and_other_pages_until_both_are_made(
    office: Services, founded: Founded
) -> None:
    pages = await pages_in_force(office, founded)
    assert await due(office) == []
    signed = await rescuer(office)
    await recovery.recover(office, signed, "office", typed(pages[:2]), clock.now())
    assert await due(office) == ["recovered", "new_pages"]
    again = await sessions.acting(office, signed.member.staff_id, signed.keyring.own)
    await prepare(office, again, "office")
    assert await due(office) == ["new_pages", "publish"]
    again = await sessions.acting(office, signed.member.staff_id, signed.keyring.own)
    made = await units.new_pages(office.ledger, again, "office", clock.now())
    await units.confirm_page(office.ledger, again, "office", made.pages[0], typed(made.pages)[0], clock.now())
    assert await due(office) == ["publish"]


async def test_pages_open_a_prepared_epoch_and_new_pages_every_live_one(office: Services, founded: Founded) -> None:
    pages = await pages_in_force(office, founded)
    await prepare(office, await founded.acting(office, "wang"), "office")
    signed = await rescuer(office)
    await recovery.recover(office, signed, "office", typed(pages[1:]), clock.now())
    again = await sessions.acting(office, signed.member.staff_id, signed.keyring.own)
    wang = await founded.acting(office, "wang")
    for epoch in (1, 2):
        assert again.keyring.unit_pair("office", epoch).public == wang.keyring.unit_pair("office", epoch).public
    made = await units.new_pages(office.ledger, wang, "office", clock.now())
    await units.confirm_page(office.ledger, wang, "office", made.pages[0], typed(made.pages)[0], clock.now())
    policy = await publish(office, founded)
    named = policy.document.only(UnitKind.OFFICE)
    restored = restore(made.pages[:2], PublicIdentity(named.recovery_public))
    assert [one.epoch for one in named.epochs] == [1, 2]
    for one in named.epochs:
        pair = open_for_recovery("office", one.epoch, one.sealed_seed, restored, one.public)
        assert pair.public == wang.keyring.unit_pair("office", one.epoch).public


async def due(services: Services) -> list[str]:
    async with services.ledger.read() as work:
        return [one.kind for one in (await key_state.read(work, "office", clock.now())).due]
