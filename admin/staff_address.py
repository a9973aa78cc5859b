"""The one https address that staff type: what passkeys are bound to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME: Final = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_HTTPS: Final = 443


@dataclass(frozen=True, slots=True)
class StaffAddress:
    """`origin` as browsers say it (`https://staff.example.cn`, a port only where it is not 443); `host` is its name."""

    origin: str
    host: str

    @classmethod
    def parse(cls, text: str) -> StaffAddress:
        """Raises ValueError, with the reason, for anything but https, a host name and perhaps a port."""
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        if parts.scheme != "https" or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("must be https, a host name and nothing behind it")
        # Browsers bind passkeys to names only; of a number they take none.
        if not _NAME.fullmatch(host) or host.rpartition(".")[2].isdecimal():
            raise ValueError("must name a host, not a number, in plain letters")
        shown = host if port in (None, _HTTPS) else f"{host}:{port}"
        return cls(f"https://{shown}", host)
