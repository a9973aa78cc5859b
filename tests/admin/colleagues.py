"""Further people for a founded office, invited and admitted by the product's own use cases."""

from dataclasses import replace

from admin.roles import Role
from admin.services import Services
from admin.setup import founding
from admin.setup.founding import Founded
from kit import clock
from tests.admin.offices import person


async def joined(services: Services, founded: Founded, login: str, name: str, unit: str) -> Founded:
    """The office with one more handler in a unit that has a key."""
    root = await founded.acting(services, "root")
    plan = person(login, name, unit, Role.HANDLER)
    made = await founding._join(services, root, plan, founded.people, clock.now())
    return replace(founded, people=dict(founded.people) | {login: made})
