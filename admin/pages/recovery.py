"""Bringing a unit back by two typed pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.services import Services
from admin.setup import recovery
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed, PageMistyped

router = APIRouter(prefix="/admin/units")


@router.get("/{unit}/recover")
async def form(request: Request, unit: str, signed: SignedIn, services: ServicesOf) -> Response:
    """Asks for two pages; only who waits before the unit sees it."""
    return await _form(request, services, signed, unit)


@router.post("/{unit}/recover")
async def recover(request: Request, unit: str, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Restore the unit's key; typed digits stay in the form on an error."""
    await _check_waits(services, signed, unit)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        await recovery.recover(services, open_, unit, [sent.text("first"), sent.text("second")], clock.now())
    except PageMistyped as wrong:
        error = BadInput("units.error.page_group", count=wrong.group) if wrong.group else BadInput("units.error.page")
        return await _form(request, services, signed, unit, sent, error)
    except BadInput as error:
        return await _form(request, services, signed, unit, sent, error)
    return view.go(f"/admin/units/{unit}?done=recovered")


async def _form(
    request: Request, services: Services, signed: Signed, unit: str, sent: Form | None = None,
    error: BadInput | None = None,
) -> Response:  # fmt: skip
    await _check_waits(services, signed, unit)
    async with services.ledger.read() as work:
        name = (await work.units.get(unit)).name
    typed = (sent.text("first"), sent.text("second")) if sent else ("", "")
    return view.show(request, "recover.html", signed, error=error, unit=unit, unit_name=name, typed=typed)


async def _check_waits(services: Services, signed: Signed, unit: str) -> None:
    async with services.ledger.read() as work:
        if not await recovery.may_recover(work, signed, unit):
            raise NotAllowed("only who waits before the unit brings it back")
