"""What stands before every request, as plain ASGI middleware, the same for both sites.

`guarded` puts it around a whole application, outside the framework's own error handling, so that a 404 and a 500
carry the same headers as a page.
"""

from collections.abc import Collection, Mapping

from starlette.types import ASGIApp

from kit.guard.body_limit import BodyLimit
from kit.guard.headers import SecurityHeaders
from kit.guard.host import HostCheck
from kit.guard.one_of_each import OneOfEach
from kit.guard.refusal import Refuse, refuse_plainly
from kit.guard.same_site import SameSite

__all__ = ["BodyLimit", "HostCheck", "OneOfEach", "Refuse", "SameSite", "SecurityHeaders", "guarded", "refuse_plainly"]

FORM_BYTES = 256 * 1024


def guarded(
    app: ASGIApp,
    *,
    hosts: Collection[str],
    https: bool,
    machine_paths: Collection[str] = (),
    body_bytes: int = FORM_BYTES,
    larger_bodies: Mapping[str, int] | None = None,
    refuse: Refuse = refuse_plainly,
) -> ASGIApp:
    """`app` behind all five guards. `hosts` are the names it answers to; `https` whether browsers reach it by TLS.

    `machine_paths` are prefixes that machines call with a token of their own and without cookies (webhooks, API).
    `larger_bodies` maps path prefixes to limits in bytes. `refuse` renders what a guard turns away.
    """
    app = BodyLimit(app, body_bytes, larger_bodies or {}, refuse)
    app = SameSite(app, machine_paths, refuse)
    app = HostCheck(app, hosts, refuse)
    app = OneOfEach(app, refuse)
    return SecurityHeaders(app, https=https)
