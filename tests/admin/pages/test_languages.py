"""Every page in both languages, for everybody who may see it."""

import re

import pytest

from admin.services import Services, texts
from admin.setup.founding import Founded
from tests.admin.browsers import browsing

pytestmark = pytest.mark.anyio
PAGES = (
    "setup", "setup/backup", "units", "units/office", "units/custody", "units/police", "staff", "staff/invite",
    "staff/invite/link", "policy", "policy/receivers", "contacts", "areas", "account", "spare-codes",
    "units/office/pages", "units/office/pages/check", "search", "audit", "audit/entries",
    "units/office/pages", "units/office/pages/check", "custody", "identity",
)  # fmt: skip


def test_both_languages_have_the_same_texts() -> None:
    texts().check()


@pytest.mark.parametrize("login", ["root", "wang", "bao", "li"])
async def test_every_page_shows_in_both_languages(office: Services, founded: Founded, login: str) -> None:
    async with browsing(office) as person:
        await person.sign_in(founded.people[login])
        await person.post("/admin/policy/propose")
        for path in PAGES:
            chinese = await person.get(f"/admin/{path}?language=zh_CN")
            english = await person.get(f"/admin/{path}?language=en")
            assert person.status in (200, 403), path
            assert 'lang="zh-CN"' in chinese
            assert 'lang="en"' in english
            # What the office named stays Chinese; the product's own words do not.
            assert "返回" not in english


async def test_no_page_has_inline_script_or_style(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        for path in PAGES:
            page = await wang.get(f"/admin/{path}")
            assert not re.search(r"<style|\sstyle=|<script(?! src)|\son\w+=", page), path
