"""Whoever may write every row can make things disappear, and can make none of it look like two people's act."""

from datetime import date

import pytest

from admin.retention import acts
from admin.sign_in.tidy import tidy
from kit import clock
from storage.errors import DestructionRefused, SignatureBroken
from storage.tables.ledger import Destruction, DestructionLine
from storage.vault.binding import new_id
from storage.vault.destruction import Confirmation, DestructionList, Listed, sign_confirmation, sign_list
from storage.vault.lead import identity_hash
from storage.vault.seeds import KeyPair
from tests.admin.desk import STORY, Filed
from tests.admin.identity.test_told import told_of
from tests.admin.retention.ending import HOME, Ending, later

pytestmark = pytest.mark.anyio
MISSING = "查不到两人签名的销毁清册"


async def delete(ending: Ending, filed: Filed) -> None:
    """What somebody with the database does who wants a reporter gone."""
    await ending.write("UPDATE leads SET identity = NULL, identity_share = NULL WHERE id = :id", id=filed.lead_id)
    await ending.write("DELETE FROM custody_shares WHERE lead_id = :id", id=filed.lead_id)


async def forge(ending: Ending, filed: Filed, proposer: KeyPair, confirmer: KeyPair) -> Destruction:
    """Rows of a finished list over this lead, in the names of `wang` and `bao`, signed by these keys."""
    lead, now = await ending.whole(filed), clock.now()
    wang, bao = (ending.desk.founded.people[who].staff_id for who in ("wang", "bao"))
    one = Listed(filed.lead_id, filed.number, lead.closed_on or date.min, lead.version, lead.messages, 0,
                 identity_hash(lead.identity))  # fmt: skip
    listed = DestructionList(new_id(), wang, "office", int(now.timestamp()), int(now.timestamp()) + 9, (one,))
    stored = sign_list(listed, proposer)
    given = Confirmation(listed.act_id, stored.hash, bao, int(now.timestamp()), (filed.lead_id,))
    signed = sign_confirmation(given, confirmer)
    row = Destruction(
        id=listed.act_id, unit_id="office", proposed_by=wang, proposed_at=now, until=now, state="done",
        body=stored.body, signature=stored.signature, decided_by=bao, decided_at=now, confirmation=signed.body,
        confirmation_signature=signed.signature, done_at=now,
    )  # fmt: skip
    line = DestructionLine(act_id=row.id, lead_id=filed.lead_id, identity_hash=one.identity, state="done")
    async with ending.services.ledger.begin() as work:
        await work.destructions.add(row, [line])
    return row


async def audit_page(ending: Ending) -> str:
    """The auditor of custody looks at the room."""
    return await (await ending.browser("guan")).open("/admin/audit")


