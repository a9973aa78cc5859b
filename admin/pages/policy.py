"""The policy: what is in force, what waits for signatures, and who receives reports at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import policy_book, policy_news, restoring, view
from admin.doors import OfOffice, ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.pages.staff import id_of
from admin.roles import Role
from admin.services import Services
from admin.setup import desk, policies
from admin.setup.policies import Proposed
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.policy_document import UnitKind

router = APIRouter(prefix="/admin/policy")


@router.get("")
async def overview(request: Request, signed: SignedIn, services: ServicesOf, done: str = "") -> Response:
    """Both policies side by side."""
    return await _show(request, services, signed, done=done)


@router.post("/propose")
async def propose(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """Draft the next policy from what is set up now."""
    try:
        await policies.propose(services, signed, clock.now())
    except BadInput as error:
        return await _show(request, services, signed, error)
    return view.go("/admin/policy")


@router.post("/{proposal}/sign")
async def sign(request: Request, proposal: str, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Sign for one's own unit; typed key codes stay in the form on an error."""
    codes, shown = sent.under("code:"), _fingerprint(sent.text("fingerprint"))
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        policy = await policies.sign(services, open_, id_of(proposal), shown, codes, clock.now())
    except BadInput as error:
        return await _show(request, services, signed, error, sent)
    return view.go("/admin/policy?done=active" if policy else "/admin/policy?done=signed")


@router.post("/{proposal}/withdraw")
async def withdraw(proposal: str, signed: SignedIn, services: ServicesOf) -> Response:
    """Take a proposal back."""
    await policies.withdraw(services, signed, id_of(proposal), clock.now())
    return view.go("/admin/policy")


@router.get("/receivers")
async def receivers(request: Request, signed: OfOffice, services: ServicesOf, saved: str = "") -> Response:
    """Which receiving units get a grant when a report comes in, and whose names the shield knows."""
    async with services.ledger.read() as work:
        return await _receivers(request, work, signed, saved=bool(saved))


@router.post("/receivers")
async def save_receivers(request: Request, signed: OfOffice, services: ServicesOf, sent: Sent) -> Response:
    """Keep the choice; it takes effect with the next policy."""
    chosen, now = sent.under("receives:"), clock.now()
    grants = {kind: sorted(unit for unit, how in chosen.items() if how == kind) for kind in ("every", "officials")}
    named = {unit: _lines(text) for unit, text in sent.under("leaders:").items() if _lines(text)}
    async with services.ledger.begin() as work:
        await desk.save(work, signed, desk.FIRST_GRANTS, grants, sent.number("grants_version"), now)
        await desk.save(work, signed, desk.LEADERS, named, sent.number("leaders_version"), now)
    return view.go("/admin/policy/receivers?saved=1")


async def _receivers(request: Request, work: LedgerWork, signed: Signed, saved: bool) -> Response:
    grants = await desk.read(work, desk.FIRST_GRANTS, {})
    leaders = await desk.read(work, desk.LEADERS, {})
    units = [unit for unit in await work.units.all() if unit.kind != UnitKind.CUSTODY]
    how = {unit: kind for kind, listed in grants.value.items() for unit in listed}
    return view.show(
        request, "receivers.html", signed, units=units, how=how, leaders=leaders.value, saved=saved,
        grants_version=grants.version, leaders_version=leaders.version,
    )  # fmt: skip


async def _show(
    request: Request, services: Services, signed: Signed, error: BadInput | None = None, sent: Form | None = None,
    done: str = "",
) -> Response:  # fmt: skip
    async with services.ledger.read() as work:
        current = await policy_book.current(work)
        row = await work.policies.newest()
        proposal = await policies.open_proposal(work)
        waiting, claims = await restoring.read(work), await policy_news.claimed(work)
    return view.show(
        request, "policy.html", signed, restoring=waiting is not None, claims=claims, error=error, current=current,
        since=row.active_at if row else None,
        proposal=proposal, signing=_signing(signed, current, proposal), done=done,
        codes=sent.under("code:") if sent else {}, editor=signed.member.sets_up,
        may_propose=policies.may_propose(signed.member), tries=policies.may_try(signed.member),
    )  # fmt: skip


def _signing(signed: Signed, current: Policy | None, proposal: Proposed | None) -> dict[str, Any] | None:
    """What the viewer may sign: their unit, whose codes they type, and whether their unit has signed."""
    if proposal is None:
        return None
    unit = policies.signs_for(signed.member.units, (current or proposal.policy).document)
    if unit is None or (current is None and signed.member.may(Role.SYSADMIN)):
        return None
    listed = [proposal.policy.document.find(one) for one in proposal.codes_for(unit.id)]
    return {"unit": unit, "codes": [one for one in listed if one], "already": unit.kind in proposal.signed_by}


def _fingerprint(text: str) -> bytes:
    """What the form carried; nothing for anything that is none, and nothing is what no policy has."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:60] for line in text.splitlines() if line.strip()]
