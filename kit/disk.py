"""How much room a folder's disk has left."""

import os
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Bytes that an ordinary user may still write under `folder`, or under its nearest existing parent.

    The root user's reserve is not counted: a service that runs as its own user cannot use it.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    state = os.statvfs(place)
    return state.f_bavail * state.f_frsize
