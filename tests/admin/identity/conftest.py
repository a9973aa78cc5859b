"""A desk over each test's own office, and a lead whose reporter gave a name."""

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from tests.admin.desk import Desk
from tests.admin.identity.parties import PERSON, Parties


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


@pytest.fixture
async def parties(desk: Desk) -> Parties:
    """Browsers of the handler and of both custodians, and the lead."""
    filed = await desk.file(identity=PERSON)
    return Parties(desk, filed, await desk.browser("li"), await desk.browser("bao"), await desk.browser("guan"))
