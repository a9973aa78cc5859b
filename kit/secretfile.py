"""Files that only their owner may read: keys, tokens, one-time links.

Promise: a file is complete or absent, never half written, even when two processes start at once.
Limit: it protects from other users of the machine, not from root and not from who holds the disk.
"""

import os
import secrets
import stat
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700


class SecretFileError(Exception):
    """A secret file that cannot be trusted; the sentence names the file and the cure, never the content."""


def private_folder(path: Path) -> Path:
    """Makes `path` with 0700 if absent; an existing folder must be ours and closed to others.

    Raises SecretFileError otherwise: a folder that strangers may write to could be swapped under us.
    """
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        state = path.lstat()
    except OSError as error:
        raise SecretFileError(f"{path} cannot be made ({error.strerror}); make it and give it to this user") from None
    if not stat.S_ISDIR(state.st_mode):
        raise SecretFileError(f"{path} is not a folder; move it away or name another one")
    if state.st_uid != os.geteuid():
        raise SecretFileError(f"{path} belongs to another user; run chown on it or name another folder")
    if stat.S_IMODE(state.st_mode) & 0o077:
        raise SecretFileError(f"{path} is open to others; run: chmod 700 {path}")
    return path


def read(path: Path) -> bytes:
    """The file's bytes. FileNotFoundError when absent; SecretFileError when others may read it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SecretFileError(f"{path} cannot be read ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        if state.st_uid != os.geteuid():
            raise SecretFileError(f"{path} belongs to another user; run chown on it")
        if stat.S_IMODE(state.st_mode) & 0o077:
            raise SecretFileError(f"{path} is open to others; run: chmod 600 {path}")
        return file.read()


def create(path: Path, content: bytes) -> bool:
    """Writes `content` unless the file is there already; says whether it did. Who comes second changes nothing."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    _sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Writes `content` in place of whatever was there; readers see the old or the new file, never a mixture."""
    draft = _draft(path, content)
    try:
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise
    _sync_folder(path.parent)


def read_or_create(path: Path, size: int) -> bytes:
    """The file's bytes, made from `size` random bytes at the first call; all processes get the same ones.

    Raises SecretFileError when the file holds another number of bytes: it was cut or is not ours.
    """
    try:
        content = read(path)
    except FileNotFoundError:
        create(path, secrets.token_bytes(size))
        content = read(path)
    if len(content) != size:
        raise SecretFileError(f"{path} should hold {size} bytes but holds {len(content)}; restore it from its copy")
    return content


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(draft, flags, FILE_MODE)
    except OSError as error:
        raise SecretFileError(f"{path.parent} cannot be written to ({error.strerror})") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            # The umask may have taken bits away, and a key that its owner cannot read helps nobody.
            os.fchmod(file.fileno(), FILE_MODE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        os.unlink(draft)
        raise SecretFileError(f"{path} cannot be written ({error.strerror}); free some disk space") from None
    return draft


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
