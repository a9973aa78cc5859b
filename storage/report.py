"""A report in clear, as it lies inside the sealed content and the sealed identity: strict, versioned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from storage.vault.policy_document import Bytes


class _Strict(BaseModel):
    # What was told stands in no error and no printed form: a failed check names the field alone.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<sealed>)"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return ()


class Place(_Strict):
    """Where it happened: an area of the policy, words, or a shared point (degrees)."""

    area: str | None = None
    text: str = ""
    latitude: float | None = None
    longitude: float | None = None


class NoticeKey(_Strict):
    """Where a notice may be sent: an id and key, made by the bot and known to it no longer."""

    id: Bytes
    key: Bytes


class Content(_Strict):
    """What the reporter told, without who they are."""

    version: Literal[1] = 1
    language: str
    channel: str
    officials: Literal["yes", "no", "unsure"]
    official_names: str = ""
    excluded: tuple[str, ...] = ()
    named: bool
    category: str | None = None
    what: tuple[str, ...]
    place: Place
    when: str = ""
    who: str = ""
    how_known: str = ""
    victims: str = ""
    evidence: str = ""
    wants_reward: bool | None = None
    notice: NoticeKey | None = None


class Identity(_Strict):
    """Who the reporter is; at most 1 KiB sealed."""

    version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field(min_length=1, max_length=30)
    id_number: str = Field(default="", max_length=30)
    contact: str = Field(default="", max_length=120)


class AccessReasons(_Strict):
    """Why an officer asks for an identity; sealed to custody, because it may speak of the lead."""

    version: Literal[1] = 1
    reason: str = Field(min_length=1, max_length=1000)
    basis: str = Field(min_length=1, max_length=300)
    document: str = Field(min_length=1, max_length=100)


class Answer(_Strict):
    """What staff wrote to the reporter; `by` is a role's text key, never a name."""

    version: Literal[1] = 1
    by: str
    day: str
    text: str
