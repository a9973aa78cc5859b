"""The runtime store of one machine: small files of 0600 in a folder of 0700, best on a tmpfs.

Its files take microseconds there, so the calls are made on the event loop. A file's name is a hash of its key; the
content starts with the moment it ends. Nothing is locked: a file appears whole by a link, goes by a rename, and a
budget is counted by appending a byte, which the system orders; that of a source by appending its mark to a file
that all sources share.
"""

import hashlib
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from kit import clock, secretfile
from kit.runtime_store.memory_backed import folder_is_memory
from kit.runtime_store.protocol import DAY_KEY_BYTES, RuntimeStoreUnavailable, monday_of
from kit.secretfile import SecretFileError

_ENDS = struct.Struct(">d")
_MARK_BYTES = 16


def default_folder(kind: str) -> Path:
    """`$XDG_RUNTIME_DIR/xiansuo/<kind>`, or `/run/xiansuo/<kind>` for a service without a session."""
    session = os.environ.get("XDG_RUNTIME_DIR")
    return (Path(session) if session else Path("/run")) / "xiansuo" / kind


class FolderStore:
    """Keeps the promise of `RuntimeStore` for all processes of one user on one machine."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = clock.now) -> None:
        """Makes the folder; raises RuntimeStoreUnavailable when it cannot be made private."""
        self._folder = folder
        self._now = now
        with _as_ours():
            secretfile.private_folder(folder)

    async def daily_key(self, day: date) -> bytes:
        return self._key("day", day, timedelta(days=1))

    async def weekly_key(self, day: date) -> bytes:
        return self._key("week", monday_of(day), timedelta())

    def _key(self, kind: str, day: date, kept: timedelta) -> bytes:
        with _as_ours():
            with suppress(FileNotFoundError):
                return secretfile.read(self._key_file(kind, day))
            newest = max(self._keys(kind), default=day)
            if day < newest - kept:
                raise LookupError(f"that {kind}'s key is erased")
            key = secretfile.read_or_create(self._key_file(kind, day), DAY_KEY_BYTES)
            # Older ones go when a new one is made, so the listing is not paid for at every call.
            self._erase_before(kind, max(day, newest) - kept)
            return key

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        with _as_ours():
            ends = self._now().timestamp() + seconds
            secretfile.replace(self._value_file(key), _ENDS.pack(ends) + value)

    async def get(self, key: str) -> bytes | None:
        with _as_ours():
            return self._read(self._value_file(key))

    async def pop(self, key: str) -> bytes | None:
        # Only one of several renames finds the file, so only one caller reads it.
        taken = self._folder / f".popped.{secrets.token_hex(8)}"
        with _as_ours():
            try:
                os.rename(self._value_file(key), taken)  # noqa: PTH104
            except FileNotFoundError:
                return None
            value = self._read(taken)
            taken.unlink()
            return value

    async def budget(self, name: str, limit: int, window_seconds: int) -> bool:
        if limit <= 0:
            return False
        path = self._budget_file(f"{window_seconds}:{name}", window_seconds)
        with _as_ours():
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, secretfile.FILE_MODE)
            try:
                if os.fstat(descriptor).st_size >= limit:
                    return False
                os.write(descriptor, b".")
                # After an append the position is the end of our own byte: our place in the queue.
                return os.lseek(descriptor, 0, os.SEEK_CUR) <= limit
            finally:
                os.close(descriptor)

    async def source_budget(self, name: str, source: bytes, limit: int, window_seconds: int) -> bool:
        path, mark = self._budget_file(f"{window_seconds}:{name}:sources", window_seconds), _mark(source)
        with _as_ours():
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, secretfile.FILE_MODE)
            try:
                if _marks(descriptor, os.fstat(descriptor).st_size, mark) >= limit:
                    return False
                os.write(descriptor, mark)
                # Up to the end of our own mark: how many of this source came before, and we.
                return _marks(descriptor, os.lseek(descriptor, 0, os.SEEK_CUR), mark) <= limit
            finally:
                os.close(descriptor)

    async def source_uses(self, name: str, source: bytes, window_seconds: int) -> int:
        path = self._budget_file(f"{window_seconds}:{name}:sources", window_seconds)
        with _as_ours():
            try:
                return path.read_bytes().count(_mark(source))
            except FileNotFoundError:
                return 0

    async def memory_backed(self) -> bool:
        return folder_is_memory(self._folder)

    async def tidy(self, today: date) -> None:
        with _as_ours():
            self._erase_before("day", today - timedelta(days=1))
            self._erase_before("week", monday_of(today))
            for path in self._folder.glob("value-*"):
                self._read(path, erase_ended=True)
            for path in self._folder.glob("budget-*"):
                if int(path.name.rpartition("-")[2]) <= self._now().timestamp():
                    path.unlink(missing_ok=True)
            self._erase_abandoned_drafts()

    async def close(self) -> None:
        """Nothing is held open."""

    def _value_file(self, key: str) -> Path:
        return self._folder / f"value-{_hashed(key)}"

    def _budget_file(self, name: str, window_seconds: int) -> Path:
        window_ends = (int(self._now().timestamp()) // window_seconds + 1) * window_seconds
        return self._folder / f"budget-{_hashed(name)}-{window_ends}"

    def _key_file(self, kind: str, day: date) -> Path:
        return self._folder / f"{kind}-{day.isoformat()}"

    def _keys(self, kind: str) -> list[date]:
        return [date.fromisoformat(path.name.removeprefix(f"{kind}-")) for path in self._folder.glob(f"{kind}-*")]

    def _erase_before(self, kind: str, oldest_kept: date) -> None:
        for day in self._keys(kind):
            if day < oldest_kept:
                self._key_file(kind, day).unlink(missing_ok=True)

    def _read(self, path: Path, erase_ended: bool = False) -> bytes | None:
        try:
            content = secretfile.read(path)
        except FileNotFoundError:
            return None
        (ends,) = _ENDS.unpack_from(content)
        if ends > self._now().timestamp():
            return content[_ENDS.size :]
        if erase_ended:
            path.unlink(missing_ok=True)
        return None

    def _erase_abandoned_drafts(self) -> None:
        # A process killed between two steps leaves a dot file; none is needed for longer than a moment.
        for path in self._folder.glob(".*"):
            try:
                age = self._now().timestamp() - path.stat().st_mtime
            except FileNotFoundError:
                continue
            if age > 60:
                path.unlink(missing_ok=True)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _mark(source: bytes) -> bytes:
    return hashlib.sha256(source).digest()[:_MARK_BYTES]


def _marks(descriptor: int, up_to: int, mark: bytes) -> int:
    return os.pread(descriptor, up_to, 0).count(mark)


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except SecretFileError as error:
        raise RuntimeStoreUnavailable(f"the runtime store: {error}; or set XIANSUO_RUNTIME_DIR") from None
    except OSError as error:
        raise RuntimeStoreUnavailable(
            f"the runtime store cannot be used ({error.strerror}): make its folder writable, free some of its memory, "
            "or set XIANSUO_RUNTIME_DIR"
        ) from None
