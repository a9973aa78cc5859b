"""Looking through an installation's own files for what must never lie there in clear."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.errors import ReceiptMistyped
from storage.vault.receipt import Receipt

_CHUNK: Final = 8 * 1024 * 1024
_OVERLAP: Final = 512
_ALONE: Final = rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])"
_SHAPES: Final = {
    "a receipt": re.compile(_ALONE % rb"\d{4}(?:[ -]\d{4}){4}"),
    "a mobile number": re.compile(_ALONE % rb"1[3-9]\d{9}"),
    "an identity number": re.compile(_ALONE % rb"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])\d{5}[0-9Xx]"),
}


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something lies, and what kind of thing; never the thing itself."""

    file: Path
    what: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A key or token of this machine by its bytes; `home` is the one file that may hold it."""

    name: str
    value: bytes
    home: Path | None = None

    def forms(self) -> list[bytes]:
        """How it may lie in a file: raw, as hexadecimal digits, as base64 in all three alignments."""
        aligned = [b64encode(b"x" * shift + self.value)[4 * (shift > 0) : -4] for shift in range(3)]
        safe = [form.replace(b"+", b"-").replace(b"/", b"_") for form in aligned]
        return list(dict.fromkeys([self.value, self.value.hex().encode(), *aligned, *safe]))


def seek(folders: Sequence[Path], secrets: Sequence[Secret], public: Collection[str] = ()) -> Iterator[Leak]:
    """Every file below `folders` that holds a secret outside its home, or text of a shape that reporters type.

    `public` are numbers that may stand anywhere, such as the office's phone. Each kind is told once a file. Blocking.
    """
    known = {_digits(number.encode()) for number in public}
    needles = {secret: secret.forms() for secret in secrets if len(secret.value) >= 16}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield from (Leak(file, what) for what in _found(file, needles, known))


def _found(file: Path, needles: Mapping[Secret, list[bytes]], known: Collection[bytes]) -> list[str]:
    found: dict[str, None] = {}
    for piece in _pieces(file):
        for secret, forms in needles.items():
            if secret.home != file and any(form in piece for form in forms):
                found[secret.name] = None
        for name, shape in _SHAPES.items():
            if any(_counts(name, match, known) for match in shape.findall(piece)):
                found[name] = None
    return list(found)


def _pieces(file: Path) -> Iterator[bytes]:
    """The file in pieces that overlap, so that nothing is cut in two."""
    with file.open("rb") as source:
        tail = b""
        while piece := source.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _counts(name: str, match: bytes, known: Collection[bytes]) -> bool:
    if name != "a receipt":
        return _digits(match) not in known
    try:
        Receipt.parse(match.decode())
    except ReceiptMistyped:
        return False
    return True


def _digits(text: bytes) -> bytes:
    return re.sub(rb"\D", b"", text)
