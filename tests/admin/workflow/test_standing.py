"""How a member stands to a lead, by table."""

import pytest

from admin.roles import Role
from admin.workflow.standing import Standing, standing_of

ME, OTHER = b"m" * 16, b"o" * 16


@pytest.mark.parametrize(
    ("roles", "handler", "unit", "expected"),
    [
        ({Role.HANDLER}, None, "police", Standing.UNASSIGNED),
        ({Role.HANDLER}, ME, "police", Standing.OWN),
        ({Role.LEADER}, ME, "police", Standing.OWN),
        ({Role.HANDLER}, OTHER, "police", Standing.OTHERS),
        ({Role.OFFICE}, OTHER, "police", Standing.OTHERS),
        ({Role.AUDITOR}, OTHER, "police", Standing.OTHERS),
        ({Role.SYSADMIN, Role.OFFICE}, OTHER, "police", Standing.OTHERS),
        ({Role.SUPERVISOR}, OTHER, "police", Standing.OVERSIGHT),
        ({Role.HANDLER, Role.LEADER}, OTHER, "police", Standing.OVERSIGHT),
        ({Role.HANDLER}, OTHER, "discipline", Standing.SHARED),
        ({Role.HANDLER}, OTHER, None, Standing.SHARED),
    ],
)
def test_standing(roles: set[Role], handler: bytes | None, unit: str | None, expected: Standing) -> None:
    assert standing_of(roles, ME, ("police",), handler, unit) is expected
