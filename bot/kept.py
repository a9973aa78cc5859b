"""What is sealed between two inputs of one person: the dialog's session, what was just said, and a ticket.

What was just said is kept so that reloading a page shows it again: a web page is always fetched anew after a post.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.dialog.codec import SessionUnreadable, from_json, to_json
from bot.dialog.replies import FaqReply, Link, Option, Say, ShowAnswer, Words
from bot.dialog.session import Session

Said = Say | ShowAnswer


@dataclass(frozen=True)
class Kept:
    """One conversation. `ticket` holds the 12 digits of an officer who fills in the dialog with the reporter."""

    session: Session = field(default_factory=Session)
    said: tuple[Said, ...] = field(default=(), repr=False)
    ticket: str = field(default="", repr=False)

    def dump(self) -> bytes:
        said = [[type(item).__name__, asdict(item)] for item in self.said]
        return json.dumps([to_json(self.session), said, self.ticket], ensure_ascii=False).encode()

    @classmethod
    def load(cls, data: bytes) -> Kept:
        """Raises `SessionUnreadable` for what an older release or a stranger wrote."""
        try:
            session, said, ticket = json.loads(data)
            return cls(from_json(session), tuple(_said(name, values) for name, values in said), ticket)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise SessionUnreadable(f"not a kept conversation ({type(error).__name__})") from None


def _said(name: str, values: dict[str, Any]) -> Said:
    if name == "Say":
        return Say(values["key"], values["values"], values["tone"], tuple(_link(link) for link in values["links"]))
    reply = values["reply"]
    tuples = {"sources": tuple(reply["sources"]), "related": tuple(tuple(pair) for pair in reply["related"])}
    return ShowAnswer(FaqReply(**(reply | tuples)), tuple(_option(option) for option in values["options"]))


def _link(values: dict[str, Any]) -> Link:
    return Link(values["href"], Words(**values["label"]))


def _option(values: dict[str, Any]) -> Option:
    return Option(values["value"], Words(**values["label"]), values["checked"])
