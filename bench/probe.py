"""Whether a host answers while it is under load, asked twenty times a second from a process of its own.

The process that makes the load is busy itself; what a probe waits for it would be taken for the host's delay.
"""

import asyncio
import json
import select
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPConnection

SECONDS = 0.05


@asynccontextmanager
async def probing(port: int) -> AsyncIterator[list[float]]:
    """Ask 127.0.0.1:`port` for the time of the block; the list, filled at its end, holds the times in milliseconds."""
    times: list[float] = []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(port), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    yield times
    # The end of its input ends it.
    process.stdin.close()
    times += json.loads(await process.stdout.read())
    await process.wait()


def main() -> None:
    """A line once it asks; the times when its input ends."""
    connection = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
    times: list[float] = []
    print(flush=True)
    while not select.select([sys.stdin], [], [], SECONDS)[0]:
        start = time.perf_counter()
        connection.request("GET", "/alive")
        connection.getresponse().read()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times))


if __name__ == "__main__":
    main()
