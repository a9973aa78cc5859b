"""Every parser that strangers or a tampered disk can reach, and the errors that it may raise."""

from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from admin.api.door import Refused, body_of
from admin.leads.opening import open_report
from bot.channels.telegram import arrivals, buttons
from bot.channels.telegram.webhook import read_update
from bot.channels.web import form
from bot.dialog.codec import from_json
from bot.kept import Kept
from bot.look_up import unpack_keys
from storage.envelope import Envelope, FollowUp
from storage.errors import XiansuoError
from storage.lead_rows import first_grants, lead_values
from storage.tables.ledger import Lead
from storage.vault.binding import unframe
from storage.vault.chain import read_header
from storage.vault.lead import LeadKeys
from storage.vault.pages import Page
from storage.vault.policy import read_policy
from storage.vault.receipt import Receipt
from storage.vault.seeds import KeyPair
from storage.wire import BlockHeaders, BotReport, Desk, FaqNews, LookUpAnswer, LookUpRequest, PolicyChain
from tests.storage.vault.worlds import first_policy, pair

T = TypeVar("T")
Parse = Callable[[bytes], object]


def text_of(data: bytes) -> str:
    """Bytes as the text that a parser gets."""
    return data.decode("utf-8", "replace")


def _posted_lead(data: bytes) -> object:
    """A lead's whole way: the body at the API's door, the ledger's rows, an officer's page with the units' keys."""
    envelope = _at_once(body_of(_posting(data), Envelope))
    lead = Lead(**lead_values(envelope, None))
    grants = first_grants(envelope, None)
    for part in envelope.grants:
        unit = _unit_pairs().get((part.unit, part.epoch), pair("stranger"))
        open_report(lead, LeadKeys.from_grant(envelope.lead_id, part.sealed_for(), unit))
    return grants


@cache
def _unit_pairs() -> dict[tuple[str, int], KeyPair]:
    """The pairs of the units that the genuine leads are sealed to."""
    units = read_policy(first_policy().body).document.units
    return {(unit.id, one.epoch): pair(f"{unit.id} {one.epoch}") for unit in units for one in unit.epochs}


def _posting(data: bytes) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": data, "more_body": False}

    return Request({"type": "http", "headers": [(b"content-type", b"application/json")]}, receive)


def _at_once(reading: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that waits for nothing."""
    try:
        reading.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("reading a body that is there waits for nothing")


def _update(data: bytes) -> object:
    update = read_update(data)
    return arrivals.read(update) if update is not None else None


def _form(data: bytes) -> object:
    pairs = [part.partition("=") for part in text_of(data).split("&")]
    fields: dict[str, list[str]] = {}
    for name, _, value in pairs:
        fields.setdefault(name, []).append(value)
    return form.read(form.PlainForm(fields))


TARGETS: dict[str, Parse] = {
    "envelope": Envelope.model_validate_json,
    "posted lead": _posted_lead,
    "follow-up": FollowUp.model_validate_json,
    "update": _update,
    "button": lambda data: buttons.read(text_of(data)),
    "form": _form,
    "framed list": unframe,
    "policy": read_policy,
    "block header": read_header,
    "look-up": LookUpRequest.model_validate_json,
    "look-up answer": LookUpAnswer.model_validate_json,
    "policy chain": PolicyChain.model_validate_json,
    "block headers": BlockHeaders.model_validate_json,
    "bot report": BotReport.model_validate_json,
    "questions": FaqNews.model_validate_json,
    "desk": Desk.model_validate_json,
    "receipt": lambda data: Receipt.parse(data.decode("utf-8", "surrogateescape")),
    "recovery page": lambda data: Page.parse(data.decode("utf-8", "surrogateescape")),
    "session": lambda data: from_json(text_of(data)),
    "kept conversation": Kept.load,
    "keys of a look-up": lambda data: unpack_keys(text_of(data)),
}
NAMED = (XiansuoError, ValidationError, arrivals.Unreadable, Refused)


def kept_promise(parse: Parse, data: bytes) -> Exception | None:
    """What a parser raised against the promise, or None."""
    try:
        parse(data)
    except NAMED:
        return None
    except Exception as error:  # noqa: BLE001  every other error is what is looked for
        return error
    return None
