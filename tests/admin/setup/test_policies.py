"""Nobody changes the policy alone."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from admin import policy_book
from admin.services import Services
from admin.setup import desk, policies, units
from admin.setup.founding import Founded
from admin.setup.policies import Proposed
from admin.setup.policy_changes import Change
from admin.signed import Signed
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed
from storage.vault.pages import join
from storage.vault.policy import Policy, write_policy
from storage.vault.policy_document import UnitKind
from storage.vault.seeds import KeyPair
from storage.vault.unit import open_for_recovery
from tests.admin.browsers import browsing
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio


async def save(services: Services, founded: Founded, key: str, value: Any) -> None:
    root = await founded.acting(services, "root")
    async with services.ledger.begin() as work:
        kept = await desk.read(work, key, None)
        await desk.save(work, root, key, value, kept.version, clock.now())


async def add_area(services: Services, founded: Founded, name: str = "南试街道") -> None:
    async with services.ledger.read() as work:
        areas = desk.checked_areas(await desk.areas(work), {}, name)
    await save(services, founded, desk.AREAS, areas)


async def proposed(services: Services, founded: Founded, by: str = "wang") -> Proposed:
    await policies.propose(services, await founded.acting(services, by), clock.now())
    async with services.ledger.read() as work:
        found = await policies.open_proposal(work)
    assert found is not None
    return found


async def sign(
    services: Services, signer: Signed, shown: Proposed, codes: dict[str, str] | None = None
) -> Policy | None:
    """Sign what is shown."""
    return await policies.sign(services, signer, shown.id, shown.policy.fingerprint, codes or {}, clock.now())


async def version(services: Services) -> int:
    async with services.ledger.read() as work:
        policy = await policy_book.current(work)
    return policy.version if policy else 0


async def test_a_change_takes_both_units_and_no_code_where_no_key_is_new(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    proposal = await proposed(office, founded)
    assert proposal.changes == (Change("area_added", "南试街道"),)
    assert proposal.new_keys == ()
    wang, bao = await founded.acting(office, "wang"), await founded.acting(office, "bao")
    assert await sign(office, wang, proposal) is None
    assert await version(office) == 1
    policy = await sign(office, bao, proposal)
    assert policy is not None
    assert policy.previous == founded.policy.fingerprint
    assert await version(office) == 2


async def test_one_unit_cannot_sign_twice(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    proposal = await proposed(office, founded)
    for login in ("wang", "root"):
        signer = await founded.acting(office, login)
        if login == "wang":
            await sign(office, signer, proposal)
        else:
            with pytest.raises(AlreadyDone):
                await sign(office, signer, proposal)
    assert await version(office) == 1


async def test_other_units_sign_nothing(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    proposal = await proposed(office, founded)
    for login in ("li", "zhao"):
        with pytest.raises(NotAllowed):
            await sign(office, await founded.acting(office, login), proposal)
    with pytest.raises(NotAllowed):
        await policies.propose(office, await founded.acting(office, "li"), clock.now())


async def test_nothing_changed_is_not_proposed(office: Services, founded: Founded) -> None:
    with pytest.raises(BadInput) as caught:
        await policies.propose(office, await founded.acting(office, "wang"), clock.now())
    assert caught.value.key == "policy.error.no_changes"


async def test_a_unit_key_swapped_in_the_table_is_proposed_by_nobody(office: Services, founded: Founded) -> None:
    await put_key(office, "police", KeyPair.generate())
    with pytest.raises(BadInput) as caught:
        await proposed(office, founded)
    assert caught.value.key == "policy.error.no_changes"


async def test_a_proposal_that_names_a_swapped_key_is_caught_by_the_spoken_code(
    office: Services, founded: Founded
) -> None:
    proposal = await planted(office, founded, "police", KeyPair.generate())
    assert proposal.new_keys == ("police",)
    wang = await founded.acting(office, "wang")
    spoken = founded.policy.document.find("police")
    assert spoken is not None
    with pytest.raises(BadInput) as caught:
        await sign(office, wang, proposal, {"police": spoken.current.public.key_code()})
    assert caught.value.key == "policy.error.key_code"


async def test_a_key_swapped_under_the_signers_own_unit_is_never_signed(office: Services, founded: Founded) -> None:
    proposal = await planted(office, founded, "custody", KeyPair.generate())
    wang, bao = await founded.acting(office, "wang"), await founded.acting(office, "bao")
    assert await sign(office, wang, proposal, codes_of(proposal)) is None
    with pytest.raises(BadInput) as caught:
        await sign(office, bao, proposal, codes_of(proposal))
    assert caught.value.key == "policy.error.own_key"
    assert await version(office) == 1


async def planted(services: Services, founded: Founded, unit: str, thief: KeyPair) -> Proposed:
    """A proposal whose body the owner of the database exchanged for one with a key of their own."""
    await add_area(services, founded)
    await proposed(services, founded)
    document = founded.policy.document
    rekeyed = tuple(
        one.model_copy(
            update={"epochs": (one.current.model_copy(update={"identity": thief.public.data}),)}
        ) if one.id == unit else one
        for one in document.units
    )  # fmt: skip
    body = write_policy(2, founded.policy.fingerprint, document.model_copy(update={"units": rekeyed}))
    await write(services, "UPDATE policy_proposals SET body = :body WHERE state = 'open'", body=body)
    async with services.ledger.read() as work:
        found = await policies.open_proposal(work)
    assert found is not None
    return found


def codes_of(proposal: Proposed) -> dict[str, str]:
    return {unit.id: unit.current.public.key_code() for unit in proposal.policy.document.units}


async def test_a_body_exchanged_after_it_was_shown_is_not_signed(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    shown = await proposed(office, founded)
    document = shown.policy.document.model_copy(update={"escalation": None})
    other = write_policy(2, founded.policy.fingerprint, document)
    await write(office, "UPDATE policy_proposals SET body = :body WHERE state = 'open'", body=other)
    wang = await founded.acting(office, "wang")
    with pytest.raises(BadInput) as caught:
        await policies.sign(office, wang, shown.id, shown.policy.fingerprint, {}, clock.now())
    assert caught.value.key == "policy.error.not_as_shown"
    async with office.ledger.read() as work:
        assert (await work.proposals.get(shown.id)).office_signature is None


async def test_the_form_carries_what_it_showed(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    shown, wang = await proposed(office, founded), founded.people["wang"]
    async with browsing(office) as browser:
        await browser.sign_in(wang)
        page = await browser.get("/admin/policy")
        carried = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
        assert carried is not None
        assert carried[1] == shown.policy.fingerprint.hex()
        other = write_policy(2, founded.policy.fingerprint, shown.policy.document.model_copy(update={"areas": ()}))
        await write(office, "UPDATE policy_proposals SET body = :body WHERE state = 'open'", body=other)
        sign, password = f"/admin/policy/{shown.id.hex()}/sign", wang.password.reveal()
        assert "待签内容变了" in await browser.post(sign, password=password, fingerprint=carried[1])
        assert "待签内容变了" in await browser.post(sign, password=password)


async def put_key(services: Services, unit: str, pair: KeyPair) -> None:
    """What the owner of the database could do."""
    async with services.ledger.engine.begin() as connection:
        await connection.execute(
            text("UPDATE unit_keys SET public_identity = :key WHERE unit_id = :unit"),
            {"key": pair.public.data, "unit": unit},
        )


async def test_new_pages_need_a_new_policy_and_two_of_them_restore_the_unit(office: Services, founded: Founded) -> None:
    wang, bao, now = await founded.acting(office, "wang"), await founded.acting(office, "bao"), clock.now()
    made = await units.new_pages(office.ledger, wang, "office", now)
    with pytest.raises(BadInput):
        await policies.propose(office, wang, now)
    typed = "".join(group.reveal() for group in made.pages[1].groups())
    await units.confirm_page(office.ledger, wang, "office", made.pages[1], typed, now)
    proposal = await proposed(office, founded)
    assert [change.kind for change in proposal.changes] == ["unit_pages"]
    await sign(office, wang, proposal)
    policy = await sign(office, bao, proposal)
    assert policy is not None
    unit = policy.document.only(UnitKind.OFFICE)
    for pages in (made.pages[:2], made.pages[1:], (made.pages[2], made.pages[0])):
        recovery = KeyPair(join(pages))
        assert recovery.public.data == unit.recovery_public
        restored = open_for_recovery("office", 1, unit.current.sealed_seed, recovery, unit.current.public)
        assert restored.public == unit.current.public


async def test_a_new_proposal_replaces_the_one_that_waits(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    first = await proposed(office, founded)
    await add_area(office, founded, "北试街道")
    second = await proposed(office, founded, by="bao")
    with pytest.raises(AlreadyDone):
        await sign(office, await founded.acting(office, "wang"), first)
    assert len(second.changes) == 2


async def test_a_withdrawn_proposal_is_signed_by_nobody(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    proposal = await proposed(office, founded)
    bao = await founded.acting(office, "bao")
    await policies.withdraw(office, bao, proposal.id, clock.now())
    with pytest.raises(AlreadyDone):
        await sign(office, bao, proposal)


async def test_the_names_of_receiving_members_and_heads_are_in_the_shield(office: Services, founded: Founded) -> None:
    await save(office, founded, desk.LEADERS, {"office": ["孙试"]})
    proposal = await proposed(office, founded)
    police, unit = proposal.policy.document.find("police"), proposal.policy.document.find("office")
    assert police is not None
    assert [(name.name, name.pinyin) for name in police.names] == [("李试", "li shi")]
    assert unit is not None
    assert [name.name for name in unit.names] == ["孙试"]


async def test_the_administrator_signs_no_first_policy(office: Services, founded: Founded) -> None:
    await add_area(office, founded)
    proposal = await proposed(office, founded)
    root = await founded.acting(office, "root")
    assert policies.signs_for(root.member.units, proposal.policy.document) is not None
    with pytest.raises(NotAllowed, match="first policy"):
        policies._signing_unit(root, None, proposal.policy)
