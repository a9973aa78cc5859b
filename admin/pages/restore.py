"""After a restore: what the bot hosts witnessed, and the restore block that office and custody sign."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import policy_book, policy_news, restore_signing, restoring, view
from admin.audit import restores
from admin.doors import ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.pages.staff import id_of
from admin.restore_signing import Wanted
from admin.restoring import Stage
from admin.services import Services
from admin.setup.policies import SIGNERS, signs_for
from admin.sign_in.unlock import unlock
from admin.signed import Member, Signed
from kit import clock
from storage.errors import BadInput, NotAllowed
from storage.vault.restore_block import Head

router = APIRouter(prefix="/admin/restore")


def _may_strike(member: Member) -> bool:
    """Who sets up this office, and custody."""
    return member.sets_up or member.is_custodian


async def _striker(signed: SignedIn) -> Signed:
    if not _may_strike(signed.member):
        raise NotAllowed("office, custody or the administrator strikes a bot host off")
    return signed


Striker = Annotated[Signed, Depends(_striker)]


@router.get("")
async def overview(request: Request, signed: SignedIn, services: ServicesOf, done: str = "") -> Response:
    """How far the restored ledger has come, and every restore before it."""
    return await _show(request, services, signed, done=done)


@router.post("/sign")
async def sign(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Sign for one's own unit, with the password."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        whole = await restore_signing.sign(services, open_, _shown(sent), clock.now())
    except BadInput as error:
        return await _show(request, services, signed, error)
    return view.go("/admin/restore?done=whole" if whole else "/admin/restore?done=signed")


@router.post("/bots/{bot}/strike-off")
async def strike_off(bot: str, signed: Striker, services: ServicesOf) -> Response:
    """Wait no longer for a bot host that does not exist any more."""
    await restore_signing.strike_off(services, signed, id_of(bot), clock.now())
    return view.go("/admin/restore?done=struck")


async def _show(
    request: Request, services: Services, signed: Signed, error: BadInput | None = None, done: str = ""
) -> Response:
    block: Wanted | None = None
    async with services.ledger.read() as work:
        policy = await policy_book.current(work)
        waiting, before = await restoring.read(work), await restores(work)
        claims = await policy_news.claimed(work)
        if waiting is not None and policy is not None and waiting.stage is Stage.BLOCK and not waiting.disagree:
            block = await restore_signing.wanted(work, waiting, policy, clock.now())
    unit = signs_for(signed.member.units, policy.document) if policy is not None else None
    units = [policy.document.only(kind) for kind in SIGNERS] if policy is not None else []
    return view.show(
        request, "restore.html", signed, error=error, done=done, waiting=waiting, block=block, unit=unit, units=units,
        before=before, claims=claims, may_strike=_may_strike(signed.member),
    )  # fmt: skip


def _shown(sent: Form) -> Head:
    """The head that the signer has read; nothing for anything that is none."""
    try:
        return Head(sent.number("height"), bytes.fromhex(sent.text("head")))
    except ValueError:
        return Head(-1, b"")
