"""A desk over each test's own office."""

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from tests.admin.desk import Desk


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)
