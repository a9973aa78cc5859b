"""The corpus: one entry a topic, read from YAML or JSON and refused as a whole when a single rule is broken."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from faq import reading, validate
from faq.entry import Entry
from faq.errors import CorpusError

SHIPPED = Path(__file__).with_name("corpus")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Entries in the order they were given; the order has no meaning for the matcher."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {entry.id: entry for entry in self.entries})

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, entry_id: str) -> Entry:
        return self.by_id[entry_id]

    def holding_on(self, day: date) -> "Corpus":
        """Without the entries that are not valid on that local day, nor links to them."""
        kept = {entry.id for entry in self.entries if entry.holds_on(day)}
        return Corpus(
            tuple(
                replace(entry, related=tuple(name for name in entry.related if name in kept))
                for entry in self.entries
                if entry.id in kept
            )
        )

    def to_json(self) -> str:
        """All entries as a JSON list in the shape of the YAML files, the same bytes for the same entries."""
        return json.dumps([_plain(entry) for entry in self.entries], ensure_ascii=False, separators=(",", ":"))

    @property
    def etag(self) -> str:
        """Changes when any entry changes: the first half of SHA-256 over `to_json`, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]


def load(folder: Path | None = None, today: date | None = None) -> Corpus:
    """Every `*.yaml` of the folder (the shipped one by default), by file name.

    Raises CorpusError with one sentence a problem, each beginning `file:line`. With `today`, expired entries are
    problems too; without, a running service does not stop on the day an entry runs out (see `Corpus.holding_on`).
    """
    drafts = reading.read_folder(folder or SHIPPED)
    return Corpus(tuple(validate.checked(drafts, today)))


@cache
def shipped() -> Corpus:
    """The entries of this release, read once: hosts in one process share them."""
    return load()


def loads(text: str, name: str = "corpus.yaml", today: date | None = None) -> Corpus:
    """A corpus from one YAML or JSON text; errors as in `load`, under the given file name."""
    return Corpus(tuple(validate.checked(reading.read_yaml(text, name), today)))


def load_lines(path: Path) -> Corpus:
    """A corpus of JSON lines, each `{"id", "question", "aliases", "answer"}`; only their shape and ids are checked."""
    problems, entries, seen = [], [], set()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = _from_line(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                problems.append(f"{path.name}:{number}: not an entry with id and question ({error})")
                continue
            if entry.id in seen:
                problems.append(f"{path.name}:{number}: the id {entry.id} is used twice")
            seen.add(entry.id)
            entries.append(entry)
    if problems:
        raise CorpusError(problems)
    return Corpus(tuple(entries))


def _from_line(row: Any) -> Entry:
    aliases: Iterable[Any] = row.get("aliases") or ()
    return Entry(str(row["id"]), str(row["question"]), tuple(map(str, aliases)), str(row.get("answer") or ""))


def _plain(entry: Entry) -> dict[str, Any]:
    values = {key: value for key, value in asdict(entry).items() if value}
    for key in ("valid_from", "valid_until"):
        if key in values:
            values[key] = values[key].isoformat()
    if "sources" in values:
        values["sources"] = [{k: v for k, v in source.items() if v} for source in values["sources"]]
    return values
