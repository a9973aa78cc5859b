"""Rewards: one proposes, another decides, the reporter sees the state as a code."""

import pytest

from tests.admin.desk import Browser, Desk, Filed

pytestmark = pytest.mark.anyio


async def found_true(desk: Desk, conclusion: str = "substantiated") -> tuple[Filed, Browser, Browser]:
    """A lead with a conclusion, the office's browser and the police's."""
    filed = await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    await li.move(filed, "conclude", 5, conclusion=conclusion, finding="已核实。")
    return filed, wang, li


async def state_of(desk: Desk, filed: Filed) -> str | None:
    async with desk.services.ledger.read() as work:
        reward = await work.rewards.of_lead(filed.lead_id)
    return reward.state if reward else None


async def test_a_sum_is_proposed_by_one_and_approved_by_another(desk: Desk) -> None:
    filed, wang, li = await found_true(desk)
    page = await li.send(f"/admin/leads/{filed.number}/reward", amount="3,000.5")
    assert "3,000.50" in page
    assert "待审批" in page
    page = await wang.send(f"/admin/leads/{filed.number}/reward/approved", version=1)
    assert "已批准" in page
    assert await state_of(desk, filed) == "approved"
    kinds = await desk.kinds(filed.lead_id)
    assert "reward_proposed" in kinds
    assert "reward_approved" in kinds


async def test_nobody_approves_their_own_proposal(desk: Desk) -> None:
    filed, wang, _ = await found_true(desk)
    page = await wang.send(f"/admin/leads/{filed.number}/reward", amount="500")
    assert "须由另一人审批" in page
    assert "/reward/approved" not in page
    await wang.send(f"/admin/leads/{filed.number}/reward/approved", 403, version=1)
    assert await state_of(desk, filed) == "proposed"


async def test_a_handler_decides_on_nobodys_proposal(desk: Desk) -> None:
    filed, wang, li = await found_true(desk)
    await wang.send(f"/admin/leads/{filed.number}/reward", amount="500")
    await li.send(f"/admin/leads/{filed.number}/reward/approved", 403, version=1)
    assert await state_of(desk, filed) == "proposed"


async def test_a_lead_found_untrue_earns_no_proposal(desk: Desk) -> None:
    filed, wang, li = await found_true(desk, "unsubstantiated")
    for browser in (wang, li):
        await browser.send(f"/admin/leads/{filed.number}/reward", 403, amount="500")
    assert await state_of(desk, filed) is None


async def test_what_is_no_sum_comes_back_as_typed(desk: Desk) -> None:
    filed, _, li = await found_true(desk)
    page = await li.send(f"/admin/leads/{filed.number}/reward", 422, amount="三百")
    assert "请填写金额" in page
    assert 'value="三百"' in page


async def test_a_decision_on_an_old_page_is_refused(desk: Desk) -> None:
    filed, wang, li = await found_true(desk)
    await li.send(f"/admin/leads/{filed.number}/reward", amount="500")
    await wang.send(f"/admin/leads/{filed.number}/reward/refused", version=1)
    root = await desk.browser("root")
    await root.send(f"/admin/leads/{filed.number}/reward/approved", 409, version=1)
    assert await state_of(desk, filed) == "refused"


async def test_the_reporters_thread_gets_a_code_and_no_sum(desk: Desk) -> None:
    filed, wang, li = await found_true(desk)
    await li.send(f"/admin/leads/{filed.number}/reward", amount="500")
    await wang.send(f"/admin/leads/{filed.number}/reward/approved", version=1)
    async with desk.services.ledger.read() as work:
        found = await work.thread.look_up(filed.receipt.lookup_id)
    assert found is not None
    assert [(line.sender, line.code, line.ciphertext) for line in found.messages] == [
        ("machine", "reward_approved", None)
    ]


async def test_the_list_shows_what_waits_and_only_of_leads_one_may_open(desk: Desk) -> None:
    filed, wang, li = await found_true(desk)
    await li.send(f"/admin/leads/{filed.number}/reward", amount="500")
    assert filed.number in await wang.open("/admin/rewards")
    assert filed.number not in await (await desk.browser("zhao")).open("/admin/rewards")
