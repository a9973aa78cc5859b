"""What lives in memory only and is shared by all processes of one kind; never in a database, never in a backup.

`FolderStore` for one machine, `redis.RedisStore` where a kind runs on several. Both keep the promise in `protocol`.
"""

from pathlib import Path

from kit.runtime_store.folder import FolderStore, default_folder
from kit.runtime_store.protocol import RuntimeStore, RuntimeStoreUnavailable
from kit.secret_setting import SecretSetting

__all__ = ["FolderStore", "RuntimeStore", "RuntimeStoreUnavailable", "default_folder", "open_store"]


def open_store(kind: str, folder: Path | None = None, url: SecretSetting | None = None) -> RuntimeStore:
    """The store of one kind of process (`bot` or `admin`): Redis where a URL is set, else a folder.

    Each kind has a part of its own, so the two never see each other's keys.
    """
    if url is not None:
        # The client library weighs six megabytes, which only those who use it should carry.
        from kit.runtime_store.redis import RedisStore

        return RedisStore(url.reveal(), kind)
    return FolderStore((folder / kind) if folder is not None else default_folder(kind))
