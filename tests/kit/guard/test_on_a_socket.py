"""The guards behind a real server, asked byte by byte: what no client library would send."""

import asyncio
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kit import logs
from kit.guard import guarded

OURS = "Host: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
LIMIT = 100_000
PIECE = b"10000\r\n" + b"x" * 65536 + b"\r\n"
PIECES = 3000
MOST_KEPT = 4 * 1024 * 1024


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("page")


async def form(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


class Server:
    """A guarded site on a port of its own, in a thread."""

    def __init__(self) -> None:
        site = Starlette(routes=[Route("/page", page), Route("/form", form, methods=["POST"])])
        app = guarded(site, hosts=["127.0.0.1"], https=False, body_bytes=LIMIT)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(app, lifespan="off", **logs.uvicorn_options()))
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._server.serve(sockets=[self._door])), daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    def connect(self) -> socket.socket:
        return socket.create_connection(self._door.getsockname(), timeout=20)

    def ask(self, head: str, body: bytes = b"") -> str:
        """Send a request and everything after it at once; all that comes back until the server closes."""
        with closing(self.connect()) as line:
            line.sendall(head.encode() + b"\r\n" + body)
            line.shutdown(socket.SHUT_WR)
            return read_all(line)

    def pour(self, head: str) -> tuple[str, int]:
        """Send a chunked body of 190 MB; the answer, and how many bytes of memory the process took at most."""
        tracemalloc.start()
        try:
            with closing(self.connect()) as line:
                line.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
                with suppress(OSError):
                    for _ in range(PIECES):
                        line.sendall(PIECE)
                    line.shutdown(socket.SHUT_WR)
                answer = read_all(line)
            return answer, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def read_all(line: socket.socket) -> str:
    told = b""
    # The server may close over what it has not read; what it said has come by then.
    with suppress(ConnectionResetError):
        while piece := line.recv(65536):
            told += piece
    return told.decode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    made.stop()


def statuses(told: str) -> list[str]:
    return [line.split()[1] for line in told.splitlines() if line.startswith("HTTP/1.1 ")]


def test_an_ordinary_request_is_answered(server: Server) -> None:
    told = server.ask(f"POST /form HTTP/1.1\r\n{OURS}Content-Length: 5\r\nConnection: close\r\n", b"hello")
    assert statuses(told) == ["200"]
    assert told.endswith("5")


@pytest.mark.parametrize(
    "twice",
    [
        "Host: elsewhere.example\r\n",
        "Content-Length: 5\r\nContent-Length: 50\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Cookie: chat=1\r\nCookie: chat=2\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Content-Length: 5\r\nContent-Type: text/plain\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        "Content-Length: 5\r\nContent-Length : 6\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5, 5, 50\r\n",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_and_ends_the_connection(server: Server, twice: str) -> None:
    smuggled = b"hello" + f"GET /page HTTP/1.1\r\n{OURS}\r\n".encode()
    assert statuses(server.ask(f"POST /form HTTP/1.1\r\n{OURS}{twice}", smuggled)) == ["400"]


def test_without_a_host_nothing_is_answered(server: Server) -> None:
    assert statuses(server.ask("GET /page HTTP/1.1\r\n")) == ["400"]
    assert statuses(server.ask("GET /page HTTP/1.0\r\n")) == ["421"]


def test_an_address_in_the_request_line_is_no_way_around_the_host(server: Server) -> None:
    told = server.ask("GET http://elsewhere.example/page HTTP/1.1\r\nHost: elsewhere.example\r\n")
    assert statuses(told) == ["421"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"POST /form HTTP/1.1\r\n{OURS}", "413"),
        ("POST /form HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n", "403"),
        ("POST /form HTTP/1.1\r\nHost: elsewhere.example\r\n", "421"),
        (f"POST /nowhere HTTP/1.1\r\n{OURS}", "404"),
        (f"GET /page HTTP/1.1\r\n{OURS}", "200"),
    ],
)
def test_a_body_without_end_is_answered_and_never_kept(server: Server, head: str, status: str) -> None:
    told, most = server.pour(head)
    assert statuses(told)[:1] == [status]
    assert most < MOST_KEPT


def test_a_length_beyond_measure_is_refused_before_the_body_comes(server: Server) -> None:
    with closing(server.connect()) as line:
        line.sendall(f"POST /form HTTP/1.1\r\n{OURS}Content-Length: 99999999999\r\n\r\n".encode())
        assert statuses(read_all(line)) == ["413"]


def test_a_header_without_end_is_refused_and_never_kept(server: Server) -> None:
    tracemalloc.start()
    try:
        with closing(server.connect()) as line:
            line.sendall(f"GET /page HTTP/1.1\r\n{OURS}X-Long: ".encode())
            with suppress(OSError):
                for _ in range(500):
                    line.sendall(b"x" * 65536)
            told = read_all(line)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert statuses(told) in (["400"], ["431"], [])
    assert most < MOST_KEPT


def test_two_ends_of_one_body_smuggle_no_second_request(server: Server) -> None:
    smuggled = b"0\r\n\r\n" + f"GET /page HTTP/1.1\r\n{OURS}\r\n".encode()
    both = f"POST /form HTTP/1.1\r\n{OURS}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    assert statuses(server.ask(both, smuggled)) == ["400"]
