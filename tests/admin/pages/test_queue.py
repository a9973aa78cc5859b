"""The queue, over HTTP."""

import pytest

from tests.admin.desk import STORY, Desk

pytestmark = pytest.mark.anyio


async def test_a_new_lead_stands_in_the_list_with_number_state_and_deadline_in_words(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).open("/admin/leads")
    assert filed.number in page
    assert "已受理" in page
    assert "还剩 5 个工作日" in page
    assert "资源环保" in page
    assert "有新内容" in page


async def test_the_list_tells_nothing_of_what_was_reported(desk: Desk) -> None:
    await desk.file()
    page = await (await desk.browser("wang")).open("/admin/leads")
    assert STORY[:6] not in page
    assert "砂场门口" not in page
