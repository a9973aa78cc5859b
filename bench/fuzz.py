"""Random input for every parser that strangers or a tampered disk can reach.

    python -m bench.fuzz [--minutes 10] [name ...]

The promise: a parser gives a value or one of our named errors, and nothing else. It starts from genuine inputs
(`bench.fuzz_seeds`) and changes bytes, or values inside JSON. What breaks the promise is written to
`tests/bench/found`, where a test tries it again for good.
"""

import argparse
import copy
import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.fuzz_seeds import seeds
from bench.fuzz_targets import TARGETS, kept_promise

FOUND = Path(__file__).parents[1] / "tests" / "bench" / "found"
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 1e308, 0.1, "", "0", "\x00", "\ud800", "线索", "A" * 5000, "../x",
    [], {}, [[]], {"": None}, [None] * 50, "9" * 400, "2026-11-02T08:00:00+00:00", "====", "\u202e", "<b>", -(2**64),
)  # fmt: skip


def mutate(data: bytes, draw: random.Random) -> bytes:
    """A neighbour of the input: values inside its JSON changed, or its bytes."""
    if draw.random() < 0.6:
        try:
            changed = _in_json(json.loads(data), draw)
            return json.dumps(changed, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")[:65536]
        except (ValueError, RecursionError):
            pass
    return _in_bytes(data, draw)


def _in_json(value: Any, draw: random.Random) -> Any:
    places = list(_places(value))
    for _ in range(draw.randint(1, 3)):
        if not places:
            return draw.choice(HOSTILE)
        holder, key = draw.choice(places)
        match draw.randrange(5):
            case 0 if isinstance(holder, dict):
                holder.pop(key, None)
            case 1 if isinstance(holder, dict):
                holder[draw.choice(("", "x", "id", "type", "version"))] = draw.choice(HOSTILE)
            case 2:
                other, at = draw.choice(places)
                if _has(holder, key) and _has(other, at):
                    holder[key] = copy.deepcopy(other[at])
            case _:
                if _has(holder, key):
                    holder[key] = draw.choice(HOSTILE)
    return value


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)


def _in_bytes(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        at = draw.randint(0, len(changed))
        match draw.randrange(4):
            case 0:
                changed[at:at] = draw.randbytes(draw.randint(1, 16))
            case 1:
                del changed[at : at + draw.randint(1, 16)]
            case 2 if changed:
                changed[at % len(changed)] ^= 1 << draw.randrange(8)
            case _:
                changed[at:at] = changed[at : at + draw.randint(1, 64)]
    return bytes(changed[:65536])


def attack(name: str, seconds: float, seed: int) -> int:
    """Feed one parser until time is over; keeps an input of each kind of failure and returns how many there were."""
    draw, pool, tried = random.Random(f"{seed}:{name}"), list(seeds(name)), 0
    broken: dict[str, int] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutate(draw.choice(pool), draw)
        tried += 1
        error = kept_promise(TARGETS[name], data)
        if error is not None:
            kind = kind_of(error)
            if kind not in broken:
                print(f"{name}: {kind}, kept as {keep(name, data)}", flush=True)
            broken[kind] = broken.get(kind, 0) + 1
        elif len(pool) < 2000 and draw.random() < 0.01:
            pool.append(data)
    print(f"{name}: {tried} inputs, {sum(broken.values())} broke the promise in {len(broken)} ways", flush=True)
    return len(broken)


def keep(name: str, data: bytes) -> str:
    """Write an input where the test finds it; returns the file's name."""
    folder = FOUND / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / hashlib.sha256(data).hexdigest()[:16]
    file.write_bytes(data)
    return file.name


def kind_of(error: Exception) -> str:
    """What tells one failure from another: the error's name and the line that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(error).__name__} at {where}"


def run(names: Sequence[str], minutes: float, seed: int) -> int:
    """Each parser for so many minutes, as many at a time as there are cores."""
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        count = len(names)
        return sum(processes.map(attack, names, [minutes * 60] * count, [seed] * count))


def main() -> int:
    """Command line; the exit code says whether anything broke the promise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("name", nargs="*", choices=[*TARGETS, []], default=[])
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    return int(run(given.name or list(TARGETS), given.minutes, given.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
