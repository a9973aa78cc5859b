import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from kit import logs
from kit.secret_setting import SecretSetting

CANARY = "canary-4711"


class TextThatIsSecret(str):
    """A secret type that a JSON writer would take for a plain text."""


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield stream
    root.handlers, root.level = before
    logging.captureWarnings(False)


def last(stream: io.StringIO) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_plain_values_are_kept(written: io.StringIO) -> None:
    logs.get("t").info("outbox.delivered", count=3, at=datetime(2026, 1, 1, tzinfo=UTC), names=("a",))
    line = last(written)
    assert (line["event"], line["count"], line["names"]) == ("outbox.delivered", 3, ["a"])
    assert line["at"] == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "secret",
    [SecretSetting(CANARY), TextThatIsSecret(CANARY), CANARY.encode(), {"deep": [TextThatIsSecret(CANARY)]}, object()],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_is_not_plain_is_hidden_in_plain_sight(written: io.StringIO, secret: object) -> None:
    logs.get("t").info("event", value=secret)
    assert CANARY not in written.getvalue()
    assert "<hidden>" in written.getvalue()


def test_a_traceback_holds_no_message(written: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logs.get("t").exception("broke")
    assert CANARY not in written.getvalue()
    assert "in test_a_traceback_holds_no_message" in last(written)["traceback"]


def test_a_library_s_traceback_and_arguments_hold_no_values(written: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("library").exception("failed with %s and %r", error, TextThatIsSecret(CANARY))
    assert CANARY not in written.getvalue()
    assert "failed with ValueError" in last(written)["event"]


def test_an_error_given_as_a_value_shows_its_type_only(written: io.StringIO) -> None:
    logs.get("t").warning("event", why=ValueError(CANARY))
    assert last(written)["why"] == "ValueError"


def test_a_forgotten_task_does_not_print_its_error(written: io.StringIO) -> None:
    async def main() -> None:
        async def fail() -> None:
            raise ValueError(CANARY)

        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(main())
    assert CANARY not in written.getvalue()
    assert "never retrieved" in last(written)["event"]


def test_httpx_does_not_write_addresses(written: io.StringIO) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    with httpx.Client(transport=transport) as client:
        client.get(f"http://api.example/bot{CANARY}/getMe")
    assert written.getvalue() == ""


def test_the_access_log_is_off(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("127.0.0.1 GET /%s", CANARY)
    assert written.getvalue() == ""


def test_the_server_s_errors_come_through_our_processors(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError(CANARY))
    assert CANARY not in written.getvalue()
    assert "ValueError" in last(written)["traceback"]


def test_the_console_form_hides_as_well(written: io.StringIO) -> None:
    stream = io.StringIO()
    logs.configure("console", stream=stream)
    logs.get("t").info("event", value=SecretSetting(CANARY))
    assert "<hidden>" in stream.getvalue()
