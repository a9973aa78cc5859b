"""Areas and contacts as they are typed."""

import pytest

from admin.services import Services
from admin.setup import desk
from admin.setup.founding import Founded
from kit import clock
from storage.errors import BadInput, NotAllowed, StaleVersion
from storage.vault.policy_document import Area

EAST, WEST = Area(id="area-1", name="东试镇"), Area(id="area-2", name="西试乡")


def test_a_renamed_area_keeps_its_id_and_an_emptied_one_goes() -> None:
    found = desk.checked_areas([EAST, WEST], {"area-1": " 东试  街道 ", "area-2": ""}, "南试镇\r\n\r\n北试镇")
    assert found[0] == {"id": "area-1", "name": "东试 街道"}
    assert [one["name"] for one in found[1:]] == ["南试镇", "北试镇"]
    assert len({one["id"] for one in found}) == 3


def test_an_area_named_twice_is_refused_with_its_name() -> None:
    with pytest.raises(BadInput) as caught:
        desk.checked_areas([EAST], {}, "东试镇")
    assert caught.value.values == {"name": "东试镇"}


def test_an_empty_contact_is_left_out_and_a_long_one_refused() -> None:
    assert desk.checked_contacts({"office_phone": " 13800000000 ", "office_hours": " "}) == {
        "office_phone": "13800000000"
    }
    with pytest.raises(BadInput):
        desk.checked_contacts({"office_address": "长" * 201})


@pytest.mark.anyio
async def test_a_stale_form_is_refused(office: Services, founded: Founded) -> None:
    root = await founded.acting(office, "root")
    with pytest.raises(StaleVersion):
        async with office.ledger.begin() as work:
            await desk.save(work, root, desk.CONTACTS, {}, 0, clock.now())


@pytest.mark.anyio
async def test_other_units_do_not_speak_for_the_office(office: Services, founded: Founded) -> None:
    for login in ("li", "zhao", "bao"):
        stranger = await founded.acting(office, login)
        with pytest.raises(NotAllowed):
            async with office.ledger.begin() as work:
                await desk.save(work, stranger, desk.CONTACTS, {}, 1, clock.now())
