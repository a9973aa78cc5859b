from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faq import booklet
from faq.commands import app
from faq.corpus import Corpus
from kit.catalogue import Catalogue
from tests.faq.conftest import small

DAY = date(2026, 1, 2)


def test_every_entry_stands_in_the_page(shipped: Corpus) -> None:
    page = booklet.to_html(shipped, {}, DAY)
    assert all(f'id="{entry.id}"' in page for entry in shipped.entries)
    assert "{office" not in page
    assert "<script" not in page


def test_an_entry_cannot_bring_markup_into_the_page() -> None:
    page = booklet.to_html(small(("a", "<b>甲</b>", ())), {}, DAY)
    assert "<b>" not in page


@pytest.mark.needs_chinese_font
def test_the_pdf_is_made(shipped: Corpus) -> None:
    assert booklet.to_pdf(shipped, {}, DAY).startswith(b"%PDF-")


def test_without_a_chinese_font_it_says_what_to_install(shipped: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booklet, "FONTS", ("No Such Font",))
    with pytest.raises(booklet.NoChineseFont, match="install"):
        booklet.to_pdf(shipped, {}, DAY)


def test_both_languages_have_the_same_words() -> None:
    Catalogue.load("faq").check()


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["booklet", str(tmp_path), "--contact", "office_phone=010-0000"])
    assert "010-0000" in (tmp_path / "booklet.html").read_text(encoding="utf-8"), result.output
