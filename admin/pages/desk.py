"""Local contacts and the list of townships."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import OfOffice, ServicesOf
from admin.forms import Sent
from admin.setup import desk
from kit import clock
from storage.errors import BadInput

router = APIRouter(prefix="/admin")


@router.get("/contacts")
async def contacts(request: Request, signed: OfOffice, services: ServicesOf, saved: str = "") -> Response:
    """The form as kept."""
    async with services.ledger.read() as work:
        kept = await desk.read(work, desk.CONTACTS, {})
    return view.show(
        request, "contacts.html", signed, kept=kept.value, version=kept.version, fields=desk.FIELDS,
        long_fields=desk.LONG_FIELDS, saved=bool(saved),
    )  # fmt: skip


@router.post("/contacts")
async def save_contacts(request: Request, signed: OfOffice, services: ServicesOf, sent: Sent) -> Response:
    """Keep what was typed; a text that is too long comes back with all others."""
    typed = {name: sent.text(name) for name in desk.FIELDS}
    try:
        checked = desk.checked_contacts(typed)
        async with services.ledger.begin() as work:
            await desk.save(work, signed, desk.CONTACTS, checked, sent.number("version"), clock.now())
    except BadInput as error:
        return view.show(
            request, "contacts.html", signed, error=error, kept=typed, version=sent.number("version"),
            fields=desk.FIELDS, long_fields=desk.LONG_FIELDS, saved=False,
        )  # fmt: skip
    return view.go("/admin/contacts?saved=1")


@router.get("/areas")
async def areas(request: Request, signed: OfOffice, services: ServicesOf, saved: str = "") -> Response:
    """The list as kept."""
    async with services.ledger.read() as work:
        kept = await desk.read(work, desk.AREAS, [])
    return view.show(request, "areas.html", signed, kept=kept.value, added="", version=kept.version, saved=bool(saved))


@router.post("/areas")
async def save_areas(request: Request, signed: OfOffice, services: ServicesOf, sent: Sent) -> Response:
    """Rename, remove and add in one go."""
    renamed, added, version = sent.under("name:"), sent.text("added"), sent.number("version")
    try:
        async with services.ledger.begin() as work:
            checked = desk.checked_areas(await desk.areas(work), renamed, added)
            await desk.save(work, signed, desk.AREAS, checked, version, clock.now())
    except BadInput as error:
        kept = [{"id": area_id, "name": name} for area_id, name in renamed.items()]
        return view.show(
            request, "areas.html", signed, error=error, kept=kept, added=added, version=version, saved=False
        )
    return view.go("/admin/areas?saved=1")
