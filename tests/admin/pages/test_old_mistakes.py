"""Mistakes that tip lines have made before, each tried here, over HTTP. Others are tried where their subject is:

every route by every role and on hidden leads (`tests/admin/authorisation`), roles of oneself and the last
administrator (`tests/admin/setup/test_people.py`), codes used twice and colleagues locked out
(`tests/admin/sign_in/test_sign_in.py`), formulas in exports (`tests/admin/leads/test_ledger_sheet.py`), people disabled
(`test_conflicts.py`), rewards decided at one instant (`tests/storage/test_rewards.py`), what is left of a name
(`tests/bot/dialog/test_properties.py`).
"""

import asyncio
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import event

from admin import view
from admin.roles import Role
from admin.services import Services
from admin.setup import invitations, people
from admin.setup.founding import Founded, found
from admin.setup.invitations import Invited
from admin.sign_in import accounts, sessions, totp
from admin.sign_in.accounts import AccountForm
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.errors import BadInput, NotAllowed
from storage.vault.secret import SecretText
from tests.admin.browsers import browsing
from tests.admin.desk import STORY, Desk
from tests.admin.offices import PASSWORD, plan

pytestmark = pytest.mark.anyio
BAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


async def test_nothing_that_anybody_typed_becomes_markup(desk: Desk) -> None:
    names = {"name": BAD[:50], "login": "mallory"}
    root, wang = await desk.browser("root"), await desk.browser("wang")
    signed = await desk.founded.acting(desk.services, "root")
    async with desk.services.ledger.begin() as work:
        token = await invitations.invite(
            work, signed, Invited(BAD[:50], frozenset({Role.HANDLER}), "office"), clock.now()
        )
    form = AccountForm(names["name"], names["login"], PASSWORD)
    await accounts.make(desk.services, token, form, clock.now())
    await root.send("/admin/units", kind="receiving", name=BAD[:50])
    await root.send("/admin/areas", added=BAD[:50], version=1)
    await root.send("/admin/contacts", office_phone=BAD, version=1)
    await root.send("/admin/pledge/text", text=BAD, version=1)
    for browser in (root, wang):
        await browser.send("/admin/pledge", version=2, agreed=1)
    filed = await desk.file(BAD, who=BAD, official_names=BAD)
    await desk.write(filed, BAD)
    await wang.send(f"/admin/leads/{filed.number}/notes", text=BAD)
    await wang.send(f"/admin/leads/{filed.number}/answers", kind="acceptance", text=BAD, version=1, messages=1)
    await wang.send(f"/admin/leads/{filed.number}/exclude", unit="police", reason=BAD, version=2)
    paths = [
        "staff",
        "staff/invite",
        "units",
        "areas",
        "contacts",
        "pledge",
        "pledge/text",
        "policy",
        "policy/receivers",
    ]
    paths += ["leads", f"leads/{filed.number}", f"leads/{filed.number}/views", "account", "setup", f"find?number={BAD}"]
    shown = ""
    for path in paths:
        page = await root.open(f"/admin/{path}")
        shown += page
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert shown.count("&lt;script&gt;alert(1)") > 10


async def test_a_file_with_a_chinese_name_keeps_it(desk: Desk) -> None:
    wang = await desk.browser("wang")
    answer = await wang.http.post("/admin/export", data={"listing": "", "password": PASSWORD.reveal()})
    header = answer.headers["content-disposition"]
    assert header.isascii()
    kind, _, name = header.partition("filename*=UTF-8''")
    assert kind == "attachment; "
    assert unquote(name).endswith(".xlsx")
    assert any(char > "\u4e00" for char in unquote(name))


async def test_signing_out_by_a_form_of_another_site_signs_nobody_out(desk: Desk) -> None:
    wang = await desk.browser("wang")
    for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}):
        answer = await wang.http.post("/admin/sign-out", headers=foreign)
        assert answer.status_code == 403
    assert (await wang.http.get("/admin/sign-out")).status_code == 405
    await wang.open("/admin/account")


async def test_a_session_named_by_somebody_else_is_never_taken_over_by_signing_in(
    office: Services, founded: Founded
) -> None:
    async with browsing(office) as wang:
        planted = "A" * 43
        wang.client.cookies.set("xiansuo-staff", planted, domain="127.0.0.1", path="/")
        await wang.sign_in(founded.people["wang"])
        values = [cookie.value for cookie in wang.client.cookies.jar if cookie.name == "xiansuo-staff"]
        assert wang.status == 200
        assert values[-1] != planted
        stranger = httpx.AsyncClient(transport=wang.client._transport, base_url="http://127.0.0.1:8001")
        stranger.cookies.set("xiansuo-staff", planted)
        assert (await stranger.get("/admin/account")).status_code == 303


async def test_each_sign_in_begins_a_session_of_its_own(office: Services, founded: Founded) -> None:
    wang, now = founded.people["wang"], clock.now()
    opened = [
        await sign_in(
            office, Attempt("wang", wang.password, totp.code_at(wang.totp_secret, totp.step_of(now) + at)), now
        )
        for at in (0, 1)
    ]
    assert opened[0].session.reveal() != opened[1].session.reveal()
    assert opened[0].device.reveal() != opened[1].device.reveal()


