"""The second factor: six digits from a phone (RFC 6238, SHA-1, 30 seconds), each good once."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime
from io import BytesIO
from typing import Final

import pyotp

from storage.vault.secret import SecretText

STEP_SECONDS: Final = 30
DRIFT: Final = 1
"""Steps before and after the present one that are taken too, because phones' clocks go wrong."""
ISSUER: Final = "Xiansuo"


def new_secret() -> SecretText:
    """160 random bits in base32."""
    return SecretText(pyotp.random_base32())


def grouped(secret: SecretText) -> str:
    """The secret for typing into an app by hand: groups of four."""
    text = secret.reveal()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def normal(typed: str) -> str:
    """What was typed, without blanks and with full-width digits made plain."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def step_of(now: datetime) -> int:
    """The number of the step that holds `now`."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: SecretText, step: int) -> str:
    """The code of one step."""
    return pyotp.TOTP(secret.reveal()).at(step * STEP_SECONDS)


def accept(secret: SecretText, typed: str, now: datetime, last_step: int | None) -> int | None:
    """The step whose code was typed, or None. A step at or before `last_step` was used and is not taken again.

    Every step of the window is compared, whichever fits, so that the time taken tells nothing.
    """
    given = normal(typed).encode()
    found: int | None = None
    for step in range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1):
        fits = hmac.compare_digest(code_at(secret, step).encode(), given)
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def address(secret: SecretText, login: str) -> str:
    """The otpauth address that an authenticator app reads."""
    return pyotp.TOTP(secret.reveal()).provisioning_uri(name=login, issuer_name=ISSUER)


def qr_svg(text: str) -> str:
    """A QR code as inline SVG, with no style attribute and no script, so that the strict CSP lets it through."""
    # Drawn once a member; its tables would lie in every process for ever.
    import segno

    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, light="#ffffff", dark="#000000", omitsize=True
    )
    return out.getvalue().decode()
