"""The rules an entry must keep. All problems are gathered, so that an editor mends a file in one go."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from faq import numbers
from faq.entry import Entry, Source
from faq.errors import CorpusError
from faq.reading import Draft
from faq.resources import read_yaml
from faq.text import bare

KEYS = frozenset(Entry.__dataclass_fields__)
SOURCE_KEYS = frozenset({"title", "article", "date", "url"})
ACTIONS = frozenset({"report", "track", "call_110", "none"})
LISTS = frozenset({"aliases", "sources", "related"})
ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
ARTICLE = re.compile(r"第([零〇一二两三四五六七八九十百千0-9]+)条(?:之[一二三四五六七八九十]+)?(?:第[^、]+[款项])?")


def checked(drafts: list[Draft], today: date | None = None) -> list[Entry]:
    """The entries of the drafts; raises CorpusError when any rule is broken."""
    problems = [problem for draft in drafts for problem in (*draft.problems, *_shape(draft))]
    if problems:
        raise CorpusError(problems)
    problems += [problem for draft in drafts for problem in _content(draft, today)]
    problems += _across(drafts)
    if problems:
        raise CorpusError(problems)
    return [_entry(draft.values) for draft in drafts]


def _shape(draft: Draft) -> Iterator[str]:
    for key, value in draft.values.items():
        if key not in KEYS:
            yield draft.at(key, f"unknown key {key}; known are {', '.join(sorted(KEYS))}")
        elif isinstance(value, list) != (key in LISTS) or isinstance(value, dict):
            yield draft.at(key, f"{key} must be a {'list' if key in LISTS else 'text'}")
        elif key in {"aliases", "related"} and not all(isinstance(item, str) for item in value):
            yield draft.at(key, f"{key} must be a list of texts")
        elif key == "sources" and not all(_is_source(item) for item in value):
            yield draft.at(key, "each source needs a title and may have article, date and url, nothing else")
    for key in ("id", "question", "answer"):
        if not draft.values.get(key):
            yield draft.at(key, f"{key} is missing or empty")


def _is_source(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("title")) and item.keys() <= SOURCE_KEYS


def _content(draft: Draft, today: date | None) -> Iterator[str]:
    values = draft.values
    if not ID.fullmatch(values["id"]):
        yield draft.at("id", f"the id {values['id']} must be small letters, digits and underscores")
    if values.get("action", "none") not in ACTIONS:
        yield draft.at("action", f"unknown action {values['action']}; known are {', '.join(sorted(ACTIONS))}")
    if values.get("verify", "") not in {"", "local"}:
        yield draft.at("verify", "verify can only be `local`")
    for key in ("valid_from", "valid_until"):
        if values.get(key) and _day(values[key]) is None:
            yield draft.at(key, f"{key} must be a date like 2022-05-01")
    yield from _validity(draft, today)
    for place, source in enumerate(values.get("sources", ())):
        yield from _source(draft, f"sources[{place}]", source)


def _validity(draft: Draft, today: date | None) -> Iterator[str]:
    first, last = _day(draft.values.get("valid_from")), _day(draft.values.get("valid_until"))
    if first and last and last < first:
        yield draft.at("valid_until", "valid_until lies before valid_from")
    if today and last and last < today:
        yield draft.at("valid_until", f"the entry ran out on {last}; renew or remove it")


def _source(draft: Draft, key: str, source: dict[str, str]) -> Iterator[str]:
    if source.get("date") and _day(source["date"]) is None and not re.fullmatch(r"\d{4}(-\d{2})?", source["date"]):
        yield draft.at(key, f"the date {source['date']} must be like 2022-05-01, 2022-05 or 2022")
    if source.get("url") and not source["url"].startswith(("https://", "http://")):
        yield draft.at(key, f"the url {source['url']} must begin with https://")
    article = source.get("article")
    if not article:
        return
    last = read_yaml("laws.yaml").get(source["title"].strip("《》"))
    if last is None:
        yield draft.at(key, f"{source['title']} is no law of lexicon/laws.yaml, so it cannot cite {article}")
        return
    for part in re.split("[、，和至]", article):
        found = ARTICLE.fullmatch(part.strip())
        number = numbers.value(found.group(1)) if found else None
        if number is None or not 1 <= number <= last:
            yield draft.at(key, f"{source['title']} has no article {part}; its last is {last}")


def _across(drafts: list[Draft]) -> Iterator[str]:
    ids: dict[str, Draft] = {}
    for draft in drafts:
        earlier = ids.setdefault(draft.values["id"], draft)
        if earlier is not draft:
            yield draft.at("id", f"the id {draft.values['id']} is already used at {earlier.file}:{earlier.line}")
    yield from _wordings(drafts)
    for draft in drafts:
        for place, name in enumerate(draft.values.get("related", ())):
            if name not in ids or name == draft.values["id"]:
                yield draft.at(f"related[{place}]", f"related names {name}, which is no other entry")


def _wordings(drafts: list[Draft]) -> Iterator[str]:
    """Two entries (or one, twice) must not claim the same wording, compared as the matcher compares."""
    owners: dict[str, str] = {}
    for draft in drafts:
        keys = ["question", *(f"aliases[{n}]" for n in range(len(draft.values.get("aliases", ()))))]
        for key, wording in zip(keys, (draft.values["question"], *draft.values.get("aliases", ())), strict=True):
            plain = bare(wording)
            if not plain:
                yield draft.at(key, f"the wording {wording} says nothing once fillers are gone")
            elif plain in owners:
                yield draft.at(key, f"the wording {wording} is already used at {owners[plain]}")
            owners.setdefault(plain, f"{draft.file}:{draft.lines.get(key, draft.line)} ({draft.values['id']})")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(
        id=values["id"],
        question=values["question"],
        aliases=tuple(values.get("aliases", ())),
        answer=values["answer"].strip(),
        details=values.get("details", "").strip(),
        sources=tuple(Source(**source) for source in values.get("sources", ())),
        valid_from=_day(values.get("valid_from")),
        valid_until=_day(values.get("valid_until")),
        related=tuple(values.get("related", ())),
        action=values.get("action") or "none",
        verify=values.get("verify", ""),
    )