async def test_a_second_factor_is_set_by_its_owner_once_and_for_nobody_else(office: Services, founded: Founded) -> None:
    signed = await founded.acting(office, "root")
    async with office.ledger.begin() as work:
        token = await invitations.invite(work, signed, Invited("新试", frozenset({Role.HANDLER})), clock.now())
    made = await accounts.make(office, token, AccountForm("新试", "xin", PASSWORD), clock.now())
    wang = founded.people["wang"]
    async with office.ledger.read() as work:
        before = (await work.staff.keys(wang.staff_id)).totp_wrapped  # type: ignore[union-attr]
    newcomer = await sessions.find(office, made.session, clock.now())
    assert newcomer is not None
    assert newcomer.pending
    code = totp.code_at(made.totp_secret, totp.step_of(clock.now()))
    async with browsing(office) as browser:
        await browser.sign_in(wang)
        await browser.post("/admin/second-factor", code=code, staff=made.staff_id.hex())
        assert browser.path == "/admin/spare-codes"
        assert "<li>" not in browser.page.partition("<main")[2].partition("</main")[0]
    async with office.ledger.read() as work:
        assert (await work.staff.keys(wang.staff_id)).totp_wrapped == before  # type: ignore[union-attr]
        assert (await work.staff.keys(made.staff_id)).totp_confirmed_at is None  # type: ignore[union-attr]
    await accounts.confirm_second_factor(office, newcomer, made.totp_secret, code, clock.now())
    with pytest.raises(BadInput):
        await accounts.confirm_second_factor(office, newcomer, made.totp_secret, code, clock.now())


async def test_known_unknown_and_disabled_logins_run_the_same_statements(office: Services, founded: Founded) -> None:
    async with office.ledger.begin() as work:
        await work.staff.disable(founded.people["li"].staff_id, clock.now())
    run: list[str] = []
    event.listen(office.ledger.engine.sync_engine, "before_cursor_execute", lambda *seen: run.append(seen[2]))
    seen = []
    for login in ("wang", "li", "nobody"):
        run.clear()
        with pytest.raises(BadInput):
            await sign_in(office, Attempt(login, SecretText("not the password"), "000000"), clock.now())
        seen.append(list(run))
    assert len(seen[0]) > 5
    assert seen[0] == seen[1] == seen[2]


async def test_taking_a_lead_up_pushes_no_deadline_away(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 12)
    before = (await desk.lead(filed.lead_id)).due_on
    wang = await desk.browser("wang")
    answer = await wang.http.post("/admin/acknowledge", data={"pick": [f"{filed.number}.1"], "listing": ""})
    assert "done=1" in answer.headers["location"]
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.due_on) == ("screening", before)
    assert filed.number in await wang.open("/admin/leads?overdue=1")


async def test_a_lead_merged_into_one_that_is_hidden_tells_nothing_of_it(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file("另一件事")
    wang = await desk.browser("wang")
    await wang.move(first, "screen", 1)
    await wang.move(first, "merge", 2, other_lead=second.number, reason="同一件事")
    li = await desk.browser("li")
    assert second.number in await li.open(f"/admin/leads/{first.number}")
    async with desk.services.ledger.begin() as work:
        assert await work.grants.take_away(second.lead_id, "police")
    for path in ("", "/views"):
        page = await li.open(f"/admin/leads/{first.number}{path}")
        assert second.number not in page
        assert "另一件事" not in page
    assert STORY in await li.open(f"/admin/leads/{first.number}")


async def test_a_lead_that_others_were_merged_into_tells_no_number_of_those_that_are_hidden(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    wang, root = await desk.browser("wang"), await desk.browser("root")
    await wang.move(first, "screen", 1)
    await wang.move(first, "merge", 2, other_lead=second.number, reason="同一件事")
    await wang.send(f"/admin/leads/{first.number}/recuse", sure=1)
    assert first.number in await root.open(f"/admin/leads/{second.number}")
    page = await wang.open(f"/admin/leads/{second.number}")
    assert first.number not in page
    assert "有一件线索已并入本线索" in page


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/admin/", "//evil.example", "/\\evil.example", "/admin/\\evil.example",
        "/admin//evil.example", "javascript:alert(1)", "/elsewhere", "/admin", "", "/admin/\r\nSet-Cookie: a=b",
        "\t/admin/",
    ],
)  # fmt: skip
def test_no_address_in_a_form_leads_anywhere_but_to_a_page_of_ours(path: str) -> None:
    assert view.own_path(path) == view.HOME
    assert view.own_path("/admin/leads?order=due") == "/admin/leads?order=due"


@pytest.mark.needs_postgres
async def test_of_two_administrators_who_take_the_role_from_each_other_at_one_instant_one_is_left(
    on_postgres: Services,
) -> None:
    founded, now = await found(on_postgres, plan(), clock.now()), clock.now()
    root, zhao = founded.people["root"], founded.people["zhao"]
    async with on_postgres.ledger.begin() as work:
        signed = await founded.acting(on_postgres, "root")
        await people.set_roles(work, signed, zhao.staff_id, {Role.SYSADMIN, Role.HANDLER}, now)
    both = [await founded.acting(on_postgres, login) for login in ("root", "zhao")]

    async def take(by: int, staff_id: bytes) -> bool:
        try:
            async with on_postgres.ledger.begin() as work:
                await people.set_roles(work, both[by], staff_id, {Role.HANDLER}, now)
        except (BadInput, NotAllowed):
            return False
        return True

    assert sorted(await asyncio.gather(take(0, zhao.staff_id), take(1, root.staff_id))) == [False, True]
    async with on_postgres.ledger.read() as work:
        assert len(await work.staff.with_role(Role.SYSADMIN.value)) == 1