async def test_rows_deleted_past_the_product_are_told_to_officer_auditor_and_reporter(ending: Ending) -> None:
    filed, other = await ending.closed(), await ending.closed()
    assert filed.number not in await audit_page(ending)
    await delete(ending, filed)
    page = await (await ending.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert MISSING in page
    assert "到期销毁，任何人都无法再打开" not in page
    page = await audit_page(ending)
    assert filed.number in page
    assert other.number not in page
    told = await told_of(ending.services, filed.receipt, "zh_CN")
    assert any("查不到按期销毁的手续" in line for line in told)
    assert not any("已于" in line and "按期销毁" in line for line in told)


async def test_a_list_made_up_by_the_administrator_explains_nothing(ending: Ending) -> None:
    filed = await ending.closed()
    wang = ending.desk.founded.people["wang"].pair
    row = await forge(ending, filed, wang, KeyPair.generate())
    await delete(ending, filed)
    async with ending.services.ledger.read() as work:
        with pytest.raises(SignatureBroken):
            await acts.read_confirmed(work, row)
    page = await (await ending.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert MISSING in page
    assert STORY in page
    page = await audit_page(ending)
    assert filed.number in page
    assert "有 1 份标为已监销的清册核对不上签名" in page
    assert any("查不到按期销毁的手续" in line for line in await told_of(ending.services, filed.receipt, "zh_CN"))


async def test_a_key_in_a_row_signs_for_nobody(ending: Ending) -> None:
    """The administrator swaps the custodian's public key in the table: the roster names another."""
    filed, thief = await ending.closed(), KeyPair.generate()
    bao = ending.desk.founded.people["bao"].staff_id
    swap = "UPDATE staff_keys SET public_identity = :key WHERE staff_id = :id"
    await ending.write(swap, key=thief.public.data, id=bao)
    row = await forge(ending, filed, ending.desk.founded.people["wang"].pair, thief)
    async with ending.services.ledger.read() as work:
        with pytest.raises(SignatureBroken):
            await acts.read_confirmed(work, row)


async def test_one_officer_under_two_names_is_one_person(ending: Ending) -> None:
    """A handler signs both halves: custody's roster does not know the key."""
    filed = await ending.closed()
    wang = ending.desk.founded.people["wang"].pair
    row = await forge(ending, filed, wang, wang)
    async with ending.services.ledger.read() as work:
        with pytest.raises((SignatureBroken, DestructionRefused)):
            await acts.read_confirmed(work, row)


async def test_a_lead_added_to_a_signed_list_is_dropped_and_keeps_everything(ending: Ending) -> None:
    filed, victim = await ending.closed(), await ending.closed()
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
        act = (await ending.row()).id
        await ending.write(
            "INSERT INTO destruction_lines (act_id, lead_id, state) VALUES (:act, :lead, 'listed')",
            act=act, lead=victim.lead_id,
        )  # fmt: skip
        await ending.write("UPDATE destructions SET state = 'confirmed' WHERE id = :act", act=act)
        await tidy(ending.services, clock.now())
        assert (await ending.lines())[victim.lead_id].why == "unsigned"
        assert (await ending.whole(victim)).identity_share is not None


async def test_a_list_marked_as_confirmed_destroys_nothing_and_is_told(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        await ending.write("UPDATE destructions SET state = 'confirmed'")
        await tidy(ending.services, clock.now())
        assert (await ending.whole(filed)).identity_share is not None
        assert "有 1 份标为已监销的清册核对不上签名" in await audit_page(ending)
        page = await (await ending.browser("wang")).open(f"{HOME}/{(await ending.row()).id.hex()}")
        assert "签名核对不上，不作数" in page


@pytest.mark.parametrize("column", ["signature", "body"])
async def test_a_list_changed_after_signing_is_confirmed_by_nobody(ending: Ending, column: str) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        row = await ending.row()
        was = getattr(row, column)
        forged = was[:-1] + bytes([was[-1] ^ 1])
        await ending.write(f"UPDATE destructions SET {column} = :forged", forged=forged)  # noqa: S608
        page = await ending.confirm(status=409)
        assert "签名核对不上" in page or "清册核对不上" in page
        async with ending.services.ledger.read() as work:
            blocked = await work.access.latest("destruction_blocked")
    assert blocked is not None
    assert (await ending.whole(filed)).identity_share is not None


@pytest.mark.parametrize("confirmed", [False, True])
async def test_another_name_in_the_row_of_a_signed_list_voids_it(ending: Ending, confirmed: bool) -> None:
    """The administrator lets it look as if somebody else had put it forward."""
    filed, root = await ending.closed(), ending.desk.founded.people["root"].staff_id
    with later():
        await ending.put_forward(filed)
        if confirmed:
            await ending.confirm()
        await ending.write("UPDATE destructions SET proposed_by = :root", root=root)
        page = await (await ending.browser("bao")).open(f"{HOME}/{(await ending.row()).id.hex()}")
        assert "签名核对不上，不作数" in page
        if not confirmed:
            assert "清册核对不上" in await ending.confirm(status=409)
            assert (await ending.whole(filed)).identity_share is not None


async def test_a_list_signed_for_another_place_is_refused(ending: Ending) -> None:
    """An old confirmation, put beside a newer list of the same people."""
    first, second = await ending.closed(), await ending.closed()
    with later():
        await ending.put_forward(first)
        await ending.confirm()
        old = await ending.row()
        with later(1):
            await ending.put_forward(second)
            await ending.write(
                "UPDATE destructions SET state = 'confirmed', decided_by = :by, confirmation = :body,"
                " confirmation_signature = :signature WHERE state = 'waiting'",
                by=old.decided_by, body=old.confirmation, signature=old.confirmation_signature,
            )  # fmt: skip
            await tidy(ending.services, clock.now())
    assert (await ending.whole(second)).identity_share is not None
    assert (await ending.whole(first)).identity is None
