"""Serving and stopping, in processes of their own because signals are the process's."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.certificates import self_signed

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, os, sys
from kit.listen import CannotListen, Listener, listen

given = {name: os.environ[name] for name in ("certificate", "key", "proxy") if name in os.environ}

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"scheme", scope["scheme"].encode())]})
    await send({"type": "http.response.body", "body": b"served"})

async def companion(kind):
    if kind == "fails":
        raise LookupError("companion")
    await asyncio.Event().wait()

listeners = [Listener(app, "127.0.0.1", int(port), **given) for port in sys.argv[2:]]
try:
    asyncio.run(listen(listeners, [companion(sys.argv[1])], lambda: print("ready", flush=True)))
except CannotListen as error:
    sys.exit(f"told: {error}")
except LookupError:
    sys.exit("companion failed")
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def started(companion: str, *ports: int, **given: str) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, companion, *map(str, ports)],
        cwd=ROOT,
        env=os.environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program:
        try:
            yield program
        finally:
            program.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_addresses_are_served_until_the_process_is_told_to_stop(number: signal.Signals) -> None:
    ports = free_ports(2)
    with started("waits", *ports) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        assert [httpx.get(f"http://127.0.0.1:{port}/").text for port in ports] == ["served", "served"]
        program.send_signal(number)
        assert program.wait(20) == 0


def test_an_address_that_is_taken_is_named_with_the_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started("waits", port) as program:
            _, told = program.communicate(timeout=20)
    assert program.returncode == 1
    assert f"told: 127.0.0.1:{port} cannot be listened on" in told


def test_a_companion_that_fails_stops_the_process() -> None:
    with started("fails", *free_ports(1)) as program:
        _, told = program.communicate(timeout=20)
    assert program.returncode == 1
    assert "companion failed" in told


def scheme(port: int, **headers: str) -> str:
    """How the application was told that the browser came."""
    return httpx.get(f"http://127.0.0.1:{port}/", headers=headers, trust_env=False).headers["scheme"]


@pytest.mark.parametrize(
    ("given", "told"), [({}, "http"), ({"proxy": "127.0.0.1"}, "https"), ({"proxy": "10.9.0.1"}, "http")]
)
def test_only_a_named_proxy_is_believed_about_tls(given: dict[str, str], told: str) -> None:
    (port,) = free_ports(1)
    with started("waits", port, **given) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        assert scheme(port, **{"X-Forwarded-Proto": "https"}) == told


def test_with_a_certificate_it_speaks_tls_and_nothing_else(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    (port,) = free_ports(1)
    with started("waits", port, certificate=str(certificate), key=str(key)) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        trusted = ssl.create_default_context(cafile=certificate)
        answer = httpx.get(f"https://127.0.0.1:{port}/", verify=trusted, trust_env=False)
        assert answer.headers["scheme"] == "https"
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
