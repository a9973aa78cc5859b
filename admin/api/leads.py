"""Sealed leads and follow-ups coming in: stored once, recorded, answered `stored`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.api.door import ApiRoute, answer, body_of, check_token, documented
from admin.intake import store_follow_up, store_lead
from storage.envelope import Envelope, FollowUp
from storage.wire import Stored

router = APIRouter(dependencies=[Depends(check_token)], route_class=ApiRoute)


@router.post("/leads", response_model=Stored, openapi_extra=documented(Envelope))
async def post_lead(request: Request) -> Response:
    """Store a sealed lead. The lead id is the idempotency key: sent again, it is `known` and stored once."""
    envelope = await body_of(request, Envelope)
    created = await store_lead(request.app.state.services, envelope)
    if created:
        request.app.state.staff_webhook.announce()
    return answer(Stored(known=not created))


@router.post("/messages", response_model=Stored, openapi_extra=documented(FollowUp))
async def post_message(request: Request) -> Response:
    """Store a signed follow-up. One that does not verify is kept and shown as unverified."""
    follow_up = await body_of(request, FollowUp)
    created = await store_follow_up(request.app.state.services, follow_up)
    if created:
        request.app.state.staff_webhook.announce()
    return answer(Stored(known=not created))
