"""The staff site's three cookies: the session, the device and the language."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from storage.vault.secret import SecretBytes

SIZE: Final = 32
DEVICE_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie by name; `seconds` is None where it goes with the browser's window."""

    name: str
    seconds: int | None

    def _name(self, secure: bool) -> str:
        # Browsers take the prefix only together with Secure, so plain http on loopback goes without.
        return f"__Host-{self.name}" if secure else self.name

    def read(self, request: Request, secure: bool) -> SecretBytes | None:
        """The 32 bytes it carries, None where there is none or it is no cookie of ours."""
        try:
            value = urlsafe_b64decode(request.cookies.get(self._name(secure), "").encode() + b"=")
        except (ValueError, UnicodeEncodeError):
            return None
        return SecretBytes(value) if len(value) == SIZE else None

    def write(self, response: Response, value: SecretBytes, secure: bool) -> None:
        """Set it for this host alone, out of reach of scripts and of other sites."""
        text = urlsafe_b64encode(value.reveal()).decode().rstrip("=")
        response.set_cookie(
            self._name(secure), text, max_age=self.seconds, path="/", secure=secure, httponly=True, samesite="strict"
        )

    def erase(self, response: Response, secure: bool) -> None:
        response.delete_cookie(self._name(secure), path="/", secure=secure, httponly=True, samesite="strict")


SESSION: Final = Cookie("xiansuo-staff", None)
DEVICE: Final = Cookie("xiansuo-device", DEVICE_DAYS * 86400)


def hashed(value: SecretBytes) -> bytes:
    """What the database knows of a cookie: SHA-256, 32 bytes."""
    return hashlib.sha256(value.reveal()).digest()
