"""Serving ASGI applications on one or several addresses until the process is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from kit import logs

log = logs.get(__name__)

GRACE_SECONDS = 5


@dataclass(frozen=True)
class Listener:
    """One address. With `certificate` and `key` (PEM files) it speaks TLS; `proxy` is trusted to have ended it."""

    app: ASGIApp
    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    proxy: str = ""

    @property
    def address(self) -> str:
        """What a browser on this machine types."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    return host == "localhost" or host == "::1" or host.startswith("127.")


class CannotListen(Exception):
    """An address could not be taken; the sentence says which and what to do."""

    safe_to_print = True


class _Server(uvicorn.Server):
    """Leaves signals to `listen`, which stops all servers together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def listen(
    listeners: Sequence[Listener],
    companions: Sequence[Coroutine[Any, Any, None]] = (),
    ready: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. `companions` run beside and end with it; one that fails stops the process.

    Raises CannotListen where an address is taken.
    """
    servers = [_Server(_config(listener)) for listener in listeners]
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    pairs = zip(servers, listeners, strict=True)
    serving = [asyncio.create_task(_serve(server, listener)) for server, listener in pairs]
    try:
        await _started(servers, serving)
    except CannotListen:
        for companion in companions:
            companion.close()
        raise
    # What a start has loaded stays: the collector need not walk through it (67 ms each time) while people wait.
    gc.collect()
    gc.freeze()
    beside = [asyncio.create_task(companion) for companion in companions]
    if ready is not None:
        ready()
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([*serving, *beside, stopping], return_when=asyncio.FIRST_COMPLETED)
    ended = [task for task in (*serving, *beside) if task.done() and not task.cancelled()]
    failed = next((error for task in ended if (error := task.exception())), None)
    for server in servers:
        server.should_exit = True
    for task in (*beside, stopping):
        task.cancel()
    await asyncio.wait([*serving, *beside, stopping], timeout=2 * GRACE_SECONDS)
    if failed is not None:
        raise failed


async def _started(servers: Sequence[_Server], serving: Sequence[asyncio.Task[None]]) -> None:
    while not all(server.started for server in servers):
        for task in serving:
            if task.done():
                task.result()
        await asyncio.sleep(0.01)


async def _serve(server: _Server, listener: Listener) -> None:
    try:
        await server.serve()
    except SystemExit:
        raise CannotListen(
            f"{listener.host}:{listener.port} cannot be listened on; another program may hold it: name another port"
        ) from None


def _config(listener: Listener) -> uvicorn.Config:
    return uvicorn.Config(
        listener.app,
        host=listener.host,
        port=listener.port,
        ssl_certfile=str(listener.certificate) if listener.certificate else None,
        ssl_keyfile=str(listener.key) if listener.key else None,
        proxy_headers=bool(listener.proxy),
        forwarded_allow_ips=listener.proxy or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="off",
        # The strict parser, whatever else is installed: it bounds the head of a request and refuses one without a host.
        http="h11",
        loop="asyncio",
        **logs.uvicorn_options(),
    )
