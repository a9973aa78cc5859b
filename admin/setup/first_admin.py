"""The first administrator comes in by a one-time link that the host's own terminal shows, and by nothing else."""

from __future__ import annotations

from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.roles import Role
from admin.setup import invitations
from admin.setup.invitations import For, Invited
from storage.errors import AlreadyDone
from storage.unit_of_work import LedgerWork
from storage.vault.secret import SecretText


async def is_needed(work: LedgerWork) -> bool:
    """Whether no system administrator has come in yet with both factors."""
    for member in await work.staff.with_role(Role.SYSADMIN.value):
        keys = await work.staff.keys(member.id)
        if keys is not None and keys.totp_confirmed_at is not None:
            return False
    return True


async def create_link(work: LedgerWork, now: datetime) -> SecretText:
    """The token of a new link; older ones are void. Raises `AlreadyDone` once there is an administrator."""
    if not await is_needed(work):
        raise AlreadyDone("there is an administrator already, who invites everybody else")
    await invitations.withdraw_all(work, For.FIRST_ADMIN, now)
    token = await invitations.write(work, For.FIRST_ADMIN, Invited("", {Role.SYSADMIN}), None, now)
    await access.record(work, AccessKind.FIRST_ADMIN_LINK, at=now)
    return token


def path_of(token: SecretText) -> str:
    """The path of a link's page. The token stands in the path: our own access log is off, and it is good once."""
    return f"/admin/join/{token.reveal()}"
