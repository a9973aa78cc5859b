"""Measures the vault alone on one core: `python -m bench.vault`. Medians; the costs that people wait for come last."""

import time
from collections.abc import Callable
from statistics import median
from typing import Final

from storage.vault.binding import Binding
from storage.vault.lead import LeadKeys, UnitKey, commitment, seal_content, seal_identity
from storage.vault.password import new_salt, wrapping_key
from storage.vault.purposes import Purpose
from storage.vault.receipt import Receipt, ReceiptKeys, StretchParameters
from storage.vault.sealing import decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair
from storage.vault.stream import open_file, seal_file
from storage.vault.thread import FollowUpKind, seal_follow_up, verify_follow_up

LEAD: Final = bytes(16)
MEBIBYTE: Final = bytes(1 << 20)


def measure(name: str, act: Callable[[], object], runs: int, unit: str = "us") -> None:
    """One line: the median of `runs` and the slowest of them."""
    act()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    scale = 1e6 if unit == "us" else 1e3
    print(f"{name:<44}{median(times) * scale:>9.1f} {unit}   slowest {max(times) * scale:>9.1f} {unit}")


def main() -> None:
    pair, key, binding = KeyPair.generate(), SecretBytes.random(), Binding(Purpose.GRANT, LEAD, LEAD, fields=("u", 1))
    seed = pair.seed.reveal()
    sealed, encrypted = seal_to(pair.public, seed, binding), encrypt(key, bytes(1024), binding)
    measure("pair from seed", lambda: KeyPair(SecretBytes(seed)).public, 300)
    measure("seal to an identity (HPKE), 32 B", lambda: seal_to(pair.public, seed, binding), 1000)
    measure("open with a pair (HPKE), 32 B", lambda: open_with(pair, sealed, binding), 1000)
    measure("open with a pair just made of its seed", lambda: open_with(KeyPair(pair.seed), sealed, binding), 300)
    measure("seal under a key (AES-GCM), 1 KiB", lambda: encrypt(key, bytes(1024), binding), 2000)
    measure("open under a key (AES-GCM), 1 KiB", lambda: decrypt(key, encrypted, binding), 2000)
    measure("sign", lambda: pair.sign(binding), 1000)
    _lead(pair)
    _thread(pair)
    _files(key)
    _stretching(pair)


def _lead(unit: KeyPair) -> None:
    keys = LeadKeys.generate(LEAD)
    custody = UnitKey("custody", 1, KeyPair.generate().public)
    receipt = ReceiptKeys.expand(SecretBytes.random())
    measure("seal content, 4 KiB", lambda: seal_content(keys, bytes(4000)), 1000)
    measure("seal an identity and both shares", lambda: seal_identity(keys, custody, bytes(100)), 500)
    measure("grant", lambda: keys.grant_to(UnitKey("unit", 1, unit.public)), 500)
    grant = keys.grant_to(UnitKey("unit", 1, unit.public))
    measure("open a grant", lambda: LeadKeys.from_grant(LEAD, grant, unit), 500)
    measure("commitment", lambda: commitment(LEAD, bytes(4096), None, receipt.public, keys.commit), 500)


def _thread(lead: KeyPair) -> None:
    receipt = ReceiptKeys.expand(SecretBytes.random())

    def written() -> object:
        return seal_follow_up(lead.public, LEAD, receipt, LEAD, FollowUpKind.FACTS, bytes(900))

    message = seal_follow_up(lead.public, LEAD, receipt, LEAD, FollowUpKind.FACTS, bytes(900))
    measure("seal and sign a follow-up, 1 KiB", written, 500)
    measure("verify a follow-up", lambda: verify_follow_up(message, receipt.public), 500)


def _files(key: SecretBytes) -> None:
    sealed = b"".join(seal_file(key, LEAD, LEAD, len(MEBIBYTE), [MEBIBYTE]))
    measure("seal a file, 1 MiB", lambda: list(seal_file(key, LEAD, LEAD, len(MEBIBYTE), [MEBIBYTE])), 20, "ms")
    measure("open a file, 1 MiB", lambda: list(open_file(key, LEAD, LEAD, [sealed])), 20, "ms")


def _stretching(pair: KeyPair) -> None:
    receipt, cost, salt = Receipt.generate(), StretchParameters(bytes(16)), new_salt()
    wrap, word = SecretBytes.random(), SecretText("a fictional password")
    measure("receipt to keys (19 MiB, t=2)", lambda: receipt.keys(cost), 20, "ms")
    measure("key code (64 MiB, t=3)", pair.public.key_code, 10, "ms")
    measure("password to wrapping key (64 MiB, t=3)", lambda: wrapping_key(word, salt, wrap, LEAD), 10, "ms")


if __name__ == "__main__":
    main()
