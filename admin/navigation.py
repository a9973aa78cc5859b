"""The menu of the staff site: one line a room, shown only to whom it is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from admin.roles import Role
from admin.signed import Member


@dataclass(frozen=True, slots=True)
class Room:
    """`path` below /admin/, `key` of its name under `menu.`; `roles` empty where every member may enter.

    `in_unit`: only for members of some unit, because the room is empty for others. `of_office`: for the office's own
    people and the administrator. `of_terms`: for those who put forward what is to be destroyed, besides the roles.
    """

    path: str
    key: str
    roles: Collection[Role] = ()
    in_unit: bool = False
    of_office: bool = False
    of_terms: bool = False

    def is_open_to(self, member: Member) -> bool:
        """Whether the member sees it in the menu; the page itself checks again."""
        if self.in_unit and (not member.units or member.is_custodian):
            return False
        if self.of_office and not member.sets_up:
            return False
        if self.of_terms and member.ends_terms:
            return True
        return not self.roles or member.may(*self.roles)


ROOMS: Final = (
    Room("leads", "leads", in_unit=True),
    Room("custody", "custody", (Role.CUSTODIAN,)),
    Room("tickets", "tickets", in_unit=True),
    Room("identity", "identity", (Role.HANDLER, Role.OFFICE), in_unit=True),
    Room("faq", "faq", (Role.EDITOR, Role.OFFICE)),
    Room("audit", "audit", (Role.AUDITOR,)),
    Room("retention", "retention", (Role.CUSTODIAN, Role.AUDITOR), of_terms=True),
    Room("setup", "setup"),
    Room("units", "units"),
    Room("staff", "staff"),
    Room("policy", "policy"),
    Room("contacts", "contacts", of_office=True),
    Room("areas", "areas", of_office=True),
    Room("clocks", "clocks", (Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.HANDLER, Role.SYSADMIN)),
    Room("account", "account"),
)


def menu(member: Member) -> list[Room]:
    """The rooms open to a member, in order."""
    return [room for room in ROOMS if room.is_open_to(member)]
