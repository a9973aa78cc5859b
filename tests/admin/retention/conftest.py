"""A desk over each test's own office, with leads to close and a clock to turn."""

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from tests.admin.desk import Desk
from tests.admin.retention.ending import Ending


@pytest.fixture
async def ending(office: Services, founded: Founded) -> Ending:
    return Ending(Desk(office, founded))
