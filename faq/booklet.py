"""The corpus as a handbook: one HTML page, and a PDF on A5, both for reading and for the printer."""

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from faq.answer import Rendered, render
from faq.corpus import Corpus
from faq.entry import Source
from faq.errors import FaqError
from kit.catalogue import Catalogue

FONTS = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC",
    "WenQuanYi Zen Hei",
)  # fmt: skip


class NoChineseFont(FaqError):
    """The machine has none of FONTS, so a PDF would show empty boxes."""


def to_html(corpus: Corpus, contacts: Mapping[str, str], day: date, language: str = "zh_CN") -> str:
    """One self-contained page without script. Sentences whose contact is not given are left out."""
    pages = Environment(loader=PackageLoader("faq"), autoescape=True, undefined=StrictUndefined)
    texts = Catalogue.load("faq").bind(language)
    entries = _entries(corpus, contacts)
    return pages.get_template("booklet.html").render(
        t=texts, language=language.replace("_", "-"), day=day.isoformat(), entries=entries
    )


def fonts_here() -> list[str]:
    """Those of FONTS that this machine has, the best first."""
    import typst

    installed = set(typst.Fonts().families())
    return [name for name in FONTS if name in installed]


def to_pdf(corpus: Corpus, contacts: Mapping[str, str], day: date, language: str = "zh_CN") -> bytes:
    """The same on A5. Raises NoChineseFont when the machine cannot print Chinese."""
    import typst

    fonts = fonts_here()
    if not fonts:
        raise NoChineseFont(f"no Chinese font is installed; install one of {', '.join(FONTS)}, such as fonts-noto-cjk")
    texts = Catalogue.load("faq").bind(language)
    entries = _entries(corpus, contacts)
    book = {
        "fonts": fonts,
        "language": language[:2],
        "entries": entries,
        "count": texts("booklet.count", count=len(entries)),
        "made_on": texts("booklet.made_on", day=day.isoformat()),
    }
    for key in ("title", "subtitle", "contents", "sources", "danger"):
        book[key] = texts(f"booklet.{key}")
    for entry in entries:
        entry["answer"] += f" {texts('booklet.local')}" if entry["local"] else ""
    template = resources.files("faq").joinpath("templates", "booklet.typ").read_bytes()
    return bytes(typst.compile(template, format="pdf", sys_inputs={"book": json.dumps(book, ensure_ascii=False)}))


def _entries(corpus: Corpus, contacts: Mapping[str, str]) -> list[dict[str, Any]]:
    return [_plain(render(entry, contacts)) for entry in corpus.entries]


def _plain(shown: Rendered) -> dict[str, Any]:
    return {
        "id": shown.id,
        "question": shown.question,
        "answer": shown.answer,
        "details": shown.details,
        "local": shown.local,
        "sources": len(shown.sources),
        "cited": "；".join(map(_cited, shown.sources)),
    }


def _cited(source: Source) -> str:
    date_told = f"（{source.date}）" if source.date else ""
    return f"{source.title}{source.article}{date_told}"
