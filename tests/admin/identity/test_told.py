"""What the reporter reads, and what nobody reads anywhere: through the real API, in both languages."""

import httpx
import pytest

from admin.api.router import router
from admin.app import staff_site
from admin.services import Services
from bot import look_up
from bot.dialog.screens.lead import facts
from kit import clock
from kit.catalogue import Catalogue
from storage.access import AccessFilter
from storage.vault.card import open_card
from storage.vault.receipt import ReceiptKeys
from storage.wire import LookUpAnswer, LookUpRequest
from tests.admin.identity.parties import PERSON, Parties
from tests.privacy.test_canaries import leaks

pytestmark = pytest.mark.anyio
CANARIES = [PERSON.name, PERSON.phone, PERSON.id_number, PERSON.contact]


async def told_of(services: Services, receipt: ReceiptKeys, language: str) -> list[str]:
    """The facts of a look-up as a reporter reads them."""
    bearer = {"Authorization": f"Bearer {services.service_token.reveal()}", "Content-Type": "application/json"}
    transport = httpx.ASGITransport(app=staff_site(services, [router]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=bearer) as bot:
        asked = LookUpRequest(lookup_id=receipt.lookup_id).model_dump_json()
        answer = await bot.post("/api/v1/threads/look-up", content=asked)
    assert answer.status_code == 200, answer.text
    thread = LookUpAnswer.model_validate_json(answer.content).thread
    assert thread is not None
    shown = look_up.progress(thread, open_card(thread.card, receipt), 0, False, ())
    texts = Catalogue.load("bot")
    return [texts.text(words.key, language, **words.values) for words in facts(shown)]


async def told(parties: Parties, language: str) -> list[str]:
    return await told_of(parties.desk.services, parties.filed.receipt, language)


async def test_the_reporter_is_told_who_looked_and_that_they_were_called(parties: Parties) -> None:
    await parties.approved()
    await parties.reveal()
    await parties.ask_to_call()
    await parties.open_call()
    await parties.record("verified")
    day = clock.local_day(clock.now(), parties.desk.services.settings.zone).isoformat()
    chinese, english = await told(parties, "zh_CN"), await told(parties, "en")
    assert f"您的身份信息于 {day} 被查阅 1 次，经办角色：承办人。" in chinese
    assert f"您的身份信息于 {day} 被查阅 1 次，经办角色：身份保管员（电话回访）。" in chinese
    assert f"身份保管员于 {day} 给您打过电话，已核实是您本人。" in chinese
    assert f"Looks at your identity on {day}: 1. Role: handler." in english
    assert f"On {day} a custodian called you. It was confirmed that it was you." in english


async def test_who_was_only_asked_about_is_told_of_no_look(parties: Parties) -> None:
    await parties.approved()
    assert not any("身份" in line for line in await told(parties, "zh_CN"))


async def test_a_look_hidden_in_a_column_is_told_all_the_same(parties: Parties) -> None:
    await parties.approved()
    await parties.reveal()
    await parties.write("UPDATE access_entries SET kind = 'lead_noted' WHERE kind = 'identity_opened'")
    assert any("被查阅 1 次" in line for line in await told(parties, "zh_CN"))


async def test_name_and_phone_are_in_no_file_log_entry_or_address(
    parties: Parties, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    addresses: list[str] = []

    async def note(request: httpx.Request) -> None:
        addresses.append(str(request.url))

    for browser in (parties.li, parties.bao):
        browser.http.event_hooks["request"].append(note)
    await parties.approved()
    await parties.reveal()
    await parties.reveal(409)
    await parties.ask_to_call()
    await parties.open_call()
    await parties.record("verified")
    async with parties.desk.services.ledger.read() as work:
        entries = await work.access.page(None, AccessFilter(), limit=500)
    said = "".join((*capfd.readouterr(), caplog.text, *addresses))
    assert len(addresses) > 6
    assert not any(word in said for word in CANARIES)
    assert not any(word.encode() in entry.body for word in CANARIES for entry in entries)
    assert list(leaks(parties.desk.services.settings.data.parent, CANARIES)) == []
