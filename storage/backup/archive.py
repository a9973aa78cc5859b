"""The age file: a tar of dumps and key files, sealed to the backup's public key.

Whoever holds the disk holds only the public half; the secret half was shown once and lies on paper.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyrage

from kit import secretfile
from storage.backup import dumps
from storage.errors import SealBroken, StorageError

_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_DRAFT: Final = ".xiansuo-draft-"
_DRAFT_SECONDS: Final = 6 * 3600
"""Longer than a backup takes: another one that runs at this moment keeps its folder."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database to be saved: its name in the archive, its URL, and tables whose rows stay out of every backup."""

    name: str
    url: str
    without: Sequence[str] = ()


def write(target: Path, databases: Sequence[Database], files: Mapping[str, Path], recipient: str, work: Path) -> None:
    """Write one age file of mode 0600. `files` maps names to files that are taken if they exist.

    `work` is a private folder on this machine for the time of the call. Each dump is checked before it is sealed, and
    the file is read back. Blocking. Raises StorageError.
    """
    with TemporaryDirectory(dir=work, prefix=_DRAFT) as name:
        folder = Path(name)
        forms = {one.name: dumps.dump(one.url, folder / one.name, one.without) for one in databases}
        for inside, form in forms.items():
            dumps.check(folder / inside, form)
        kept = {inside: path for inside, path in files.items() if path.is_file()}
        manifest = {"format": _FORMAT, "databases": forms, "files": sorted(kept)}
        (folder / _MANIFEST).write_text(json.dumps(manifest))
        plain = folder / "plain.tar"
        with tarfile.open(plain, "w") as tar:
            tar.add(folder / _MANIFEST, _MANIFEST)
            for one in databases:
                tar.add(folder / one.name, f"databases/{one.name}")
            for inside, path in kept.items():
                tar.add(path, f"files/{inside}")
        sealed = folder / "sealed.age"
        pyrage.encrypt_file(str(plain), str(sealed), [pyrage.x25519.Recipient.from_str(recipient)])
        secretfile.replace(target, sealed.read_bytes())
        if not filecmp.cmp(sealed, target, shallow=False):
            raise StorageError(f"{target} does not hold what was written; look at that disk")


def sweep(work: Path, now: datetime) -> None:
    """Erase what a backup that was killed has left in `work`: there its dumps lie unsealed."""
    for draft in work.glob(f"{_DRAFT}*"):
        if draft.is_dir() and not draft.is_symlink() and now.timestamp() - draft.stat().st_mtime > _DRAFT_SECONDS:
            shutil.rmtree(draft)


def read(
    source: Path, identity: str, databases: Sequence[Database], files: Mapping[str, Path], work: Path
) -> list[str]:
    """Restore into empty databases and absent files; returns the names of what came back.

    Raises SealBroken for a wrong key or a damaged file, StorageError where something is in the way.
    """
    with TemporaryDirectory(dir=work) as name:
        folder = Path(name)
        _open(source, identity, folder)
        manifest = json.loads((folder / _MANIFEST).read_text())
        if manifest["format"] != _FORMAT:
            raise StorageError("this backup was made by another release")
        in_the_way = [path for inside, path in files.items() if inside in manifest["files"] and path.exists()]
        if in_the_way:
            raise StorageError(f"{in_the_way[0]} exists; restore into a new data folder")
        found = []
        for one in databases:
            if one.name in manifest["databases"]:
                dumps.restore(one.url, folder / "databases" / one.name, manifest["databases"][one.name])
                found.append(one.name)
        for inside, path in files.items():
            if inside in manifest["files"]:
                secretfile.private_folder(path.parent)
                secretfile.create(path, (folder / "files" / inside).read_bytes())
                found.append(inside)
        return found


def new_identity() -> tuple[str, str]:
    """A fresh key pair: the secret half for paper, the public half for the disk."""
    pair = pyrage.x25519.Identity.generate()
    return str(pair), str(pair.to_public())


def public_half(identity: str) -> str:
    """What belongs to a secret half that opens backups. Raises SealBroken where it is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity.strip()).to_public())
    except pyrage.IdentityError:
        raise SealBroken("this is no secret key of a backup") from None


def _open(source: Path, identity: str, folder: Path) -> None:
    plain = folder / "plain.tar"
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
        pyrage.decrypt_file(str(source), str(plain), [key])
        with tarfile.open(plain) as tar:
            _unpack(tar, folder)
    except (pyrage.DecryptError, pyrage.IdentityError, tarfile.TarError, OSError):
        raise SealBroken("the backup does not open: the key is another one, or the file is damaged") from None
    plain.unlink()


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files below `folder` and nothing else. Python 3.11.2 of Debian 12 has no filter of its own for this."""
    for member in tar:
        target = folder / member.name
        source = tar.extractfile(member) if member.isfile() else None
        if source is None or not target.resolve().is_relative_to(folder.resolve()):
            raise tarfile.TarError("something in it is no plain file of ours")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source, target.open("wb") as kept:
            shutil.copyfileobj(source, kept)
