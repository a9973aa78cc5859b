"""Every route x every role x own, another unit's and excluded lead, against the table in `table.py`."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from admin.roles import Role
from storage.migrate import upgrade
from tests.admin.authorisation.stage import Stage, routes, set_up
from tests.admin.authorisation.table import DESK, ROWS, Row
from tests.admin.offices import services_in, settings_of

pytestmark = pytest.mark.anyio
GATES = {
    "nobody": ("sign in", "nothing"),
    "half signed in": ("second factor", "nothing", "password"),
    "unpledged": ("pledge", "nothing", "password", "both factors"),
}
"""Where somebody is sent who does not yet have all of it, and what they may open nevertheless."""


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Stage]:
    folder = tmp_path_factory.mktemp("matrix")
    await upgrade(settings_of(folder).database_url, "ledger")
    async with services_in(folder) as services:
        yield await set_up(services)


async def test_every_route_has_a_row_and_every_row_a_route(stage: Stage) -> None:
    found, told = routes(stage.services), {key.partition(" | ")[0] for key in ROWS}
    assert not found - told, "these routes have no row in table.py"
    assert not told - found, "these rows have no route"


async def test_every_route_that_takes_a_lead_is_tried_on_leads_that_are_hidden() -> None:
    assert [key for key, row in ROWS.items() if ("{number}" in key) != bool(row.lead)] == []


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.least != "token"])
async def test_a_route_lets_in_whom_the_table_names_and_nobody_else(stage: Stage, key: str) -> None:
    row = ROWS[key]
    wrong = {}
    for who in _in_order(row):
        number = await stage.lead(row.lead) if row.lead and who not in GATES else stage.hidden["missing"]
        found = _outcome(await stage.press(who, key, row, number), row)
        if found != _expected(who, row):
            wrong[who] = f"{found} instead of {_expected(who, row)}"
    assert wrong == {}


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.lead])
async def test_a_route_of_a_lead_knows_no_hidden_lead(stage: Stage, key: str) -> None:
    row = ROWS[key]
    wrong = {}
    for which, number in stage.hidden.items():
        for role in DESK:
            found = _outcome(await stage.press(role.value, key, row, number), row)
            if found != "hidden":
                wrong[role.value] = f"{which} lead is {found}"
    assert wrong == {}


async def test_the_role_of_office_in_another_unit_opens_no_room_of_this_office(stage: Stage) -> None:
    rooms = [key for key, row in ROWS.items() if Role.OFFICE in row.roles - {Role.HANDLER} and not row.lead]
    rooms = [key for key in rooms if Role.HANDLER not in ROWS[key].roles]
    assert len(rooms) > 15
    for key in rooms:
        assert _outcome(await stage.press("police", key, ROWS[key]), ROWS[key]) == "refused", key


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.least == "token"])
async def test_the_api_opens_to_the_token_alone(stage: Stage, key: str) -> None:
    row = ROWS[key]
    for who in ("nobody", *(role.value for role in Role)):
        answer = await stage.press(who, key, row)
        assert (answer.status_code, answer.json()) == (401, {"error": "token"}), who
    bearer = {"Authorization": f"Bearer {stage.services.service_token.reveal()}"}
    stage.browsers["bot"] = stage.browser()
    stage.browsers["bot"].headers.update(bearer)
    assert (await stage.press("bot", key, row)).status_code in (200, 415)


def _in_order(row: Row) -> Iterator[str]:
    """Whoever is to be refused comes first: what is let in may change what the next one finds."""
    yield from GATES
    yield from (role.value for role in sorted(Role, key=lambda role: (role in row.roles, role)))


def _expected(who: str, row: Row) -> str:
    if who in GATES:
        return "in" if row.least in GATES[who][1:] else GATES[who][0]
    return "in" if Role(who) in row.roles else "refused"


def _outcome(answer: httpx.Response, row: Row) -> str:
    """What became of it, in one word. An error of the form itself means that the door was open."""
    leads_to = answer.headers.get("location", "")
    if answer.status_code == 401 or leads_to == "/admin/sign-in" or leads_to.startswith("/admin/sign-in?back="):
        return "sign in"
    if leads_to == "/admin/second-factor":
        return "second factor"
    if leads_to == "/admin/pledge" or "请先作出保密承诺" in answer.text:
        return "pledge"
    if answer.status_code in row.also_in:
        return "in"
    return {403: "refused", 404: "hidden", 500: "broken"}.get(answer.status_code, "in")
