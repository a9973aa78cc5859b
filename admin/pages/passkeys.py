"""Passkeys over HTTP: what scripts of ours ask for, and the forms that they fill in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from admin import view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.pages.account import show_account
from admin.pages.join import scratch_of
from admin.sign_in import challenges, passkeys, webauthn
from admin.sign_in.passkeys import NewPasskey
from kit import clock, language
from storage.errors import BadInput

router = APIRouter(prefix="/admin")
UNPROCESSABLE = 422


@router.get("/sign-in/passkey")
async def challenge(services: ServicesOf) -> Response:
    """A fresh challenge for whoever asks; it names nobody, and nothing is kept of it."""
    address = passkeys.address_of(services)
    fresh = challenges.fresh(services.wrap_key, clock.now())
    return JSONResponse(webauthn.to_answer(address, fresh))


@router.post("/account/passkeys/options")
async def options(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """What the browser is asked for a new passkey, once name and password are right; an error as its sentence."""
    chosen = language.of(request)
    site = services.texts.text("common.site", chosen)
    try:
        asked = await passkeys.begin(services, signed, scratch_of(services, signed), _new(sent), site, clock.now())
    except BadInput as error:
        return JSONResponse({"error": services.texts.text(error.key, chosen, **error.values)}, UNPROCESSABLE)
    return JSONResponse(asked)


@router.post("/account/passkeys")
async def add(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Keep the new passkey."""
    scratch = scratch_of(services, signed)
    try:
        await passkeys.add(services, signed, scratch, _new(sent), sent.text("answer"), clock.now())
    except BadInput as error:
        return await show_account(request, services, signed, error, passkey_name=sent.text("name"))
    return view.go("/admin/account?done=passkey")


@router.post("/account/passkeys/remove")
async def remove(signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Remove one of one's own."""
    async with services.ledger.begin() as work:
        await passkeys.remove(work, signed, sent.text("passkey"), clock.now())
    return view.go("/admin/account?done=passkey_removed")


def _new(sent: Form) -> NewPasskey:
    return NewPasskey(sent.text("name"), sent.secret("password"))
