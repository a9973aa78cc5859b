"""Random input for every parser that strangers or a tampered disk can reach: `python -m bench.fuzz [--minutes 10]`.

The promise: a parser gives a value or one of our named errors, and nothing else. What breaks it is printed as hex, to
become a test.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable

from pydantic import ValidationError

from bot.dialog.codec import from_json
from bot.kept import Kept
from storage.envelope import Envelope, FollowUp
from storage.errors import XiansuoError
from storage.vault.binding import frame, unframe
from storage.vault.chain import read_header
from storage.vault.pages import Page
from storage.vault.policy import read_policy
from storage.vault.receipt import Receipt

TARGETS: dict[str, Callable[[bytes], object]] = {
    "framed list": unframe,
    "policy": read_policy,
    "block header": read_header,
    "envelope": Envelope.model_validate_json,
    "follow-up": FollowUp.model_validate_json,
    "receipt": lambda data: Receipt.parse(data.decode("utf-8", "surrogateescape")),
    "recovery page": lambda data: Page.parse(data.decode("utf-8", "surrogateescape")),
    "session": lambda data: from_json(data.decode("utf-8", "replace")),
    "kept conversation": Kept.load,
}
NAMED = (XiansuoError, ValidationError)
SEEDS = (
    b"", b"{}", b"[]", b"null", b'{"version": 1}', frame([b"xiansuo", b"\x01", b"\x01"]), b"1234 5678", b"\xff" * 40
)  # fmt: skip


def mutate(data: bytes, draw: random.Random) -> bytes:
    """A neighbour of the input: bytes changed, cut, doubled or put in."""
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


def attack(name: str, parse: Callable[[bytes], object], seconds: float, seed: int) -> int:
    """Feed one parser until time is over; returns how many inputs broke the promise."""
    draw, pool, broken, tried = random.Random(seed), list(SEEDS), 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutate(draw.choice(pool), draw)
        tried += 1
        try:
            parse(data)
        except NAMED:
            pass
        except Exception as error:  # noqa: BLE001  every other error is what is looked for
            broken += 1
            print(f"{name}: {type(error).__name__} on {data.hex()}")
            continue
        if len(pool) < 2000 and draw.random() < 0.01:
            pool.append(data)
    print(f"{name}: {tried} inputs, {broken} broke the promise", flush=True)
    return broken


def main() -> int:
    """All parsers in turn, each for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    return sum(attack(name, parse, given.minutes * 60, given.seed) for name, parse in TARGETS.items())


if __name__ == "__main__":
    sys.exit(main() > 0)
