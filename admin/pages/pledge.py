"""The confidentiality pledge: read and taken at the first sign-in; its text is the system administrator's to change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import view
from admin.doors import Confirmed, ServicesOf, needs
from admin.forms import Sent
from admin.roles import Role
from admin.services import Services
from admin.sign_in import pledge
from admin.signed import Signed
from kit import clock, language
from storage.errors import BadInput, StaleVersion

router = APIRouter(prefix="/admin/pledge")
Sysadmin = Annotated[Signed, Depends(needs(Role.SYSADMIN))]


@router.get("")
async def read(request: Request, signed: Confirmed, services: ServicesOf) -> Response:
    """The text, with a button for who has not taken this version."""
    return await _show(request, services, signed)


@router.post("")
async def take(request: Request, signed: Confirmed, services: ServicesOf, sent: Sent) -> Response:
    """Take the version that was shown; a text changed meanwhile is shown first."""
    try:
        if not sent.flag("agreed"):
            raise BadInput("pledge.error.tick")
        async with services.ledger.begin() as work:
            found = await pledge.current(work, services.texts, language.of(request))
            await pledge.take(work, signed, found, sent.number("version"), clock.now())
    except BadInput as error:
        return await _show(request, services, signed, error)
    except StaleVersion:
        return await _show(request, services, signed, BadInput("pledge.error.changed"))
    return view.go(view.HOME)


@router.get("/text")
async def text(request: Request, signed: Sysadmin, services: ServicesOf) -> Response:
    """The form with the text in force."""
    async with services.ledger.read() as work:
        found = await pledge.current(work, services.texts, language.of(request))
    return view.show(request, "pledge_text.html", signed, typed=found.text, version=found.version)


@router.post("/text")
async def change(request: Request, signed: Sysadmin, services: ServicesOf, sent: Sent) -> Response:
    """Keep another text; whoever is signed in is asked at the next page."""
    typed, version = sent.text("text"), sent.number("version")
    try:
        async with services.ledger.begin() as work:
            await pledge.change(work, signed, typed, version, services.texts, clock.now())
    except BadInput as error:
        return view.show(request, "pledge_text.html", signed, error=error, typed=typed, version=version)
    return view.go("/admin/pledge")


async def _show(request: Request, services: Services, signed: Signed, error: BadInput | None = None) -> Response:
    async with services.ledger.read() as work:
        found = await pledge.current(work, services.texts, language.of(request))
    return view.show(
        request, "pledge.html", signed, error=error, pledge=found, taken=signed.pledged,
        sysadmin=signed.member.may(Role.SYSADMIN) and signed.pledged,
    )  # fmt: skip
