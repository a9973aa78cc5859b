"""The statement of filing as it is handed out: what `xiansuo receipt verify` reads."""

from __future__ import annotations

import json
from base64 import b64encode

from storage.vault.chain import Acknowledgement


def as_text(proof: Acknowledgement) -> str:
    """One line of JSON: the stored bytes and the host's signature over them, in base64."""
    return json.dumps({"body": b64encode(proof.body).decode(), "signature": b64encode(proof.signature).decode()})
