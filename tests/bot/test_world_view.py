"""The world as one channel's dialog sees it."""

import pytest

from admin.setup.founding import Founded
from bot.dialog.world import CATEGORIES, Channel, World
from bot.world_view import Outside, world_for
from storage.vault.policy_document import PolicyDocument
from tests.bot.dialog.dialogs import Desk

pytestmark = pytest.mark.anyio
WEB = Channel("web")


def view(policy: PolicyDocument | None, cannot_take: str = "") -> World:
    outside = Outside(policy, {"office_phone": "1"}, Desk(), cannot_take, lambda key, _: key, str)
    return world_for(WEB, outside)


def test_without_a_believed_policy_no_report_is_taken_and_nobody_receives() -> None:
    world = view(None)
    assert world.cannot_take == "no_policy"
    assert world.routing(None, None, False, frozenset()) is None


def test_a_full_disk_comes_before_the_missing_policy() -> None:
    assert view(None, "disk").cannot_take == "disk"


def test_areas_units_and_custody_are_the_policys(founded: Founded) -> None:
    world = view(founded.policy.document)
    assert [area.name for area in world.areas] == ["东试镇", "西试乡"]
    assert {unit.id for unit in world.units} == {"office", "custody", "escalation", "police"}
    assert world.custody == "custody"
    assert world.categories == CATEGORIES
    assert world.cannot_take == ""


def test_routing_is_the_policys_and_leaves_out_whom_one_excludes(founded: Founded) -> None:
    world = view(founded.policy.document)
    usual = world.routing(None, None, False, frozenset())
    assert usual is not None
    assert "police" in usual[0]
    without = world.routing(None, None, False, frozenset({"police"}))
    assert without is None or "police" not in without[0]
    assert world.routing(None, None, False, frozenset({"police", "office", "escalation"})) is None
