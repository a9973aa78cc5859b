"""A process that confirms or goes on with a list, and is killed as it is about to commit: run with `python -m`.

What it needs comes on standard input as JSON, the custodian's seed among it, so that no argument shows a key.
"""

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from admin.retention import confirming, destroying
from admin.services import Services
from admin.sign_in import sessions
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair
from tests.admin.offices import services_in

KILLED = 7
"""The exit status of a process that ended in the middle."""


async def main(given: dict[str, Any]) -> None:
    async with services_in(Path(given["folder"])) as services:
        act_id, now = bytes.fromhex(given["act"]), datetime.fromisoformat(given["now"])
        pair = KeyPair(SecretBytes(bytes.fromhex(given["seed"])))
        signed = await sessions.acting(services, bytes.fromhex(given["staff"]), pair)
        _die_at(services, given["commit"])
        if given["size"]:
            await destroying.run(services, act_id, now, size=given["size"])
        else:
            await confirming.confirm(services, signed, act_id, now)


def _die_at(services: Services, commit: int) -> None:
    """End without any clean-up as the commit of this number is about to be made."""
    counted = [0]

    def count(_connection: object) -> None:
        counted[0] += 1
        if counted[0] == commit:
            os._exit(KILLED)

    event.listen(services.ledger.engine.sync_engine, "commit", count)


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
