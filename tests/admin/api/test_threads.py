"""A look-up: one shape and one way for a receipt that is known and one that is not."""

import httpx
import pytest
from sqlalchemy import event

from admin.services import Services
from admin.setup.founding import Founded
from storage.wire import LookUpAnswer, LookUpRequest
from tests.admin.api.sealed import JSON, tip

pytestmark = pytest.mark.anyio


async def look_up(bot: httpx.AsyncClient, lookup_id: bytes) -> LookUpAnswer:
    body = LookUpRequest(lookup_id=lookup_id).model_dump_json().encode()
    answer = await bot.post("threads/look-up", content=body, headers=JSON)
    assert answer.status_code == 200
    return LookUpAnswer.model_validate_json(answer.content)


async def test_a_receipt_finds_its_thread_and_nothing_in_clear_but_codes(
    bot: httpx.AsyncClient, founded: Founded
) -> None:
    made = tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    found = (await look_up(bot, made.envelope.lookup_id)).thread
    assert found is not None
    assert (found.state, found.card) == ("received", made.envelope.card)
    assert found.due_on is not None


async def test_an_unknown_id_has_the_same_shape_and_runs_the_same_statements(
    bot: httpx.AsyncClient, founded: Founded, office: Services
) -> None:
    made = tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(office.ledger.engine.sync_engine, "before_cursor_execute", note)
    ran = []
    for lookup_id in (made.envelope.lookup_id, b"0" * 32):
        statements.clear()
        await look_up(bot, lookup_id)
        ran.append(list(statements))
    assert ran[0] == ran[1]
    assert (await look_up(bot, b"0" * 32)).thread is None


async def test_what_the_reporter_wrote_is_not_sent_back(bot: httpx.AsyncClient, founded: Founded) -> None:
    made = tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    await bot.post("messages", content=made.follow_up().model_dump_json().encode(), headers=JSON)
    found = (await look_up(bot, made.envelope.lookup_id)).thread
    assert found is not None
    assert [(line.sender, line.ciphertext, line.verified) for line in found.lines] == [("reporter", b"", True)]


async def test_the_id_is_taken_from_the_body_only(bot: httpx.AsyncClient) -> None:
    assert (await bot.get(f"threads/look-up?lookup_id={'00' * 32}")).status_code == 405
