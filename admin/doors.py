"""Who is signed in: the dependencies that every page of the staff site starts from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request

from admin.roles import Role
from admin.services import Services
from admin.sign_in import cookies, sessions
from admin.signed import Signed
from kit import clock
from storage.errors import NotAllowed, NotSignedIn

PULSE: Final = "x-pulse"
"""The header of a page that looks for news by itself; such a request does not count as work."""


def services_of(request: Request) -> Services:
    """The process's services."""
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(services_of)]


async def half_signed_in(request: Request, services: ServicesOf) -> Signed:
    """Whoever gave the right password, though the second factor may be missing yet. Raises `NotSignedIn`."""
    cookie = cookies.SESSION.read(request, services.settings.secure_cookies)
    touch = PULSE not in request.headers
    signed = await sessions.find(services, cookie, clock.now(), touch) if cookie is not None else None
    if signed is None:
        raise NotSignedIn("nobody is signed in here")
    request.state.signed = signed
    return signed


HalfSignedIn = Annotated[Signed, Depends(half_signed_in)]


class SecondFactorMissing(NotAllowed):
    """Signed in by password alone, on the way to confirm the phone."""


class PledgeMissing(NotAllowed):
    """Signed in with both factors, and the pledge in force was not taken yet."""


async def confirmed(signed: HalfSignedIn) -> Signed:
    """Whoever is signed in with both factors. Raises `NotSignedIn` or `SecondFactorMissing`, which become pages."""
    if signed.pending:
        raise SecondFactorMissing("the second factor is not set yet")
    return signed


Confirmed = Annotated[Signed, Depends(confirmed)]


async def signed_in(signed: Confirmed) -> Signed:
    """As `confirmed`, with the pledge taken; raises `PledgeMissing`, which becomes its page."""
    if not signed.pledged:
        raise PledgeMissing("the pledge in force was not taken yet")
    return signed


SignedIn = Annotated[Signed, Depends(signed_in)]


def needs(*roles: Role) -> Callable[[Signed], Awaitable[Signed]]:
    """A dependency for pages of these roles: `Annotated[Signed, Depends(needs(Role.OFFICE))]`. Raises `NotAllowed`."""

    async def with_role(signed: SignedIn) -> Signed:
        if not signed.member.may(*roles):
            raise NotAllowed(f"needs one of the roles {', '.join(roles)}")
        return signed

    return with_role


async def of_office(signed: SignedIn) -> Signed:
    """The office's own people and the administrator; raises `NotAllowed`."""
    if not signed.member.sets_up:
        raise NotAllowed("only the office and the system administrator set this up")
    return signed


OfOffice = Annotated[Signed, Depends(of_office)]


async def in_unit(unit: str, signed: SignedIn) -> Signed:
    """Members of the unit in the path, before anybody types a password for it; raises `NotAllowed`."""
    if unit not in signed.member.units:
        raise NotAllowed("only members of this unit do this")
    return signed


InUnit = Annotated[Signed, Depends(in_unit)]
