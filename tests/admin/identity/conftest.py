"""An office, a named lead, and the people of both sides."""

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from tests.admin.desk import Desk
from tests.admin.identity.people import Sides


@pytest.fixture
async def sides(office: Services, founded: Founded) -> Sides:
    return await Sides.of(Desk(office, founded))
