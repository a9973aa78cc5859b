"""Who may press what: one row a route of the inside host. This file is the whole expectation; edit it, not the test.

A new route needs a row, and a row needs a route, or the test fails. A key is `METHOD path`; with ` | words` behind it
one route may have several rows. A row says whom the route lets in; everybody else who is signed in must be refused
(403), and where a lead is hidden from a member's units the answer must be that of a lead that does not exist (404).

Everybody here has exactly one role. All are members of the office, but the custodian (of custody) and the system
administrator (of no unit). Values of path parameters and fields may name what the stage knows: `@role` is that
person's id, `@password` one's own password, and the other words of `stage.NAMES`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from admin.roles import Role
from admin.workflow.clocks import Clock

ROLES: Final = frozenset(Role)
DESK: Final = ROLES - {Role.CUSTODIAN, Role.SYSADMIN}
"""Members of a unit that receives leads."""
WRITERS: Final = frozenset({Role.OFFICE, Role.HANDLER, Role.SUPERVISOR, Role.LEADER})
MOVERS: Final = frozenset({Role.OFFICE, Role.HANDLER})
EDITORS: Final = frozenset({Role.OFFICE, Role.EDITOR})


@dataclass(frozen=True)
class Row:
    """Whom one route lets in. `least` is what it asks of a browser; `lead` is the state of the lead it is tried on."""

    roles: frozenset[Role]
    at: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    least: str = "pledge"
    lead: str = ""
    also_in: frozenset[int] = frozenset()


def to(roles: Iterable[str], at: Mapping[str, str] | None = None, also_in: Iterable[int] = (), **sent: str) -> Row:
    """A page or form for these roles. `also_in`: answers that count as being let in although they are errors."""
    return Row(frozenset(Role(role) for role in roles), at or {}, sent, also_in=frozenset(also_in))


def on_lead(roles: Iterable[str], at: Mapping[str, str] | None = None, lead: str = "received", **sent: str) -> Row:
    """A page or step of one lead: for these roles on a lead of their unit, and on every other lead for nobody."""
    return Row(frozenset(Role(role) for role in roles), at or {}, sent, lead=lead)


def anyone(also_in: Iterable[int] = ()) -> Row:
    """Open to strangers."""
    return Row(ROLES, least="nothing", also_in=frozenset(also_in))


def password_alone() -> Row:
    """Open to whoever gave the right password, even before the second factor is set."""
    return Row(ROLES, least="password")


def before_the_pledge() -> Row:
    """Open with both factors, before the pledge is taken."""
    return Row(ROLES, least="both factors")


def machine() -> Row:
    """The API: opened by the service token and by nothing else."""
    return Row(frozenset(), least="token")


SYSADMIN: Final = ("sysadmin",)
OFFICE: Final = ("office", "sysadmin")
CUSTODY: Final = ("custodian",)
CLOCK_READERS: Final = ("office", "leader", "supervisor", "handler", "sysadmin")
CLOCK_DAYS: Final = {clock.value: "9" for clock in Clock} | {"confirmed": "1"}
ENDS: Final = ("office", "supervisor", "leader")
ENDS_READERS: Final = (*ENDS, "custodian", "auditor")
NOBODY: Final = "00" * 16
"""An id that nothing has."""

ROWS: Final[dict[str, Row]] = {
    # Coming in and going out
    "GET /admin/sign-in": anyone(),
    "POST /admin/sign-in": anyone(),
    "GET /admin/sign-in/passkey": anyone(also_in=[404]),
    "GET /admin/join/{token}": anyone(),
    "POST /admin/join/{token}": anyone(),
    "GET /admin/second-factor": password_alone(),
    "POST /admin/second-factor": password_alone(),
    "POST /admin/sign-out": password_alone(),
    "GET /admin/spare-codes": before_the_pledge(),
    "POST /admin/spare-codes": before_the_pledge(),
    "GET /admin/pledge": before_the_pledge(),
    "POST /admin/pledge": before_the_pledge(),
    "GET /admin/pledge/text": to(SYSADMIN),
    "POST /admin/pledge/text": to(SYSADMIN),
    "GET /admin": anyone(),
    "GET /admin/": to(ROLES),
    # One's own account
    "GET /admin/account": to(ROLES),
    "POST /admin/account/code": to(ROLES),
    "POST /admin/account/password": to(ROLES),
    "POST /admin/account/spare-codes": to(ROLES),
    "GET /admin/account/renew": to(ROLES),
    "POST /admin/account/renew": to(ROLES),
    # The stage has no https name, so there are none to add.
    "POST /admin/account/passkeys/options": to(ROLES, also_in=[404]),
    "POST /admin/account/passkeys": to(ROLES, also_in=[404]),
    "POST /admin/account/passkeys/remove": to(ROLES, also_in=[404]),
    "POST /admin/account/sessions/end": to(ROLES, also_in=[404]),
    "POST /admin/account/sessions/end-others": to(ROLES),
    # Set-up, staff and units
    "GET /admin/setup": to(ROLES),
    "GET /admin/setup/backup": to(ROLES),
    "GET /admin/contacts": to(OFFICE),
    "POST /admin/contacts": to(OFFICE),
    "GET /admin/areas": to(OFFICE),
    "POST /admin/areas": to(OFFICE),
    "GET /admin/clocks": to(CLOCK_READERS),
    "POST /admin/clocks": Row(frozenset({Role.OFFICE, Role.LEADER}), sent=CLOCK_DAYS),
    "GET /admin/clocks/{year}": to(CLOCK_READERS, {"year": "2026"}),
    "POST /admin/clocks/{year}": to(("office", "leader"), {"year": "2031"}, confirmed="1", off="2031-01-01"),
    "GET /admin/restore": to(ROLES),
    "POST /admin/restore/sign": to(ROLES),
    "POST /admin/restore/bots/{bot}/strike-off": to(("office", "custodian", "sysadmin"), {"bot": NOBODY}, [404, 409]),
    "GET /admin/audit": to(("auditor",)),
    "GET /admin/audit/entries": to(("auditor",)),
    "GET /admin/staff": to(ROLES),
    "GET /admin/staff/invite": to(SYSADMIN),
    "POST /admin/staff/invite": to(SYSADMIN),
    "GET /admin/staff/invite/link": to(SYSADMIN),
    "GET /admin/staff/{staff}": to(SYSADMIN, {"staff": "@police"}),
    "POST /admin/staff/{staff}/roles": to(SYSADMIN, {"staff": "@police"}),
    "POST /admin/staff/{staff}/unit": to(SYSADMIN, {"staff": "@police"}, unit="police"),
    "POST /admin/staff/{staff}/disable": to(SYSADMIN, {"staff": "@police"}),
    "POST /admin/staff/{staff}/enable": to(SYSADMIN, {"staff": "@police"}),
    "GET /admin/units": to(ROLES),
    "POST /admin/units": to(SYSADMIN),
    "GET /admin/units/{unit}": to(ROLES),
    "POST /admin/units/{unit}/name": to(SYSADMIN),
    # A unit's keys: for its members, each behind the password, which these forms leave out
    "POST /admin/units/{unit}/keys": to(DESK),
    "POST /admin/units/{unit}/keys | of another unit": to((), {"unit": "police"}),
    "GET /admin/units/{unit}/keys": to((*DESK, *SYSADMIN)),
    "GET /admin/units/{unit}/keys | of another unit": to(SYSADMIN, {"unit": "police"}),
    "GET /admin/units/{unit}/keys/next": to(DESK),
    "GET /admin/units/{unit}/keys/next | of another unit": to((), {"unit": "police"}),
    "POST /admin/units/{unit}/keys/next": to(DESK),
    "POST /admin/units/{unit}/keys/next | of another unit": to((), {"unit": "police"}),
    "POST /admin/units/{unit}/keys/reseal": to(DESK),
    "POST /admin/units/{unit}/keys/reseal | of another unit": to((), {"unit": "police"}),
    "POST /admin/units/{unit}/keys/{epoch}/erase": to(DESK, {"epoch": "1"}),
    "POST /admin/units/{unit}/keys/{epoch}/erase | of another unit": to((), {"unit": "police", "epoch": "1"}),
    "POST /admin/units/{unit}/new-pages": to(DESK),
    "POST /admin/units/{unit}/new-pages | of another unit": to((), {"unit": "police"}),
    "GET /admin/units/{unit}/pages": to(ROLES),
    "GET /admin/units/{unit}/pages/check": to(ROLES),
    "POST /admin/units/{unit}/pages/check": to(ROLES),
    "POST /admin/units/{unit}/code": to(DESK),
    "POST /admin/units/{unit}/code | of another unit": to((), {"unit": "police"}),
    "POST /admin/units/{unit}/admit": to(DESK),
    "POST /admin/units/{unit}/admit | of another unit": to((), {"unit": "police"}),
    "GET /admin/units/{unit}/recover": to(()),
    "POST /admin/units/{unit}/recover": to(()),
    # The policy
    "GET /admin/policy": to(ROLES),
    "GET /admin/policy/receivers": to(OFFICE),
    "POST /admin/policy/receivers": to(OFFICE),
    "GET /admin/policy/preview": to(ROLES),
    "POST /admin/policy/preview": to(ROLES),
    "POST /admin/policy/{proposal}/sign": to(
        ROLES - {Role.SYSADMIN}, {"proposal": "@proposal"}, fingerprint="@fingerprint", password="@password"
    ),
    "POST /admin/policy/{proposal}/withdraw": to(("office", "custodian", "sysadmin"), {"proposal": "@proposal"}),
    "POST /admin/policy/propose": to(("office", "custodian", "sysadmin")),
    # Leads
    "GET /admin/leads": to(DESK),
    "POST /admin/acknowledge": to(DESK),
    "POST /admin/hand-over": to(DESK, member="@office"),
    "GET /admin/find": to(DESK),
    "GET /admin/search": to(DESK),
    "POST /admin/search": to(DESK, words="砂场"),
    "GET /admin/export": to(DESK),
    "POST /admin/export": to(DESK),
    "GET /admin/leads/{number}": on_lead(DESK),
    "GET /admin/leads/{number}/next": on_lead(DESK),
    "GET /admin/leads/{number}/views": on_lead(DESK),
    "POST /admin/leads/{number}/print": on_lead(DESK),
    "POST /admin/leads/{number}/notes": on_lead(WRITERS, text="记一笔"),
    "POST /admin/leads/{number}/answers": on_lead(
        WRITERS, kind="acceptance", text="已收到。", version="1", messages="0"
    ),
    "POST /admin/leads/{number}/moves/{name}": on_lead(MOVERS, {"name": "screen"}, version="1"),
    "POST /admin/leads/{number}/moves/{name} | reopening": on_lead(
        ("office", "supervisor", "leader"), {"name": "reopen"}, lead="closed", version="2", reason="再查"
    ),
    "POST /admin/leads/{number}/handler": on_lead(WRITERS, member="@office", version="1"),
    "POST /admin/leads/{number}/class": on_lead(WRITERS, version="1", level="chaos"),
    "POST /admin/leads/{number}/reward": on_lead(("office", "handler", "reward"), lead="concluded", amount="500"),
    "POST /admin/leads/{number}/reward/{to}": on_lead(
        ("office", "reward", "leader"), {"to": "approved"}, lead="proposed", version="1"
    ),
    "POST /admin/leads/{number}/recuse": on_lead(DESK, sure="1"),
    "POST /admin/leads/{number}/exclude": on_lead(WRITERS, version="1", unit="police", reason="有关系"),
    "POST /admin/leads/{number}/reason": on_lead(DESK, reason="supervision", text="督办需要"),
    "POST /admin/leads/{number}/urging": on_lead(DESK),
    # Identities: asked for by officers, decided on by custody alone. What custody does lies behind the password.
    "GET /admin/identity": to(DESK),
    "GET /admin/leads/{number}/identity": on_lead(DESK),
    "POST /admin/leads/{number}/identity/requests": on_lead(
        MOVERS, reason="核对时间", basis="法律依据", document="试〔2026〕1号"
    ),
    "POST /admin/leads/{number}/identity/calls": on_lead(MOVERS, custodian="@custodian"),
    "POST /admin/leads/{number}/identity/requests/{request_id}/reveal": on_lead(DESK, {"request_id": NOBODY}),
    "GET /admin/custody": to(CUSTODY),
    "POST /admin/custody/hours": to(CUSTODY, hours="24"),
    "GET /admin/custody/requests/{request_id}": to(CUSTODY, {"request_id": NOBODY}, [404]),
    "POST /admin/custody/requests/{request_id}/read": to(CUSTODY, {"request_id": NOBODY}, [404]),
    "POST /admin/custody/requests/{request_id}/approve": to(CUSTODY, {"request_id": NOBODY}, [404]),
    "POST /admin/custody/requests/{request_id}/refuse": to(CUSTODY, {"request_id": NOBODY}, [404]),
    "GET /admin/custody/calls/{call_id}": to(CUSTODY, {"call_id": NOBODY}, [404]),
    "POST /admin/custody/calls/{call_id}/open": to(CUSTODY, {"call_id": NOBODY}, [404]),
    "POST /admin/custody/calls/{call_id}/result": to(CUSTODY, {"call_id": NOBODY}, [404]),
    # The end of the term: put forward by who watches over leads, confirmed by custody, read by auditors
    "GET /admin/retention": to(ENDS_READERS),
    "POST /admin/retention": to(ENDS),
    "POST /admin/retention/term": to(("office", "leader"), days="180"),
    "GET /admin/retention/{act_id}": to(ENDS_READERS, {"act_id": NOBODY}, [404]),
    "POST /admin/retention/{act_id}/confirm": to(CUSTODY, {"act_id": NOBODY}, [404]),
    "POST /admin/retention/{act_id}/refuse": to(CUSTODY, {"act_id": NOBODY}, [404]),
    "POST /admin/retention/{act_id}/withdraw": to(ENDS, {"act_id": NOBODY}, [404]),
    "POST /admin/leads/{number}/protection": on_lead(WRITERS, wanted="1"),
    "GET /admin/rewards": to(DESK),
    "GET /admin/tickets": to(DESK),
    "POST /admin/tickets": to(DESK, source="phone"),
    "POST /admin/tickets/slip": to(DESK, source="phone"),
    # Questions and answers
    "GET /admin/faq": to(EDITORS),
    "GET /admin/faq/new": to(EDITORS),
    "POST /admin/faq/new": to(EDITORS),
    "POST /admin/faq/check": to(EDITORS),
    "GET /admin/faq/entries/{entry_id}": to(EDITORS, {"entry_id": "@entry"}),
    "POST /admin/faq/entries/{entry_id}": to(EDITORS, {"entry_id": "@entry"}),
    "GET /admin/faq/entries/{entry_id}/history": to(EDITORS, {"entry_id": "@entry"}),
    "POST /admin/faq/entries/{entry_id}/restore": to(EDITORS, {"entry_id": "@entry"}, also_in=[404]),
    "POST /admin/faq/entries/{entry_id}/return": to(EDITORS, {"entry_id": "@entry"}),
    "POST /admin/faq/entries/{entry_id}/keep": to(EDITORS, {"entry_id": "@entry"}, also_in=[404]),
    "GET /admin/faq/asked": to(EDITORS),
    "POST /admin/faq/asked/alias": to(EDITORS, also_in=[404]),
    "POST /admin/faq/asked/settle": to(EDITORS, also_in=[404]),
    "GET /admin/faq/try": to(EDITORS),
    "POST /admin/faq/try": to(EDITORS),
    "POST /admin/faq/try/alias": to(EDITORS, also_in=[404]),
    # What needs nobody: style, pictures, the description of the API
    "MOUNT /static/admin": anyone(also_in=[404]),
    "MOUNT /static/kit": anyone(also_in=[404]),
    "GET /api/v1/openapi.json": anyone(),
    # The machines' API
    "POST /api/v1/leads": machine(),
    "POST /api/v1/messages": machine(),
    "POST /api/v1/threads/look-up": machine(),
    "GET /api/v1/policies": machine(),
    "POST /api/v1/policies": machine(),
    "GET /api/v1/state": machine(),
    "GET /api/v1/desk": machine(),
    "GET /api/v1/blocks": machine(),
    "POST /api/v1/bots": machine(),
    "GET /api/v1/corpus": machine(),
    "POST /api/v1/faq": machine(),
}
