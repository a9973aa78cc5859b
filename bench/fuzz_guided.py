"""Random input that follows the code: what reaches a line for the first time is kept and changed further.

    python -m bench.fuzz_guided [--minutes 10] [name ...]

As `bench.fuzz`, with atheris watching the lines that each input reaches in our code and in python-telegram-bot. What
breaks the promise is kept in `tests/bench/found` too. Where atheris is not installed, as it has wheels for few
machines, this says so and does nothing.
"""

import argparse
import importlib.util
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

GUIDED = ("posted lead", "update")
WATCHED = ["admin.api", "admin.leads", "bot.channels.telegram", "storage", "telegram"]
LONGEST = 65536


def run(names: list[str], minutes: float) -> int:
    """Each parser in a process of its own, because the engine never returns; says how many failures were new."""
    from bench.fuzz import FOUND

    before = set(FOUND.rglob("*/*"))
    for name in names:
        command = [sys.executable, "-m", "bench.fuzz_guided", "--child", "--minutes", str(minutes), name]
        subprocess.run(command, check=True)
    return len(set(FOUND.rglob("*/*")) - before)


def attack(name: str, seconds: int) -> NoReturn:
    """Feed one parser until time is over, then end the process."""
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        from bench.fuzz import keep, kind_of, mutate
        from bench.fuzz_seeds import seeds
        from bench.fuzz_targets import TARGETS, kept_promise
    broken: set[str] = set()

    def one_input(data: bytes) -> None:
        error = kept_promise(TARGETS[name], data)
        if error is not None and (kind := kind_of(error)) not in broken:
            broken.add(kind)
            print(f"{name}: {kind}, kept as {keep(name, data)}", flush=True)

    def neighbour(data: bytes, most: int, seed: int) -> bytes:
        # The engine knows no JSON: half of its inputs come from the generator that does.
        draw = random.Random(seed)
        return mutate(data, draw)[:most] if draw.random() < 0.5 else atheris.Mutate(data, most)

    with TemporaryDirectory() as corpus:
        for number, data in enumerate(seeds(name)):
            Path(corpus, str(number)).write_bytes(data)
        limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-rss_limit_mb=4096"]
        quiet = ["-verbosity=0", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], corpus, *limits, *quiet], one_input, custom_mutator=neighbour)
        atheris.Fuzz()
    raise SystemExit(0)


def main() -> int:
    """Command line; the exit code says whether anything broke the promise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("name", nargs="*", choices=[*GUIDED, []], default=[])
    given = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed on this machine; only the plain search ran")
        return 0
    if given.child:
        attack(given.name[0], int(given.minutes * 60))
    return int(run(given.name or list(GUIDED), given.minutes) > 0)


if __name__ == "__main__":
    sys.exit(main())
