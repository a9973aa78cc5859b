"""How long `serve` takes until it answers, and how much memory it holds after one question."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.hosts import ROOT, free_port

STARTS = 5


def start(folder: Path) -> tuple[float, int]:
    """Seconds to the first answer and resident memory in MB; the process is stopped again."""
    port = free_port()
    # An installation keeps its compiled modules, whatever the shell of who measures says.
    left_out = ("XIANSUO_", "TELEGRAM_", "PYTHONDONTWRITEBYTECODE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    given = {
        "XIANSUO_DATA": str(folder / "data"),
        "XIANSUO_RUNTIME_DIR": str(folder / "run"),
        "XIANSUO_PORT": str(port),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "xiansuo.py"), "serve"],
        env=clean | given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            httpx.get(f"{url}/alive", timeout=5)
            break
        except httpx.HTTPError:
            if process.poll() is not None:
                raise RuntimeError(f"serve ended with code {process.returncode}") from None
            time.sleep(0.01)
    seconds = time.perf_counter() - began
    httpx.post(url, data={"question": "什么是村霸"}, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30)
    memory = resident(process.pid)
    process.terminate()
    process.wait(30)
    return seconds, memory


def resident(pid: int) -> int:
    """A process's resident memory in MB, as the kernel counts it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def main() -> None:
    """The first start makes keys and tables and is told apart."""
    with TemporaryDirectory() as name:
        first, memory = start(Path(name))
        print(f"first start: {first:.1f} s, {memory} MB")
        seconds, megabytes = zip(*(start(Path(name)) for _ in range(STARTS)), strict=True)
    print(f"later starts: median {statistics.median(seconds):.1f} s (goal 3), {max(megabytes)} MB after one question "
          "(goal 150)")  # fmt: skip


if __name__ == "__main__":
    main()
