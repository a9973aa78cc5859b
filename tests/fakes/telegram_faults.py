"""Fault switches of the stand-in: the next calls that match go wrong in the way asked for."""

import threading
from dataclasses import dataclass

from tests.fakes.telegram_errors import Refusal
from tests.fakes.telegram_rules import Params


@dataclass
class Fault:
    """One fault.

    ``method`` and ``chat`` narrow it (empty: any); ``times`` is how many calls it hits, -1 for all.  Either ``refusal``
    is raised, or ``broken`` answers 502 with a page that is no JSON, or the answer comes ``delay`` seconds late.
    ``after`` applies the call first and loses only the answer, as a real time-out does.
    """

    method: str = ""
    chat: int = 0
    times: int = 1
    refusal: Refusal | None = None
    broken: bool = False
    delay: float = 0.0
    after: bool = False

    def hits(self, method: str, params: Params) -> bool:
        return (
            self.times != 0
            and (not self.method or self.method.lower() == method.lower())
            and (not self.chat or str(self.chat) == str(params.get("chat_id")))
        )


class Faults:
    """The armed faults, oldest first."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = threading.Lock()

    def arm(self, fault: Fault) -> Fault:
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def take(self, method: str, params: Params) -> Fault | None:
        """The first armed fault that matches, counted down; None on a good day."""
        if not self._armed:
            return None
        with self._lock:
            for fault in self._armed:
                if fault.hits(method, params):
                    fault.times -= fault.times > 0
                    return fault
        return None
