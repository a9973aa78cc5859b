"""One lead, over HTTP: opened for those who may, told to nobody else, written upon."""

import re

import pytest
from sqlalchemy import text, update

from storage.report import Identity
from storage.tables.ledger import Lead, ThreadMessage
from storage.vault.card import open_card
from storage.vault.thread import AnswerKind, FollowUpKind, open_answer
from tests.admin.desk import STORY, Desk, Filed

pytestmark = pytest.mark.anyio
PERSON = Identity(name="张三丰", phone="13800001234")


async def test_the_page_opens_the_report_in_memory_and_records_the_view(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert STORY in page
    assert "砂场门口" in page
    assert (await desk.kinds(filed.lead_id))[-1] == "lead_viewed"


async def test_the_page_carries_name_time_and_number_as_watermark(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert re.search(rf'class="watermark">王试 · \d{{4}}-\d\d-\d\d \d\d:\d\d · {filed.number}<', page)


async def test_the_watermark_lies_over_the_whole_page_as_a_picture_that_nothing_reads_or_selects(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    for path in (f"/admin/leads/{filed.number}", f"/admin/leads/{filed.number}/views"):
        page = await wang.open(path)
        drawn = page.partition('<svg class="watermark-sheet" aria-hidden="true"')[2].partition("</svg>")[0]
        assert len(re.findall(rf"<text [^>]+>王试 · \d{{4}}-\d\d-\d\d \d\d:\d\d · {filed.number}</text>", drawn)) == 2
        assert "style=" not in drawn
    printed = await wang.send(f"/admin/leads/{filed.number}/print")
    assert "watermark-sheet" in printed


async def test_a_name_in_the_watermark_is_text_and_never_markup(desk: Desk) -> None:
    filed = await desk.file()
    async with desk.services.ledger.begin() as work:
        await work.staff.set_name(desk.founded.people["wang"].staff_id, "<script>王&试</script>")
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "<script>王" not in page
    assert "&lt;script&gt;王&amp;试" in page.partition("watermark-sheet")[2]


async def test_an_identity_is_said_to_be_sealed_and_is_nowhere_on_the_page(desk: Desk) -> None:
    filed = await desk.file(identity=PERSON)
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "身份已封存。" in page
    assert "张三丰" not in page
    assert "13800001234" not in page


async def test_a_hidden_lead_and_one_that_does_not_exist_give_the_same_page(desk: Desk) -> None:
    hidden = await desk.file(excluded=("police", "office"))
    li = await desk.browser("li")
    first = await li.open(f"/admin/leads/{hidden.number}", 404)
    second = await li.open("/admin/leads/10000000", 404)
    assert first.replace(hidden.number, "") == second.replace("10000000", "")
    for path in ("views", "next"):
        assert (await li.http.get(f"/admin/leads/{hidden.number}/{path}")).status_code == 404
    assert "lead_viewed" not in await desk.kinds(hidden.lead_id)


async def test_no_step_can_be_made_on_a_hidden_lead(desk: Desk) -> None:
    hidden = await desk.file(excluded=("police", "office"))
    li = await desk.browser("li")
    await li.move(hidden, "screen", 1, status=404)
    await li.send(f"/admin/leads/{hidden.number}/notes", 404, text="试")
    await li.send(f"/admin/leads/{hidden.number}/print", 404)
    assert (await desk.lead(hidden.lead_id)).version == 1


async def test_a_custodian_sees_no_leads_at_all(desk: Desk) -> None:
    filed = await desk.file(identity=PERSON)
    bao = await desk.browser("bao")
    await bao.open("/admin/leads", 403)
    await bao.open(f"/admin/leads/{filed.number}", 403)


async def test_a_broken_seal_shows_a_calm_banner_and_is_recorded(desk: Desk) -> None:
    filed = await desk.file()
    async with desk.services.ledger.engine.begin() as connection:
        sealed = (await connection.execute(text("SELECT content FROM leads"))).scalar_one()
        forged = sealed[:-1] + bytes([sealed[-1] ^ 1])
        await connection.execute(update(Lead).where(Lead.id == filed.lead_id).values(content=forged))
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "封印不完整" in page
    assert STORY not in page
    assert "seal_broken" in await desk.kinds(filed.lead_id)
    assert 'name="text"' not in page


async def test_a_lead_whose_receipt_key_was_swapped_is_not_shown_as_the_one_that_was_filed(desk: Desk) -> None:
    filed = await desk.file()
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(Lead).where(Lead.id == filed.lead_id).values(receipt_key=bytes(32)))
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert STORY not in page
    assert "封印不完整" in page


async def test_a_note_is_sealed_in_the_ledger_and_open_to_colleagues(desk: Desk) -> None:
    filed = await desk.file()
    await (await desk.browser("wang")).send(f"/admin/leads/{filed.number}/notes", text="先问村委会\r\n再问砂场")
    page = await (await desk.browser("li")).open(f"/admin/leads/{filed.number}")
    assert "先问村委会\n再问砂场" in page
    async with desk.services.ledger.read() as work:
        notes = await work.notes.of_lead(filed.lead_id)
    assert "村委会".encode() not in notes[0].ciphertext
    assert "lead_noted" in await desk.kinds(filed.lead_id)


async def test_an_empty_note_is_refused_and_one_too_long_comes_back_as_typed(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    assert "请写明内容" in await wang.send(f"/admin/leads/{filed.number}/notes", 422, text="  \r\n ")
    long = "长" * 20_001
    page = await wang.send(f"/admin/leads/{filed.number}/notes", 422, text=long)
    assert long in page
    assert "内容太长" in page


async def test_the_reporter_opens_the_answer_with_the_card(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await answer(wang.send, filed, "acceptance", "已收到，正在办理。", version=1)
    assert await as_reporter(desk, filed) == ["已收到，正在办理。"]
    assert "lead_answered" in await desk.kinds(filed.lead_id)


async def test_telling_of_the_acceptance_stops_its_clock(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    assert "告知受理还剩 15 个工作日" in await wang.open(f"/admin/leads/{filed.number}")
    page = await answer(wang.send, filed, "acceptance", "已收到。", version=1)
    assert "告知受理还剩" not in page


async def test_nobody_answers_past_a_letter_that_came_meanwhile(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await desk.write(filed, "昨天又来收钱了")
    page = await answer(wang.send, filed, "question", "请问是哪一天？", version=1, status=409)
    assert "请问是哪一天？" in page
    assert "收到举报人来信" in page
    assert "昨天又来收钱了" in page
    await answer(wang.send, filed, "question", "请问是哪一天？", version=1, messages=1)
    assert len(await as_reporter(desk, filed)) == 1


async def test_an_outcome_cannot_be_sent_as_an_ordinary_answer(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    page = await answer(wang.send, filed, "outcome", "查实了", version=1, status=422)
    assert "请选择答复类型" in page
    assert await as_reporter(desk, filed) == []


async def test_a_follow_up_that_the_reporter_did_not_sign_is_marked_unverified(desk: Desk) -> None:
    filed = await desk.file()
    await desk.write(filed, "真的是我", FollowUpKind.FACTS)
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(ThreadMessage).values(signature=bytes(64)))
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "未验证" in page


async def test_an_erased_letter_is_said_to_be_erased_not_to_be_forged(desk: Desk) -> None:
    filed = await desk.file()
    await desk.write(filed, "请忘掉这句")
    async with desk.services.ledger.begin() as work:
        await work.thread.wipe_reporters_messages(filed.lead_id)
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "已经清除" in page
    assert "未验证" not in page
    assert "请忘掉这句" not in page


async def test_two_people_get_two_entries_and_the_page_of_views_names_both(desk: Desk) -> None:
    filed = await desk.file()
    for login in ("wang", "li"):
        await (await desk.browser(login)).open(f"/admin/leads/{filed.number}")
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}/views")
    assert "王试" in page
    assert "李试" in page
    assert page.count("打开查看") == 2
    assert (await desk.kinds(filed.lead_id))[-1] == "who_looked"


async def test_printing_is_recorded(desk: Desk) -> None:
    filed = await desk.file()
    assert "data-print" in await (await desk.browser("wang")).send(f"/admin/leads/{filed.number}/print")
    assert "lead_printed" in await desk.kinds(filed.lead_id)


async def test_a_restricted_lead_shows_its_exclusions_to_those_who_may_open_it(desk: Desk) -> None:
    filed = await desk.file(excluded=("police",))
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "限制知悉" in page
    assert "试验县公安局" in page
    listed = await (await desk.browser("wang")).open("/admin/leads")
    assert "资源环保 ·" not in listed


async def test_the_page_speaks_english_too(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}?language=en")
    assert "Messages with the reporter" in page
    assert "Start screening" in page


async def answer(send, filed: Filed, kind: str, text: str, version: int, messages: int = 0, status: int = 200) -> str:  # type: ignore[no-untyped-def]
    page: str = await send(
        f"/admin/leads/{filed.number}/answers", status, kind=kind, text=text, version=version, messages=messages
    )
    return page


async def as_reporter(desk: Desk, filed: Filed) -> list[str]:
    """The texts of staff that the reporter can open."""
    async with desk.services.ledger.read() as work:
        found = await work.thread.look_up(filed.receipt.lookup_id)
    assert found is not None
    card = open_card(found.lead.card, filed.receipt)
    texts = []
    for message in found.messages:
        if message.sender == "staff" and message.ciphertext:
            kind = AnswerKind(message.kind)
            opened = open_answer(card.thread_key, filed.lead_id, message.id, kind, message.ciphertext)
            texts.append(re.sub(r'.*"text":"(.*)"}', r"\1", opened.reveal().decode()))
    return texts
