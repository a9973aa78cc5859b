"""Handing over leads of who has left, many at one press, from the queue."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.acknowledging import Picked
from admin.leads.leavers import hand_over_to
from admin.leads.listing import PAGE_SIZE, Listing
from admin.pages.lead_steps import staff_id_of
from admin.pages.queue import HOME, AtDesk
from admin.view import go
from kit import clock

router = APIRouter(prefix="/admin")


@router.post("/hand-over")
async def hand_over(signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """The ticked leads go to one colleague; those that need a look of their own stay in the list."""
    ticked = [one for one in map(Picked.read, sent.all("pick")[:PAGE_SIZE]) if one]
    done, left = await hand_over_to(services, signed, ticked, staff_id_of(sent.text("member")), clock.now())
    listing = Listing.read(dict(parse_qsl(sent.text("listing")[:500])))
    return go(f"{HOME}?{listing.query()}&handed={done}&kept={left}")
